"""Published outcomes of a school, year by year, as how far each year lay from what was expected of it. Open data.

A yearly figure of a school resembles the one before it, since its circumstances do. What is left after taking those
away can be charted. Rules of change are asked only of years enough, and told only to those entitled to know which
schools may need support: to see no sign would otherwise tell that there is one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import polars as pl
from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals, signals_kept
from plait.insight.queries.signals_answers import YearFigure
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope
from plait.stats.spc import Chart, Polarity, Trend, trend

ENOUGH: Final = 12  # years from which limits are no longer on trial
_LEVEL: Final = 0.90  # of every interval on the pages
_OUTSIDE: Final = 0.01  # share of schools' years beyond either end of the scale


@dataclass(frozen=True, slots=True)
class Apart:
    """One year: the figure, what was expected, and the difference with where the truth probably lies, in its unit.

    `of_urn`: under which URN it was published.
    """

    year: AcademicYear
    of_urn: int
    observed: float
    expected: float
    difference: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class PublishedTrend:
    """One outcome over the years in which something was expected of the school, earliest first.

    `years` are all from the first to the last, with None where there is no figure. `trend` is None with fewer years
    than `ENOUGH`, or where this reader is not told. `reach`: how far the scale goes either side of nought, the same for
    every school.
    """

    outcome: Outcome
    years: tuple[tuple[AcademicYear, Apart | None], ...]
    trend: Trend | None
    reach: float

    @property
    def known(self) -> tuple[Apart, ...]:
        """The years with a figure."""
        return tuple(each for _, each in self.years if each is not None)


@dataclass(frozen=True, slots=True)
class SchoolTrends:
    """Every outcome of a school of which there is a year; `judged`: whether this reader is told what rules say."""

    urn: int
    name: str
    build: str
    trends: tuple[PublishedTrend, ...]
    judged: bool


def get_trends(scope: Scope, store: Store, urn: int) -> SchoolTrends:
    """The outcomes of a school, year by year.

    Raises
    ------
    OpenDataClosed
        If the viewer may not read published figures.
    NoSuchSchool, NoSignals
        If the build does not know the URN, or nothing was worked out for it.
    """
    require_open_data(scope)
    found, runs = signals.get_school(scope, store, urn), signals.newest(store)
    subject = get_subject(store, found.urn)
    judged = scope.may_see_needs_of(urn=found.urn, trust_uid=subject["trust_uid"])
    made = []
    for each in found.signals:
        years = _span(each.figures)
        if years:
            one = runs[each.outcome.key]
            key = f"insight.published_trends.{one.folder}.{one.key}.{one.run}"
            reach = once_per_build(store, key, partial(_reach, store, one))
            made.append(PublishedTrend(each.outcome, years, judge(each.outcome, years) if judged else None, reach))
    return SchoolTrends(found.urn, found.name, store.name, tuple(made), judged)


def judge(outcome: Outcome, years: Sequence[tuple[AcademicYear, Apart | None]]) -> Trend | None:
    """The differences as a control chart (XmR) where there are years enough; None where there are not."""
    values = np.array([np.nan if each is None else each.difference for _, each in years])
    if np.isfinite(values).sum() < ENOUGH:
        return None
    return trend(values, kind=Chart.XMR, polarity=Polarity(outcome.sign))


def _span(figures: Sequence[YearFigure]) -> tuple[tuple[AcademicYear, Apart | None], ...]:
    known = {each.year.start: apart for each in figures if (apart := _apart(each)) is not None}
    if not known:
        return ()
    return tuple((AcademicYear(year), known.get(year)) for year in range(min(known), max(known) + 1))


def _apart(figure: YearFigure) -> Apart | None:
    if figure.expected is None:
        return None
    reach = float(ndtri(0.5 + _LEVEL / 2.0)) * math.hypot(figure.expected_sd or 0.0, figure.chance_sd or 0.0)
    far = figure.observed - figure.expected
    return Apart(figure.year, figure.of_urn, figure.observed, figure.expected, far, far - reach, far + reach)


def _reach(store: Store, one: signals_kept.Kept) -> float:
    rows = signals_kept.frame(store, one, "years").filter(pl.col("expected").is_not_null())
    far = np.abs(rows["observed"].to_numpy() - rows["expected"].to_numpy())
    return float(np.quantile(far, 1.0 - 2 * _OUTSIDE)) if far.size else 1.0
