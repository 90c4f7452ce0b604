"""Whoever administers shows a second step before what a role opens; here they are led to it, and back.

Asked in production, by the guard, of every address at once (`PLAIT_ASK_SECOND_STEP`). A demonstration does not ask.
"""

from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from plait.organisations.domain import Scope
from plait.web.access import Who
from plait.web.addresses import address
from plait.web.context import person_of

_FOR: Final = "second_step_for"  # where somebody was going when they were led here
_STEPS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_missing(request: HttpRequest, who: Who, scope: Scope) -> bool:
    """Whether a second step is asked of this viewer here, and none was shown in this session."""
    return settings.PLAIT_ASK_SECOND_STEP and who.asks_second_step(scope) and not is_shown(request)


def is_shown(request: HttpRequest) -> bool:
    """Whether a second step was shown in this session, and the person still has one."""
    records = get_authentication_records(request, person_of(request))
    return any(each["method"] == "mfa" for each in records) and bool(_kinds_of(request))


def lead(request: HttpRequest) -> HttpResponse:
    """Send somebody to the page of the second step, and remember where they were going."""
    going = request.get_full_path() if request.method in {"GET", "HEAD"} else address("home-mine")
    request.session[_FOR] = going
    return redirect("second-step")


@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Say why a second step is asked for, and how to show or set one up; once it is there, go on."""
    if is_shown(request):
        return redirect(request.session.pop(_FOR, "") or "mfa_index")
    kinds = _kinds_of(request)
    told = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "code_url": address("mfa_reauthenticate", next=request.path),
        "passkey_url": address("mfa_reauthenticate_webauthn", next=request.path),
    }
    return render(request, "accounts/second_step.html", told)


def listen() -> None:
    """Count what was set up a moment ago as shown; called once, when the site starts."""
    signals.authenticator_added.connect(_added, dispatch_uid="plait.second_step.shown")


def _added(*, request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in _STEPS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        request.session.save()  # it may be told after the answer, when the session has been kept already


def _kinds_of(request: HttpRequest) -> frozenset[str]:
    held = Authenticator.objects.filter(user_id=request.user.pk, type__in=_STEPS)
    return frozenset(held.values_list("type", flat=True))
