"""Of which trust a page of goals tells, and the figures beside it, where there is a build."""

from dataclasses import dataclass

from django.http import HttpRequest

from plait.core.errors import NotThere
from plait.core.home import find_home
from plait.goals.queries import aims
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import Store, open_current
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.context import scope_of
from plait.web.parts import Crumb, Option
from plait.web.shown import Choices, choices_of


class NoTrust(NotThere):
    """The viewer reads goals of no trust, or not of the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The trust, and the choices where the viewer belongs to several."""

    trust: Organisation
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return names.show(self.trust.name)

    @property
    def query(self) -> str:
        """What a link carries to stay with the trust: nothing where there is one alone."""
        return f"?trust={self.trust.pk}" if len(self.options) > 1 else ""


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust that a request names, or the viewer's first.

    Raises
    ------
    NoTrust
        If the viewer reads no trust's goals, or not those of the one named.
    """
    mine = aims.list_trusts(scope_of(request))
    asked = request.GET.get("trust", "")
    chosen = next((each for each in mine if str(each.pk) == asked), None) if asked else next(iter(mine), None)
    if chosen is None:
        raise NoTrust(
            "There are no goals here.",
            why="You belong to no trust, or not to the one that was asked for.",
            mend="Go to your own page, and choose from where you belong.",
        )
    options = tuple(Option(str(each.pk), names.show(each.name), chosen=each == chosen) for each in mine)
    return Chosen(chosen, options if len(mine) > 1 else ())


def find_store() -> Store | None:
    """The build that is served; these pages stand without one too."""
    try:
        return open_current(find_home())
    except NoBuild:
        return None


def figure_choices(scope: Scope, *, at: Organisation, kept: str = "") -> Choices:
    """What a measure of a trust's goal or a school's priority may name; what it names already stays a choice."""
    return choices_of(scope, at=at, kept=(kept,))


def crumbs_of(*parts: tuple[str, str]) -> tuple[Crumb, ...]:
    """The way to a page about goals; the last part is the page."""
    way = (Crumb("Plait", "/"), Crumb("Clear goals", "/curate"))
    return (*way, *(Crumb(label, url) for label, url in parts))
