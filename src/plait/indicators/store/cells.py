"""From the text of a cell to a number or to the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from plait.core.missing import Reason
from plait.indicators.store.raw import ROW, RawFile, Reject

EMPTY = ""  # the key under which a source says what an empty cell means
# A whole number or decimal, with or without thousands commas, an exponent or a percent sign.
_NUMBER = r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+|\d*\.\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,3})?\s*%?$"
_NOISY_LENGTH = 16  # characters: a published figure has fewer; more is binary noise such as 0.33999999999999997
_FIGURES = 12  # significant figures kept of a noisy one
# What a spreadsheet would run: "=…", "@SUM(…", "-A1+…", "+cmd|…!A0"; neither "-0.4" nor "- West Road" nor "St @ Home".
FORMULA = r"^(?:=.|@[A-Za-z]+\(|[+\-][\s=@+\-]*(?:=|[A-Za-z]+\(|[A-Za-z]{1,3}\$?\d|.*\|.*!))"


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often a code stands in a column.

    `reason` is None where the code stands for a number ("SP").
    """

    code: str
    reason: Reason | None
    n: int


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column of n cells as numbers and reasons.

    `value` Float64 (n) and `reason` String (n): exactly one of the two is set in each row. `unknown` Boolean (n) marks
    text that is neither a number nor a code of the source; its reason is `error`. `codes` counts each code met.
    """

    value: pl.Series
    reason: pl.Series
    unknown: pl.Series
    codes: tuple[CodeCount, ...]


def type_column(series: pl.Series, codes: Mapping[str, Reason | float]) -> TypedColumn:
    """Turn a column of text into numbers and reasons.

    Codes are looked up as they stand, then without regard to case; only then is the cell read as a number. Percent
    signs and thousands commas go ("66.2%" is 66.2), and float noise is rounded to 12 significant figures.

    Parameters
    ----------
    series
        Text (n); null counts as empty.
    codes
        What the source's codes mean: a reason, or the number for which a code stands. The key "" says what an empty
        cell means; without it an empty cell is `not_published`.

    Returns
    -------
    TypedColumn
        Numbers, reasons, the mask of unknown texts, and counts per code.
    """
    meanings = {EMPTY: Reason.NOT_PUBLISHED, **codes}
    text = series.cast(pl.String).fill_null(EMPTY).str.strip_chars().rename("text")
    distinct = text.unique(maintain_order=True)
    table = _meaning_of_each(distinct, meanings)
    cells = text.to_frame().join(table, on="text", how="left", maintain_order="left")
    return TypedColumn(
        value=cells["value"].alias("value"),
        reason=cells["reason"].alias("reason"),
        unknown=cells["unknown"].alias("unknown"),
        codes=_count_codes(cells),
    )


def reject_unknown(raw: RawFile, column: str, typed: TypedColumn) -> list[Reject]:
    """Name each unknown text of a typed column with its file, row, cause and mend.

    Parameters
    ----------
    raw
        The file from which the column was typed, unfiltered.
    column
        Its heading.
    typed
        What `type_column` gave for it (n rows, in the order of `raw.frame`).
    """
    found = raw.frame.select(ROW, text=pl.col(column)).filter(typed.unknown)
    return [_reject(raw, column, row, text) for row, text in found.iter_rows()]


def _meaning_of_each(distinct: pl.Series, meanings: Mapping[str, Reason | float]) -> pl.DataFrame:
    folded = {code.casefold(): meaning for code, meaning in reversed(list(meanings.items()))}
    found = [meanings.get(text, folded.get(text.casefold())) for text in distinct.to_list()]
    frame = pl.DataFrame(
        {
            "text": distinct,
            "coded": [item is not None for item in found],
            "reason": [str(item) if isinstance(item, Reason) else None for item in found],
            "coded_value": [None if item is None or isinstance(item, Reason) else float(item) for item in found],
        },
        schema={"text": pl.String, "coded": pl.Boolean, "reason": pl.String, "coded_value": pl.Float64},
    )
    digits = pl.when(pl.col("text").str.contains(_NUMBER)).then(pl.col("text").str.replace_all(r"[,%\s]", ""))
    frame = frame.with_columns(number=digits.otherwise(None).cast(pl.Float64, strict=False))
    frame = frame.with_columns(number=pl.when(pl.col("number").is_finite()).then("number"))
    noisy = pl.col("text").str.len_bytes() >= _NOISY_LENGTH
    number = pl.when(noisy).then(pl.col("number").round_sig_figs(_FIGURES)).otherwise("number")
    value = pl.when("coded").then("coded_value").otherwise(number)
    frame = frame.with_columns(value=value, unknown=~pl.col("coded") & pl.col("number").is_null())
    reason = pl.when("unknown").then(pl.lit(str(Reason.ERROR))).otherwise("reason")
    return frame.select("text", "value", "unknown", "coded", reason=reason)


def _count_codes(cells: pl.DataFrame) -> tuple[CodeCount, ...]:
    counted = cells.filter("coded").group_by("text", "reason").len().sort("text")
    return tuple(
        CodeCount(code, None if reason is None else Reason(reason), n) for code, reason, n in counted.iter_rows()
    )


def _reject(raw: RawFile, column: str, row: int, text: str) -> Reject:
    formula = pl.Series([text]).str.strip_chars().str.contains(FORMULA).item()
    cause = (
        "The cell holds a formula; it was not run."
        if formula
        else "The text is neither a number nor a code of this source."
    )
    mend = (
        "Check the file against the published one: a published table holds no formulas."
        if formula
        else f"If it is a code, say what it means in the register entry “{raw.source.id}”; if not, mend the cell."
    )
    return Reject(raw.path, raw.source.id, row, column, text, cause, mend, "value")
