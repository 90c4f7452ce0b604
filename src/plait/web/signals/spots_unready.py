"""A build for which no signals were worked out: the page says so, and what to do, instead of a fault."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plait.insight.queries.signals_kept import NoSignals

View = Callable[..., HttpResponse]


def explained(view: View) -> View:
    """Answer 404 where signals, or what is asked of them, are not there; the page says why."""

    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        try:
            return view(request, **parameters)
        except NoSignals as error:
            return render(request, "errors/404.html", {"error": error, "section": "bright-spots"}, status=404)

    return answer
