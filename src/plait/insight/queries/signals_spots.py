"""Bright spots: schools in like circumstances that are likely doing something worth learning from. Open data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import pools, signals, signals_likeness
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Alike, Spot, Spots, Strength, YearFigure
from plait.insight.queries.signals_likeness import Likeness
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope
from plait.stats.signals import WORDS

STRENGTHS: Final = tuple(reversed(WORDS[1:]))  # clear, likely, possible
_SHOWN: Final = 0.98  # share of the schools whose interval lies inside the scale of the pictures
FAR: Final = float("inf")  # a school that cannot be compared comes after those that can


@dataclass(frozen=True, slots=True)
class Among:
    """Which of the listed schools are shown; what is empty is not asked for.

    `miles` and `trust` are seen from the school asked from, and mean nothing without one.
    """

    miles: float = 0.0
    region: str = ""
    trust: Literal["", "own", "other"] = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but all of them is asked for."""
        return bool(self.miles or self.region or self.trust)


@dataclass(frozen=True, slots=True)
class Part:
    """How much of each strength is told: `most` schools after the first `skip`; only one strength where it is named.

    Without `detail` the years of each school and what is alike are left out, for a long list.
    """

    most: int | None = None
    skip: int = 0
    strength: str = ""
    detail: bool = True


EVERYONE: Final = Among()
WHOLE: Final = Part()


def list_spots(
    scope: Scope,
    store: Store,
    outcome: str,
    *,
    group: str | None = None,
    near: int | None = None,
    among: Among = EVERYONE,
    part: Part = WHOLE,
) -> Spots:
    """The bright spots of an outcome: one family, with the expected share of false flags of the whole list stated.

    Grouped by strength of evidence, then by likeness to the school `near`; without one, by name. Schools that are
    closed now are counted in the family and not shown.

    Raises
    ------
    UnknownOutcome, NoSuchSchool, NoSignals
        If what is asked for is not there; a refused outcome says why.
    """
    require_open_data(scope)
    judged = shelf.get_outcome(outcome, group=group)
    one = kept.get(store, judged)
    table = list_listed(store, one)
    subject = None if near is None else get_subject(store, signals.end_of_chain(store, near))
    if subject is not None and (table["urn"] == subject["urn"]).any():
        table = table.filter(pl.col("urn") != subject["urn"])
    table, likeness = seen_from(store, table, subject=subject)
    table = narrow(table, among, subject=subject).sort("strength", descending=True, maintain_order=True)
    return Spots(
        outcome=judged,
        build=store.name,
        year=AcademicYear(one.card["last_year"]),
        family=signals.family_of(one),
        skill=signals.skill_of(one),
        unmeasured=judged.context.unmeasured,
        near=None if subject is None else subject["urn"],
        near_note=likeness.note,
        spots=_spots(store, one, judged, table=_part_of(table, part), likeness=likeness, detail=part.detail),
        strengths=tuple(_strength(table, word) for word in STRENGTHS),
        level=one.card["level"],
        listed_now_n=list_listed(store, one).height,
        reach=reach_of(store, one),
    )


def list_listed(store: Store, one: kept.Kept) -> pl.DataFrame:
    """The listed schools of a run that are open now, by name, with what the register says of them."""

    def work_out() -> pl.DataFrame:
        listed = kept.frame(store, one, "schools").filter(pl.col("listed"))
        schools = store.table("schools").filter(pl.col("status").cast(pl.String) == "open")
        columns = ("name", "town", "phase", "region", "trust_uid", "trust_name", "easting", "northing")
        told = schools.select(pl.col("urn").cast(pl.Int64), *columns)
        return listed.join(told, on="urn").sort("name", "urn")

    return once_per_build(store, f"insight.spots.{one.folder}.{one.key}.{one.run}", work_out)


