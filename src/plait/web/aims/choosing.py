"""Of which trust a page of goals tells, and the figures beside it, where there is a build."""

from django.http import HttpRequest

from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.context import scope_of
from plait.web.parts import Crumb
from plait.web.shown import Choices, choices_of
from plait.web.trusts import Chosen, choose


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust of whose goals a page tells: the one that is asked for, or the viewer's first."""
    mine = list_trusts(scope_of(request), May.READ_TRUST, May.READ_EXCEPTIONS)
    return choose(request, mine, missing="There are no goals here.")


def figure_choices(scope: Scope, *, at: Organisation, kept: str = "") -> Choices:
    """What a measure of a trust's goal or a school's priority may name; what it names already stays a choice."""
    return choices_of(scope, at=at, kept=(kept,))


def crumbs_of(*parts: tuple[str, str]) -> tuple[Crumb, ...]:
    """The way to a page about goals; the last part is the page."""
    way = (Crumb("Plait", "/"), Crumb("Clear goals", "/curate"))
    return (*way, *(Crumb(label, url) for label, url in parts))
