"""What phase a school is in: one set of rules for every source.

1. The type of establishment settles special, alternative, independent, nursery, 16 to 19 and other provision, and
   university technical colleges, studio schools and city technology colleges as secondary.
2. Else the census's own grouping, where the source gives it.
3. Else the phase of the register: a middle school is in the phase it is deemed to be in, an all-through school is
   secondary (so the school census counts it).
4. Else the key stages and ages of the performance tables: with secondary pupils it is secondary, unless it also has
   primary ones and ends at 12 or before, or starts before 8 and ends at 13 or before; with primary pupils only it is
   primary; with neither, 16 to 19.
5. Without any of these it is not known.
"""

import polars as pl

from plait.indicators.store.spine_words import load_vocabulary
from plait.organisations.domain import Phase

_DEEMED_PRIMARY_END = 12  # years; a middle school that ends here has more primary than secondary year groups
_MIDDLE_START, _MIDDLE_END = (8, 10), (12, 14)
_ALL_THROUGH_START, _ALL_THROUGH_END = 7, 16


def kind_of_type(column: str = "type") -> pl.Expr:
    """The phase that a type of establishment settles by itself, or null."""
    kinds = {name: kind for name, kind in load_vocabulary().kinds.items() if kind}
    return pl.col(column).replace_strict(kinds, default=None, return_dtype=pl.String)


def decide_phase() -> pl.Expr:
    """The phase of a row with `type`, `census_phase`, `register_phase`, `primary`, `secondary`, `post16` and ages.

    Returns
    -------
    pl.Expr
        String: a value of `Phase`, or null where nothing is known.
    """
    register = pl.col("register_phase").replace_strict(
        {
            "nursery": Phase.NURSERY,
            "primary": Phase.PRIMARY,
            "middle_primary": Phase.PRIMARY,
            "secondary": Phase.SECONDARY,
            "middle_secondary": Phase.SECONDARY,
            "all_through": Phase.SECONDARY,
            "post16": Phase.POST16,
        },
        default=None,
        return_dtype=pl.String,
    )
    ends_early = pl.col("age_high") <= _DEEMED_PRIMARY_END
    starts_young = (pl.col("age_low") < _MIDDLE_START[0]) & (pl.col("age_high") < _MIDDLE_END[1])
    stages = (
        pl.when(pl.col("secondary") & ~(pl.col("primary") & (ends_early | starts_young)).fill_null(value=False))
        .then(pl.lit(Phase.SECONDARY.value))
        .when(pl.col("primary"))
        .then(pl.lit(Phase.PRIMARY.value))
        .when(pl.col("post16"))
        .then(pl.lit(Phase.POST16.value))
    )
    return pl.coalesce(kind_of_type(), pl.col("census_phase"), register, stages)


def decide_all_through() -> pl.Expr:
    """Whether a row's school takes pupils from the primary years to 16: as the source says, else by the ages.

    By age: from 7 or younger to 16 or older, in mainstream schools only. Null where nothing is known.
    """
    said = pl.col("register_phase") == "all_through"
    ages = (
        (pl.col("age_low") <= _ALL_THROUGH_START) & (pl.col("age_high") >= _ALL_THROUGH_END) & (pl.col("age_high") > 0)
    )
    return pl.coalesce(pl.col("all_through"), said, pl.when(kind_of_type().is_null()).then(ages))


def decide_middle() -> pl.Expr:
    """Whether a row's school is a middle school: as the source says, else by the ages.

    By age: starts at 8 to 10 and ends at 12 to 14, in mainstream schools only. Null where nothing is known.
    """
    said = pl.col("register_phase").is_in(["middle_primary", "middle_secondary"])
    ages = pl.col("age_low").is_between(*_MIDDLE_START) & pl.col("age_high").is_between(*_MIDDLE_END)
    return pl.coalesce(pl.col("middle"), said, pl.when(kind_of_type().is_null()).then(ages))
