"""Every address of the site says who may reach it, and nothing is said of an address that is not there."""

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve

from plait.organisations.roles import May
from plait.web import access
from plait.web.access import Access, Rule, Who, whoever_may
from plait.web.guard import Guard

ADDRESSES = access.list_addresses(settings.ROOT_URLCONF)


def test_every_address_is_declared():
    undeclared = sorted(each.route for each in ADDRESSES if each.access is None)
    assert undeclared == [], "Say in ACCESS, in the urls.py beside the route, who may read there and who may write."


def test_nothing_is_declared_that_is_not_there():
    assert access.list_stray_declarations(settings.ROOT_URLCONF) == []


def test_every_address_has_a_key_of_its_own():
    keys = [each.key for each in ADDRESSES]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_no_address_is_declared_for_nobody():
    assert [each.key for each in ADDRESSES if each.access == Access(None, None)] == []


def test_the_sign_in_library_has_no_address_that_is_not_named_here():
    """Its own list of addresses is not included: what it adds in a later version is not there until it is declared."""
    told = {each.key for each in ADDRESSES if each.route.startswith("account/")}
    views = {resolve("/account/login/").url_name, resolve("/account/2fa/").url_name}
    assert views <= told
    assert not any("allauth" in module for module in _modules())


def _modules() -> set[str]:
    return {module.__name__ for module in access._modules(__import__(settings.ROOT_URLCONF, fromlist=["x"]))}


def test_what_is_not_declared_is_not_reached(monkeypatch: pytest.MonkeyPatch, rf: RequestFactory):
    monkeypatch.setattr("plait.web.guard.declared", lambda urlconf: {})
    request = rf.get("/roles")
    request.resolver_match = resolve("/roles")
    answer = Guard(lambda _: None).process_view(request, None, (), {})
    assert answer is not None
    assert answer.status_code == 404


def test_who_is_meant_is_told_in_words():
    told = str(whoever_may(May.PROTECT_DATA))
    assert told == f"{Rule.MAY.value}: {May.PROTECT_DATA.label}"
    assert str(Who(Rule.ANYONE)) == "Anyone"
