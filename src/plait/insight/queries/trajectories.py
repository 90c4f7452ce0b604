"""What became of the schools of a trust since they joined, against schools in like circumstances. Open data."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries import trusts
from plait.indicators.queries.reach import NotInBuild, require_open_data
from plait.indicators.store.definitions import Definition, load_definitions
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries import circumstances, trajectory_panel
from plait.insight.queries.trajectory_panel import SchoolPanel
from plait.insight.recipes import shelf
from plait.organisations.domain import Phase, Scope
from plait.stats import trajectory
from plait.stats.errors import StatsError
from plait.stats.trajectory import Caution, Change, Pooled, Step

LEVEL: Final = 0.9  # of the intervals that are shown
SEED: Final = 20261121
# The outcome that tells most about each phase, and the recipe that fixes who is in like circumstances.
OUTCOMES: Final = {Phase.PRIMARY: "ks2_rwm_expected", Phase.SECONDARY: "attainment8", Phase.SPECIAL: "absence_overall"}
_RECIPES: Final = {
    Phase.PRIMARY: "open-primary",
    Phase.SECONDARY: "open-secondary",
    Phase.SPECIAL: "open-special",
}


class NoSuchOutcome(NotInBuild):
    """An outcome that is not defined, or of which the build holds no figures."""


class NotFollowed(PlaitError):
    """Nothing can be told of this trust in this outcome."""


class Standing(StrEnum):
    """Where a school stands today, seen from the trust."""

    IN = "in the trust"
    LEFT = "left the trust"
    CLOSED = "closed"


class Note(StrEnum):
    """What a reader should know of the dates and of the neighbours, beside the cautions of the method."""

    DAY_SEEN = "day of joining not stated, first seen then"
    CONTEXT_LATER = "circumstances known only from after joining"


@dataclass(frozen=True, slots=True, eq=False)
class SchoolTrajectory:
    """One school that is or was in the trust: when, and what became of it; `change` says if nothing could be told."""

    urn: int
    name: str
    joined: dt.date
    left: dt.date | None
    standing: Standing
    cohort_n: float | None
    basis: int | None
    notes: tuple[Note, ...]
    change: Change


@dataclass(frozen=True, slots=True, eq=False)
class TrustTrajectory:
    """A trust in one outcome and phase.

    Attributes
    ----------
    unit
        ``points`` of the outcome (percentage points for percentages), or ``school SD`` where its years are not
        comparable as they stand.
    schools
        Every school of the phase that is or was in the trust, in order of joining.
    pooled, alike, dip, path
        The mean change; the second reading, against schools with the same results before; how low the year before
        joining was; the path in event time. `pooled` is None where no school could be followed: `refusal` says why.
    build, method, recipe, seed
        With these the figures can be had again.
    """

    uid: int
    name: str
    outcome: Definition
    phase: Phase
    unit: str
    schools: tuple[SchoolTrajectory, ...]
    pooled: Pooled | None
    alike: Pooled | None
    dip: Pooled | None
    path: tuple[Step, ...]
    refusal: str
    build: str
    method: str
    recipe: str
    seed: int

    @property
    def counted_n(self) -> int:
        """How many schools are in the mean."""
        return 0 if self.pooled is None else self.pooled.schools_n

    @property
    def rebound_likely(self) -> bool:
        """Whether the year before joining was low, so that a rise would come by itself had it been counted."""
        return self.dip is not None and self.dip.difference < 0 and self.dip.chance <= 1 - LEVEL

    @property
    def readings_agree(self) -> bool:
        """Whether both readings leave the same question open: both intervals hold 0, or both lie on the same side."""
        if self.pooled is None or self.alike is None:
            return True
        sides = [np.sign(low) + np.sign(high) for low, high in (p.interval(LEVEL) for p in (self.pooled, self.alike))]
        return bool(sides[0] == sides[1])


def list_of_trust(scope: Scope, *, store: Store, uid: int, outcome: str | None = None) -> tuple[TrustTrajectory, ...]:
    """The trajectories of a trust, one for each phase of which it has or had schools.

    Without an outcome, the one that tells most about each phase.

    Raises
    ------
    NoSuchTrust, NoSuchOutcome, NotFollowed
        If there is no such trust or outcome, or no school of the trust to which the outcome applies.
    """
    require_open_data(scope)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    phases = _phases_of(store, uid)
    if outcome is None:
        asked = [(phase, _definition(store, OUTCOMES[phase])) for phase in phases if phase in OUTCOMES]
    else:
        chosen = _definition(store, outcome)
        asked = [(phase, chosen) for phase in phases if phase in chosen.phases and phase in _RECIPES]
    if not asked:
        raise NotFollowed(
            f"Nothing can be told of {trust.name} in this outcome.",
            why="No school that is or was in the trust is of a phase in which it is published.",
            mend="Choose another outcome.",
        )
    return tuple(_follow(store, trust.name, uid=uid, definition=each, phase=phase) for phase, each in asked)


def _definition(store: Store, outcome: str) -> Definition:
    found = load_definitions().get(outcome)
    known = store.table("values").filter(
        (pl.col("indicator").cast(pl.String) == outcome) & pl.col("value").is_not_null()
    )
    if found is None or found.kind != "outcome" or known.is_empty():
        raise NoSuchOutcome(
            f"There is no outcome “{outcome}” in this build.",
            why="It is not defined as an outcome, or no figures of it were imported.",
            mend="Choose one of the outcomes of the page on indicators.",
        )
    return found


def _phases_of(store: Store, uid: int) -> list[Phase]:
    """Phases of the schools that are or were in a trust."""
    chains = trajectory_panel.spells(store).filter(pl.col("trust_uid") == uid).select(pl.col("chain").alias("urn"))
    found = store.table("schools").join(chains, on="urn", how="semi")["phase"].cast(pl.String).unique().to_list()
    return [phase for phase in Phase if phase.value in found]


def _follow(store: Store, name: str, *, uid: int, definition: Definition, phase: Phase) -> TrustTrajectory:
    """Follow the schools of one phase in one outcome."""
    recipe = shelf.get_recipe(_RECIPES[phase])
    held = circumstances.list_years(store, recipe)
    rows = _members(store, uid, phase)
    rng = np.random.default_rng((SEED, uid))
    refusal = ""
    try:
        schools = trajectory_panel.get(store, definition, phase=phase.value)
        told = _tell(store, recipe, schools, rows, uid=uid, held=held, outcome=definition.id, rng=rng)
    except StatsError as error:
        schools, told, refusal = None, {}, str(error)
    made = tuple(_school(row, told.get(row["chain"]), schools, held=held) for row in rows)
    changes = [each.change for each in made]
    pooled = None
    if not refusal:
        try:
            pooled = trajectory.pool(changes, rng=rng)
        except StatsError as error:
            refusal = str(error)
    return TrustTrajectory(
        uid=uid,
        name=name,
        outcome=definition,
        phase=phase,
        unit="school SD" if schools is not None and schools.standardised else "points",
        schools=made,
        pooled=pooled,
        alike=trajectory.pool_alike(changes, rng=rng),
        dip=trajectory.pool_dip(changes, rng=rng),
        path=trajectory.pool_path(changes, rng=rng),
        refusal=refusal,
        build=store.name,
        method=trajectory.METHOD_VERSION,
        recipe=recipe.key,
        seed=SEED,
    )


def _members(store: Store, uid: int, phase: Phase) -> list[dict[str, Any]]:
    """Every school of a phase that is or was in the trust, with its times there, in order of joining."""
    spells = trajectory_panel.spells(store).filter(pl.col("trust_uid") == uid)
    own = spells.group_by("chain").agg(
        pl.col("from_date", "from_kind").sort_by("from_date").first(),
        pl.col("to_date").sort_by("from_date").last(),
    )
    register = store.table("schools").filter(pl.col("phase").cast(pl.String) == phase.value)
    named = own.join(
        register.select(pl.col("urn").alias("chain"), "name", pl.col("status").cast(pl.String), "closed"), on="chain"
    )
    return named.sort("from_date", "chain").to_dicts()


def _tell(
    store: Store,
    recipe: Recipe,
    schools: SchoolPanel,
    rows: list[dict[str, Any]],
    *,
    uid: int,
    held: list[int],
    outcome: str,
    rng: np.random.Generator,
) -> dict[int, Change]:
    """The change of each school that has figures."""
    asked = [(row, at) for row in rows if (at := schools.find_row(row["chain"])) is not None]
    if not asked or not held:
        return {}
    joinings = [_joining(row, at, held=held) for row, at in asked]
    bases = sorted({joining.basis for joining in joinings})
    phase = next(phase for phase, name in _RECIPES.items() if name == recipe.id)
    orders = [
        trajectory_panel.get_order(store, recipe, year=held[b], schools=schools, phase=phase.value, outcome=outcome)
        for b in bases
    ]
    own = schools.trusts.copy()
    own[[at for _, at in asked]] = uid  # also those that have left since
    changes = trajectory.follow(
        schools.panel,
        joinings=[
            trajectory.Joining(j.row, j.last_before, j.first_after, j.last_in, bases.index(j.basis)) for j in joinings
        ],
        orders=orders,
        trusts=own,
        moved=schools.moved,
        rules=trajectory.Rules(),
        rng=rng,
    )
    return {row["chain"]: change for (row, _), change in zip(asked, changes, strict=True)}


def _joining(row: dict[str, Any], at: int, *, held: list[int]) -> trajectory.Joining:
    last_before, first_after = years_around(row["from_date"])
    ends = [day for day in (row["to_date"], row["closed"] if row["status"] == "closed" else None) if day]
    basis = find_basis(held, last_before)
    return trajectory.Joining(
        row=at,
        last_before=last_before,
        first_after=first_after,
        last_in=min(map(last_year_in, ends)) if ends else None,
        basis=held.index(basis),
    )


def years_around(joined: dt.date) -> tuple[int, int]:
    """The last academic year wholly before a day of joining, and the first wholly after; September is its start."""
    year = AcademicYear.of_date(joined).start
    return year - 1, year if joined.month == AcademicYear(year).first_day.month else year + 1


def last_year_in(left: dt.date) -> int:
    """The last academic year that a school finished in a trust it left on a day: August and September are its end."""
    if left.month == 8:
        return AcademicYear.of_date(left).start
    return AcademicYear.of_date(left).start - 1


def find_basis(held: list[int], last_before: int) -> int:
    """The newest basis of circumstances before joining; where there is none, the oldest there is."""
    return max((year for year in held if year <= last_before), default=min(held))


def _school(
    row: dict[str, Any], change: Change | None, schools: SchoolPanel | None, *, held: list[int]
) -> SchoolTrajectory:
    last_before, first_after = years_around(row["from_date"])
    basis = find_basis(held, last_before) if held else None
    at = schools.find_row(row["chain"]) if schools is not None else None
    cohort = float(schools.cohort[at]) if schools is not None and at is not None else float("nan")
    closed = row["status"] == "closed"
    notes = {
        Note.DAY_SEEN: row["from_kind"] == "seen",
        Note.CONTEXT_LATER: basis is not None and basis > last_before,
    }
    nothing = Change(
        joining=trajectory.Joining(row=-1, last_before=last_before, first_after=first_after),
        verdict=trajectory.Verdict.NOTHING_BEFORE,
    )
    return SchoolTrajectory(
        urn=row["chain"],
        name=row["name"],
        joined=row["from_date"],
        left=row["to_date"] or (row["closed"] if closed else None),
        standing=Standing.CLOSED if closed else Standing.LEFT if row["to_date"] else Standing.IN,
        cohort_n=None if np.isnan(cohort) else cohort,
        basis=basis,
        notes=tuple(note for note, so in notes.items() if so),
        change=nothing if change is None else change,
    )


def list_cautions(found: TrustTrajectory) -> dict[Caution | Note, int]:
    """How many of the schools in the mean each caution concerns."""
    counts: dict[Caution | Note, int] = {}
    for each in found.schools:
        if each.change.verdict is trajectory.Verdict.COUNTED:
            both: tuple[Caution | Note, ...] = (*each.change.cautions, *each.notes)
            for caution in both:
                counts[caution] = counts.get(caution, 0) + 1
    return counts
