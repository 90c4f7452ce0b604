"""Tables that people bring in: typed rows, or every bad cell by name."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from plait.core import tables_book
from plait.core.spreadsheets import write_csv
from plait.core.tables_book import read_book
from plait.core.tables_cells import MOST_BYTES
from plait.core.tables_in import BadTable, Column, Kind, NotATable, read_day, read_number, read_table

COLUMNS = (
    Column("School", required=True),
    Column("Week", Kind.DATE, required=True, also=("Week beginning",)),
    Column("Attendance", Kind.PERCENT),
    Column("Pupils", Kind.WHOLE, lo=0),
    Column("Kind", choices=("Primary", "Secondary")),
)


def book(*rows: list[Any], title: str = "Values", before: str = "", formats: dict[int, str] | None = None) -> bytes:
    held = io.BytesIO()
    made = xlsxwriter.Workbook(held, {"in_memory": True})
    if before:
        made.add_worksheet("Notes").write(0, 0, before)
    sheet = made.add_worksheet(title)
    styles = {at: made.add_format({"num_format": code}) for at, code in (formats or {}).items()}
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write(number, at, value, styles.get(at) if number else None)
    made.close()
    return held.getvalue()


def read(content: bytes | str) -> list[dict[str, Any]]:
    return [dict(row.values) for row in read_table(content, name="weeks.csv", columns=COLUMNS)]


def bad(content: bytes | str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(BadTable) as refused:
        read(content)
    return [(cell.sheet, cell.row, cell.column, cell.stood) for cell in refused.value.cells]


EXPECTED = [
    {"School": "Café Lane", "Week": dt.date(2026, 11, 2), "Attendance": 93.4, "Pupils": 1204, "Kind": "Primary"}
]


@pytest.mark.parametrize(
    "content",
    [
        'School,Week,Attendance,Pupils,Kind\nCafé Lane,02/11/2026,93.4%,"1,204",primary\n',
        "School\tWEEK beginning \tAttendance\tPupils\tKind\r\nCafé Lane\t2 November 2026\t93.4\t1204\tPRIMARY\r\n",
        "\n\nSchool;Week;Attendance;Pupils;Kind\nCafé Lane;2026-11-02;93.4;1204;Primary\n\n",
    ],
    ids=["CSV", "pasted", "semicolons and empty lines"],
)
@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_same_table_is_read_alike_however_it_was_saved(content: str, encoding: str | None):
    assert read(content if encoding is None else content.encode(encoding)) == EXPECTED


def test_a_workbook_gives_its_own_dates_numbers_and_percentages():
    heading = ["School", "Week", "Attendance", "Pupils", "Kind"]
    row = ["Café Lane", dt.date(2026, 11, 2), 0.934, 1204, "Primary"]
    assert read(book(heading, row, formats={1: "dd mmm yyyy", 2: "0.0%"})) == EXPECTED
    assert read(book(heading, [*row[:2], 93.4, *row[3:]], formats={1: "d/m/yy"})) == EXPECTED
    assert bad(book(heading, [*row[:3], 0.5, "Primary"], formats={1: "d/m/yy", 2: "0%", 3: "0%"})) == [
        ("Values", 2, "Pupils", "0.5")
    ]


def test_every_bad_cell_is_named_with_sheet_row_column_and_what_stood_there():
    told = bad(
        "School,Week,Attendance,Pupils,Kind\n"
        ",02/13/2026,101,3.5,Middle\n"
        "A,soon,93 per cent,-1,\n"
        'B,02/11/2026,"93,4",twelve,Primary,stray\n'
    )
    assert told == [
        ("weeks.csv", 2, "School", ""),
        ("weeks.csv", 2, "Week", "02/13/2026"),
        ("weeks.csv", 2, "Attendance", "101"),
        ("weeks.csv", 2, "Pupils", "3.5"),
        ("weeks.csv", 2, "Kind", "Middle"),
        ("weeks.csv", 3, "Week", "soon"),
        ("weeks.csv", 3, "Attendance", "93 per cent"),
        ("weeks.csv", 3, "Pupils", "-1"),
        ("weeks.csv", 4, "Attendance", "93,4"),
        ("weeks.csv", 4, "Pupils", "twelve"),
        ("weeks.csv", 4, "column F", "stray"),
    ]


def test_a_bad_cell_says_what_to_do():
    with pytest.raises(BadTable) as refused:
        read('School,Week,Attendance\nA,02/11/2026,"93,4"\n')
    (cell,) = refused.value.cells
    assert str(cell) == "weeks.csv, row 2, Attendance: “93,4”. Write the decimal with a point, not a comma."
    assert "Mend each" in refused.value.mend


def test_headings_that_are_missing_unknown_or_twice_are_named():
    assert bad("School,Pupil name,School\nA,B,C\n") == [
        ("weeks.csv", 1, "column B", "Pupil name"),
        ("weeks.csv", 1, "column C", "School"),
        ("weeks.csv", 1, "Week", ""),
    ]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("x")', "@SUM(A1)", "+A1", "-SUM(A1)"])
def test_a_formula_is_never_taken_as_text(formula: str):
    told = write_csv(["School", "Week"], []) + f'"{formula.replace(chr(34), chr(34) * 2)}",02/11/2026\r\n'
    assert [(row, column) for _, row, column, _ in bad(told)] == [(2, "School")]


def test_a_formula_in_a_workbook_is_refused_by_its_cell():
    assert bad(book(["School", "Week", "Pupils"], ["A", "02/11/2026", "=1+1"])) == [("Values", 2, "Pupils", "=1+1")]


def test_what_our_own_export_made_inert_comes_back_as_it_was():
    told = write_csv(["School", "Week", "Pupils"], [["=Cafe", "02/11/2026", 3], ["-", "03/11/2026", 4]])
    assert [row["School"] for row in read(told.encode())] == ["=Cafe", "-"]


def test_the_sheet_with_our_headings_is_found_among_others():
    made = book(["School", "Week"], ["A", "02/11/2026"], title="Mine", before="How to fill this in")
    (row,) = read_table(made, name="x.xlsx", columns=COLUMNS)
    assert (row.sheet, row.number, row.text("School"), row.day("Week")) == ("Mine", 2, "A", dt.date(2026, 11, 2))
    assert row.figure("Pupils") is None


def packed(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, text in parts.items():
            made.writestr(f"{name}.xml", text)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        " \n ",
        b",,,\n,,",
        b"x" * (MOST_BYTES + 1),
        b"PK\x03\x04 broken",
        packed(a="<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        packed(a="<a/>"),
        b"\xd0\xcf\x11\xe0 old",
        b"a\x00b",
        'School,Week\n"A,02/11/2026\n',
        "a\n" * 20_001,
    ],
    ids=["nothing", "blank", "empty cells", "large", "broken", "entities", "other", "xls", "binary", "quote", "long"],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes | str):
    with pytest.raises(NotATable) as refused:
        read(content)
    assert refused.value.why
    assert refused.value.mend


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_workbook_that_declares_entities_is_not_read_however_they_are_written(encoding: str):
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(["School", "Week"], ["A", "02/11/2026"]))) as whole,
        zipfile.ZipFile(held, "w") as made,
    ):
        for name in whole.namelist():
            part = BOMB.encode(encoding) if name == "xl/sharedStrings.xml" else whole.read(name)
            made.writestr(name, part)
    assert "xl/sharedStrings.xml" in zipfile.ZipFile(held).namelist()
    with pytest.raises(ValueError, match="declares no entities"):
        list(read_book(held.getvalue()))
    with pytest.raises(NotATable):
        read(held.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables_book, "_MOST_UNPACKED", 20_000)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/_rels/workbook.xml.rels", " " * 20_001)
    assert len(held.getvalue()) < 1_000
    with pytest.raises(NotATable, match="more in it than can be read"):
        read(held.getvalue())


@pytest.mark.parametrize("text", ["31/01/2027", "31/1/27", "2027-01-31", "31 January 2027", "31 Jan 2027"])
def test_days_are_read_in_uk_form_and_iso(text: str):
    assert read_day(text) == dt.date(2027, 1, 31)


def test_numbers_are_read_as_people_write_them():
    assert [read_number(text) for text in ("1,234.5", "−3", "+4", ".5", "1 000")] == [1234.5, -3, 4, 0.5, 1000]
    assert read_number("93.4 %", percent=True) == 93.4
    for text in ("", "12%", "1,23,4", "nan", "1e5", "."):
        with pytest.raises(ValueError, match="Write"):
            read_number(text)


def test_a_text_that_looks_like_a_pupils_number_is_not_taken_and_the_reason_is_said():
    """Its check letter fits: the Department for Education's own example."""
    with pytest.raises(BadTable) as refused:
        read("School,Week\nAbout H801200001001,2026-01-12\n")
    (cell,) = refused.value.cells
    assert (cell.column, "H8…01" in cell.mend, "UPN" in cell.mend) == ("School", True, True)
