"""Which outcomes schools can be followed in since they joined a trust. Open data."""

from typing import Final

import polars as pl

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.definitions import Definition, load_definitions
from plait.indicators.store.reader import Store
from plait.insight.queries.trajectory_answers import NoSuchOutcome
from plait.organisations.domain import Phase

# The outcome that tells most about each phase, and the recipe that fixes who is in like circumstances.
OUTCOMES: Final = {Phase.PRIMARY: "ks2_rwm_expected", Phase.SECONDARY: "attainment8", Phase.SPECIAL: "absence_overall"}
RECIPES: Final = {
    Phase.PRIMARY: "open-primary",
    Phase.SECONDARY: "open-secondary",
    Phase.SPECIAL: "open-special",
}


def get_outcome(store: Store, outcome: str) -> Definition:
    """An outcome of which the build holds figures.

    Raises
    ------
    NoSuchOutcome
        If it is not defined as an outcome, or there are none.
    """
    found = load_definitions().get(outcome)
    if found is None or found.kind != "outcome" or outcome not in _years_held(store):
        raise NoSuchOutcome(
            f"There is no outcome “{outcome}” in this build.",
            why="It is not defined as an outcome, or no figures of it were imported.",
            mend="Choose one of the outcomes of the page on indicators.",
        )
    return found


def list_outcomes(store: Store, *, phase: Phase) -> tuple[Definition, ...]:
    """Outcomes of a phase with figures in two years at least, without which there is no change to tell."""
    held = _years_held(store)
    return tuple(
        each
        for each in load_definitions().values()
        if each.kind == "outcome" and phase in each.phases and phase in RECIPES and held.get(each.id, 0) > 1
    )


def _years_held(store: Store) -> dict[str, int]:
    """In how many years there are figures of each indicator."""

    def work_out() -> dict[str, int]:
        known = store.table("values").filter(pl.col("value").is_not_null())
        rows = known.group_by(pl.col("indicator").cast(pl.String)).agg(pl.col("year").n_unique())
        return dict(rows.iter_rows())

    return once_per_build(store, "insight.trajectory.years-held", work_out)
