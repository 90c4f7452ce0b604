"""A whole import, from files to a served build."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.core.years import AcademicYear, NotAnAcademicYear
from plait.indicators.store.builds import list_builds
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import Store, open_current
from plait.indicators.store.steps import Step
from tests.indicators.store.small_folder import ABSENCE, RESULTS, URNS, write_folder

# What ARCHITECTURE.md says of each table: its key.
KEYS = {
    "schools": ["urn"],
    "trusts": ["uid"],
    "memberships": ["urn", "from_date"],
    "links": ["urn", "link_urn"],
    "chains": ["urn"],
    "values": ["urn", "indicator", "year"],
    "trust_values": ["uid", "indicator", "year"],
    "distributions": ["indicator", "year", "phase"],
    "constants": ["source", "year", "name"],
    "areas": ["source", "area"],
    "inspections": ["urn", "inspected_on"],
    "files": ["path"],
    "codes": ["path", "column", "code"],
    "rejects": ["path", "row"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def accounted(files: pl.DataFrame) -> pl.DataFrame:
    """Files of which some row is not accounted for."""
    parts = pl.sum_horizontal(f"rows_{part}" for part in ("kept", "national", "rejected", "repeated", "aside"))
    return files.filter(pl.col("rows_read") != parts)


def test_figures_and_reasons_reach_the_build(folder: Path, home: Home) -> None:
    imported = import_data([folder], home)
    store = open_current(home)
    assert imported.is_new
    assert imported.manifest.period == "2022-23"
    assert store.table("schools")["urn"].to_list() == list(URNS)
    told = store.values_of_indicator("absence_overall", AcademicYear(2022))
    assert told["value"].to_list() == [5.2, 6.1, None, 4.4, 7.0, 5.5]
    assert told["reason"].cast(pl.String).to_list() == [None, None, "suppressed", None, None, None]


def test_every_file_and_every_code_is_in_the_catalogue(folder: Path, home: Home) -> None:
    import_data([folder], home)
    store = open_current(home)
    files = store.table("files")
    assert files.select("path", "source", "year", "rows_national").rows() == [
        (ABSENCE, "absence", 2022, 3),
        (RESULTS, "ks4_provisional", 2022, 2),
        ("edubasealldata20260901.csv", "gias_establishments", None, 0),
    ]
    assert accounted(files).is_empty()
    assert (ABSENCE, "absence", "PERCTOT", "SUPP", "suppressed", 1) in store.table("codes").rows()


def test_every_table_of_the_architecture_is_there_sorted_and_counted(folder: Path, home: Home) -> None:
    manifest = import_data([folder], home).manifest
    store = open_current(home)
    assert set(manifest.tables) == set(KEYS)
    for name, key in KEYS.items():
        table = store.table(name)
        assert table.height == manifest.tables[name]
        assert table.select(key).equals(table.sort(key).select(key)), name


def test_exactly_one_of_value_and_reason_is_set(folder: Path, home: Home) -> None:
    import_data([folder], home)
    values = open_current(home).table("values")
    assert (values["value"].is_null() != values["reason"].is_null()).all()
    assert values.height > 0


def test_unchanged_files_keep_the_build_there_is(folder: Path, home: Home) -> None:
    first = import_data([folder], home)
    again = import_data([folder], home)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.manifest == first.manifest
    assert len(list_builds(home)) == 1


def test_the_same_files_in_another_folder_are_the_same_build(folder: Path, home: Home, tmp_path: Path) -> None:
    first = import_data([folder], home)
    shutil.copytree(folder, tmp_path / "elsewhere" / "copy")
    again = import_data([tmp_path / "elsewhere" / "copy"], home)
    assert not again.is_new
    assert again.manifest.content_hash == first.manifest.content_hash


def test_one_changed_figure_is_another_build_and_the_old_files_bring_the_old_build_back(
    folder: Path, home: Home
) -> None:
    first = import_data([folder], home)
    before = (folder / ABSENCE).read_bytes()
    (folder / ABSENCE).write_bytes(before.replace(b"5.2", b"5.3"))
    assert import_data([folder], home).manifest.content_hash != first.manifest.content_hash
    (folder / ABSENCE).write_bytes(before)
    back = import_data([folder], home)
    assert (back.is_new, back.manifest.name) == (False, first.manifest.name)
    assert open_current(home).name == first.manifest.name


def test_the_same_input_gives_the_same_tables(folder: Path, tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    import_data([folder], one)
    import_data([folder], other)
    for name in KEYS:
        assert open_current(one).table(name).equals(open_current(other).table(name)), name


def test_an_import_replaces_the_whole(folder: Path, home: Home) -> None:
    import_data([folder], home)
    (folder / RESULTS).unlink()
    import_data([folder], home)
    values = open_current(home).table("values")
    assert set(values["source"].drop_nulls().cast(pl.String)) == {"absence"}


def test_the_year_that_is_told_is_used_where_no_name_tells_it(folder: Path, home: Home) -> None:
    (folder / ABSENCE).rename(folder / "england_abs.csv")
    with pytest.raises(PlaitError, match="--year"):
        import_data([folder], home)
    import_data([folder], home, year=AcademicYear(2018))
    assert open_current(home).values_of_indicator("absence_overall", 2018)["value"].drop_nulls().len() == 5


def test_each_step_is_told(folder: Path, home: Home) -> None:
    steps: list[Step] = []
    import_data([folder], home, progress=steps.append)
    assert list(dict.fromkeys(step.name for step in steps)) == [
        "Looking at the files",
        "Reading",
        "Putting schools and trusts together",
        "Putting figures together",
        "Summing up",
        "Writing",
        "Finishing",
    ]
    assert all(0 <= step.done <= step.total for step in steps)


def run(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `plait data …` as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "plait.cli.main", "data", *arguments],
        env={**os.environ, "PLAIT_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_commands_import_list_check_and_prune(folder: Path, home: Home) -> None:
    (folder / "shopping.csv").write_text("item,price\nbread,2\n")
    text = (folder / ABSENCE).read_text(encoding="utf-8")
    (folder / ABSENCE).write_text(text.replace("6.1", "=6+1"), encoding="utf-8")
    done = run(home, "import", str(folder))
    assert done.returncode == 0, done.stderr
    assert "23 rows read: 18 kept, 5 totals left out, 0 rejected" in done.stdout
    assert "6 schools" in done.stdout
    assert "Nothing has changed" in run(home, "import", str(folder)).stdout
    assert run(home, "builds").stdout.startswith("* 2022-23_")
    told = run(home, "check").stdout
    assert "absence_overall, 2022/23: 4; 1 error, 1 suppressed" in told
    assert "shopping.csv: Its headings are those of no source" in told
    assert f"{ABSENCE}, row 2, PERCTOT: The cell holds a formula" in told
    assert "gias_establishments: 1, 2026-09-01, daily" in told
    rows = list(csv.DictReader(run(home, "check", "--csv").stdout.splitlines()))
    assert {row["what"] for row in rows} == {"file", "figures", "gap", "reject"}
    (reject,) = [row for row in rows if row["what"] == "reject"]
    assert (reject["name"], reject["row"], reject["value"]) == (ABSENCE, "2", "'=6+1")
    assert run(home, "prune").stdout == "There was nothing to remove.\n"


def test_an_error_is_told_in_sentences_with_exit_code_1(folder: Path, home: Home) -> None:
    (folder / ABSENCE).write_text("<html>Not found</html>")
    done = run(home, "import", str(folder))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{ABSENCE} was not imported." in done.stderr
    assert run(home, "check").returncode == 1
    assert "Write it as 2024/25" in run(home, "import", str(folder), "--year", "soon").stderr


def test_a_year_that_is_none_is_refused() -> None:
    with pytest.raises(NotAnAcademicYear):
        AcademicYear.parse("2022/24")


@pytest.fixture(scope="module")
def real_build(england: Home) -> tuple[Store, int, Home]:
    """A build of the real folder, the kilobytes that it took, and its home."""
    return open_current(england), int((england.root / "kilobytes").read_text(encoding="ascii")), england


@pytest.mark.real
@pytest.mark.slow
def test_all_real_files_import_within_two_gigabytes(real_build: tuple[Store, int, Home]) -> None:
    _, kilobytes, _ = real_build
    assert kilobytes < 2_000_000


@pytest.mark.real
@pytest.mark.slow
def test_unchanged_real_files_are_not_imported_again(real_build: tuple[Store, int, Home], real_data: Path) -> None:
    _, _, home = real_build
    done = run(home, "import", str(real_data))
    assert "Nothing has changed" in done.stdout


@pytest.mark.real
@pytest.mark.slow
def test_every_row_of_the_real_files_is_accounted_for_in_the_build(
    real_build: tuple[Store, int, Home], real_data: Path
) -> None:
    store, *_ = real_build
    files = store.table("files")
    with (real_data / "manifest.csv").open(encoding="utf-8") as stream:
        listed = {row["file"]: (int(row["rows"]), row["sha256"]) for row in csv.DictReader(stream)}
    held = {path: (rows, sha) for path, rows, sha in files.select("path", "rows_read", "sha256").iter_rows()}
    assert {path: held[path] for path in listed} == listed
    assert accounted(files).is_empty()
    kept = files.filter(pl.col("path").is_in(list(listed)), ~pl.col("source").str.starts_with("codebook"))
    assert kept["rows_kept"].min() > 0


@pytest.mark.real
@pytest.mark.slow
def test_what_was_rejected_of_the_real_files_is_known(real_build: tuple[Store, int, Home]) -> None:
    store, *_ = real_build
    rows = store.table("rejects").filter(severity="row").group_by("source").len().sort("source")
    assert rows.rows() == [
        ("deprivation_by_postcode", 66),
        ("finance", 2),
        ("ks2_linked", 1126),
        ("ks4_linked", 9),
        ("ofsted_inspections", 2),
    ]


@pytest.mark.real
@pytest.mark.slow
def test_the_small_tables_hold_the_published_figures(real_build: tuple[Store, int, Home]) -> None:
    store, *_ = real_build
    constants = {
        (year, name): value for year, name, value in store.table("constants").select("year", "name", "value").rows()
    }
    assert constants[2022, "KS2RP"] == 2.4861483358868686
    assert constants[2024, "RowCount"] == 3262
    areas = store.table("areas").filter(source="iod2025_lsoa", area="E01000001")
    assert areas.select("name", "imd_rank", "imd_decile").rows() == [("City of London 001A", 26525, 8)]
    inspections = store.table("inspections").filter(urn=100000)
    assert [str(day) for day in inspections["inspected_on"]] == ["2005-09-21", "2008-09-26", "2013-04-18"]
    assert inspections["grade"].to_list() == [2, 1, 1]
