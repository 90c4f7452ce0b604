"""Addresses of pages by the names of their routes, for what people are told; an empty text where there is no page."""

from django.urls import NoReverseMatch, reverse


def address(route: str, *args: object) -> str:
    """The address of a page on this site."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""
