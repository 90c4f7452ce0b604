"""Files that look right and are not: each is refused or told of, and the earlier build stays."""

import bz2
import errno
import gzip
import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.indicators.store.builds import CannotWrite, find_current, list_builds
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import Store, open_current
from tests.indicators.store.small_folder import (
    ABSENCE,
    ABSENCE_HEADINGS,
    RESULTS,
    SCHOOL_HEADINGS,
    SCHOOLS,
    URNS,
    absence_rows,
    as_csv,
    school,
    write_folder,
)

Spoil = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def replacing(old: bytes, new: bytes, file: str = ABSENCE) -> Spoil:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_bytes()
        assert old in text
        (folder / file).write_bytes(text.replace(old, new))

    return spoil


def writing(text: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / ABSENCE).write_bytes(text)

    return spoil


def headings_only(folder: Path) -> None:
    (folder / ABSENCE).write_text(",".join(ABSENCE_HEADINGS) + "\n")


def totals_only(folder: Path) -> None:
    (folder / ABSENCE).write_text(as_csv(ABSENCE_HEADINGS, absence_rows()[-3:]))


def urns_of_a_spreadsheet(folder: Path) -> None:
    text = (folder / SCHOOLS).read_text()
    (folder / SCHOOLS).write_text(re.sub(r"(?m)^(\d{6}),", r"\1.0,", text))


def zero_after_a_million_bytes(folder: Path) -> None:
    rows = "".join(f"201,1,{urn},1.0,2.0\n" for urn in range(200_000, 270_000))
    (folder / ABSENCE).write_text(",".join(ABSENCE_HEADINGS) + "\n" + rows + "201,1,300000,5\0.2,1\n")


def marks_around_two_rows(folder: Path) -> None:
    replacing(b"School 100003", b'"School 100003', SCHOOLS)(folder)
    replacing(b"School 100005", b'School 100005"', SCHOOLS)(folder)


