"""Errors that a page can explain."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.reader import NoBuild
from plait.web.site import errors


class ErrorPages:
    """Turn what a view refuses into a page that says why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Explain the two states of a site in which it has nothing to show."""
        if isinstance(exception, NoBuild):
            return errors.no_build(request, exception)
        if isinstance(exception, OpenDataClosed):
            return errors.closed(request, exception)
        return None
