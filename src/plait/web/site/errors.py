"""Pages for when something is wrong: each says what happened, why, and what to do next."""

import logging
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from plait.core.errors import PlaitError
from plait.web.site import outages, unreachable

_log = logging.getLogger("plait.rates")
_ATTEMPTS_CLOSED = 300  # seconds


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form cannot be understood."""
    error = exception if isinstance(exception, PlaitError) else None
    return render(request, "errors/400.html", {"error": error}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this viewer."""
    error = exception if isinstance(exception, PlaitError) else None
    return render(request, "errors/403.html", {"error": error}, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from this site, or came too late."""
    del reason
    return render(request, "errors/403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing at this address."""
    error = exception if isinstance(exception, PlaitError) else None
    return render(request, "errors/404.html", {"error": error}, status=404)


def too_many(request: HttpRequest, *, wait: int = 0, what: str = "attempts") -> HttpResponse:
    """429: asked too often; by the sign-in library too, whose limits last five minutes at most."""
    _log.warning("asked too often", extra={"what": what, "signed_in": request.user.is_authenticated})
    response = render(request, "errors/429.html", {"wait": wait, "what": what}, status=429)
    response["Retry-After"] = str(wait or _ATTEMPTS_CLOSED)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, or 503 where the database is away. Stands alone, since what it would lean on may be what broke.

    Django asks for it inside the `except` of whatever failed: a view, a middleware, another error page.
    """
    failure = sys.exception()
    outage = outages.recognise(failure)
    if outage is not None:
        return unreachable.answer(request, outage, failure=failure)
    return HttpResponseServerError(render_to_string("errors/500.html"))


def no_build(request: HttpRequest, error: PlaitError) -> HttpResponse:
    """503: no data has been imported yet."""
    return render(request, "errors/503.html", {"error": error}, status=503)


def closed(request: HttpRequest, error: PlaitError) -> HttpResponse:
    """403: the operator keeps the figures for people who have signed in."""
    return render(request, "errors/closed.html", {"error": error}, status=403)
