"""What being signed in means for every answer: nobody else keeps it, and it ends."""

import time
from collections.abc import Callable
from typing import Final

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

_SEEN_EVERY: Final = 300  # seconds between two notes that a session is in use
_OF_ACCOUNTS: Final = ("/account/", "/invitations/")

Answer = Callable[[HttpRequest], HttpResponse]


class PrivateAnswers:
    """Answers to people who have signed in, and pages with secrets, are kept by no browser and no server between."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say so."""
        response = self.get_response(request)
        person = getattr(request, "user", None)
        if request.path.startswith(_OF_ACCOUNTS) or (person is not None and person.is_authenticated):
            response.headers["Cache-Control"] = "private, no-store"
        return response


class SignedInUntil:
    """A session ends so long after signing in, however busy it is; and the list of sessions knows which are in use."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End what is over, then answer."""
        if request.user.is_authenticated:
            if _is_over(request):
                logout(request)
            elif cache.add(f"seen:{request.session.session_key}", 1, timeout=_SEEN_EVERY):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    began = [float(record["at"]) for record in records if not record.get("reauthenticated")]
    return bool(began) and time.time() - min(began) > settings.SESSION_COOKIE_AGE
