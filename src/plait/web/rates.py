"""How often one reader may ask for what costs: files to download, tables and documents that come in, and forms.

Whoever has signed in is counted as a person, and everybody else by the address they come from, where many may share
one. Counted as attempts to sign in are: in the cache that every process of the site shares. A page to read costs
nothing and is not counted.
"""

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from allauth.core.internal.ratelimit import cache_lock, get_ip
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from plait.web.site import errors

_WINDOW: Final = 60  # seconds
_SHARING: Final = 5  # times as much for an address: a school's people come from one
_PLACES: Final = ("kind", "form", "as", "format")  # where an address names the kind of file
_COSTS: Final = {"csv": 1, "json": 1, "toml": 1, "md": 1, "xlsx": 3, "docx": 3, "pptx": 3, "pdf": 3}
_NAMED: Final = {"my-data": 3, "data-export": 3, "quality-exemplar": 1}  # files whose address does not end like one
_BROUGHT_IN: Final = 3  # a table or document that is read, or a file that is made for one person
_ENDING = re.compile(r"\.(?:(\w+)|<str:(?:kind|form)>)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request counts for: files or forms, and how many of them."""

    what: str
    cost: int


class Rates:
    """Refuse for a while whoever asks for far more than people do; it stands behind the guard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Count what is asked for; None lets the view answer."""
        del view, args
        asked = weigh(request, kwargs)
        if asked is None:
            return None
        wait = consume(request, asked)
        return errors.too_many(request, wait=wait, what=asked.what) if wait else None


def weigh(request: HttpRequest, values: Mapping[str, Any]) -> Asked | None:
    """What a request counts for; None where it is a page to read."""
    match = request.resolver_match
    name, route = (match.url_name or "", match.route) if match else ("", "")
    cost = _NAMED.get(name) or _COSTS.get(_kind_of(request, route, values), 0)
    if request.method == "POST":
        return Asked("files", max(cost, _BROUGHT_IN)) if cost or request.FILES else Asked("forms", 1)
    return Asked("files", cost) if cost else None


def consume(request: HttpRequest, asked: Asked) -> int:
    """Count what is asked for, if there is room; else the seconds after which there is."""
    most: int = settings.PLAIT_DOWNLOADS_A_MINUTE if asked.what == "files" else settings.PLAIT_FORMS_A_MINUTE
    if not most:
        return 0
    known = request.user.is_authenticated
    who = f"person:{request.user.pk}" if known else f"address:{get_ip(request)}"
    return _take(f"rates:{asked.what}:{who}", asked.cost, most=most if known else most * _SHARING)


def _take(key: str, cost: int, *, most: int) -> int:
    with cache_lock(key) as locked:
        if not locked:  # as many at once as no person asks
            return 1
        now = time.time()
        before: list[float] = [each for each in cache.get(key, []) if each > now - _WINDOW]
        counted = min(cost, most)  # one thing is given in any case
        over = len(before) + counted - most
        if over > 0:
            return max(1, math.ceil(before[over - 1] + _WINDOW - now))
        cache.set(key, [*before, *[now] * counted], _WINDOW)
        return 0


def _kind_of(request: HttpRequest, route: str, values: Mapping[str, Any]) -> str:
    """The kind of file that is asked for, by the end of its address or by what it says of it; empty for a page."""
    ending = _ENDING.search(route)
    if ending:
        return ending[1] or next((str(values[place]) for place in _PLACES if place in values), "")
    return next((request.GET[place] for place in _PLACES if place in request.GET), "") if request.GET else ""
