"""Choices that make no sense, explained on a page instead of a fault."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plait.core.errors import PlaitError
from plait.core.years import NotAnAcademicYear
from plait.insight.domain import NoSuchYear, NotScaled, RecipeError, UnknownRecipe
from plait.insight.queries.changes import NothingKept
from plait.insight.queries.neighbours import BadCount
from plait.insight.queries.pools import BadPool

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
            return render(request, "errors/404.html", {"error": error}, status=404)
        except (BadChoice, BadCount, BadPool, NotAnAcademicYear, RecipeError) as error:
            return render(request, "errors/400.html", {"error": error}, status=400)

    return answer
