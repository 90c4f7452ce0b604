"""“Where are you?”: the reader's school, found by what was typed, without which the pages work as well."""

from dataclasses import dataclass, replace
from typing import Final

from plait.indicators.queries import schools, search
from plait.indicators.queries.schools import School
from plait.indicators.queries.search import Hit, Kind
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.web import figures, names
from plait.web.signals.spots_choices import Choice, link

_CANDIDATES: Final = 10  # schools offered for a name that was typed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school that may be meant."""

    name: str
    detail: str
    url: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The reader's school, or those that may be meant by what was typed."""

    school: School | None
    name: str
    typed: str
    candidates: tuple[Candidate, ...]
    unknown: bool


def find_place(scope: Scope, *, store: Store, choice: Choice, route: str) -> tuple[Choice, Place]:
    """The choice with the school that is meant, and what to show in its box.

    What was typed counts unless it is the name of the school chosen before; an empty box takes the school away.
    """
    school = None if choice.near is None else schools.get_school(scope, store=store, urn=choice.near)
    typed = choice.typed
    if typed is None or (school is not None and typed.casefold() == names.show(school.name).casefold()):
        return choice, _place(school)
    if not typed:
        return replace(choice, near=None), _place(None)
    hits = _find(scope, store=store, typed=typed)
    meant = [hit for hit in hits if names.show(hit.name).casefold() == typed.casefold()] or hits
    if len(meant) == 1 and meant[0].number is not None:
        school = schools.get_school(scope, store=store, urn=meant[0].number)
        return replace(choice, near=school.urn), _place(school)
    candidates = tuple(present_candidate(hit, choice=choice, route=route) for hit in hits)
    return replace(choice, near=None), Place(None, "", typed, candidates, unknown=not candidates)


def suggest(scope: Scope, *, store: Store, choice: Choice, route: str) -> tuple[Candidate, ...]:
    """A few lines under the box while a person types."""
    hits = _find(scope, store=store, typed=choice.typed or "") if choice.typed else []
    return tuple(present_candidate(hit, choice=choice, route=route) for hit in hits)


def present_candidate(hit: Hit, *, choice: Choice, route: str) -> Candidate:
    """One school, with the address that chooses it and keeps everything else."""
    told = (
        figures.name_phase(hit.phase) if hit.phase else "",
        names.place(hit.place or ""),
        names.show(hit.trust_name or ""),
        f"URN {hit.number}",
    )
    detail = " · ".join(part for part in told if part)
    url = link(route, replace(choice, near=hit.number, page=1))
    return Candidate(names.show(hit.name), detail, url, closed=not hit.open)


def _find(scope: Scope, *, store: Store, typed: str) -> list[Hit]:
    found = search.find(scope, store=store, typed=typed)
    return [hit for hit in found.hits if hit.kind is Kind.SCHOOL and hit.number is not None][:_CANDIDATES]


def _place(school: School | None) -> Place:
    name = "" if school is None else names.show(school.name)
    return Place(school, name, name, (), unknown=False)
