"""What the files say of schools, field by field, and which of them is believed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.spine_fields import FieldTable, read_table, stage
from plait.indicators.store.spine_phases import decide_all_through, decide_middle, decide_phase
from plait.indicators.store.spine_status import Roll
from plait.indicators.store.spine_words import load_vocabulary
from plait.indicators.store.trusts import day_of

STAGED_SCHEMA = pl.Schema(
    {
        "urn": pl.Int32(),
        "name": pl.String(),
        "status": pl.String(),
        "closed": pl.Date(),
        "type": pl.String(),
        "census_phase": pl.String(),
        "register_phase": pl.String(),
        "primary": pl.Boolean(),
        "secondary": pl.Boolean(),
        "post16": pl.Boolean(),
        "all_through": pl.Boolean(),
        "middle": pl.Boolean(),
        "opened": pl.Date(),
        "laestab": pl.Int32(),
        "la_code": pl.Int32(),
        "la_name": pl.String(),
        "region": pl.String(),
        "town": pl.String(),
        "postcode": pl.String(),
        "easting": pl.Float64(),
        "northing": pl.Float64(),
        "latitude": pl.Float64(),
        "longitude": pl.Float64(),
        "urban_rural_2011": pl.String(),
        "urban_rural_2021": pl.String(),
        "age_low": pl.Int16(),
        "age_high": pl.Int16(),
        "gender": pl.String(),
        "religious_character": pl.String(),
        "admissions": pl.String(),
        "highly_selective_area": pl.Boolean(),
        "sixth_form": pl.Boolean(),
        "nursery_provision": pl.Boolean(),
        "pupils_n": pl.Int32(),
    }
)
_STEPS = ("status", "closed", "census_phase", "register_phase", "primary", "secondary", "post16")
# What is believed as one: the position and the postcode it was given with must not come from two sources.
_TOGETHER = (("easting", "northing"), ("latitude", "longitude"), ("age_low", "age_high"))


@dataclass(frozen=True, slots=True)
class Staged:
    """One file's schools, typed: at most one row for each URN."""

    day: dt.date
    precedence: int
    frame: pl.DataFrame
    roll: Roll


def stage_schools(files: Sequence[RawFile]) -> tuple[list[Staged], list[Reject]]:
    """Type the fields of every file whose source has `[fields.school]`.

    Returns
    -------
    tuple
        The files, the least believed first: by the day on which they stood, then by the precedence of their source; and
        what could not be read.
    """
    staged: list[Staged] = []
    rejects: list[Reject] = []
    for file in files:
        table = read_table(file, "school")
        if table is None:
            continue
        frame, bad = stage(file, table, STAGED_SCHEMA)
        frame = frame.filter(pl.col("urn").is_not_null()).sort(ROW).unique("urn", keep="first", maintain_order=True)
        frame = _blank_ages(frame)
        roll = Roll(_roll_day(file, table), frame.select("urn", "status", "closed"), table.complete)
        frame = frame.with_columns(phase=decide_phase(), all_through=decide_all_through(), middle=decide_middle()).drop(
            ROW, *_STEPS
        )
        staged.append(Staged(day_of(file), file.source.precedence, frame, roll))
        rejects += bad
    return sorted(staged, key=lambda one: (one.day, one.precedence)), rejects


def _blank_ages(frame: pl.DataFrame) -> pl.DataFrame:
    """The performance tables write 0 to 0 where the ages are not known, and 99 for no upper limit."""
    known = pl.col("age_high") > 0
    return frame.with_columns(pl.when(known).then(pl.col(name)) for name in ("age_low", "age_high"))


def _roll_day(file: RawFile, table: FieldTable) -> dt.date:
    """A list of results shows only that a school was there when its year began."""
    status = table.rules.get("status")
    is_constant = status is not None and status.constant is not None
    if is_constant and table.complete is None and file.year is not None:
        return file.year.first_day
    return day_of(file)


