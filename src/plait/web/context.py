"""What every view starts from: the reach of the viewer, and the build that is served."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from plait.core.home import find_home
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.services import serving
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import Store, open_current
from plait.organisations.domain import Scope
from plait.organisations.models import Person
from plait.organisations.queries.notices import count_unread
from plait.organisations.queries.reach import get_scope
from plait.organisations.roles import May
from plait.web.parts import Shown

FIRST_FICTIONAL_URN = (
    900_000  # as the simulator has it; real schools have numbers under 200,000, Welsh ones under 500,000
)
_recorded: set[str] = set()  # builds this process has written into the ledger


@dataclass(frozen=True, slots=True)
class NavItem(Shown):
    """One entry of the navigation."""

    section: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DataNote(Shown):
    """What the foot of every page says about the figures."""

    build: str
    built_at: dt.datetime
    period: AcademicYear
    fictional: bool


@dataclass(frozen=True, slots=True)
class Viewer(Shown):
    """What the frame says of whoever looks: a name and the way out, or the way in."""

    name: str
    home_url: str
    account_url: str
    sign_in_url: str
    sign_out_url: str


# Names of routes. What is not built has no route, and so no link.
_NAVIGATION = (
    ("schools", "Schools"),
    ("trusts", "Trusts"),
    ("bright-spots", "Bright spots"),
    ("methods", "Methods"),
    ("data", "Data"),
)


def scope_of(request: HttpRequest) -> Scope:
    """The reach of whoever asks, worked out once for a request."""
    known: Scope | None = getattr(request, "plait_scope", None)
    if known is None:
        person = getattr(request, "user", None)
        known = get_scope(
            None if person is None else person.pk,  # nobody is known yet where a request fails early
            open_data=settings.PLAIT_OPEN_DATA,
            needs_everywhere=settings.PLAIT_SHOW_NEEDS,
            today=timezone.localdate(),
        )
        request.plait_scope = known  # type: ignore[attr-defined]
    return known


def person_of(request: HttpRequest) -> Person:
    """Who acts: for views that only people who have signed in can reach."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def store_of(request: HttpRequest) -> Store:
    """The build that is served, for a viewer who may read it.

    Raises
    ------
    OpenDataClosed
        If the operator shows published figures only to people who have signed in (a 403 page).
    NoBuild
        If nothing has been imported yet (a 503 page that says how).
    """
    require_open_data(scope_of(request))
    store = open_current(find_home())
    if store.name not in _recorded:
        serving.begin(store, at=timezone.now())
        _recorded.add(store.name)
    return store


def find_store() -> Store | None:
    """The build that is served, if there is one: pages of what people write stand without."""
    try:
        return open_current(find_home())
    except NoBuild:
        return None


def forget_served_builds() -> None:
    """Write builds into the ledger anew when they are next opened; for a database that starts empty."""
    _recorded.clear()


def page(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs on every page."""
    letters = _address("mailbox") if settings.PLAIT_DEMO_PASSWORD else ""
    return {
        **_frame(request),
        "viewer": _viewer(request),
        "unread_n": lambda: count_unread(scope_of(request)),  # asked for by the frame alone, not by a fragment
        "mailbox_url": letters,
    }


def _viewer(request: HttpRequest) -> Viewer | None:
    """The viewer; None on an error page that is made before anybody is known."""
    person = getattr(request, "user", None)
    if person is None:
        return None
    known = person.is_authenticated
    return Viewer(
        name=person.name if known else "",
        home_url=_address("home-mine") if known else "",
        account_url=_address("account_email") if known else "",
        sign_in_url="" if known else _address("account_login"),
        sign_out_url=_address("account_logout") if known else "",
    )


def _frame(request: HttpRequest) -> dict[str, Any]:
    note = _data_note(request)
    site_url = _site_url(request)
    navigation = _navigation(scope_of(request), figures=note is not None)
    if note is None:  # no figures to show, to this viewer or to anyone: no link to them would lead anywhere
        return {"navigation": navigation, "search_url": "", "suggest_url": "", "data_note": None, "site_url": site_url}
    return {
        "site_url": site_url,
        "navigation": navigation,
        "search_url": _address("search"),
        "suggest_url": _address("suggest"),
        "data_note": note,
    }


def _site_url(request: HttpRequest) -> str:
    """How this site was called; nothing where it was called by a name that is not its own, which is a 400 page."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def _navigation(scope: Scope, *, figures: bool) -> tuple[NavItem, ...]:
    """The entries; those of figures where there are any, that of goals for those who read a trust's."""
    items = [NavItem(section, label, _address(section)) for section, label in _NAVIGATION if figures]
    if scope.trusts_where(May.READ_TRUST) | scope.trusts_where(May.READ_EXCEPTIONS):
        items.insert(3, NavItem("goals", "Goals", _address("curate")))
    return tuple(item for item in items if item.url)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _data_note(request: HttpRequest) -> DataNote | None:
    if not scope_of(request).may_read_open_data:
        return None
    store = find_store()
    if store is None:
        return None
    manifest = store.manifest
    built_at = dt.datetime.fromisoformat(manifest.built_at)
    return DataNote(store.name, built_at, AcademicYear.parse(manifest.period), fictional=is_fictional(store))


def is_fictional(store: Store) -> bool:
    """Whether every school is made up: the simulator numbers its schools where the register has none."""

    def look() -> bool:
        urns = store.table("schools")["urn"]
        return not urns.is_empty() and int(urns[0]) >= FIRST_FICTIONAL_URN  # sorted by urn

    return once_per_build(store, "web.fictional", look)
