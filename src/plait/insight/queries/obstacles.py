"""Why a school cannot be matched, by name: what it lacks, or what the recipe is for."""

from typing import Any

import numpy as np

from plait.core.missing import Reason
from plait.insight.domain import Recipe, Unit
from plait.insight.queries.answers import Obstacle
from plait.insight.queries.circumstances import Circumstances
from plait.organisations.domain import Phase


def list_obstacles(recipe: Recipe, *, made: Circumstances, subject: dict[str, Any]) -> tuple[Obstacle, ...]:
    """What stands in the way, heaviest input first; empty where nothing does."""
    row = made.find_row(int(subject["urn"]))
    if row is None:
        return (_outside(recipe, subject),)
    if made.matched[row]:
        return ()
    lacking = np.flatnonzero(np.isnan(made.values[row]))
    heaviest = lacking[np.argsort(-made.weights[lacking], kind="stable")]
    return tuple(_missing(made, row, int(column)) for column in heaviest)


def known_rate(made: Circumstances, row: int | None) -> float:
    """The share of the weight (0–1) for which a school has a figure."""
    if row is None:
        return 0.0
    return float((~np.isnan(made.values[row]) * made.weights).sum() / made.weights.sum())


def _missing(made: Circumstances, row: int, column: int) -> Obstacle:
    reason = made.reason_at(row, column) or Reason.NOT_PUBLISHED
    label = made.items[column].label
    return Obstacle(label=label, reason=reason, sentence=f"{label}: {reason.sentence[0].lower()}{reason.sentence[1:]}")


def _outside(recipe: Recipe, subject: dict[str, Any]) -> Obstacle:
    if recipe.unit is Unit.TRUST:
        return Obstacle(
            label=recipe.name,
            reason=Reason.NOT_APPLICABLE,
            sentence=f"It is for {recipe.pool.sentence}; {subject['name']} has fewer.",
        )
    status, phase = str(subject.get("status") or "open"), Phase(subject.get("phase") or "other")
    if recipe.pool.statuses and status not in recipe.pool.statuses:
        said = f"It is for {recipe.pool.sentence}, and {subject['name']} is {status}."
    else:
        said = f"It is for {recipe.pool.sentence}; {subject['name']} is in the register as “{phase.label}”."
    return Obstacle(label=recipe.name, reason=Reason.NOT_APPLICABLE, sentence=said)
