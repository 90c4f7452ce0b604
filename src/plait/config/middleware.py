"""What happens around every request: a log line, a compressed body, and the headers Django does not set."""

import gzip
import logging
import time
from collections.abc import Callable
from typing import Any

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

from plait.config.security import PERMISSIONS_POLICY, WITHIN

_log = logging.getLogger("plait.requests")
_SMALLEST = 600  # bytes: under this, compression costs more than it saves
_BROTLI_QUALITY = 4  # of 11: near gzip's time for a tenth less than gzip's size
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", ""})
_GZIP_LEVEL = 4  # of 9: half of the usual level's time for a twentieth more
_TEXT = ("text/", "application/json", "image/svg+xml", "application/manifest+json")

# Pages that show a secret which lasts: recovery codes, keys of time-based codes, passkeys; the secret of an invitation.
_WITH_SECRETS = ("/account/2fa/", "/account/password/reset/key/", "/invitations/")

_HEALTH = "/health"  # whatever watches over the site asks for it on this machine

Answer = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """One log line for each request: method, path, status, milliseconds, bytes. No query, address or agent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write the line."""
        start = time.perf_counter()
        response = self.get_response(request)
        event = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((time.perf_counter() - start) * 1000, 1),
            "bytes": 0 if response.streaming else len(response.content),
        }
        _log.info("request", extra=event)
        return response


class HeadersAlone:
    """Answer a HEAD with the headers of a GET and nothing after them.

    The server sends what it is given. A proxy in front that keeps its connection would take a body that nobody asked
    for as the beginning of its next answer, which is somebody else's.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self.get_response(request)
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = ()  # type: ignore[attr-defined]
        elif request.method == "HEAD":
            response.content = b""
        return response


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Style sheets, script, fonts and pictures by their names; nothing that has a full stop before its name."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Take a file in when the site starts."""
        if "/." not in url:
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)


class PermissionsPolicy:
    """Tell browsers that no page needs a camera, a place or a payment."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the header."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class OwnNames:
    """Answer to this machine's own names only how the site is: letters would lead to their readers' own machines."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; 400 as to a name that is not the site's."""
        host, _ = split_domain_port(request.get_host())
        if host in settings.PLAIT_HOSTS_OF_HEALTH and request.path != _HEALTH and WITHIN not in request.META:
            raise DisallowedHost("The site was asked for by a name of this machine.")
        return self.get_response(request)


class FormsOnly:
    """Refuse what is posted in another shape than a form's: no page reads it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; 415 for another shape."""
        if request.method == "POST" and request.content_type not in _FORMS:
            return HttpResponse("Only forms are taken here.\n", status=415, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class Compress:
    """Send text as brotli or gzip.

    The length of a compressed page can tell a secret that stands beside words of somebody else's choosing (BREACH). The
    secret of most pages is the CSRF token, which Django masks anew for each answer. Pages that show a secret which
    lasts, such as recovery codes or the link of an invitation, are not compressed.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, compressed where the browser takes it and it pays."""
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if response.streaming or response.has_header("Content-Encoding") or not kind.startswith(_TEXT):
            return response
        if len(response.content) < _SMALLEST or request.path.startswith(_WITH_SECRETS):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
        if "br" in accepted:
            _replace(response, brotli.compress(response.content, quality=_BROTLI_QUALITY), "br")
        elif "gzip" in accepted:
            _replace(response, gzip.compress(response.content, compresslevel=_GZIP_LEVEL, mtime=0), "gzip")
        return response


def _replace(response: HttpResponse, body: bytes, encoding: str) -> None:
    response.content = body
    response.headers["Content-Length"] = str(len(body))
    response.headers["Content-Encoding"] = encoding
    etag = response.headers.get("ETag")
    if etag and not etag.startswith("W/"):
        response.headers["ETag"] = f"W/{etag}"
