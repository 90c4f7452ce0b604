"""Cells: numbers, codes, reasons."""

import datetime as dt

import polars as pl
import pytest

from plait.core.missing import Reason
from plait.indicators.store.cells import FORMULA, CodeCount, reject_unknown, type_column
from plait.indicators.store.raw import ROW, RawFile, Source

CODES: dict[str, Reason | float] = {
    "SUPP": Reason.SUPPRESSED,
    "NE": Reason.NOT_APPLICABLE,
    "SP": 0.25,
    "z": Reason.NOT_APPLICABLE,
    "c": Reason.SUPPRESSED,
    "C": Reason.LOW_COVERAGE,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("66.2%", 66.2),
        ("66.2 %", 66.2),
        (" 12 ", 12.0),
        ("1,234,567.5", 1234567.5),
        ("-0.4", -0.4),
        ("+3", 3.0),
        (".5", 0.5),
        ("0.33999999999999997", 0.34),
        ("104.1309370", 104.130937),
        ("1.2E+05", 120000.0),
        ("SP", 0.25),
        ("\u00a07\u00a0", 7.0),
    ],
)
def test_a_published_figure_is_read_as_its_number(text: str, value: float) -> None:
    typed = type_column(pl.Series([text]), CODES)
    assert typed.value.item() == value
    assert typed.reason.item() is None
    assert not typed.unknown.item()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SUPP", Reason.SUPPRESSED),
        ("supp", Reason.SUPPRESSED),
        (" NE ", Reason.NOT_APPLICABLE),
        ("", Reason.NOT_PUBLISHED),
        ("  ", Reason.NOT_PUBLISHED),
        (None, Reason.NOT_PUBLISHED),
        ("c", Reason.SUPPRESSED),
        ("C", Reason.LOW_COVERAGE),
        ("Z", Reason.NOT_APPLICABLE),
    ],
)
def test_a_code_keeps_its_reason_and_is_matched_exactly_before_without_case(text: str | None, reason: Reason) -> None:
    typed = type_column(pl.Series([text], dtype=pl.String), CODES)
    assert typed.value.item() is None
    assert typed.reason.item() == reason
    assert not typed.unknown.item()


def test_the_source_says_what_an_empty_cell_means() -> None:
    assert type_column(pl.Series([""]), {"": Reason.SUPPRESSED}).reason.item() == Reason.SUPPRESSED


@pytest.mark.parametrize("text", ["abc", "12 pupils", "1,23", "nan", "inf", "1e999", "--5", "=1+1", "5-10", "%", "£12"])
def test_unknown_text_is_an_error_and_never_a_number(text: str) -> None:
    typed = type_column(pl.Series([text, "1"]), CODES)
    assert typed.value.to_list() == [None, 1.0]
    assert typed.reason.to_list() == ["error", None]
    assert typed.unknown.to_list() == [True, False]


def test_every_row_has_either_a_value_or_a_reason() -> None:
    typed = type_column(pl.Series(["1", "", "SUPP", "SP", "what", None, "2%"]), CODES)
    assert (typed.value.is_null() != typed.reason.is_null()).all()


def test_codes_are_counted_as_they_stand_in_the_file() -> None:
    typed = type_column(pl.Series(["SUPP", "supp", "SUPP", "SP", "1", ""]), CODES)
    assert set(typed.codes) == {
        CodeCount("", Reason.NOT_PUBLISHED, 1),
        CodeCount("SP", None, 1),
        CodeCount("SUPP", Reason.SUPPRESSED, 2),
        CodeCount("supp", Reason.SUPPRESSED, 1),
    }


def test_an_empty_column_gives_empty_results() -> None:
    typed = type_column(pl.Series([], dtype=pl.String), CODES)
    assert typed.value.len() == typed.reason.len() == typed.unknown.len() == 0
    assert typed.codes == ()


def test_a_rejected_value_names_file_row_column_cause_and_mend() -> None:
    source = Source("abs", "Absence", "DfE", "OGL", "page", "yearly", "me", dt.date(2027, 1, 1), ("values",))
    frame = pl.DataFrame({"PERCTOT": ["1", "=cmd()", "huh"], ROW: [1, 2, 3]})
    raw = RawFile(source, "a.csv", None, None, frame)
    formula, unknown = reject_unknown(raw, "PERCTOT", type_column(frame["PERCTOT"], {}))
    assert (formula.path, formula.source, formula.row, formula.column, formula.value) == (
        "a.csv",
        "abs",
        2,
        "PERCTOT",
        "=cmd()",
    )
    assert "formula" in formula.cause
    assert (unknown.row, unknown.value, unknown.severity) == (3, "huh", "value")
    assert "register entry “abs”" in unknown.mend


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("- West Road", False),
        ("-A1", True),
        ("-3.2", False),
        ("+4", False),
        ("-", False),
        ("A-", False),
        ("St @ Home", False),
    ],
)
def test_only_what_a_spreadsheet_would_run_counts_as_a_formula(text: str, formula: bool) -> None:
    assert pl.Series([text]).str.contains(FORMULA).item() is formula
