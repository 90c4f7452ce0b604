"""Who may reach each address: declared beside it, asked before its view runs, and held by the tests.

Every `urls.py` has `ACCESS`, from the name of a route (or the route itself, where it has no name) to who may read
there and who may write there. What is not declared is not reached.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

from django.urls import URLPattern, URLResolver

from plait.organisations.domain import Scope
from plait.organisations.roles import May


class Rule(StrEnum):
    """How it is decided who somebody must be."""

    ANYONE = "Anyone"
    DEMO = "Anyone on a demonstration; on any other site there is nothing"
    OPEN_DATA = (
        "Anyone, where the operator shows published figures to visitors; else whoever belongs to an organisation"
    )
    NEEDS = "As published figures, to those entitled to know which schools may need support; others are told why not"
    SIGNED_IN = "Whoever has signed in"
    BELONGING = "Whoever has signed in and belongs to an organisation now"
    MAY = "Whoever has a role that allows it"
    READERS = "Whoever may read the record"
    KEEPERS = "Whoever looks after the record, or speaks for the organisation whose it is"
    SIDES = "Whoever agrees on sharing for one of the two sides"


_BY_STANDING: Final = frozenset({Rule.BELONGING, Rule.MAY, Rule.KEEPERS, Rule.SIDES})


@dataclass(frozen=True, slots=True)
class Who:
    """Who may do one thing at an address: by a rule, and by what a role must allow, where the rule is that.

    The guard asks what can be known from the viewer alone; at which organisation, and which record, the query or the
    service asks, and the tests try each.
    """

    rule: Rule
    what: tuple[May, ...] = ()

    @property
    def must_sign_in(self) -> bool:
        """Whether somebody unknown is sent to sign in."""
        return self.rule not in {Rule.ANYONE, Rule.DEMO, Rule.OPEN_DATA, Rule.NEEDS, Rule.READERS}

    def admits(self, scope: Scope) -> bool:
        """Whether this viewer may reach the view at all."""
        match self.rule:
            case Rule.OPEN_DATA | Rule.NEEDS:
                return scope.may_read_open_data
            case Rule.BELONGING | Rule.KEEPERS | Rule.SIDES:
                return scope.belongs
            case Rule.MAY:
                return any(scope.organisations_where(what) for what in self.what)
            case Rule.SIGNED_IN:
                return scope.signed_in
            case _:
                return True

    def asks_second_step(self, scope: Scope) -> bool:
        """Whether this viewer has to have shown a second step: who administers, wherever a role opens the page.

        Published figures, one's own account and one's own page stand without.
        """
        return scope.administers and self.rule in _BY_STANDING

    def __str__(self) -> str:
        told = "; ".join(what.label for what in self.what)
        return f"{self.rule.value}: {told}" if told else self.rule.value


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read (GET, HEAD) at an address, and who may write there (POST); None: that is not done there."""

    read: Who | None
    write: Who | None = None


ANYONE: Final = Who(Rule.ANYONE)
DEMO: Final = Who(Rule.DEMO)
OPEN_DATA: Final = Who(Rule.OPEN_DATA)
NEEDS: Final = Who(Rule.NEEDS)
SIGNED_IN: Final = Who(Rule.SIGNED_IN)
BELONGING: Final = Who(Rule.BELONGING)
READERS: Final = Who(Rule.READERS)
KEEPERS: Final = Who(Rule.KEEPERS)
SIDES: Final = Who(Rule.SIDES)


def whoever_may(*what: May) -> Who:
    """Whoever has a role that allows one of these where the address leads."""
    return Who(Rule.MAY, what)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the site: its key in `ACCESS`, its route, and what is declared, if it is."""

    key: str
    route: str
    access: Access | None


def list_addresses(urlconf: str) -> tuple[Address, ...]:
    """Every address below a module of addresses, with its declaration."""
    return tuple(_walk(import_module(urlconf), ""))


def list_stray_declarations(urlconf: str) -> list[str]:
    """Declarations for which the module that makes them has no address."""
    found: list[str] = []
    for module in _modules(import_module(urlconf)):
        keys = {key_of(each) for each in module.urlpatterns if isinstance(each, URLPattern)}
        found += [f"{module.__name__}: {key}" for key in getattr(module, "ACCESS", {}) if key not in keys]
    return found


@cache
def declared(urlconf: str) -> Mapping[str, Access]:
    """What is declared, by key."""
    return {each.key: each.access for each in list_addresses(urlconf) if each.access is not None}


def key_of(pattern: URLPattern) -> str:
    """What an address is called in `ACCESS`."""
    return pattern.name or str(pattern.pattern)


def _walk(module: ModuleType, before: str) -> Iterator[Address]:
    told: Mapping[str, Access] = getattr(module, "ACCESS", {})
    for each in module.urlpatterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(_module_of(each), route)
        else:
            yield Address(key_of(each), route, told.get(key_of(each)))


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for each in module.urlpatterns:
        if isinstance(each, URLResolver):
            yield from _modules(_module_of(each))


def _module_of(resolver: URLResolver) -> ModuleType:
    return import_module(str(resolver.urlconf_module.__name__))  # type: ignore[union-attr]
