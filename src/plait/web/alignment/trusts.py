"""Of which trust a page tells, and what is drawn from the build, where there is one."""

from dataclasses import dataclass

from django.http import HttpRequest

from plait.core.errors import NotThere
from plait.core.home import find_home
from plait.goals.queries import alignment
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import Store, open_current
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.context import scope_of
from plait.web.parts import Option


class NoTrust(NotThere):
    """The viewer reads decisions of no trust, or not of the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The trust, and the choices where the viewer belongs to several."""

    trust: Organisation
    options: tuple[Option, ...]

    @property
    def query(self) -> str:
        """What a link carries to stay with the trust: nothing where there is one alone."""
        return str(self.trust.pk) if len(self.options) > 1 else ""


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust that a request names, or the viewer's first.

    Raises
    ------
    NoTrust
        If the viewer reads no trust's decisions, or not those of the one named.
    """
    mine = alignment.list_trusts(scope_of(request))
    asked = request.GET.get("trust", "") or request.POST.get("trust", "")
    chosen = next((each for each in mine if str(each.pk) == asked), None) if asked else next(iter(mine), None)
    if chosen is None:
        raise NoTrust(
            "There is no register of decisions here.",
            why="You belong to no trust, or not to the one that was asked for.",
            mend="Go to your own page, and choose from where you belong.",
        )
    options = tuple(Option(str(each.pk), names.show(each.name), chosen=each == chosen) for each in mine)
    return Chosen(chosen, options)


def find_store() -> Store | None:
    """The build that is served; these pages stand without one too, and then know the schools that people belong to."""
    try:
        return open_current(find_home())
    except NoBuild:
        return None
