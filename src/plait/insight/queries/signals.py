"""Signals of schools and trusts, as they were kept with a build. Open data.

What may need support is the mirror of a bright spot: it is worked out, and shown to nobody who is not entitled to it.
"""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.indicators.domain import describe_pupils
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import (
    Family,
    Move,
    Refusal,
    SchoolSignals,
    Signal,
    Skill,
    YearFigure,
)
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope
from plait.stats.signals import WORDS, pupils_of_mean

MOVES: Final = ("last", "long")


def get_school(scope: Scope, store: Store, urn: int, *, indicators: Collection[str] | None = None) -> SchoolSignals:
    """Every outcome in which a school is judged, and by name those in which it cannot be; or those of some indicators.

    A school that became another one is answered for by the URN at the end of its chain.

    Raises
    ------
    NoSuchSchool
        If the build does not know the URN.
    NoSignals
        If signals were not worked out for this build.
    """
    require_open_data(scope)
    end = end_of_chain(store, urn)
    subject = get_subject(store, end)
    told = scope.may_see_needs_of(urn=end, trust_uid=subject["trust_uid"])
    runs = newest(store)
    signals = [
        _signal(store, runs[outcome.key], outcome, urn=end, needs_told=told)
        for outcome in shelf.list_outcomes()
        if outcome.key in runs
        and outcome.phase == subject["phase"]
        and (indicators is None or outcome.indicator in indicators)
    ]
    return SchoolSignals(
        urn=end, asked_urn=urn, name=subject["name"], build=store.name, method=kept.METHOD, signals=tuple(signals)
    )


def newest(store: Store) -> dict[str, kept.Kept]:
    """The newest run of every outcome with this build, in the order of the shelf.

    Raises
    ------
    NoSignals
        If there is none.
    """
    runs = kept.find_newest(kept.folder_of(store.name))
    if not runs:
        raise kept.NoSignals(
            "Signals were not worked out for this build.",
            why=f"There are none for {store.name}.",
            mend="Run: plait signals build",
        )
    return {each.key: runs[each.key] for each in shelf.list_outcomes() if each.key in runs}


def end_of_chain(store: Store, urn: int) -> int:
    """The URN that a school has today."""
    table = store.table("chains")  # sorted by its key, the URN
    urns = once_per_build(store, "insight.signals.chains", table["urn"].to_numpy)
    at = int(np.searchsorted(urns, urn))
    return int(table["chain"][at]) if at < len(urns) and urns[at] == urn else urn


def family_of(one: kept.Kept) -> Family:
    """The list of an outcome, with how much of it is expected to be false."""
    card = one.card["family"]
    return Family(
        label=card["label"],
        margin=one.card["margin"],
        share=one.card["share"],
        asked_n=card["asked_n"],
        listed_n=card["listed_n"],
        false_share=card["false_share"],
    )


def skill_of(one: kept.Kept) -> Skill:
    """What the expectation of the latest year is worth."""
    card = one.card["skill"][-1]
    return Skill(
        year=AcademicYear(card["year"]),
        explained_rate=card["r2"],
        ceiling_rate=card["ceiling"],
        residual_sd=card["residual_sd"],
        chance_sd=card["chance_sd"],
        schools_n=card["schools_n"],
        weak=card["weak"],
    )


def say_word(row: dict[str, Any], *, needs_told: bool) -> tuple[str | None, bool, float | None]:
    """The word of a school, whether it is one of needs, and its probability; None where this reader is not told."""
    if not row["answerable"] or (row["side"] < 0 and not needs_told):
        return None, False, None
    needs = bool(row["side"] < 0)
    return WORDS[row["strength"]], needs, float(row["worse"] if needs else row["better"])


def say_pupils(outcome: Outcome, row: dict[str, Any], *, pupil_sd: float) -> str:
    """An estimate in pupils of the latest cohort, or why it is not said."""
    if outcome.definition.cohort.startswith("entries"):
        return ""  # the score counts entries, and how many pupils they are is not published
    per_cent = float(row["estimate"])
    if outcome.chance != "percentage":
        per_cent = float(pupils_of_mean(np.array(per_cent), pupil_sd=pupil_sd, of=100))
    said = describe_pupils(per_cent, cohort_n=row["cohort_n"])
    counted = said.endswith(tuple("0123456789"))
    return f"{said} above the middle" if counted and outcome.chance != "percentage" else said


def _signal(store: Store, one: kept.Kept, outcome: Outcome, *, urn: int, needs_told: bool) -> Signal:
    name = outcome.definition.name
    if one.refusal is not None:
        return Signal(outcome, name, Refusal(one.refusal["what"], one.refusal["why"], one.refusal["mend"]))
    found = kept.rows_of(store, one, "schools", urn=urn)
    if not found:
        why = "It has no figure with circumstances enough and a known number of pupils."
        return Signal(outcome, name, Refusal("This school is not judged here.", why, ""), skill=skill_of(one))
    row, figures = found[0], kept.rows_of(store, one, "years", urn=urn)
    word, needs, probability = say_word(row, needs_told=needs_told)
    refusal = None if row["answerable"] else Refusal("No word is put to this.", f"It has {row['why']}.", "")
    return Signal(
        outcome=outcome,
        name=name,
        refusal=refusal,
        skill=skill_of(one),
        **{each: row[each] for each in ("estimate", "lo", "hi", "observed", "expected", "raw", "inherited")},
        level=one.card["level"],
        kept_rate=row["reliability"],
        probability=probability,
        word=word,
        needs=needs,
        listed=row["listed"],
        margin=one.card["margin"],
        pupils=say_pupils(outcome, row, pupil_sd=one.card["pupil_sd"]),
        years=tuple(AcademicYear(each) for each in row["years"]),
        cohorts_taken=any(each["cohort_taken"] for each in figures),
        unmeasured=outcome.context.unmeasured,
        moves=_moves(one, row, needs_told=needs_told),
        figures=tuple(figure_of(each) for each in figures),
    )


def _moves(one: kept.Kept, row: dict[str, Any], *, needs_told: bool) -> tuple[Move, ...]:
    found = []
    for name in MOVES:
        since = one.card["changes_since"][name]
        if since is None or row[f"{name}_up"] is None:
            continue
        up = float(row[f"{name}_up"])
        told = up if up >= 0.5 or needs_told else None
        lo, hi = _interval(row[f"{name}_change"], row[f"{name}_sd"], one.card["level"])
        found.append(Move(AcademicYear(since), row[f"{name}_change"], lo, hi, told, row[f"{name}_listed"]))
    return tuple(found)


def figure_of(row: dict[str, Any]) -> YearFigure:
    """One year of a school from its row."""
    return YearFigure(
        year=AcademicYear(row["year"]),
        of_urn=row["of_urn"],
        observed=row["observed"],
        expected=row["expected"],
        expected_sd=row["doubt"],
        chance_sd=row["chance_sd"],
        cohort_n=row["cohort_n"],
        cohort_taken=row["cohort_taken"],
    )


def _register(store: Store) -> pl.DataFrame:
    columns = ("name", "town", "phase", "status", "trust_uid", "trust_name", "easting", "northing")
    return store.table("schools").select(pl.col("urn").cast(pl.Int64), *columns)


def _interval(estimate: float, sd: float, level: float) -> tuple[float, float]:
    reach = float(ndtri(0.5 + level / 2.0)) * sd
    return estimate - reach, estimate + reach
