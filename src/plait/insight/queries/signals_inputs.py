"""The figures of judged outcomes and the circumstances beside them, followed through changes of URN. Open data."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.indicators.store.definitions import find_span
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals_cohorts, trajectory_panel
from plait.insight.queries.circumstances import with_categories
from plait.stats.signals import NO_TRUST, Category

YEARS_BACK: Final = 10  # figures older than this many years before the newest say nothing about the present
_LEAST_HELD: Final = 0.5  # a year of an input counts as held when this share of the schools has it

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What all outcomes of a build share: figures by indicator (one for each chain and year), and times in trusts."""

    store: Store
    figures: dict[str, pl.DataFrame]
    spells: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """The schools of a phase, open or not, by the URN at the end of their chain, ascending: shape (n,)."""

    ids: Ints
    register: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Circumstances of a circle as they stand for one year.

    `values` has shape (n, p), NaN where missing; `names` and `years` (the year that each figure is of) have p entries.
    """

    values: Floats
    names: tuple[str, ...]
    years: tuple[int, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """An outcome of n schools in T years.

    `observed` (n, T) in points, NaN for a gap; `of_urn` (n, T) whose figure it is, 0 for none; `cohort` (n, T) pupils,
    `taken` (n, T) where that count is not published with the figure but taken from another year or from the roll;
    `interval` (n, T) half the published 95 % interval, NaN where there is none; `segment` (T,) years on one scale;
    `trust` (n,) UID or −1; `inside` (n, T) whether the school belonged to it on 1 January of the year.
    """

    ids: Ints
    years: Ints
    segment: Ints
    observed: Floats
    of_urn: Ints
    cohort: Floats
    taken: Bools
    interval: Floats
    trust: Ints
    inside: Bools

    def fingerprint(self, contexts: dict[int, Context], *, text: str) -> str:
        """A hash of every number that the result depends on, with the recipe and version as `text`."""
        sums = hashlib.sha256(text.encode())
        arrays = [self.ids, self.years, self.segment, self.observed, self.of_urn, self.cohort, self.taken]
        for array in (*arrays, self.interval, self.trust, self.inside):
            sums.update(np.ascontiguousarray(array).tobytes())
        for year, context in sorted(contexts.items()):
            sums.update(f"{year} {context.names} {context.years}".encode())
            sums.update(np.ascontiguousarray(context.values).tobytes())
            for category in context.categories:
                sums.update(f"{category.name} {category.labels}".encode())
                sums.update(np.ascontiguousarray(category.codes).tobytes())
        return sums.hexdigest()


def gather_sources(store: Store, outcomes: list[Outcome]) -> Sources:
    """Read every figure that some of the outcomes needs, once."""
    wanted: set[str] = set()
    for each in outcomes:
        wanted |= {each.indicator, each.cohort_from, *each.context.inputs, *each.context.log} - {""}
    values = store.table("values")
    kinds = values.schema["indicator"]
    names = sorted(wanted & set(kinds.categories) if isinstance(kinds, pl.Enum) else wanted)
    chosen = pl.col("indicator").is_in(pl.Series(names, dtype=kinds).implode())
    known = values.filter(pl.col("value").is_not_null() & chosen)
    rows = known.join(store.table("chains").select("urn", "chain", "step"), on="urn", how="left")
    rows = rows.with_columns(
        pl.coalesce("chain", "urn").alias("chain"),
        pl.col("step").fill_null(0),
    )
    # The later URN of a chain counts; where two URNs that merged both have a figure, neither does.
    by = ("indicator", "chain", "year")
    rows = rows.filter(pl.col("step") == pl.col("step").max().over(*by)).filter(pl.len().over(*by) == 1)
    parts = rows.select(
        "indicator", "chain", pl.col("year").cast(pl.Int64), "urn", "value", "cohort_n", "lo", "hi"
    ).partition_by("indicator", as_dict=True, include_key=False)
    return Sources(store, {str(key[0]): frame for key, frame in parts.items()}, trajectory_panel.spells(store))


def get_circle(store: Store, outcome: Outcome) -> Circle:
    """Every school of the phase that stands at the end of its chain."""
    schools = with_categories(store.table("schools")).join(
        store.table("chains").select("urn", pl.col("chain").alias("end")), on="urn", how="left"
    )
    inside = pl.col("phase").cast(pl.String) == outcome.phase.value
    if not outcome.all_through:
        inside &= ~pl.col("all_through").fill_null(value=False)
    chosen = schools.filter(inside, pl.coalesce("end", "urn") == pl.col("urn")).sort("urn")
    return Circle(chosen["urn"].to_numpy().astype(np.int64), chosen)


def get_context(sources: Sources, outcome: Outcome, *, circle: Circle, year: int) -> Context:
    """The circumstances for a year: each input from the nearest year held, the earlier of two equally near."""
    names, columns, years = [], [], []
    for name in (*outcome.context.inputs, *outcome.context.log):
        frame = sources.figures.get(name)
        stands = name.startswith("area_")
        found = None if frame is None else _nearest(frame, circle, year, outcome.context.reach, stands=stands)
        if found is None:
            continue
        values, of = found
        if name in outcome.context.log:
            values = np.log(values, out=np.full(values.size, np.nan), where=values > 0)
        names.append(name)
        columns.append(values)
        years.append(of)
    stack = np.column_stack(columns) if columns else np.empty((circle.ids.size, 0))
    categories = tuple(_category(circle.register, name) for name in outcome.context.categories)
    return Context(stack, tuple(names), tuple(years), tuple(each for each in categories if len(each.labels) > 1))


def _nearest(frame: pl.DataFrame, circle: Circle, year: int, reach: int, *, stands: bool) -> tuple[Floats, int] | None:
    """One input of the circle; a figure of the area stands for every year."""
    held = sorted(frame["year"].unique().to_list(), key=lambda each: (abs(each - year), each))
    for each in held:
        if abs(each - year) > reach and not stands:
            continue
        values = signals_cohorts.spread(frame.filter(pl.col("year") == each), circle.ids, "value")
        if np.isfinite(values).mean() >= _LEAST_HELD and np.nanstd(values) > 0.0:
            return values, int(each)
    return None


def _category(register: pl.DataFrame, name: str) -> Category:
    texts = register[name].cast(pl.String).replace("", None)
    labels = tuple(sorted(texts.drop_nulls().unique().to_list()))
    places = {label: at for at, label in enumerate(labels)}
    codes = np.array([places.get(each, -1) for each in texts.to_list()], dtype=np.int64)
    return Category(name=name, labels=labels, codes=codes)


def get_figures(sources: Sources, outcome: Outcome, *, circle: Circle) -> Figures | None:
    """The figures of an outcome, None where the build has none of this phase."""
    frame = sources.figures.get(outcome.indicator)
    if frame is None:
        return None
    frame = frame.filter(pl.col("chain").is_in(circle.ids.astype(np.int32)))
    years = _years(frame, outcome)
    if years.size == 0:
        return None
    shape = (circle.ids.size, years.size)
    kept = frame.filter(pl.col("year").is_in(years))
    at = (np.searchsorted(circle.ids, kept["chain"].to_numpy()), np.searchsorted(years, kept["year"].to_numpy()))
    observed, cohort, interval = (np.full(shape, np.nan) for _ in range(3))
    of_urn = np.zeros(shape, dtype=np.int64)
    observed[at], of_urn[at] = kept["value"].to_numpy(), kept["urn"].to_numpy()
    cohort[at] = kept["cohort_n"].to_numpy()
    interval[at] = ((kept["hi"] - kept["lo"]) / 2.0).to_numpy()
    seen = ~np.isnan(observed)
    lacking = seen & ~(np.nan_to_num(cohort) > 0)
    cohort[lacking] = signals_cohorts.take(sources.figures, outcome, ids=circle.ids, years=years)[lacking]
    trust, inside = trusts_of(sources.spells, ids=circle.ids, years=years)
    firsts = [_span_of(outcome, int(year)) for year in years]
    segment = np.array([sorted(set(firsts)).index(each) for each in firsts], dtype=np.int64)
    taken = lacking & np.isfinite(cohort)
    return Figures(circle.ids, years, segment, observed, of_urn, cohort, taken, interval, trust, inside)


def _years(frame: pl.DataFrame, outcome: Outcome) -> Ints:
    held = np.array(sorted(frame["year"].unique().to_list()), dtype=np.int64)
    spans = np.array([_span_of(outcome, int(year)) >= 0 for year in held], dtype=np.bool_)
    held = held[spans] if held.size else held
    return held[held > held.max() - YEARS_BACK] if held.size else held


def _span_of(outcome: Outcome, year: int) -> int:
    span = find_span(outcome.definition, year)
    return -1 if span is None else span.first


def trusts_of(spells: pl.DataFrame, *, ids: Ints, years: Ints) -> tuple[Ints, Bools]:
    """The trust of each school today, or the last it was in; and the years in which it was there on 1 January."""
    trust = np.full(ids.size, NO_TRUST, dtype=np.int64)
    inside = np.zeros((ids.size, years.size), dtype=np.bool_)
    days = [dt.date(int(year) + 1, 1, 1) for year in years]
    last = spells.filter(pl.col("trust_uid").is_not_null()).sort("chain", "from_date").group_by("chain").last()
    rows: Any = last.select("chain", "trust_uid", "from_date", "to_date").iter_rows()
    for chain, uid, start, end in rows:
        at = int(np.searchsorted(ids, chain))
        if at < ids.size and ids[at] == chain:
            trust[at] = uid
            inside[at] = [start <= day and (end is None or day < end) for day in days]
    return trust, inside
