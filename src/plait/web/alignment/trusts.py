"""Of which trust a page of decisions tells."""

from django.http import HttpRequest

from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.context import scope_of
from plait.web.trusts import Chosen, choose


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust that is asked for, or the viewer's first."""
    mine = list_trusts(scope_of(request), May.READ_TRUST, May.READ_EXCEPTIONS)
    return choose(request, mine, missing="There is no register of decisions here.")
