"""An outcome of all schools of a phase over the years, followed through changes of URN and of trust. Open data."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.years import AcademicYear
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.definitions import Definition, find_span
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries import circumstances, spaces
from plait.stats import neighbours as nearness
from plait.stats import trajectory
from plait.stats.errors import NotIdentified
from plait.stats.neighbours import UNKNOWN

SEED: Final = 20261122  # of the draws of pooled means
RULES: Final = trajectory.Rules(most_placebos=50_000)  # every school that did not join: no draw decides an interval
_CANDIDATES: Final = 90  # neighbours from whom those that may be compared are taken
_NO_TRUST: Final = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SchoolPanel:
    """The schools of a phase that have figures of an outcome, by the URN at the end of their chain.

    `cohort` is the mean number of pupils behind the figures, NaN where not known; `moved` has the shape of the panel
    and marks years in which a school joined a trust; `standardised` says that figures are in standard deviations of
    schools, because their years are not comparable as they stand.
    """

    chains: Ints
    panel: trajectory.Panel
    cohort: NDArray[np.float64]
    trusts: Ints
    moved: NDArray[np.bool_]
    standardised: bool
    held: tuple[int, ...]
    spread: float
    worth: float

    def find_row(self, chain: int) -> int | None:
        """The row of a school, None where it has no figure."""
        at = int(np.searchsorted(self.chains, chain))
        return at if at < self.chains.size and self.chains[at] == chain else None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Where schools are compared: for each the rows of its nearest (−1 for none), and the yardsticks of change."""

    order: Ints
    yardsticks: trajectory.Yardsticks


def get(store: Store, definition: Definition, *, phase: str) -> SchoolPanel:
    """The panel of an outcome for one phase; worked out once for each build.

    Raises
    ------
    NotIdentified, TooFewUnits
        If cohorts are known for nobody, or the years cannot be put on one scale.
    """
    key = f"insight.trajectory.{definition.id}.{phase}"
    return once_per_build(store, key, lambda: _gather(store, definition, phase=phase))


def spells(store: Store) -> pl.DataFrame:
    """Times that schools spent in trusts, by the end of their chain: moves between URNs of one trust are joined."""

    def work_out() -> pl.DataFrame:
        rows = store.table("memberships").join(store.table("chains").select("urn", "chain"), on="urn", how="left")
        rows = rows.with_columns(pl.coalesce("chain", "urn").alias("chain")).sort("chain", "from_date")
        same = (pl.col("trust_uid") == pl.col("trust_uid").shift(1)) & (pl.col("chain") == pl.col("chain").shift(1))
        return (
            rows.with_columns((~same.fill_null(value=False)).cum_sum().alias("spell"))
            .group_by("spell", maintain_order=True)
            .agg(
                pl.col("chain", "trust_uid", "from_date", "from_kind").first(),
                pl.col("to_date", "to_kind").last(),
            )
            .drop("spell")
        )

    return once_per_build(store, "insight.trajectory.spells", work_out)


def get_ground(store: Store, recipe: Recipe, *, year: int, schools: SchoolPanel, phase: str, outcome: str) -> Ground:
    """Who is near whom on a year basis among the schools of a panel, and what those that did not join show.

    Kept for each build; the yardsticks are learnt as they are asked for. Schools that have closed take part: they were
    somebody's neighbours while they were open.
    """

    def work_out() -> Ground:
        order = _order(store, recipe, year=year, schools=schools)
        peers = trajectory.Peers(order, schools.trusts, schools.moved)
        rng_for = trajectory.seeded(SEED)
        return Ground(order, trajectory.Yardsticks(schools.panel, peers=peers, rules=RULES, rng_for=rng_for))

    return once_per_build(store, f"insight.trajectory.ground.{recipe.key}.{year}.{phase}.{outcome}", work_out)


def _order(store: Store, recipe: Recipe, *, year: int, schools: SchoolPanel) -> Ints:
    """For each school of a panel the rows of its nearest on a year basis, nearest first; −1 where there are none."""
    ever = replace(recipe, id=f"{recipe.id}-ever", pool=replace(recipe.pool, statuses=()))
    made = circumstances.get(store, ever, year=year)
    ground = spaces.get(store, ever, made=made)
    rows = np.array([-1 if at is None else at for at in map(schools.find_row, ground.space.ids.tolist())])
    order = np.full((schools.chains.size, _CANDIDATES), trajectory.NONE, dtype=np.int64)
    asked = np.flatnonzero(rows >= 0)
    if asked.size == 0:
        return order
    found = nearness.k_nearest(ground.space, k=_CANDIDATES, queries=asked, pool=rows >= 0, exact=ground.exact).positions
    order[rows[asked], : found.shape[1]] = np.where(found == UNKNOWN, trajectory.NONE, rows[np.maximum(found, 0)])
    return order


