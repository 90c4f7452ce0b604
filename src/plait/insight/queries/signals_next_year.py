"""What would change our mind about a school: the word that further years would leave it with. Open data.

Worked out from what was kept with the build, by the model that made the word; see `plait.stats.foresight`.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtr, ndtri

from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.definitions import find_span
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import SchoolSignals, Signal
from plait.organisations.domain import Scope
from plait.stats.foresight import Foreseen, Known, foresee
from plait.stats.signals import CLEAR, LIKELY, POSSIBLE, WORDS, Variances

MOST_YEARS: Final = 3  # further years that are looked into
LIKE_YEARS: Final = 3  # “like its last years” means the mean of so many
_FROM: Final = (POSSIBLE, LIKELY, CLEAR)
# A word must fall this far short of its probability before it is said to change: the normal shape is not exact.
_SPARE: Final = 0.01
_LEAST, _MOST = 1e-6, 1.0 - 1e-6
_FAR: Final = 3.0  # normal deviates


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would change the word of one outcome of a school, if everything else stayed as it is.

    `falls_after` further years at exactly what is expected (of at most `MOST_YEARS`) the word would be `falls_to`; None
    where it would stand. `rises_to` is the stronger word after one more year like the mean of its last `like_n`, None
    where there is none. `needed` is how many points, on the better side of what is expected, one more figure would have
    to lie for “possible”; only where the word is “as expected”.
    """

    falls_after: int | None
    falls_to: str | None
    rises_to: str | None
    like_n: int
    needed: float | None


def list_outlooks(scope: Scope, store: Store, found: SchoolSignals) -> dict[str, Outlook]:
    """The outlook of every outcome that has a word for this reader, by its key.

    Raises
    ------
    NoSignals
        If signals were not worked out for this build.
    """
    require_open_data(scope)
    runs = signals.newest(store)
    return {
        each.outcome.key: _outlook(store, runs[each.outcome.key], each, urn=found.urn)
        for each in found.signals
        if each.word is not None and each.refusal is None
    }


def _outlook(store: Store, one: kept.Kept, signal: Signal, *, urn: int) -> Outlook:
    (row,) = kept.rows_of(store, one, "schools", urn=urn)
    figures = [
        each
        for each in kept.rows_of(store, one, "years", urn=urn)
        if each["expected"] is not None and each["chance_sd"] is not None
    ]
    towards = signal.outcome.sign * (-1 if signal.needs else 1)  # the side that the word is on
    known = _known(one, signal.outcome, row, figures, towards=towards)
    chance = float(known.chance[-1])
    words = _Words.of(row["worse" if signal.needs else "better"], known, margin=one.card["margin"])
    now = WORDS.index(signal.word or WORDS[0])
    like = known.residual[-LIKE_YEARS:]
    next_year = foresee(known, ahead=1, chance=chance)
    later = (foresee(known, ahead=years, chance=chance) for years in range(2, MOST_YEARS + 1))
    falls_after, falls_to = _falls(itertools.chain([next_year], later), words, now=now) if now else (None, None)
    then = words.after(next_year, residual=float(like.mean()), spare=-_SPARE)
    return Outlook(
        falls_after=falls_after,
        falls_to=falls_to,
        rises_to=WORDS[then] if then > now else None,
        like_n=len(like),
        needed=words.needed(next_year) if now == 0 else None,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of what is foreseen; `bend` is how far, in normal deviates, the kept probability lies off the normal."""

    margin: float
    bend: float

    @classmethod
    def of(cls, probability: float, known: Known, *, margin: float) -> "_Words":
        straight = (known.estimate - margin) / max(known.sd, 1e-12)
        if abs(straight) > _FAR:  # far out the two differ without bearing on a word
            return cls(margin, 0.0)
        return cls(margin, float(ndtri(np.clip(probability, _LEAST, _MOST))) - straight)

    def after(self, found: Foreseen, *, residual: float, spare: float) -> int:
        """The position in `WORDS` after years with a residual."""
        straight = float(ndtri(np.clip(found.probability_above(self.margin, residual=residual), _LEAST, _MOST)))
        return int(np.searchsorted(_FROM, float(ndtr(straight + self.bend)) + spare, side="right"))

    def needed(self, found: Foreseen) -> float:
        """The residual from which one more figure would make it possible."""
        probability = float(ndtr(float(ndtri(POSSIBLE)) - self.bend))
        return found.residual_for(probability, margin=self.margin)


def _falls(ahead: Iterable[Foreseen], words: _Words, *, now: int) -> tuple[int | None, str | None]:
    for years, found in enumerate(ahead, start=1):
        then = words.after(found, residual=0.0, spare=_SPARE)
        if then < now:
            return years, WORDS[then]
    return None, None


def _known(
    one: kept.Kept, outcome: Outcome, row: dict[str, Any], figures: list[dict[str, Any]], *, towards: int
) -> Known:
    """The school as the model knows it, in points, what its word is about counted upwards."""
    observed, expected, chance_sd = (
        np.array([np.nan if each[name] is None else each[name] for each in figures], dtype=np.float64)
        for name in ("observed", "expected", "chance_sd")
    )
    years = np.array([each["year"] for each in figures], dtype=np.int64)
    slope = _slope(expected) if one.card.get("spreads_unit") == "probits" else np.ones(len(years))
    spreads, last = one.card["spreads"], float(slope[-1])
    levels = ("school", "trust") if row["trust_part"] else ("school",)
    constant, moving, yearly = (
        last**2 * sum(spreads[f"{level}.{part}"] for level in levels) for part in ("constant", "moving", "yearly")
    )
    return Known(
        years=years,
        residual=towards * (observed - expected),
        chance=chance_sd**2,
        reach=slope / last * _scale(one, outcome, years.tolist()),
        doubt=figures[-1]["doubt"] or 0.0,
        lasting=Variances(constant, moving, yearly),
        persistence=spreads["persistence"],
        now=one.card["last_year"],
        estimate=towards * row["estimate"],
        sd=row["sd"],
    )


def _slope(expected: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Points of a percentage for each probit, at what is expected."""
    at = ndtri(np.clip(expected, 0.2, 99.8) / 100.0)
    return np.asarray(100.0 * np.exp(-0.5 * at**2) / np.sqrt(2.0 * np.pi))


def _scale(one: kept.Kept, outcome: Outcome, years: list[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How far a unit of the latest series reaches in each year."""
    firsts = {year: _series(outcome, year) for year in {*one.card["years"], *years}}
    order = sorted({firsts[year] for year in one.card["years"]})
    spreads = one.card["spreads"]
    return np.array([math.exp(spreads.get(f"scale.{order.index(firsts[year])}", 0.0)) for year in years])


def _series(outcome: Outcome, year: int) -> int:
    span = find_span(outcome.definition, year)
    return -1 if span is None else span.first
