"""Addresses of pages, and nothing where a page is not built yet."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def address(route: str, *args: object, **query: object) -> str:
    """The address of a route with its query, or an empty text where there is no such route."""
    path = _path(route, args, settings.ROOT_URLCONF)
    if not path:
        return ""
    asked = {name: value for name, value in query.items() if value not in {None, ""}}
    return f"{path}?{urlencode(asked)}" if asked else path


@lru_cache(maxsize=16_384)  # a page writes a hundred
def _path(route: str, args: tuple[object, ...], urlconf: str) -> str:
    try:
        return reverse(route, urlconf=urlconf, args=args)
    except NoReverseMatch:
        return ""


def school(urn: int) -> str:
    """The page of a school."""
    return address("school", urn)


def trust(uid: int) -> str:
    """The page of a trust."""
    return address("trust", uid)


def neighbours(urn: int, **query: object) -> str:
    """The page of a school's neighbours."""
    return address("neighbours", urn, **query)


def compare(urns: Sequence[int]) -> str:
    """The page that sets schools side by side."""
    path = address("compare")
    return f"{path}?{urlencode([('urn', urn) for urn in urns])}" if path else ""


def indicator(indicator_id: str) -> str:
    """The page that says what an indicator is."""
    return address("indicator", indicator_id)
