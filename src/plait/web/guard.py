"""Nobody comes to a view but those whom its address declares; who administers, with a second step."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from plait.indicators.queries.reach import OpenDataClosed, require_open_data
from plait.web.access import Access, Rule, Who, declared
from plait.web.accounts import second_step
from plait.web.context import scope_of
from plait.web.site import errors

_log = logging.getLogger("plait.access")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = _READING | {"POST"}


class Guard:
    """Ask before each view who may reach it. What is not for the viewer answers as what is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse whoever is not admitted; None lets the view answer."""
        del view, args, kwargs
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(sorted(_METHODS))
        match = request.resolver_match
        told = declared(settings.ROOT_URLCONF).get((match.url_name or match.route) if match else "")
        if told is None:
            return errors.not_found(request)
        who = _who(told, request.method or "")
        refused = None if who is None else _refuse(request, who)
        if refused is not None and who is not None:
            known = request.user.is_authenticated
            _log.info("access refused", extra={"path": request.path, "rule": who.rule.name, "signed_in": known})
        return refused


def _who(told: Access, method: str) -> Who | None:
    """Who is asked for; where a method is not taken, the view says so to those who may reach it by another."""
    return (told.read or told.write) if method in _READING else (told.write or told.read)


def _refuse(request: HttpRequest, who: Who) -> HttpResponse | None:
    if who.rule in {Rule.ANYONE, Rule.DEMO, Rule.READERS}:
        return None
    if who.must_sign_in and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method in _READING else "/")
    if who.rule is Rule.SIGNED_IN:
        return None
    scope = scope_of(request)
    if who.admits(scope):
        return second_step.lead(request) if second_step.is_missing(request, who, scope) else None
    if who.rule in {Rule.OPEN_DATA, Rule.NEEDS}:
        try:
            require_open_data(scope)
        except OpenDataClosed as closed:
            return errors.closed(request, closed)
    return errors.not_found(request)
