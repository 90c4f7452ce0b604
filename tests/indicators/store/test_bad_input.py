"""Bad input: a clear error that names the file, the cause and the mend; nothing half-imported."""

import gzip
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.indicators.store import heads
from plait.indicators.store.builds import find_current, list_builds
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import open_current
from tests.indicators.store.small_folder import (
    ABSENCE,
    ABSENCE_HEADINGS,
    SCHOOL_HEADINGS,
    SCHOOLS,
    absence_rows,
    as_csv,
    school,
    write_folder,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def error_page(path: Path) -> None:
    path.write_text("\n <!DOCTYPE html>\n<html><body>502 Bad gateway</body></html>")


def workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")


def old_workbook(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def cut_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(as_csv(ABSENCE_HEADINGS, absence_rows() * 500).encode())[:-40])


def damaged_zip(path: Path) -> None:
    workbook(path)
    path.write_bytes(path.read_bytes()[:-30])


def empty_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")


def nothing(path: Path) -> None:
    path.write_text("\n \n")


def utf16(path: Path) -> None:
    path.write_text(as_csv(ABSENCE_HEADINGS, absence_rows()), encoding="utf-16")


def zeros(path: Path) -> None:
    path.write_bytes(b"LA,ESTAB,URN\n" + bytes(200))


def undecodable(path: Path) -> None:
    path.write_bytes(as_csv(ABSENCE_HEADINGS, [["201", "\xff", "100001", "1", "2"]]).encode("latin-1") + b"\x81\x8d\n")


def open_quote(path: Path) -> None:
    path.write_text(as_csv(ABSENCE_HEADINGS, absence_rows()) + '201,"1,100009,3,4\n201,1,100010,3,4\n')


def without_a_column(path: Path) -> None:
    path.write_text("LA,ESTAB,URN,PPERSABS10\n201,1,100001,3\n")


def without_the_key(path: Path) -> None:
    path.write_text("LA,ESTAB,PERCTOT,PPERSABS10\n201,1,3,4\n")


FAULTS = [
    (error_page, "web page", "browser"),
    (workbook, "Excel workbook", "CSV"),
    (old_workbook, "old Excel workbook", "CSV"),
    (cut_gzip, "cut short or damaged", "Download"),
    (damaged_zip, "cut short or damaged", "Download"),
    (empty_zip, "No .csv file is in the archive", "Check"),
    (nothing, "empty", "Download"),
    (utf16, "UTF-16", "CSV"),
    (zeros, "not text", "CSV"),
    (undecodable, "neither utf-8 nor cp1252", "UTF-8"),
    (open_quote, "never closed", "Mend"),
    (without_a_column, "“PERCTOT”", "columns"),
    (without_the_key, "“URN”", "columns"),
]


@pytest.mark.parametrize(("spoil", "cause", "mend"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_a_file_that_is_no_table_stops_the_import_and_leaves_the_earlier_build(
    folder: Path, home: Home, spoil: Callable[[Path], None], cause: str, mend: str
) -> None:
    import_data([folder], home)
    before = find_current(home)
    spoil(folder / ABSENCE)
    with pytest.raises(PlaitError) as caught:
        import_data([folder], home)
    assert ABSENCE in caught.value.what
    assert cause in caught.value.why
    assert mend in caught.value.mend
    assert find_current(home) == before
    assert len(list_builds(home)) == 1
    assert not list(home.store.glob("builds/.*"))


def test_a_path_that_does_not_exist_is_named(home: Home) -> None:
    with pytest.raises(PlaitError, match="nowhere was not imported"):
        import_data([Path("nowhere")], home)
    assert find_current(home) is None


def test_a_folder_without_tables_is_named(tmp_path: Path, home: Home) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(PlaitError, match=r"No \.csv"):
        import_data([tmp_path], home)


def test_files_without_any_school_are_refused(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "abs_meta.csv"
    path.write_text("Variable,Label,Type,Description\nLA,Number,TEXT,\n")
    with pytest.raises(PlaitError, match="which schools there are"):
        import_data([path], home)
    assert find_current(home) is None


def test_several_bad_files_are_named_at_once(folder: Path, home: Home) -> None:
    error_page(folder / ABSENCE)
    error_page(folder / SCHOOLS)
    with pytest.raises(PlaitError) as caught:
        import_data([folder], home)
    assert "2 files" in caught.value.why
    assert ABSENCE in caught.value.why
    assert SCHOOLS in caught.value.why


def test_two_gigabytes_of_one_line_are_refused_without_reading_them(folder: Path, home: Home) -> None:
    path = folder / "england_abs_2018_19.csv"
    with path.open("wb") as stream:
        stream.write(b"x" * (2 << 20))
        stream.truncate(2_000_000_000)  # sparse: it takes no room on disk
        stream.seek(1 << 19)
        stream.write(b"y")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PlaitError) as caught:
        import_data([path], home)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert "england_abs_2018_19.csv" in caught.value.what
    assert "has no end" in caught.value.why
    assert grown < 100_000  # kilobytes


def test_a_huge_file_under_a_proper_heading_is_refused_without_reading_it(folder: Path, home: Home) -> None:
    path = folder / "england_abs_2018_19.csv"
    with path.open("wb") as stream:
        stream.write(as_csv(ABSENCE_HEADINGS, absence_rows()).encode() + b" " * heads.HEAD)
        stream.truncate(700_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PlaitError, match="larger than 512 MiB"):
        import_data([folder / SCHOOLS, path], home)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_file_that_unpacks_beyond_all_measure_is_refused(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "LARGEST", 1000)
    text = as_csv(ABSENCE_HEADINGS, absence_rows() * 100)
    (folder / "2018-2019_england_abs.csv.gz").write_bytes(gzip.compress(text.encode()))
    with pytest.raises(PlaitError, match="larger than"):
        import_data([folder / SCHOOLS, folder / "2018-2019_england_abs.csv.gz"], home)


def test_bad_rows_and_values_are_rejected_by_file_row_and_cause_and_the_rest_is_imported(
    folder: Path, home: Home
) -> None:
    rows = absence_rows()
    rows[0][3] = "=1+1"  # a formula in a figure
    rows[1][3] = "WHAT"  # an unknown code
    rows[2][2] = "ABC"  # no URN
    rows.insert(0, [*rows[5][:3], "99", "1"])  # contradicts the last school
    (folder / ABSENCE).write_text(as_csv(ABSENCE_HEADINGS, rows))
    import_data([folder], home)
    store = open_current(home)
    rejects = store.table("rejects").sort("row")
    assert rejects.select("path", "row", "column", "severity").rows() == [
        (ABSENCE, 1, "URN", "row"),
        (ABSENCE, 2, "PERCTOT", "value"),
        (ABSENCE, 3, "PERCTOT", "value"),
        (ABSENCE, 4, "URN", "row"),
        (ABSENCE, 7, "URN", "row"),
    ]
    assert "formula" in rejects["cause"][1]
    assert rejects["mend"].str.len_chars().min() > 10
    told = store.values_of_indicator("absence_overall", 2022)
    assert dict(told.select("urn", "reason").iter_rows())[100001] == "error"
    assert dict(told.select("urn", "value").iter_rows())[100004] == 4.4


def test_a_formula_in_a_name_never_reaches_a_page_as_a_formula(folder: Path, home: Home) -> None:
    rows = [school(100001, '=HYPERLINK("http://example.org";"Click")'), school(100002)]
    (folder / SCHOOLS).write_text(as_csv(SCHOOL_HEADINGS, rows))
    import_data([folder], home)
    store = open_current(home)
    names = store.table("schools").filter(urn=100001)["name"]
    assert names.item().startswith("'=")
    assert store.table("rejects").filter(column="EstablishmentName").height == 1


def test_a_school_listed_twice_with_two_names_is_rejected_and_named(folder: Path, home: Home) -> None:
    rows = [school(100001, "One name"), school(100002), school(100001, "Another name"), school(100002)]
    rows += [school(urn) for urn in (100003, 100004)]
    (folder / SCHOOLS).write_text(as_csv(SCHOOL_HEADINGS, rows))
    import_data([folder], home)
    store = open_current(home)
    assert store.table("rejects")["row"].to_list() == [1, 3]
    (record,) = store.table("files").filter(path=SCHOOLS).iter_rows(named=True)
    assert (record["rows_read"], record["rows_kept"], record["rows_rejected"], record["rows_repeated"]) == (6, 3, 2, 1)


def test_a_file_of_no_source_in_a_folder_is_set_aside_and_listed(folder: Path, home: Home) -> None:
    (folder / "shopping.csv").write_text("item,price\nbread,2\n")
    (folder / "README.md").write_text("# Files")
    import_data([folder], home)
    aside = open_current(home).table("files").filter(source="")
    assert aside["path"].to_list() == ["README.md", "shopping.csv"]
    assert aside["note"].str.contains("set aside").all()


def test_the_same_file_named_twice_is_taken_once(folder: Path, home: Home) -> None:
    import_data([folder, folder / ABSENCE, folder], home)
    assert open_current(home).table("files").filter(source="absence").height == 1
