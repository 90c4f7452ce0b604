"""Reading tables as text: encodings, archives, years, totals, repeats; every row accounted for."""

import csv
import datetime as dt
import gzip
import zipfile
from collections.abc import Collection
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.core.years import AcademicYear
from plait.indicators.store.heads import open_tables
from plait.indicators.store.inputs import BadFile, find_inputs
from plait.indicators.store.raw import ROW
from plait.indicators.store.read import FileRecord, Reading, read_table
from plait.indicators.store.recognise import recognise
from plait.indicators.store.records import find_records, read_fields
from plait.indicators.store.register import load_register
from tests.indicators.store.small_folder import ABSENCE, SCHOOLS, absence_rows, as_csv, write_folder

HEADINGS = "LA,ESTAB,URN,PERCTOT,PPERSABS10"


def read(path: Path, *, year: AcademicYear | None = None, wanted: Collection[str] | None = None) -> Reading:
    """Read the only table of a file."""
    (item,) = find_inputs([path])
    (table,) = open_tables(item)
    entry = recognise(table, load_register())
    assert entry is not None
    return read_table(table, entry, year=year, wanted=wanted)


def write(folder: Path, text: str | bytes, name: str = "england_abs_2022_23.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def is_accounted_for(record: FileRecord) -> bool:
    """Whether every row read is kept, a total, rejected, a repeat, or set aside."""
    gone = record.rows_national + record.rows_rejected + record.rows_repeated + record.rows_aside
    return record.rows_read == record.rows_kept + gone


def test_every_column_is_text_and_rows_are_numbered_from_the_line_under_the_heading(tmp_path: Path) -> None:
    (raw,) = read(write(tmp_path, HEADINGS + "\n201,1,100001,5.0,1\n201,2,100002,,SUPP\n")).raws
    assert dict(raw.frame.schema) == {**dict.fromkeys(HEADINGS.split(","), pl.String), ROW: pl.Int64}
    assert raw.frame["PERCTOT"].to_list() == ["5.0", None]
    assert raw.frame[ROW].to_list() == [1, 2]
    assert raw.year == AcademicYear(2022)


def test_national_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    reading = read(write_folder(tmp_path / "f") / ABSENCE)
    assert (reading.record.rows_read, reading.record.rows_kept, reading.record.rows_national) == (9, 6, 3)
    assert reading.record.bom
    assert reading.rejects == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_gives_the_same_rows(tmp_path: Path, ending: str) -> None:
    text = as_csv(HEADINGS.split(","), absence_rows()).replace("\n", ending)
    reading = read(write(tmp_path, text))
    assert reading.record.rows_read == 9
    assert reading.raws[0].frame["PPERSABS10"].to_list() == ["12.5"] * 6


def test_gzip_and_zip_hold_the_same_rows_as_the_plain_file(tmp_path: Path) -> None:
    text = as_csv(HEADINGS.split(","), absence_rows()).encode()
    plain = read(write(tmp_path, text)).raws[0].frame
    packed = read(write(tmp_path, gzip.compress(text), "england_abs_2022_23.csv.gz")).raws[0]
    with zipfile.ZipFile(tmp_path / "tables.zip", "w") as archive:
        archive.writestr("2022-2023/england_abs.csv", text)
        archive.writestr("2022-2023/notes.txt", "not a table")
    zipped = read(tmp_path / "tables.zip").raws[0]
    assert plain.equals(packed.frame)
    assert plain.equals(zipped.frame)
    assert zipped.path == "tables.zip!2022-2023/england_abs.csv"
    assert zipped.year == AcademicYear(2022)


def test_a_zip_of_several_tables_gives_each_under_its_own_name(tmp_path: Path) -> None:
    text = as_csv(HEADINGS.split(","), absence_rows())
    with zipfile.ZipFile(tmp_path / "tables.zip", "w") as archive:
        archive.writestr("2018-2019/england_abs.csv", text)
        archive.writestr("2022-2023/england_abs.csv", text)
    (item,) = find_inputs([tmp_path / "tables.zip"])
    assert [table.path for table in open_tables(item)] == [
        "tables.zip!2018-2019/england_abs.csv",
        "tables.zip!2022-2023/england_abs.csv",
    ]


def test_a_file_in_cp1252_is_read_where_its_source_may_be(tmp_path: Path) -> None:
    heading = "URN,Linked UID,Group Name,Group Type,Group Status,Joined date,EstablishmentName"
    row = "100001,1,Café’s Trust,Multi-academy trust,Open,01-09-2015,St Mary’s"
    reading = read(write(tmp_path, f"{heading}\n{row}\n".encode("cp1252"), "grouplinks_20180501.csv"))
    assert reading.record.encoding == "cp1252"
    assert reading.raws[0].frame["Group Name"].item() == "Café’s Trust"
    assert reading.raws[0].as_at == dt.date(2018, 5, 1)


def test_quoted_headings_line_feeds_in_cells_and_blank_lines_are_read(tmp_path: Path) -> None:
    text = '"LA","ESTAB","URN","PERCTOT","PPERSABS10"\n"201","a\nb","100001","1","2"\n\n"201","c","100002","3","4"\n'
    reading = read(write(tmp_path, text))
    (raw,) = reading.raws
    assert raw.frame["ESTAB"].to_list() == ["a\nb", "c"]
    assert raw.frame[ROW].to_list() == [1, 3]
    assert reading.record.rows_read == 2


def test_a_row_may_leave_out_empty_fields_at_its_end(tmp_path: Path) -> None:
    reading = read(write(tmp_path, HEADINGS + "\n201,1,100001\n201,2,100002,3,4\n"))
    assert reading.raws[0].frame["PERCTOT"].to_list() == [None, "3"]
    assert reading.rejects == ()


def test_a_row_with_too_many_fields_is_rejected_by_number(tmp_path: Path) -> None:
    reading = read(write(tmp_path, HEADINGS + "\n201,1,100001,3,4,5\n201,2,100002,3,4,,\n"))
    (reject,) = reading.rejects
    assert (reject.row, reject.severity) == (1, "row")
    assert "6 fields and the heading 5" in reject.cause
    assert reading.raws[0].frame["URN"].to_list() == ["100002"]
    assert is_accounted_for(reading.record)


def test_headings_of_a_third_party_get_the_names_of_the_publisher(tmp_path: Path) -> None:
    text = "URN,KS5 Pupils,Avg A-level Points,Avg A-level Grade,Academic Year\n100001,60,31.2,C,2018\n"
    (raw,) = read(write(tmp_path, text, "ks5.csv")).raws
    assert raw.frame["TPUP1618"].item() == "60"
    assert raw.year == AcademicYear(2017)


def test_the_year_may_be_told_where_the_file_does_not(tmp_path: Path) -> None:
    path = write(tmp_path, HEADINGS + "\n201,1,100001,3,4\n", "england_abs.csv")
    with pytest.raises(BadFile, match="--year 2022/23"):
        read(path)
    assert read(path, year=AcademicYear(2018)).raws[0].year == AcademicYear(2018)


def test_a_file_of_several_years_is_read_as_one_for_each_where_its_source_allows(tmp_path: Path) -> None:
    text = (
        "time_period,geographic_level,school_urn,sess_overall_percent,enrolments_pa_10_exact_percent\n"
        "202223,School,100001,5,10\n202324,School,100001,6,11\n202324,National,,7,12\n"
    )
    reading = read(write(tmp_path, text, "absence.csv"))
    assert [(raw.year, raw.frame.height) for raw in reading.raws] == [(AcademicYear(2022), 1), (AcademicYear(2023), 1)]
    assert reading.record.year is None
    assert is_accounted_for(reading.record)


def test_a_file_that_mixes_years_is_refused_naming_the_row(tmp_path: Path) -> None:
    text = "URN,Income,Expenditure,Balance,Academic Year\n100001,1,1,0,2018\n100002,1,1,0,2017\n"
    with pytest.raises(BadFile) as caught:
        read(write(tmp_path, text, "finance.csv"))
    assert "“Academic Year” says 2017/18" in caught.value.why
    assert "“2017” in row 2" in caught.value.why


def test_a_file_whose_name_and_column_tell_different_years_is_refused(tmp_path: Path) -> None:
    text = "URN,Income,Expenditure,Balance,Academic Year\n100001,1,1,0,2018\n"
    with pytest.raises(BadFile) as caught:
        read(write(tmp_path, text, "school_finance_2015_16.csv"))
    assert caught.value.why == "Its name says 2015/16, and its column “Academic Year” says 2017/18."
    assert read(write(tmp_path, text, "school_finance_2017_18.csv")).record.year == AcademicYear(2017)


def test_a_row_whose_year_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    text = "URN,Income,Expenditure,Balance,Academic Year\n100001,1,1,0,2018\n100002,1,1,0,soon\n"
    reading = read(write(tmp_path, text, "finance.csv"))
    assert [(reject.row, reject.column, reject.value) for reject in reading.rejects] == [(2, "Academic Year", "soon")]
    assert is_accounted_for(reading.record)


def test_a_word_for_word_repeat_is_dropped_and_counted(tmp_path: Path) -> None:
    reading = read(write(tmp_path, HEADINGS + "\n201,1,100001,3,4\n201,1,100001,3,4\n"))
    assert (reading.record.rows_kept, reading.record.rows_repeated) == (1, 1)
    assert reading.rejects == ()


def test_rows_that_contradict_each_other_are_both_rejected(tmp_path: Path) -> None:
    rows = "201,1,100001,3,4\n201,2,100002,3,4\n201,1,100001,9,4\n201,3,100003,3,4\n"
    reading = read(write(tmp_path, HEADINGS + "\n" + rows))
    assert [(reject.row, reject.value, reject.severity) for reject in reading.rejects] == [
        (1, "100001", "row"),
        (3, "100001", "row"),
    ]
    assert reading.raws[0].frame["URN"].to_list() == ["100002", "100003"]
    assert is_accounted_for(reading.record)


def test_two_columns_of_one_heading_are_taken_once_if_they_agree_and_refused_if_not(tmp_path: Path) -> None:
    agree = write(tmp_path, HEADINGS + ",PERCTOT\n201,1,100001,3,4,3\n")
    assert read(agree).raws[0].frame["PERCTOT"].to_list() == ["3"]
    with pytest.raises(BadFile, match="“PERCTOT”"):
        read(write(tmp_path, HEADINGS + ",PERCTOT\n201,1,100001,3,4,9\n"))


def test_only_columns_that_somebody_needs_are_read(tmp_path: Path) -> None:
    (raw,) = read(write(tmp_path, HEADINGS + "\n201,1,100001,3,4\n"), wanted={"PERCTOT"}).raws
    assert set(raw.frame.columns) == {"LA", "URN", "PERCTOT", ROW}  # LA tells the national rows apart


def test_names_of_heads_and_telephone_numbers_are_not_read(tmp_path: Path) -> None:
    (raw,) = read(write_folder(tmp_path / "f") / SCHOOLS).raws
    assert not {"HeadLastName", "TelephoneNum"} & set(raw.frame.columns)
    assert raw.as_at == dt.date(2026, 9, 1)


def test_a_formula_is_kept_inert_and_named(tmp_path: Path) -> None:
    text = HEADINGS + '\n201,"=HYPERLINK(""http://x"")",100001,-0.5,+4\n201,- West Road,100002,@SUM(A1),4\n'
    reading = read(write(tmp_path, text))
    (raw,) = reading.raws
    assert raw.frame["ESTAB"].to_list() == ['\'=HYPERLINK("http://x")', "- West Road"]
    assert raw.frame["PERCTOT"].to_list() == ["-0.5", "'@SUM(A1)"]
    assert [(reject.row, reject.column, reject.severity) for reject in reading.rejects] == [
        (1, "ESTAB", "value"),
        (2, "PERCTOT", "value"),
    ]


def test_a_codebook_is_recognised_and_gives_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "Variable,Label,Type,Description\nLA,Number,TEXT,\n", "abs_meta.csv")
    reading = read(path)
    assert reading.raws == ()
    assert (reading.record.rows_read, reading.record.rows_aside) == (1, 1)


CELLS = st.text(alphabet=st.sampled_from('ab,"\n\r 1=é'), max_size=6)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12))
@settings(deadline=None, max_examples=150)
def test_rows_are_read_as_the_plain_csv_reader_reads_them(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    body = as_csv(["a", "b", "c"], rows).split("\n", 1)[1].encode()
    expected = [[cell or None for cell in row] for row in csv.reader(body.decode().splitlines(keepends=True)) if row]
    records = find_records(body)
    assert read_fields("x.csv", body, records, [0, 1, 2], 3).rows() == [tuple(row) for row in expected]
    assert records.width.tolist() == [len(row) for row in expected]


@pytest.mark.real
def test_no_row_of_the_real_files_is_lost(real_data: Path) -> None:
    register = load_register()
    with (real_data / "manifest.csv").open(encoding="utf-8") as stream:
        listed = {row["file"]: int(row["rows"]) for row in csv.DictReader(stream)}
    seen = {}
    for item in find_inputs([real_data]):
        for table in open_tables(item) if item.is_table else ():
            entry = recognise(table, register)
            assert entry is not None
            record = read_table(table, entry).record
            assert is_accounted_for(record), record
            seen[table.path] = record.rows_read
    assert {path: seen[path] for path in listed} == listed
