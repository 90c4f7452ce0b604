"""Which file is believed where several give the same figure, and how often they disagree."""

from collections.abc import Sequence

import polars as pl

from plait.core.missing import Reason
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.raw import RawFile, Reject

KEY = ["id", "year"]
# Reasons that only say "this file has nothing": any other file may fill them. Withheld stays withheld.
_YIELDING = [str(Reason.NOT_PUBLISHED), str(Reason.ERROR)]
_YEARS = 10_000  # more than any year, so that id and year make one number
_SLACK = 1e-9  # of the last published digit, for binary fractions


def resolve(frame: pl.DataFrame, definition: Definition, files: Sequence[RawFile]) -> tuple[pl.DataFrame, list[Reject]]:
    """Keep one figure for each school and year.

    The lowest `rank` wins: final before third-party extract before provisional before sample. A cell that is merely
    empty gives way to any figure; a cell that is withheld does not. Where another file gives the same figure to within
    its rounding, its denominator and confidence limits fill what the chosen file lacks.

    Parameters
    ----------
    frame
        Columns of `values_read.FIGURES`.
    definition
        The indicator; figures that differ by half a unit of its last decimal or less are the same.
    files
        The files by number.

    Returns
    -------
    tuple
        The kept rows, and one reject for each pair of files that disagree, with the number of schools.
    """
    code = frame.select(pl.col("id").cast(pl.Int64) * _YEARS + pl.col("year")).to_series()
    if code.n_unique() == frame.height:
        return frame, []
    weak = pl.col("value").is_null() & pl.col("reason").is_in(_YIELDING)
    ordered = frame.sort(*KEY, weak, "rank", "file", maintain_order=True)
    chosen = ordered.unique(subset=KEY, keep="first", maintain_order=True)
    others = ordered.filter(pl.struct(KEY).is_duplicated()).join(
        chosen.select(*KEY, chosen="value", chosen_file="file"), on=KEY, how="inner", maintain_order="left"
    )
    # The chosen row itself stands among the others; it agrees with itself and changes nothing.
    tolerance = 0.5 * 10.0**-definition.decimals * (1 + _SLACK)
    others = others.with_columns(apart=(pl.col("value") - pl.col("chosen")).abs())
    agreeing = others.filter(pl.col("apart") <= tolerance)
    fill = agreeing.group_by(KEY, maintain_order=True).agg(
        fill_cohort_n=pl.col("cohort_n").drop_nulls().first(),
        fill_lo=pl.col("lo").drop_nulls().first(),
        fill_hi=pl.col("hi").drop_nulls().first(),
        fill_schools_n=pl.col("schools_n").drop_nulls().first(),
    )
    chosen = chosen.join(fill, on=KEY, how="left", maintain_order="left")
    filled = [pl.coalesce(name, f"fill_{name}").alias(name) for name in ("cohort_n", "lo", "hi", "schools_n")]
    apart = others.filter(pl.col("apart") > tolerance)
    return chosen.with_columns(filled).select(frame.columns), _tell_disagreements(apart, definition, files)


def _tell_disagreements(apart: pl.DataFrame, definition: Definition, files: Sequence[RawFile]) -> list[Reject]:
    counted = (
        apart.group_by("file", "chosen_file")
        .agg(pl.len().alias("n"), pl.col("apart").median().alias("median"), pl.col("apart").max().alias("largest"))
        .sort("file", "chosen_file")
    )
    told = []
    for file, chosen_file, n, median, largest in counted.iter_rows():
        raw, believed = files[file], files[chosen_file]
        cause = (
            f"{n} figures differ from those of {believed.path} by more than rounding (median {median:.3g}, largest "
            f"{largest:.3g}); that file was believed."
        )
        mend = f"None is needed where {raw.source.title} was revised later; otherwise compare the two files."
        if (raw.source.id, raw.year) == (believed.source.id, believed.year):
            mend = "Both are of one kind and year: leave out the one that should not be believed."
        told.append(Reject(raw.path, raw.source.id, 0, definition.id, str(n), cause, mend, "value"))
    return told