def reach_of(store: Store, one: kept.Kept) -> float:
    """How far a picture of this outcome goes either side of nought: the same for every school of a build, in points.

    It holds the intervals of 98 in 100 schools; what lies beyond is shown at the end.
    """

    def work_out() -> float:
        able = kept.frame(store, one, "schools").filter(pl.col("answerable"))
        if not able.height:
            return 1.0
        ends = np.maximum(able["lo"].abs().to_numpy(), able["hi"].abs().to_numpy())
        return float(np.quantile(ends, _SHOWN))

    return once_per_build(store, f"insight.reach.{one.folder}.{one.key}.{one.run}", work_out)


def seen_from(store: Store, table: pl.DataFrame, *, subject: dict[str, Any] | None) -> tuple[pl.DataFrame, Likeness]:
    """A list in the order of likeness to a school, with `distance` and `miles`; without one, in the order it had."""
    likeness, miles = Likeness("", {}), np.full(table.height, np.nan)
    if subject is not None:
        likeness = signals_likeness.measure(store, subject, others=table["urn"].to_numpy())
        miles = pools.miles_away(subject, register=table)
    far = [likeness.distance.get(urn, FAR) for urn in table["urn"].to_list()]
    table = table.with_columns(
        pl.Series("distance", far, dtype=pl.Float64), pl.Series("miles", miles, dtype=pl.Float64).fill_nan(None)
    )
    return table.sort("distance", maintain_order=True), likeness


def figures_of(store: Store, one: kept.Kept, *, urns: list[int]) -> dict[int, tuple[YearFigure, ...]]:
    """The years of some schools, by URN."""
    return {urn: tuple(signals.figure_of(row) for row in kept.rows_of(store, one, "years", urn=urn)) for urn in urns}


def narrow(table: pl.DataFrame, among: Among, *, subject: Mapping[str, Any] | None) -> pl.DataFrame:
    """The rows of a list that are asked for; `miles` is a column of it."""
    if among.region:
        table = table.filter(pl.col("region").cast(pl.String) == among.region)
    if subject is None:
        return table
    if among.miles:
        table = table.filter(pl.col("miles") <= among.miles)
    if among.trust and subject["trust_uid"] is not None:
        own = (pl.col("trust_uid") == subject["trust_uid"]).fill_null(value=False)
        table = table.filter(own if among.trust == "own" else ~own)
    return table


def _part_of(table: pl.DataFrame, part: Part) -> pl.DataFrame:
    wanted = [part.strength] if part.strength else list(STRENGTHS)
    strength = table["strength"].to_numpy()
    groups = [np.flatnonzero(strength == WORDS.index(word))[part.skip :][: part.most] for word in wanted]
    return table[np.concatenate(groups)]


def _strength(table: pl.DataFrame, word: str) -> Strength:
    better = table["better"].to_numpy()[table["strength"].to_numpy() == WORDS.index(word)]
    return Strength(word, better.size, float(np.mean(better)) if better.size else None)


def _spots(
    store: Store, one: kept.Kept, outcome: Outcome, *, table: pl.DataFrame, likeness: Likeness, detail: bool
) -> tuple[Spot, ...]:
    urns = table["urn"].to_list() if detail else []
    figures, alike = figures_of(store, one, urns=urns), signals_likeness.take_apart(store, likeness, urns=urns)
    pupil_sd = one.card["pupil_sd"]
    return tuple(
        _spot(
            row,
            pupils=signals.say_pupils(outcome, row, pupil_sd=pupil_sd),
            figures=figures.get(row["urn"], ()),
            alike=alike.get(row["urn"]),
        )
        for row in table.iter_rows(named=True)
    )


def _spot(row: dict[str, Any], *, pupils: str, figures: tuple[YearFigure, ...], alike: Alike | None) -> Spot:
    return Spot(
        **{each: row[each] for each in ("urn", "name", "town", "phase", "trust_uid", "trust_name")},
        word=WORDS[row["strength"]],
        probability=row["better"],
        **{each: row[each] for each in ("estimate", "lo", "hi")},
        pupils=pupils,
        years=tuple(AcademicYear(each) for each in row["years"]),
        distance=None if row["distance"] == FAR else row["distance"],
        miles=row["miles"],
        figures=figures,
        alike=alike,
    )
