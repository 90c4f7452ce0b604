"""The signal behind which somebody has looked: as the form showed it, even where other figures are served since."""

from django.http import Http404, HttpRequest

from plait.core.home import find_home
from plait.indicators.queries import schools
from plait.indicators.queries.reach import NotInBuild
from plait.indicators.store.builds import NoBuild, list_builds
from plait.indicators.store.reader import Store, open_build
from plait.insight.outcomes import shelf
from plait.insight.queries import signals
from plait.insight.queries.signals_answers import SchoolSignals, Signal
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.domain import Scope
from plait.web import addresses, names
from plait.web.context import find_store, scope_of, store_of
from plait.web.findings.page import Subject, crumbs_of

NOT_NOW = (NoSignals, NoBuild, NotInBuild)  # what a form may meet whose page was shown a while ago
WAIT = (
    "Nothing was saved yet. New figures came while you wrote, and what they say of this outcome is not worked out. "
    "What you typed is below: save it again in a few minutes."
)


def get_signal(request: HttpRequest, urn: int) -> tuple[SchoolSignals, Signal]:
    """The school with the outcome that the address names: with the figures that the form was shown with, if it tells.

    Raises
    ------
    NoSignals, NoBuild, NotInBuild
        If the figures that are served say nothing of it, or nothing yet.
    Http404
        If there is no such outcome.
    """
    key = request.GET.get("outcome", "")
    if key not in {each.key for each in shelf.list_outcomes()}:
        raise Http404
    scope, shown = scope_of(request), request.POST.get("build", "")
    return (_find_shown(scope, shown, urn, key) if shown else None) or _get(scope, store_of(request), urn, key)


def present_waiting(request: HttpRequest, urn: int) -> Subject:
    """What is written about, where no signal can be told."""
    key, store = request.GET.get("outcome", ""), find_store()
    school = None if store is None else schools.find_school(scope_of(request), store=store, urn=urn)
    name = f"The school with the URN {urn}" if school is None else school.name
    return Subject(
        school=names.show(name),
        school_url=addresses.school(urn),
        outcome=shelf.get_outcome(key).definition.name,
        outcome_url=addresses.address("signal-method", key),
        signal="What new figures say of it is not worked out yet.",
        crumbs=crumbs_of(name, urn=urn, last="Write down what you found"),
    )


def _find_shown(scope: Scope, build: str, urn: int, key: str) -> tuple[SchoolSignals, Signal] | None:
    """The signal as it stood in a build that is still kept; None where it is not."""
    folder = next((each.folder for each in list_builds(find_home()) if each.folder.name == build), None)
    try:
        return None if folder is None else _get(scope, open_build(folder), urn, key)
    except NOT_NOW:
        return None


def _get(scope: Scope, store: Store, urn: int, key: str) -> tuple[SchoolSignals, Signal]:
    found = signals.get_school(scope, store, urn)
    signal = next((each for each in found.signals if each.outcome.key == key), None)
    if signal is None:
        raise NoSignals(
            f"{found.name} is not judged in “{shelf.say_outcome(key)}”.",
            why=f"With the figures of {store.name} there is nothing to look behind.",
            mend="Go back to the school’s page; what it is judged in stands there.",
        )
    return found, signal
