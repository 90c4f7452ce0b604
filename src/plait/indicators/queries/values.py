"""Published figures of schools and trusts, each with its reason where there is none. Open data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.missing import Reason
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope

_PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure of a school in a year: a value, or the reason why there is none.

    `urn` is the URN under which it was published, which may be that of a predecessor.
    """

    urn: int
    indicator: str
    year: int
    value: float | None
    reason: Reason | None
    cohort_n: float | None
    lo: float | None
    hi: float | None
    source: str


@dataclass(frozen=True, slots=True)
class TrustFigure:
    """A figure which was published for a trust as a whole."""

    uid: int
    indicator: str
    year: int
    value: float | None
    reason: Reason | None
    cohort_n: float | None
    lo: float | None
    hi: float | None
    schools_n: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """How an indicator is spread over the schools of a phase in a year. `bins` are counts over 64 equal steps."""

    indicator: str
    year: int
    phase: str
    n: int
    mean: float
    sd: float
    percentiles: Mapping[int, float]
    bin_lo: float
    bin_hi: float
    bins: tuple[int, ...]

    @property
    def median(self) -> float:
        """Half of the schools are below."""
        return self.percentiles[50]

    @property
    def middle_half(self) -> tuple[float, float]:
        """A quarter of the schools are below the first, a quarter above the second."""
        return self.percentiles[25], self.percentiles[75]

    def rate_below(self, value: float) -> float:
        """The share (0 to 1) of schools with a lower value, read off the percentiles and the bins."""
        known = sorted({(at, p / 100) for p, at in self.percentiles.items()})
        places = np.array([at for at, _ in known])
        shares = np.array([share for _, share in known])
        return float(np.interp(value, places, shares, left=0.005, right=0.995))


def list_figures(
    scope: Scope, *, store: Store, urns: Iterable[int], indicators: Collection[str] | None = None
) -> list[Figure]:
    """Every figure of one school over its line of URNs (oldest first), one for each indicator and year; or of some.

    Where two URNs of the line have a figure for the same year, a value goes before a reason, and the later URN before
    the earlier.
    """
    require_open_data(scope)
    kept: dict[tuple[str, int], Figure] = {}
    for urn in urns:
        rows = store.values_of_school(urn)
        if indicators is not None:
            rows = rows.filter(pl.col("indicator").cast(pl.String).is_in(list(indicators)))
        for row in rows.iter_rows(named=True):
            figure = read_figure(row)
            standing = kept.get((figure.indicator, figure.year))
            if standing is None or figure.value is not None or standing.value is None:
                kept[figure.indicator, figure.year] = figure
    return sorted(kept.values(), key=lambda figure: (figure.indicator, figure.year))


def figures_of_schools(
    scope: Scope, *, store: Store, urns: Sequence[int], indicators: Sequence[str] | None = None
) -> dict[tuple[int, str, int], Figure]:
    """Figures of several schools under their present URNs, by URN, indicator and year; all unless told which."""
    require_open_data(scope)
    if not urns:
        return {}
    rows = _rows_about(store, urns, indicators)
    found = (read_figure(row) for row in rows.iter_rows(named=True))
    return {(figure.urn, figure.indicator, figure.year): figure for figure in found}


def _rows_about(store: Store, urns: Sequence[int], indicators: Sequence[str] | None) -> pl.DataFrame:
    """The rows of `values` about schools: found by their place, in a tenth of the time that a filter takes."""
    if indicators is None:
        return pl.concat([store.values_of_school(urn) for urn in urns])

    def work_out() -> tuple[NDArray[Any], dict[str, int]]:
        column = store.table("values")["indicator"]
        codes = column.to_physical()
        named = pl.DataFrame({"name": column.cast(pl.String), "code": codes}).unique()
        return codes.to_numpy(), dict(named.iter_rows())

    codes, numbers = once_per_build(store, "values.codes", work_out)
    wanted = [numbers[each] for each in indicators if each in numbers]
    spans = (store.places_of_school(urn) for urn in urns)
    held = [first + np.flatnonzero(np.isin(codes[first:last], wanted)) for first, last in spans]
    return store.table("values")[np.concatenate(held)]


def list_trust_figures(scope: Scope, *, store: Store, uid: int) -> list[TrustFigure]:
    """The figures published for a trust as a whole, by indicator and year."""
    require_open_data(scope)
    rows = store.table("trust_values").filter(pl.col("uid") == uid).sort("indicator", "year")
    return [
        TrustFigure(
            uid=row["uid"],
            indicator=row["indicator"],
            year=row["year"],
            value=row["value"],
            reason=Reason(row["reason"]) if row["reason"] else None,
            cohort_n=row.get("cohort_n"),
            lo=row["lo"],
            hi=row["hi"],
            schools_n=row["schools_n"],
            source=row["source"],
        )
        for row in rows.iter_rows(named=True)
    ]


def list_distributions(scope: Scope, *, store: Store, indicator: str) -> list[Distribution]:
    """Every distribution of an indicator, latest year first, largest phase first."""
    require_open_data(scope)
    own = [spread for key, spread in _distributions(store).items() if key[0] == indicator]
    return sorted(own, key=lambda spread: (-spread.year, -spread.n, spread.phase))


def all_spreads(scope: Scope, *, store: Store) -> Mapping[tuple[str, int, str], Distribution]:
    """Every distribution of the build, by indicator, year and phase."""
    require_open_data(scope)
    return _distributions(store)


def read_figure(row: Mapping[str, Any]) -> Figure:
    """A figure from a row of the `values` table."""
    return Figure(
        urn=row["urn"],
        indicator=row["indicator"],
        year=row["year"],
        value=row["value"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        cohort_n=row["cohort_n"],
        lo=row["lo"],
        hi=row["hi"],
        source=row["source"],
    )


def _distributions(store: Store) -> dict[tuple[str, int, str], Distribution]:
    def work_out() -> dict[tuple[str, int, str], Distribution]:
        # Where too few schools have a figure, the build gives their number and no shape: there is nothing to show.
        rows = store.table("distributions").drop_nulls(["bins", "p50"]).iter_rows(named=True)
        return {(row["indicator"], row["year"], row["phase"]): _read_distribution(row) for row in rows}

    return once_per_build(store, "values.distributions", work_out)


def _read_distribution(row: Mapping[str, Any]) -> Distribution:
    return Distribution(
        indicator=row["indicator"],
        year=row["year"],
        phase=row["phase"],
        n=row["n"],
        mean=row["mean"],
        sd=row["sd"],
        percentiles={p: row[f"p{p:02d}"] for p in _PERCENTILES},
        bin_lo=row["bin_lo"],
        bin_hi=row["bin_hi"],
        bins=tuple(row["bins"]),
    )