def unite(staged: Sequence[Staged], *, names: pl.DataFrame, named_on: dt.date) -> pl.DataFrame:
    """One row for each school: of each field the newest that is not empty.

    Parameters
    ----------
    staged
        The files, the least believed first.
    names
        `urn`, `name`: names from the list of links, used where no file gives another.
    named_on
        The day on which that list stood.

    Returns
    -------
    pl.DataFrame
        The fields of `STAGED_SCHEMA` less those that are only steps to a phase or a state, with `phase` and `as_at`;
        only schools with a name.
    """
    fields = [*(name for name in STAGED_SCHEMA if name not in (*_STEPS, "urn")), "phase"]
    every = [one.frame.select("urn") for one in staged]
    united = pl.concat([pl.DataFrame(schema={"urn": pl.Int32()}), *every, names.select("urn")]).unique().sort("urn")
    united = united.with_columns(
        *(pl.lit(None, dtype=STAGED_SCHEMA.get(name, pl.String())).alias(name) for name in fields),
        as_at=pl.lit(None, dtype=pl.Date),
    )
    for one in reversed(staged):
        there = [name for name in fields if one.frame[name].null_count() < one.frame.height]
        newer = one.frame.select("urn", *(pl.col(name).alias(f"_{name}") for name in there), _as_at=pl.lit(one.day))
        united = united.join(newer, on="urn", how="left", maintain_order="left")
        united = united.with_columns(*_fill(there), as_at=pl.coalesce("as_at", "_as_at")).drop(
            pl.selectors.starts_with("_")
        )
    united = united.join(
        names.unique("urn", keep="last", maintain_order=True).rename({"name": "_name"}), on="urn", how="left"
    )
    return (
        united.with_columns(name=pl.coalesce("name", "_name"), as_at=pl.col("as_at").fill_null(named_on))
        .drop("_name")
        .filter(pl.col("name").is_not_null())
    )


def _fill(there: Sequence[str]) -> list[pl.Expr]:
    paired = {name: pair for pair in _TOGETHER for name in pair if set(pair) <= set(there)}
    filled = []
    for name in there:
        empty = pl.all_horizontal([pl.col(part).is_null() for part in paired.get(name, (name,))])
        filled.append(pl.when(empty).then(pl.col(f"_{name}")).otherwise(pl.col(name)).alias(name))
    return filled


def settle(schools: pl.DataFrame) -> pl.DataFrame:
    """What follows from the fields: group of types, academy, region, authority, urban or rural, admissions."""
    words = load_vocabulary()
    authority = (
        schools.filter(pl.col("la_code").is_not_null() & pl.col("la_name").is_not_null())
        .sort("as_at")
        .unique("la_code", keep="last", maintain_order=True)
        .select("la_code", _la_name="la_name")
    )
    group = pl.col("type").replace_strict(dict(words.groups), default=None, return_dtype=pl.String)
    by_authority = pl.col("la_code").replace_strict(dict(words.regions), default=None, return_dtype=pl.String)
    wider = pl.col("admissions") == "not selective"
    old, new = pl.col("urban_rural_2011"), pl.col("urban_rural_2021")
    chosen = (old, new) if schools["urban_rural_2011"].count() >= schools["urban_rural_2021"].count() else (new, old)
    return (
        schools.join(authority, on="la_code", how="left", maintain_order="left")
        .with_columns(
            type_group=group,
            academy=group.is_in(["Academies", "Free Schools"]),
            region=pl.coalesce("region", by_authority),
            la_name=pl.coalesce("la_name", "_la_name"),
            urban_rural=pl.coalesce(chosen),
            admissions=pl.when(wider & pl.col("highly_selective_area").fill_null(value=False))
            .then(pl.lit("not selective, in a highly selective area"))
            .otherwise("admissions"),
            all_through=pl.col("all_through").fill_null(value=False),
            middle=pl.col("middle").fill_null(value=False),
        )
        .drop("_la_name", "urban_rural_2011", "urban_rural_2021", "highly_selective_area")
    )
