"""How thousands of requests are asked in little time: what is the same for each of them is worked out once.

Every request of the matrix is undone, so each finds the database as the one before found it. Whose session it is, who
that is, what they may reach and the page of a refusal are therefore the same each time: the real code says so once, and
is not asked again. What an address decides, in its guard, its queries and its services, is decided each time.
"""

import copy
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache as keep
from typing import Any

import pytest
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db.models.expressions import Col
from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.template.base import Template
from django.test.utils import _TestState
from django.urls import ResolverMatch, URLResolver

from plait.web import context
from plait.web.accounts import middleware
from plait.web.site import errors


class WatchedHeaders(HttpHeaders):
    """The headers of a request, which remember whether anything looked if a part of the page is wanted."""

    looked = False

    def __getitem__(self, key: str) -> str:
        self.looked = self.looked or key.lower().replace("_", "-").startswith("hx-")
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        self.looked = True
        return super().__iter__()


class WatchForParts:
    """The first of all: watches for who looks whether a part of the page is wanted."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.headers = WatchedHeaders(request.META)  # type: ignore[misc]
        return self.get_response(request)


class StopAtTheView:
    """The last before the view: answers in its place when asked to, so that what is open is not drawn for each anew."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        return HttpResponse("The view is reached.") if request.headers.get("X-Stop-At-The-View") else None


def add_ours(middleware: list[str]) -> list[str]:
    """The site's middleware, between what watches and what stops."""
    return [f"{__name__}.{WatchForParts.__name__}", *middleware, f"{__name__}.{StopAtTheView.__name__}"]


def asked_for_a_part(answer: HttpResponse) -> bool:
    """Whether anything looked if a part was wanted: if not, whoever wants a part is given this same answer."""
    return answer.wsgi_request.headers.looked  # type: ignore[attr-defined]


@contextmanager
def everything_asked_once() -> Iterator[None]:
    """While every request is undone: sessions, people, what they may reach and refusals are worked out once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionStore, "load", _remember_sessions(SessionStore.load))
        patch.setattr(auth, "get_user", _remember_people(auth.get_user))
        patch.setattr(context, "get_scope", keep(context.get_scope))
        patch.setattr(errors, "render", _remember_refusals(errors.render))
        patch.setattr(URLResolver, "resolve", _remember_addresses(URLResolver.resolve))
        patch.setattr(middleware, "cache", _RememberedCounts())
        patch.setattr(Col, "identity", property(_identity))
        # Nobody looks into the templates of these answers, and Django's test client would copy the context of each.
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        patch.setattr(logging.getLogger("plait.requests"), "disabled", True)
        yield


class _RememberedCounts:
    """Which sessions were noted as in use: the files that say so stay as they are."""

    def __init__(self) -> None:
        self.noted: set[str] = set()

    def add(self, key: str, value: Any, timeout: int) -> bool:
        if key in self.noted:
            return False
        self.noted.add(key)
        return bool(cache.add(key, value, timeout=timeout))


def _identity(column: Col) -> tuple[Any, ...]:
    """By what Django tells columns apart, without the signature of their maker bound for each column of each query."""
    fields = (column.target, column.output_field)
    return (type(column), column.alias, *(f"{field.model._meta.label}.{field.name}" for field in fields))


def _remember_sessions(load: Callable[[SessionStore], dict[str, Any]]) -> Callable[[SessionStore], dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}

    def load_once(store: SessionStore) -> dict[str, Any]:
        key = store.session_key
        if key not in known:
            found = load(store)
            if key is None or store.session_key != key:  # it is not there, or no longer
                return found
            known[key] = found
        return copy.deepcopy(known[key])

    return load_once


def _remember_people(get_user: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    known: dict[str, Any] = {}

    def get_once(request: HttpRequest) -> Any:
        key = request.session.session_key
        if key is None:
            return get_user(request)
        if key not in known:
            known[key] = get_user(request)
        return copy.copy(known[key])

    return get_once


def _remember_refusals(render: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    known: dict[tuple[str, int | None], tuple[bytes, int]] = {}

    def render_once(request: HttpRequest, template: str, told: dict[str, Any], *, status: int) -> HttpResponse:
        key = (template, request.user.pk)
        if key not in known:
            drawn = render(request, template, told, status=status)
            known[key] = (drawn.content, status)
        body, status = known[key]
        return HttpResponse(body, status=status)

    return render_once


def _remember_addresses(resolve: Callable[[URLResolver, str], ResolverMatch]) -> Callable[..., ResolverMatch]:
    """An address is looked for among hundreds; what is not found raises each time."""
    return keep(resolve)
