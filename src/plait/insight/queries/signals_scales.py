"""The scales on which an outcome is drawn: the same for every school and on every page of a build. Open data."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.queries import signals, signals_spots
from plait.insight.queries import signals_kept as kept
from plait.organisations.domain import Scope

_OUTSIDE: Final = 0.01  # share of figures beyond either end; they are shown at the end


@dataclass(frozen=True, slots=True)
class OutcomeScale:
    """How far a difference is drawn either side of nought, between which figures a line of years, and which years."""

    reach: float
    low: float
    high: float
    years: tuple[AcademicYear, ...]


def list_scales(scope: Scope, store: Store) -> dict[str, OutcomeScale]:
    """The scales of every outcome that was judged with this build, by its key.

    Raises
    ------
    NoSignals
        If signals were not worked out for this build.
    """
    require_open_data(scope)
    return {
        key: once_per_build(store, f"insight.scale.{one.folder}.{key}.{one.run}", partial(_scale, store, one))
        for key, one in signals.newest(store).items()
        if one.refusal is None
    }


def _scale(store: Store, one: kept.Kept) -> OutcomeScale:
    observed = kept.frame(store, one, "years").filter(pl.col("expected").is_not_null())["observed"].to_numpy()
    low, high = np.quantile(observed, [_OUTSIDE, 1.0 - _OUTSIDE]) if observed.size else (0.0, 1.0)
    years = one.card["years"]
    return OutcomeScale(
        reach=signals_spots.reach_of(store, one),
        low=float(low),
        high=float(high),
        years=tuple(AcademicYear(year) for year in range(min(years), max(years) + 1)),
    )
