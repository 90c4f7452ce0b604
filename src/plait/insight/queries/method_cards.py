"""The method card of a recipe, after the pattern of the UK Algorithmic Transparency Recording Standard. Open data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import Store
from plait.insight.domain import (
    Constraint,
    ConstraintKind,
    Recipe,
    Unit,
    YearKind,
    freeze,
    list_labels,
)
from plait.insight.queries import circumstances, kept
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class CardInput:
    """One input: what it is, where it comes from and how much it weighs. `scale` only where the recipe states it."""

    label: str
    definitions: tuple[str, ...]
    weight: float
    scale: float | None
    rounding: float
    unit: str
    years: tuple[AcademicYear, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardStability:
    """How stable the sets of a build are: rates are 0–1, the mean share of a school's neighbours that stay."""

    build: str
    year: AcademicYear
    pool_n: int
    matched_n: int
    jitter_rate: float | None
    sample_n: int
    years_rate: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that somebody needs to trust a recipe, or to doubt it."""

    recipe: Recipe
    what: str
    steps: tuple[str, ...]
    inputs: tuple[CardInput, ...]
    years: tuple[AcademicYear, ...]
    stability: CardStability | None


def list_cards(scope: Scope, *, store: Store | None = None, home: Home | None = None) -> list[Card]:
    """The card of every recipe."""
    return [get_card(scope, recipe=each.id, store=store, home=home) for each in shelf.list_recipes()]


def get_card(scope: Scope, *, recipe: str, store: Store | None = None, home: Home | None = None) -> Card:
    """The card of a recipe; with a store also the years it can be based on and how stable its kept sets are.

    Raises
    ------
    UnknownRecipe
        If there is no such recipe.
    """
    require_open_data(scope)
    chosen = shelf.get_recipe(recipe)
    years = tuple(AcademicYear(year) for year in circumstances.list_years(store, chosen)) if store else ()
    stability = None if store is None else _find_stability(store, chosen, home=home)
    return Card(
        recipe=chosen,
        what=_say_what(chosen),
        steps=_list_steps(chosen),
        inputs=tuple(_read_input(chosen, at) for at in range(len(chosen.characteristics))),
        years=years,
        stability=stability,
    )


def _read_input(recipe: Recipe, at: int) -> CardInput:
    item = recipe.characteristics[at]
    defined = [load_definitions()[each] for each in item.indicators]
    return CardInput(
        label=item.label,
        definitions=tuple(each.name for each in defined),
        weight=item.weight,
        scale=item.scale,
        rounding=item.rounding,
        unit=item.unit,
        years=tuple(AcademicYear(year) for year in item.years),
        caveats=tuple(caveat for each in defined for caveat in each.caveats),
    )


def _say_what(recipe: Recipe) -> str:
    things = "trusts" if recipe.unit is Unit.TRUST else "schools"
    nearest = f"It lists the {recipe.k} {things} whose circumstances are nearest, out of {recipe.pool.sentence}."
    return f"{nearest} Results play no part."


def _list_steps(recipe: Recipe) -> tuple[str, ...]:
    labels = list_labels(recipe.characteristics_of(recipe.years.choices[0] if recipe.years.choices else None))
    steps = [
        f"Take for each: {labels}.",
        _say_years(recipe),
        f"Divide each difference by {recipe.scaling.divisor}, square it and multiply it by the weight.",
        "Add these up, and take the square root: that is the distance.",
        *(_say_constraint(each) for each in recipe.constraints),
        f"Order by distance; where two are equal the smaller number comes first. Keep {recipe.k}.",
    ]
    return tuple(steps)


def _say_years(recipe: Recipe) -> str:
    if recipe.years.kind is YearKind.FIXED:
        return f"Use the figures of one year: {' or '.join(str(AcademicYear(year)) for year in recipe.years.choices)}."
    follow = (
        " A school that has changed its number keeps the figures of its one predecessor."
        if recipe.years.follow_chain
        else ""
    )
    if recipe.years.kind is YearKind.LATEST:
        return f"Use the newest figure that is held.{follow}"
    mean = f"Use the mean of the figures held for up to {recipe.years.window} years"
    return f"{mean}, so that one unusual year does not decide.{follow}"


def _say_constraint(rule: Constraint) -> str:
    if rule.kind is ConstraintKind.EXACT:
        return f"Leave out whoever differs in {rule.label}."
    if rule.kind is ConstraintKind.PREFERRED:
        return f"Of the {rule.among} nearest, take those of the same {rule.label} first."
    return f"Add {rule.penalty:g} to the squared distance of whoever differs in being {rule.label}."


def _find_stability(store: Store, recipe: Recipe, *, home: Home | None) -> CardStability | None:
    path = kept.card_path(store.name, recipe, home=home)
    if not path.is_file():
        return None
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return CardStability(
        build=store.name,
        year=AcademicYear(read["year"]),
        pool_n=read["pool_n"],
        matched_n=read["matched_n"],
        jitter_rate=read["jitter_rate"],
        sample_n=read["sample_n"],
        years_rate=freeze(read["years_rate"]),
    )
