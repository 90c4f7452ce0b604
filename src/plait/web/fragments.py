"""One address serves a page and its part: HTMX is sent the part, everyone else the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

_TELLS_THEM_APART = ("HX-Request", "HX-Request-Type")


def wants_part(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part; going back in the browser's history it asks for the whole page again."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """The page, or only its partial of the name given in `part`, which is told so by `is_part`."""
    alone = wants_part(request)
    name = f"{template}#{part}" if alone else template
    response = render(request, name, {**context, "is_part": alone}, status=status)
    patch_vary_headers(response, _TELLS_THEM_APART)
    return response