def _gather(store: Store, definition: Definition, *, phase: str) -> SchoolPanel:
    rows = find_figures(store, definition, phase=phase)
    if rows.is_empty():
        raise NotIdentified(
            "The change since joining was not told.",
            why="No school of this phase has figures of this outcome.",
            mend="Choose another outcome.",
        )
    chains = np.unique(rows["chain"].to_numpy()).astype(np.int64)
    years = rows["year"].to_numpy().astype(np.int64)
    first, last = int(years.min()), int(years.max())
    values = np.full((chains.size, last - first + 1), np.nan)
    pupils = values.copy()
    at = (np.searchsorted(chains, rows["chain"].to_numpy()), years - first)
    values[at], pupils[at] = rows["value"].to_numpy(), rows["cohort_n"].to_numpy()
    pupils[pupils <= 0] = np.nan
    held = [year for year in range(first, last + 1) if np.isfinite(values[:, year - first]).any()]
    standardised = len({find_span(definition, year) for year in held}) > 1
    noise = _chance(values, pupils, percent=definition.unit == "percent")
    raw = values
    if standardised:
        values = trajectory.standardise(values, members=np.ones(chains.size, dtype=np.bool_))
    spreads = [(_spread(raw[:, year - first]), _spread(values[:, year - first])) for year in held]
    count = np.isfinite(pupils).sum(axis=1)
    mean = np.divide(np.nansum(pupils, axis=1), count, out=np.full(count.size, np.nan), where=count > 0)
    trusts, moved = _trusts(store, chains, first=first, last=last)
    return SchoolPanel(
        chains=chains,
        panel=trajectory.panel_of(values, years=range(first, last + 1), noise=noise),
        cohort=mean,
        trusts=trusts,
        moved=moved,
        standardised=standardised,
        held=tuple(held),
        spread=float(np.median([unit for _, unit in spreads])),
        worth=spreads[-1][0] / spreads[-1][1] if spreads[-1][1] > 0 else 1.0,
    )


def _spread(column: NDArray[np.float64]) -> float:
    """Standard deviation of the schools that have a figure; 0 where there are not two."""
    known = column[np.isfinite(column)]
    return float(known.std(ddof=1)) if known.size > 1 else 0.0


def find_figures(store: Store, definition: Definition, *, phase: str) -> pl.DataFrame:
    """One figure for each chain and year: of the later URN; none where two URNs that merged both have one."""
    known = store.table("values").filter(
        (pl.col("indicator").cast(pl.String) == definition.id) & pl.col("value").is_not_null()
    )
    ends = store.table("schools").filter(pl.col("phase").cast(pl.String) == phase).select(pl.col("urn").alias("chain"))
    rows = known.join(store.table("chains").select("urn", "chain", "step"), on="urn", how="left")
    rows = rows.with_columns(pl.coalesce("chain", "urn").alias("chain"), pl.col("step").fill_null(0))
    rows = rows.filter(pl.col("step") == pl.col("step").max().over("chain", "year"))
    rows = rows.filter(pl.len().over("chain", "year") == 1).join(ends, on="chain", how="semi")
    return rows.select("chain", "year", "value", "cohort_n")


def _chance(values: NDArray[np.float64], pupils: NDArray[np.float64], *, percent: bool) -> NDArray[np.float64]:
    """Sampling variance up to a common factor; a share of 0 or 1 is drawn in by two pupils either way."""
    if not percent:
        return 1.0 / pupils
    share = (values / 100 * pupils + 2) / (pupils + 4)
    return np.asarray(share * (1 - share) / pupils)


def _trusts(store: Store, chains: Ints, *, first: int, last: int) -> tuple[Ints, NDArray[np.bool_]]:
    """The trust of each school today, or the last it was in; and the years in which it joined one."""
    trusts = np.full(chains.size, _NO_TRUST, dtype=np.int64)
    moved = np.zeros((chains.size, last - first + 1), dtype=np.bool_)
    for chain, uid, day in spells(store).select("chain", "trust_uid", "from_date").iter_rows():
        at = int(np.searchsorted(chains, chain))
        if at < chains.size and chains[at] == chain and uid is not None:
            trusts[at] = uid
            year = AcademicYear.of_date(day).start
            if first <= year <= last:
                moved[at, year - first] = True
    return trusts, moved
