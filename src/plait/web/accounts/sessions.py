"""Where somebody is signed in, and signing out there."""

from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from plait.organisations.services import account_events
from plait.web.accounts.browsers import name_browser
from plait.web.accounts.whole import asked_again


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """Every session of the person, this one first; all others can be ended at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the browser of each in words."""
        told: dict[str, Any] = super().get_context_data(**kwargs)
        rows = [(each, name_browser(each.user_agent), each.is_current()) for each in told["sessions"]]
        return {**told, "rows": sorted(rows, key=lambda row: (not row[2], -row[0].last_seen_at.timestamp()))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End all but this one, once the person has shown again who they are."""
        return asked_again(super().post)(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """End all but this one."""
        n = UserSession.objects.filter(user=self.request.user).count() - 1
        account_events.note_sessions_ended(self.request.user.pk, n=n)
        answer: HttpResponse = super().form_valid(form)
        return answer


@require_POST
@login_required
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of the person's own; whoever sits at their browser has to be the person."""
    found = UserSession.objects.filter(user_id=request.user.pk, pk=number).first()
    if found is None:
        raise Http404
    return redirect("account_logout") if found.is_current() else _end(request, number)


@asked_again
def _end(request: HttpRequest, number: int) -> HttpResponse:
    with transaction.atomic():
        found = UserSession.objects.select_for_update().filter(user_id=request.user.pk, pk=number).first()
        if found is None:  # it ended meanwhile
            return redirect("usersessions_list")
        account_events.note_sessions_ended(found.user_id, n=1)
        found.end()
    messages.success(request, "Signed out there.")
    return redirect("usersessions_list")
