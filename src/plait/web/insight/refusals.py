"""Choices that make no sense, explained on a page (or, for HTMX, in place) instead of a fault."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from plait.core.errors import PlaitError
from plait.core.years import NotAnAcademicYear
from plait.insight.domain import NoSuchYear, NotScaled, RecipeError, UnknownRecipe
from plait.insight.queries.changes import NothingKept
from plait.insight.queries.neighbours import BadCount
from plait.insight.queries.pools import BadPool
from plait.web.fragments import wants_part

View = Callable[..., HttpResponse]


class BadChoice(PlaitError):
    """A choice in the address that is not one of those offered."""


def explained(view: View) -> View:
    """Answer 404 for a recipe, a year or a set that is not there, 400 for a choice that cannot be; each says why."""

    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        try:
            return view(request, **parameters)
        except (UnknownRecipe, NoSuchYear, NotScaled, NothingKept) as error:
            return refuse(request, error, page="errors/404.html", status=404)
        except (BadChoice, BadCount, BadPool, NotAnAcademicYear, RecipeError) as error:
            return refuse(request, error, page="errors/400.html", status=400)

    return answer


def refuse(
    request: HttpRequest, error: PlaitError, *, page: str, status: int, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page that says why; for HTMX only the sentences, and the address in the browser stays as it was."""
    part = wants_part(request)
    told = {"error": error, "part": part, **(context or {})}
    response = render(request, "insight/refused.html" if part else page, told, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Request-Type"))
    if part:
        response["HX-Push-Url"] = "false"
    return response