def zipped(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(folder / ABSENCE, name)
        (folder / ABSENCE).write_bytes(packed.getvalue())

    return spoil


def zipped_and_damaged_within(folder: Path) -> None:
    with zipfile.ZipFile(folder / "packed", "w", zipfile.ZIP_LZMA) as archive:
        archive.write(folder / ABSENCE, "england_abs.csv")
    whole = bytearray((folder / "packed").read_bytes())
    whole[70] ^= 0xFF
    (folder / "packed").unlink()
    (folder / ABSENCE).write_bytes(whole)


def zipped_twice(folder: Path) -> None:
    zipped("england_abs.csv")(folder)
    zipped("inner.zip")(folder)


def linked_to_nowhere(folder: Path) -> None:
    (folder / ABSENCE).unlink()
    (folder / ABSENCE).symlink_to(folder / "gone.csv")


FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "semicolons": (replacing(b",", b";"), "separated by semicolons", "commas"),
    "tabs": (replacing(b",", b"\t"), "separated by tabs", "commas"),
    "the answer of a service": (writing(b'{"error": "not found"}\n'), "other headings", "Download"),
    "a page behind a comment": (writing(b"<!-- busy -->\n<html></html>"), "web page", "browser"),
    "headings only": (headings_only, "no rows", "Download"),
    "totals only": (totals_only, "totals only", "Download"),
    "a blank first line": (replacing(b"\xef\xbb\xbfLA", b"\nLA"), "first line is blank", "above the headings"),
    "a byte order mark alone": (writing(b"\xef\xbb\xbf"), "empty", "Download"),
    "no good URN": (replacing(b",10000", b",X"), "6 of its 6 rows cannot be taken, first row 1, column URN", "Mend"),
    "a zero far down": (zero_after_a_million_bytes, "byte of zero stands in line 70002", "CSV"),
    "a zip damaged within": (zipped_and_damaged_within, "damaged", "Download"),
    "a zip that leads out": (zipped("../../england_abs.csv"), "leads out of the archive", "Download"),
    "a zip within a zip": (zipped_twice, "No .csv file is in the archive", "Check"),
    "another packing": (writing(bz2.compress(b"LA,ESTAB,URN\n" * 99)), "not text", "CSV"),
    "a link to nowhere": (linked_to_nowhere, "No such file", "leave it out"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_file_that_only_looks_like_a_table_is_refused_and_the_earlier_build_stays(
    folder: Path, home: Home, fault: str
) -> None:
    spoil, cause, mend = FAULTS[fault]
    before = import_data([folder], home).manifest.name
    spoil(folder)
    with pytest.raises(PlaitError) as caught:
        import_data([folder], home)
    assert ABSENCE in caught.value.what
    assert cause in caught.value.why
    assert mend in caught.value.mend
    assert find_current(home) == before
    assert len(list_builds(home)) == 1


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [(urns_of_a_spreadsheet, "“100001.0” is not a URN"), (marks_around_two_rows, "in or after row 3 is never closed")],
)
def test_a_spoilt_list_of_schools_is_refused(folder: Path, home: Home, spoil: Spoil, cause: str) -> None:
    spoil(folder)
    with pytest.raises(PlaitError) as caught:
        import_data([folder], home)
    assert SCHOOLS in caught.value.what
    assert cause in caught.value.why


def test_a_text_over_several_lines_is_no_open_quotation_mark(folder: Path, home: Home) -> None:
    replacing(b"School 100003", b'"School, of\nSt Anne, 100003"', SCHOOLS)(folder)
    import_data([folder], home)
    assert open_current(home).table("schools").filter(urn=100003)["name"].item() == "School, of\nSt Anne, 100003"


def test_a_name_that_is_no_text_is_refused(folder: Path, home: Home) -> None:
    (folder / ABSENCE).rename(os.fsdecode(os.fsencode(folder) + b"/england_\xffabs.csv"))
    with pytest.raises(PlaitError, match="not text in UTF-8"):
        import_data([folder], home)


def test_a_folder_that_may_not_be_read_stops_the_import(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def forbid(path: str) -> object:
        if str(path).endswith("2022-2023"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", forbid)
    with pytest.raises(PlaitError, match=r"2022-2023 was not imported\. .*Permission denied"):
        import_data([folder], home)


def test_links_that_lead_in_a_circle_are_not_followed_and_are_listed(folder: Path, home: Home) -> None:
    (folder / "again").symlink_to(folder)
    os.mkfifo(folder / "pipe.csv")
    (folder / "~$england_abs.csv").write_bytes(b"\0lock")
    import_data([folder], home)
    aside = open_current(home).table("files").filter(source="")
    assert aside["path"].to_list() == ["again", "pipe.csv"]
    (folder / "self.csv").symlink_to("self.csv")
    with pytest.raises(PlaitError, match="no such file or folder"):
        import_data([folder / "self.csv"], home)


def test_what_a_zip_holds_beside_tables_is_listed(folder: Path, home: Home) -> None:
    with zipfile.ZipFile(folder / "2022-2023/all.zip", "w") as archive:
        archive.write(folder / ABSENCE, "england_abs.csv")
        archive.writestr("more.zip", b"PK\x05\x06" + bytes(18))
        archive.writestr("__MACOSX/._england_abs.csv", b"\0")
    (folder / ABSENCE).unlink()
    import_data([folder], home)
    aside = open_current(home).table("files").filter(source="")
    assert aside["path"].to_list() == ["2022-2023/all.zip!more.zip"]


def test_a_file_named_by_hand_must_be_of_a_source_though_its_folder_is_named_too(folder: Path, home: Home) -> None:
    (folder / "shopping.csv").write_text("item,price\nbread,2\n")
    with pytest.raises(PlaitError, match="no source in the register"):
        import_data([folder, folder / "shopping.csv"], home)


def repeats(store: Store) -> list[tuple[str, int, str]]:
    told = store.table("files").filter(pl.col("note").str.starts_with("The same rows"))
    return told.select("path", "rows_aside", "note").rows()


def test_the_same_rows_under_two_names_packed_or_not_are_taken_once(folder: Path, home: Home) -> None:
    first = "2022-2023/england_abs (1).csv"
    shutil.copy(folder / ABSENCE, folder / first)
    (folder / f"{ABSENCE}.gz").write_bytes(gzip.compress((folder / ABSENCE).read_bytes()))
    import_data([folder], home)
    store = open_current(home)
    note = f"The same rows as in {first}: set aside."
    assert repeats(store) == [(ABSENCE, 9, note), (f"{ABSENCE}.gz", 9, note)]
    assert store.table("codes").filter(source="absence")["path"].unique().to_list() == [first]


def test_the_same_rows_under_two_years_are_refused(folder: Path, home: Home) -> None:
    (folder / "2018-2019").mkdir()
    shutil.copy(folder / ABSENCE, folder / "2018-2019/england_abs.csv")
    with pytest.raises(PlaitError) as caught:
        import_data([folder], home)
    assert caught.value.what == f"{ABSENCE} was not imported."
    assert "stands for 2022/23 and that one for 2018/19" in caught.value.why


def test_two_editions_of_one_table_and_year_are_told_of(folder: Path, home: Home) -> None:
    text = (folder / ABSENCE).read_bytes()
    (folder / "2022-2023/england_abs_revised.csv").write_bytes(text.replace(b"5.2", b"5.9"))
    import_data([folder], home)
    (reject,) = open_current(home).table("rejects").iter_rows(named=True)
    assert f"1 figures differ from those of {ABSENCE}" in reject["cause"]
    assert reject["mend"] == "Both are of one kind and year: leave out the one that should not be believed."


MORE = ("NumberOfPupils", "Gender (name)", "Trusts (code)", "Trusts (name)", "TrustSchoolFlag (name)")
FITTING = ("100", "Mixed", "5000", "A Trust", "Supported by a multi-academy trust")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("NumberOfPupils", "inf"),
        ("NumberOfPupils", "1e30"),
        ("NumberOfPupils", "-5"),
        ("NumberOfPupils", "lots"),
        ("LA (code)", "99999999999"),
        ("StatutoryLowAge", "99999"),
        ("Easting", "nan"),
        ("Northing", "99999999"),
        ("Trusts (code)", "99999999999"),
        ("OpenDate", "31-02-1990"),
        ("OpenDate", "01-09-2999"),
        ("OpenDate", "01-09-0001"),
        ("Gender (name)", "Robots"),
    ],
)
def test_a_cell_that_cannot_be_true_is_named_and_the_school_stays(
    folder: Path, home: Home, column: str, text: str
) -> None:
    rows = [dict(zip((*SCHOOL_HEADINGS, *MORE), (*school(urn), *FITTING), strict=True)) for urn in URNS]
    rows[2][column] = text
    (folder / SCHOOLS).write_text(as_csv((*SCHOOL_HEADINGS, *MORE), [list(row.values()) for row in rows]))
    import_data([folder], home)
    store = open_current(home)
    found = store.table("rejects").filter(path=SCHOOLS, column=column).select("row", "value", "severity").rows()
    assert found == [(3, text, "value")]
    assert 100003 in store.table("schools")["urn"]


def test_the_grid_of_an_unknown_place_is_no_fault(folder: Path, home: Home) -> None:
    replacing(b"532000,181000", b"0,0", SCHOOLS)(folder)
    import_data([folder], home)
    assert open_current(home).table("rejects").is_empty()


def test_a_denominator_below_nought_is_none(folder: Path, home: Home) -> None:
    replacing(b",120,", b",-120,", RESULTS)(folder)
    import_data([folder], home)
    figures = open_current(home).values_of_indicator("attainment8", 2022)
    assert figures["value"].to_list() == [48.5] * 6
    assert figures["cohort_n"].to_list() == [None] * 6


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = import_data([folder], home).manifest.name
    real = pl.DataFrame.write_parquet

    def fill_up(frame: pl.DataFrame, path: Path, **options: object) -> None:
        if path.name == "values.parquet":
            path.write_bytes(b"PAR1")
            raise pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")
        real(frame, path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fill_up)
    replacing(b"5.2", b"5.9")(folder)
    with pytest.raises(CannotWrite, match="No space left on device") as caught:
        import_data([folder], home)
    assert "Make room" in caught.value.mend
    assert find_current(home) == before
    assert [path.name for path in (home.store / "builds").iterdir()] == [before]


def test_a_home_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(CannotWrite, match="Not a directory"):
        import_data([folder], Home(tmp_path / "taken"))


def test_figures_of_a_school_that_no_list_names_are_told_of(folder: Path, home: Home) -> None:
    replacing(b"201,4002,100002", b"201,4902,100902")(folder)
    import_data([folder], home)
    (reject,) = open_current(home).table("rejects").iter_rows(named=True)
    assert (reject["path"], reject["row"], reject["column"], reject["value"]) == (ABSENCE, 2, "URN", "100902")
    assert reject["cause"] == "It stands in no list of schools, so that the figures are on no page."
