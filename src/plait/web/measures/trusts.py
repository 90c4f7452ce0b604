"""Of which trust a page of measures tells."""

from django.http import HttpRequest

from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.context import scope_of
from plait.web.trusts import Chosen, choose


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust that is asked for, or the viewer's first."""
    return choose(request, list_trusts(scope_of(request), May.READ_TRUST), missing="There are no measures here.")
