"""What the queries found for the page of a school's neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.indicators.queries import browse, schools, search
from plait.indicators.queries.browse import Choice as Value
from plait.indicators.queries.schools import School
from plait.indicators.queries.search import Hit, Kind
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries import changes, neighbours
from plait.insight.queries.answers import NeighbourSet
from plait.organisations.domain import Scope
from plait.web import names
from plait.web.insight import column
from plait.web.insight.choices import Choice, reach_of
from plait.web.insight.column import IndicatorColumn

COLUMNS: Final = ("phase", "type_group", "admissions", "region")  # filters whose values are those that schools have
_CANDIDATES: Final = 6  # trusts offered for a name that was typed


@dataclass(frozen=True, slots=True)
class NeighbourFacts:
    """The school, its neighbours as they were asked for, and everything else that could be asked for."""

    school: School
    found: NeighbourSet
    choice: Choice
    recipes: tuple[tuple[Recipe, bool], ...]
    values: Mapping[str, tuple[Value, ...]]
    trusts: Mapping[int, str]
    candidates: tuple[Hit, ...]
    offered: tuple[Definition, ...]
    column: IndicatorColumn | None
    indicator: Definition | None
    has_changes: bool
    typed: str


def find(scope: Scope, *, store: Store, urn: int, choice: Choice) -> NeighbourFacts:
    """Ask the queries; a trust that was typed by name joins the chosen ones where the name means one trust."""
    school = schools.get_school(scope, store=store, urn=urn)
    typed = choice.add
    choice, candidates = _add_trust(scope, store=store, choice=choice)
    reach, filters = reach_of(choice, school)
    found = neighbours.get_set(
        scope,
        store=store,
        urn=urn,
        recipe=choice.recipe or None,
        reach=reach,
        k=choice.k,
        year=choice.year,
        filters=filters,
    )
    offered = tuple(column.list_offered(scope, store=store, phase=school.phase))
    indicator = column.choose(choice.indicator, offered=offered, phase=school.phase)
    known = schools.trust_names(store)
    return NeighbourFacts(
        school=school,
        found=found,
        choice=choice,
        recipes=tuple(neighbours.list_recipes_for(scope, store=store, urn=urn)),
        values={name: browse.list_choices(scope, store=store, of="schools", column=name) for name in COLUMNS},
        trusts={uid: names.show(known.get(uid) or f"Trust {uid}") for uid in choice.trusts},
        candidates=candidates,
        offered=offered,
        column=None
        if indicator is None
        else column.find_column(scope, store=store, definition=indicator, urns=(urn, *found.urns)),
        indicator=indicator,
        has_changes=found.matched and has_changes(scope, store=store, recipe=found.recipe.id),
        typed=typed,
    )


def has_changes(scope: Scope, *, store: Store, recipe: str) -> bool:
    """Whether sets of a recipe were kept with this build, and others before them."""
    try:
        moments = changes.list_moments(scope, recipe=recipe)
    except PlaitError:
        return False
    return len(moments) > 1 and any(moment.build == store.name for moment in moments)


def _add_trust(scope: Scope, *, store: Store, choice: Choice) -> tuple[Choice, tuple[Hit, ...]]:
    if not choice.add:
        return choice, ()
    found = search.find(scope, store=store, typed=choice.add)
    hits = [hit for hit in found.hits if hit.kind is Kind.TRUST and hit.number is not None and hit.open]
    same = [hit for hit in hits if names.show(hit.name).casefold() == choice.add.casefold()]
    meant = same or hits
    if len(meant) == 1 and meant[0].number is not None:
        return replace(choice, trusts=tuple(dict.fromkeys((*choice.trusts, meant[0].number))), add=""), ()
    return choice, tuple(hit for hit in hits if hit.number not in choice.trusts)[:_CANDIDATES]
