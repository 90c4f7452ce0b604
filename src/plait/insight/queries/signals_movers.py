"""What changed: schools whose underlying level likely rose, or fell, beyond chance and what moved for all. Open data.

Who fell is told only to those entitled to it.
"""

from typing import Any, Final

import polars as pl
from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.queries import signals, signals_likeness, signals_spots
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Alike, Mover, Movers, YearFigure
from plait.insight.queries.signals_likeness import Likeness
from plait.insight.queries.signals_spots import EVERYONE, FAR, WHOLE, Among, Part
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope
from plait.stats.signals import find_signals

SPANS: Final = ("long", "last")  # over three years, since last year
_SHARE: Final = 0.05  # of the flags, expected to be false at most


def list_movers(
    scope: Scope,
    store: Store,
    outcome: str,
    *,
    span: str,
    fell: bool = False,
    near: int | None = None,
    among: Among = EVERYONE,
    part: Part = WHOLE,
) -> Movers:
    """Schools whose level likely rose (or, to those entitled, fell): by name, or by likeness to the school `near`.

    One family of its own: the expected share of false flags is controlled over the whole list, also where a reader
    sees a part of it.

    Raises
    ------
    UnknownOutcome, NoSuchSchool, NoSignals
        If what is asked for is not there, or there are no figures of the year to compare with.
    """
    require_open_data(scope)
    judged = shelf.get_outcome(outcome)
    one = kept.get(store, judged)
    table, asked_n, false_share = _family(store, one, span=span, fell=fell)
    listed_n = table.height
    if fell:
        table = _told(scope, table)
    subject = None if near is None else get_subject(store, signals.end_of_chain(store, near))
    table, likeness = signals_spots.seen_from(store, table, subject=subject)
    table = signals_spots.narrow(table, among, subject=subject)
    movers = _movers(store, one, table=table.slice(part.skip, part.most), likeness=likeness)
    return Movers(
        outcome=judged,
        build=store.name,
        since=AcademicYear(one.card["changes_since"][span]),
        until=AcademicYear(one.card["last_year"]),
        asked_n=asked_n,
        false_share=false_share,
        movers=movers,
        listed_n=listed_n,
        found_n=table.height,
        near=None if subject is None else subject["urn"],
        near_note=likeness.note,
        level=one.card["level"],
        skill=signals.skill_of(one),
        reach=signals_spots.reach_of(store, one),
    )


def _family(store: Store, one: kept.Kept, *, span: str, fell: bool) -> tuple[pl.DataFrame, int, float | None]:
    """The listed schools that are open now, how many were asked, and the share expected to be false."""
    schools = kept.frame(store, one, "schools")
    if span not in SPANS or one.card["changes_since"][span] is None:
        raise kept.NoSignals(
            f"What changed in “{shelf.get_outcome(one.key).definition.short}” cannot be told.",
            why="This build holds no figures of the year to compare with.",
            mend="Choose the other span, or import the missing year.",
        )

    def work_out() -> tuple[pl.DataFrame, int, float | None]:
        asked = schools.filter(pl.col(f"{span}_up").is_not_null())
        up = asked[f"{span}_up"].to_numpy()
        moved = 1.0 - up if fell else up
        family = find_signals(moved, label=f"{one.key}, {span}", margin=0.0, share=_SHARE)
        listed = asked.with_columns(
            pl.Series("probability", moved),
            pl.col(f"{span}_change").alias("change"),
            pl.col(f"{span}_sd").alias("change_sd"),
        ).filter(pl.Series(family.listed))
        false = 1.0 - family.holds if listed.height else None
        return listed.join(_register(store), on="urn").sort("name", "urn"), asked.height, false

    return once_per_build(store, f"insight.movers.{one.folder}.{one.key}.{one.run}.{span}.{fell}", work_out)


def _register(store: Store) -> pl.DataFrame:
    columns = ("name", "town", "phase", "region", "trust_uid", "trust_name", "easting", "northing")
    schools = store.table("schools").filter(pl.col("status").cast(pl.String) == "open")
    return schools.select(pl.col("urn").cast(pl.Int64), *columns)


def _told(scope: Scope, table: pl.DataFrame) -> pl.DataFrame:
    """Those of whom this reader may read that they may need support."""
    whose = table.select("urn", "trust_uid").iter_rows()
    seen = [scope.may_see_needs_of(urn=urn, trust_uid=uid) for urn, uid in whose]
    return table.filter(pl.Series(seen, dtype=pl.Boolean))


def _movers(store: Store, one: kept.Kept, *, table: pl.DataFrame, likeness: Likeness) -> tuple[Mover, ...]:
    urns = table["urn"].to_list()
    figures = signals_spots.figures_of(store, one, urns=urns)
    alike = signals_likeness.take_apart(store, likeness, urns=urns)
    reach = float(ndtri(0.5 + one.card["level"] / 2.0))
    return tuple(
        _mover(row, reach=reach, figures=figures[row["urn"]], alike=alike.get(row["urn"]))
        for row in table.iter_rows(named=True)
    )


def _mover(row: dict[str, Any], *, reach: float, figures: tuple[YearFigure, ...], alike: Alike | None) -> Mover:
    return Mover(
        **{each: row[each] for each in ("urn", "name", "trust_uid", "trust_name", "probability", "change")},
        lo=row["change"] - reach * row["change_sd"],
        hi=row["change"] + reach * row["change_sd"],
        town=row["town"],
        distance=None if row["distance"] == FAR else row["distance"],
        miles=row["miles"],
        cohort_n=row["cohort_n"],
        figures=figures,
        alike=alike,
    )
