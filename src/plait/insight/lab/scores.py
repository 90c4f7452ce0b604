"""How estimates fare against the truth: counts of one sector that add up over sectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.insight.lab.estimates import Estimates, estimate
from plait.insight.lab.sectors import Floats, Sector
from plait.stats import signals

LEVELS: Final = (0.5, 0.8, 0.9, 0.95)
EFFECTS: Final = (0.10, 0.15, 0.20, 0.25, 0.30, 0.40, np.inf)  # lower ends of bands of true effects, pupil SD
PARTS: Final = ("smallest quarter", "middle half", "largest quarter")  # by cohort
_RAW_SHARE: Final = 0.05  # of schools that a raw list shows
_Z: Final = 1.96

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Counts of one sector. Shares are sums of one count over sums of another, so that sectors add up.

    Attributes
    ----------
    schools_n
        Schools with an estimate.
    covered
        Shape (3, L): truths inside the intervals, of all schools, of flagged ones (above or below), of the smallest
        quarter; one column for each of `LEVELS`.
    of
        Shape (3,): how many each row is out of.
    flagged_n, false_n, wrong_sign_n, small_n
        Flags above; those whose truth is within the margin; below zero; in the smallest quarter of cohorts.
    below_n, below_false_n
        The mirror.
    claimed, kept
        Sums over flags above with a hidden next year: the estimate, and what the next year showed.
    power
        Shape (2, 3, E): schools flagged above, and schools there are, by cohort (`PARTS`) and band of true effect.
    words
        Shape (2, 3): possible, likely, clear above: how many are true, and how many there are.
    promised
        Sum of the probabilities of the flags above: how many the method says are true.
    raw, plain
        Shape (3,): flags, false ones, and those of them in the smallest quarter, of two lists that others use: the
        highest 5 % of one year's residuals, and z > 1.96 on chance alone.
    raw_claimed
        Claims of the raw list and what the next year showed of them.
    """

    schools_n: int
    covered: NDArray[np.int64]
    of: NDArray[np.int64]
    flagged_n: int
    false_n: int
    wrong_sign_n: int
    small_n: int
    below_n: int
    below_false_n: int
    claimed: float
    kept: float
    power: NDArray[np.int64]
    words: NDArray[np.int64]
    promised: float
    raw: NDArray[np.int64]
    plain: NDArray[np.int64]
    raw_claimed: tuple[float, float]


def score_sector(sector: Sector) -> Scores:
    """Estimate a sector and hold the answers to its truth."""
    return score(sector, estimate(sector))


def score(sector: Sector, told: Estimates) -> Scores:
    """Hold answers to the truth."""
    last, rows = sector.design.shown - 1, told.rows
    truth, unit = sector.truth[rows, last], float(sector.pupil_sd[last])
    size = sector.usual_cohort[rows]
    small = size <= np.quantile(size, 0.25)
    part = np.where(small, 0, np.where(size <= np.quantile(size, 0.75), 1, 2))
    flagged, below = told.above.listed, told.below.listed
    next_year = told.residual[rows, -1]
    known = flagged & np.isfinite(next_year)
    groups = [np.ones(rows.size, dtype=np.bool_), flagged | below, small]
    covered = [[_inside(told, truth, level=level, among=group) for level in LEVELS] for group in groups]
    lists = [_judge_list(chosen, truth, told.margin, small) for chosen in _other_lists(told, last)]
    raw = _other_lists(told, last)[0] & np.isfinite(next_year)
    return Scores(
        schools_n=rows.size,
        covered=np.array(covered, dtype=np.int64),
        of=np.array([group.sum() for group in groups], dtype=np.int64),
        flagged_n=int(flagged.sum()),
        false_n=int((truth[flagged] <= told.margin).sum()),
        wrong_sign_n=int((truth[flagged] < 0).sum()),
        small_n=int(small[flagged].sum()),
        below_n=int(below.sum()),
        below_false_n=int((truth[below] >= -told.margin).sum()),
        claimed=float(told.difference.estimate[known].sum()) / unit,
        kept=float(next_year[known].sum()) / unit,
        power=_count_power(truth / unit, part, flagged),
        words=_count_words(told, truth),
        promised=float(np.nansum(told.above.probability[flagged])),
        raw=lists[0],
        plain=lists[1],
        raw_claimed=(float(told.residual[rows, last][raw].sum()) / unit, float(next_year[raw].sum()) / unit),
    )


def _inside(told: Estimates, truth: Floats, *, level: float, among: Bools) -> int:
    low, high = told.difference.interval(level)
    return int(((low <= truth) & (truth <= high))[among].sum())


def _other_lists(told: Estimates, last: int) -> tuple[Bools, Bools]:
    """The highest residuals of one year, and the plain z-score: what peers do without a word of doubt."""
    residual = told.residual[told.rows, last]
    residual = residual - np.nanmean(residual)
    high = np.nan_to_num(residual, nan=-np.inf) >= np.nanquantile(residual, 1 - _RAW_SHARE)
    return high, np.nan_to_num(residual / np.sqrt(told.chance[told.rows, last]), nan=0.0) > _Z


def _judge_list(chosen: Bools, truth: Floats, margin: float, small: Bools) -> NDArray[np.int64]:
    return np.array([chosen.sum(), (truth[chosen] <= margin).sum(), small[chosen].sum()], dtype=np.int64)


def _count_power(truth: Floats, part: NDArray[np.int64], flagged: Bools) -> NDArray[np.int64]:
    band = np.searchsorted(EFFECTS, truth, side="right") - 1
    counts = np.zeros((2, len(PARTS), len(EFFECTS) - 1), dtype=np.int64)
    for j in range(len(PARTS)):
        for e in range(len(EFFECTS) - 1):
            here = (part == j) & (band == e)
            counts[0, j, e], counts[1, j, e] = (here & flagged).sum(), here.sum()
    return counts


def _count_words(told: Estimates, truth: Floats) -> NDArray[np.int64]:
    said = signals.word(told.difference, margin=told.margin)
    above = [(said.strength == strength) & (said.side == 1) for strength in (1, 2, 3)]
    return np.array([[(truth[w] > told.margin).sum() for w in above], [w.sum() for w in above]], dtype=np.int64)


def share(
    runs: Sequence[Scores], over: Callable[[Scores], float], of: Callable[[Scores], float]
) -> tuple[float, float]:
    """A ratio of sums over sectors and its Monte Carlo standard error; NaN where there is nothing to share."""
    above, below = np.array([over(run) for run in runs], float), np.array([of(run) for run in runs], float)
    total = below.sum()
    if total <= 0:
        return float("nan"), float("nan")
    ratio = above.sum() / total
    spread = np.sqrt(((above - ratio * below) ** 2).sum() / max(1, len(runs) - 1) * len(runs)) / total
    return float(ratio), float(spread) if len(runs) > 1 else float("nan")
