"""Of which trust a page of measures tells."""

from django.http import HttpRequest

from plait.core.errors import NotThere
from plait.core.home import find_home
from plait.indicators.queries.own_measures import list_trusts
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import Store, open_current
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.context import scope_of
from plait.web.parts import Option


class NoTrust(NotThere):
    """The viewer belongs to no trust, or not to the one that was asked for."""


def choose_trust(request: HttpRequest) -> tuple[Organisation, tuple[Option, ...]]:
    """The trust that a request names, or the viewer's first; and the choices, where there are several.

    Raises
    ------
    NoTrust
        If the viewer belongs to none, or not to the one named.
    """
    mine = list_trusts(scope_of(request))
    asked = request.GET.get("trust", "") or request.POST.get("trust", "")
    chosen = next((each for each in mine if not asked or str(each.pk) == asked), None)
    if chosen is None:
        raise NoTrust(
            "There are no measures here.",
            why="You belong to no trust, or not to the one that was asked for.",
            mend="Go to your own page, and choose from where you belong.",
        )
    options = tuple(Option(str(each.pk), names.show(each.name), chosen=each == chosen) for each in mine)
    return chosen, options if len(options) > 1 else ()


def find_store() -> Store | None:
    """The build that is served, if there is one: the schools of a trust are taken from it."""
    try:
        return open_current(find_home())
    except NoBuild:
        return None
