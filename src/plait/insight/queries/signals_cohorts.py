"""How many pupils stand behind a figure that was published without their number. Open data.

First the school's own count of a year at most two away; else its roll times the share of the roll that the cohort is in
schools of the same ages. Both are marked: the size of a cohort sets how far chance reaches, so a count that is a tenth
out makes that reach a twentieth out.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.insight.outcomes.shelf import Outcome

REACH: Final = 2  # years between a figure and a count that may stand in for its own
ROLL_REACH: Final = 4  # years between a figure and a roll from which its cohort may be worked out
_ROLL: Final = "roll"
_FEWEST: Final = 30  # schools from which the share of a cohort in the roll is taken

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def take(figures: dict[str, pl.DataFrame], outcome: Outcome, *, ids: Ints, years: Ints) -> Floats:
    """Cohorts of every school and year from other years or from the roll, (n, T); NaN where nothing can stand in."""
    found = np.full((ids.size, years.size), np.nan)
    counts = _by_year(figures.get(outcome.cohort_from), ids)
    if not counts:
        return found
    rolls = _by_year(figures.get(_ROLL), ids)
    share = np.full(ids.size, np.nan) if outcome.cohort_from == _ROLL else _share_of_roll(counts, rolls)
    for column, year in enumerate(years.tolist()):
        steps: list[tuple[dict[int, Floats], Floats | float, int]] = [(counts, 1.0, REACH)]
        if np.isfinite(share).any():
            steps.append((rolls, share, ROLL_REACH))
        for held, factor, reach in steps:
            for other in sorted(held, key=lambda each: (abs(each - year), each)):
                if abs(other - year) <= reach:
                    found[:, column] = np.where(np.isnan(found[:, column]), held[other] * factor, found[:, column])
    return np.where(found > 0, np.maximum(np.round(found), 1.0), np.nan)


def _by_year(frame: pl.DataFrame | None, ids: Ints) -> dict[int, Floats]:
    if frame is None:
        return {}
    return {
        int(year): spread(frame.filter(pl.col("year") == year), ids, "value")
        for year in sorted(frame["year"].unique().to_list())
    }


def _share_of_roll(counts: dict[int, Floats], rolls: dict[int, Floats]) -> Floats:
    """For each school its cohort as a share of its roll in the nearest pair of years; the median for those without."""
    shape = next(iter(counts.values())).shape
    share = np.full(shape, np.nan)
    pairs = sorted((abs(a - b), -b, a, b) for a in counts for b in rolls if abs(a - b) <= REACH)
    for _, _, count, roll in pairs:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = counts[count] / np.where(rolls[roll] > 0, rolls[roll], np.nan)
        share = np.where(np.isnan(share), ratio, share)
    known = np.isfinite(share)
    return np.where(known, share, np.median(share[known])) if known.sum() >= _FEWEST else np.full(shape, np.nan)


def spread(frame: pl.DataFrame, ids: Ints, column: str) -> Floats:
    """One column of a frame with a row for each chain, laid out over the schools of a circle."""
    values = np.full(ids.size, np.nan)
    chains = frame["chain"].to_numpy()
    at = np.minimum(np.searchsorted(ids, chains), max(ids.size - 1, 0))
    hit = ids[at] == chains if ids.size else np.zeros(chains.size, dtype=np.bool_)
    values[at[hit]] = frame[column].cast(pl.Float64).to_numpy()[hit]
    return values
