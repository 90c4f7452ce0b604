"""The answer while the database is away or busy: what happened, and what was typed, so that it can be sent again.

It leans on nothing that needs the database: no frame, no session, nobody's name.
"""

import logging
import re
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string

from plait.web.fragments import wants_part
from plait.web.parts import Shown
from plait.web.site import outages, views
from plait.web.site.outages import Outage

_log = logging.getLogger("plait.database")
_AGAIN_AFTER: Final = {Outage.AWAY: 60, Outage.BUSY: 5}  # seconds
_WHAT: Final = {
    Outage.AWAY: "The site cannot reach its database just now",
    Outage.BUSY: "The site is busy just now",
}
_WHEN: Final = {Outage.AWAY: "Try again in a minute.", Outage.BUSY: "Try again in a few seconds."}
_FILE: Final = re.compile(r"\.(?:csv|json|toml|md|xlsx|docx|pptx|pdf|ics|svg|zip)$")
_NAMES_OF_FILES: Final = ("as", "format")  # where an address names the kind of file
_OF_PASSWORDS: Final = ("/account/", "/invitations/")  # what is typed there is shown to nobody again
_LONGEST_TOLD: Final = 300


@dataclass(frozen=True, slots=True)
class Sent(Shown):
    """A form that met the outage: its fields as they came, the words among them, and whether a file came along."""

    fields: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    with_file: bool


def answer(request: HttpRequest, outage: Outage, *, failure: BaseException | None) -> HttpResponse:
    """503: a page, a part of one, or a line where a file was asked for; written once into the log."""
    _tell(request, outage, failure)
    _ask_no_more(request)
    if request.path == "/health":
        response = views.health(request)
    elif wants_part(request):
        response = HttpResponse(render_to_string("errors/part.html", {"what": _WHAT[outage], "when": _WHEN[outage]}))
    elif _is_file(request):
        response = HttpResponse(f"{_WHAT[outage]}. {_WHEN[outage]}\n", content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(_write(request, outage, failure))
    response.status_code = 503
    response.headers["Retry-After"] = str(_AGAIN_AFTER[outage])
    response.headers["Cache-Control"] = "private, no-store"
    response._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001 Django would write it again
    return response


def _write(request: HttpRequest, outage: Outage, failure: BaseException | None) -> str:
    before: int | None = getattr(request, "plait_committed", None)
    context = {
        "what": _WHAT[outage],
        "when": _WHEN[outage],
        "away": outage is Outage.AWAY,
        "address": request.get_full_path(),
        "posted": request.method == "POST",
        "perhaps_kept": outages.may_be_kept(failure, committed_before=before),
        "sent": _read(request),
    }
    return render_to_string("errors/unreachable.html", context)


def _tell(request: HttpRequest, outage: Outage, failure: BaseException | None) -> None:
    """Write it down for the operator, who needs the database's own words, and not where in the code they fell."""
    said = (str(failure).strip().splitlines() or [""])[0][:_LONGEST_TOLD]
    told = {"method": request.method, "path": request.path, "error": f"{type(failure).__name__}: {said}"}
    _log.error("the database is %s", outage.value, extra=told)


def _ask_no_more(request: HttpRequest) -> None:
    """Let nothing on the way out ask the database again for the session or the person; the session stays as it is."""
    session = getattr(request, "session", None)
    if session is not None and not hasattr(session, "_session_cache"):
        session._session_cache = {}  # noqa: SLF001 what it would have loaded; with status 503 it is not written
    request.user = AnonymousUser()


def _is_file(request: HttpRequest) -> bool:
    return bool(_FILE.search(request.path)) or any(name in request.GET for name in _NAMES_OF_FILES)


def _read(request: HttpRequest) -> Sent | None:
    """What was sent by a form of this site; None where nothing was, or it is not to be shown again."""
    if request.method != "POST" or request.path.startswith(_OF_PASSWORDS):
        return None
    try:
        came_from_here = _Checked(_never).process_view(request, _never, (), {}) is None
        if not came_from_here:
            return None
        fields = tuple((name, str(value)) for name, values in request.POST.lists() for value in values)
        with_file = bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return None
    return Sent(fields, tuple(value for _, value in fields if " " in value.strip()), with_file)


class _Checked(CsrfViewMiddleware):
    """Django's own check that a form came from this site, without a page of its own where it did not."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del request, reason
        return HttpResponse(status=403)


def _never(_request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    return HttpResponse()
