"""A person's own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.insight.queries import findings
from plait.organisations import attention
from plait.organisations.queries import belonging, notices
from plait.organisations.queries.organisations import list_role_names
from plait.organisations.visibility import Visibility
from plait.web.context import person_of, scope_of
from plait.web.people.home import present_home
from plait.web.people.joining import present_joining

_NOTICES_N = 5


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs whoever has signed in, in one screen."""
    scope = scope_of(request)
    page = present_home(
        person_of(request).name,
        scope=scope,
        items=attention.list_items(scope),
        memberships=belonging.list_own(scope, today=timezone.localdate()),
        names=list_role_names(scope),
        drafts=[each for each in findings.list_kept(scope) if each.visibility == Visibility.ME],
        notices=notices.list_notices(scope, most=_NOTICES_N, unread_only=True),
    )
    joining = None if scope.belongs else present_joining(person_of(request), scope=scope)
    return render(request, "people/home.html", {"page": page, "joining": joining})
