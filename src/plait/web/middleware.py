"""Errors that a page can explain."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from plait.core import transactions
from plait.core.errors import NotAllowed, NotThere
from plait.indicators.queries.reach import NotInBuild, OpenDataClosed
from plait.indicators.store.builds import NoBuild
from plait.web.site import errors

_log = logging.getLogger("plait.access")


class ErrorPages:
    """Turn what a view refuses into a page that says why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; an error page may have to say whether something was saved before it."""
        request.plait_committed = transactions.count_committed()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Explain a site with nothing to show yet, or not to this viewer, and a thing that the build does not hold."""
        if isinstance(exception, OpenDataClosed | NotThere | NotAllowed):
            person = getattr(request, "user", None)  # nobody is known yet where a request fails early
            known = person is not None and person.is_authenticated
            told = {"path": request.path, "why": type(exception).__name__, "signed_in": known}
            _log.info("access refused", extra=told)
        if isinstance(exception, NoBuild):
            return errors.no_build(request, exception)
        if isinstance(exception, OpenDataClosed):
            return errors.closed(request, exception)
        if isinstance(exception, NotInBuild | NotThere):
            return errors.not_found(request, exception)
        if isinstance(exception, NotAllowed):
            return errors.forbidden(request, exception)
        return None
