"""Reading a build."""

import threading
from pathlib import Path

import polars as pl
import pytest

from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import BadQuery, NoBuild, Store, open_build, open_current
from tests.indicators.store.small_folder import write_folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    base = tmp_path_factory.mktemp("reader")
    home = Home(base / "home")
    import_data([write_folder(base / "files")], home)
    return home


@pytest.fixture
def store(home: Home) -> Store:
    return open_current(home)


def test_without_a_build_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(NoBuild):
        open_current(Home(tmp_path))


def test_a_build_is_opened_once(home: Home, store: Store) -> None:
    assert open_current(home) is store
    assert open_build(store.folder) is store
    assert store.name == store.manifest.name == store.folder.name


def test_a_table_is_loaded_once(store: Store) -> None:
    assert store.table("schools") is store.table("schools")


def test_a_table_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(BadQuery, match="“pupils”"):
        store.table("pupils")


def test_the_figures_of_a_school_are_those_that_a_filter_finds(store: Store) -> None:
    values = store.table("values")
    for urn in (100000, 100001, 100003, 100006, 999999):
        assert store.values_of_school(urn).equals(values.filter(urn=urn))


def test_the_figures_of_an_indicator_are_those_that_a_filter_finds(store: Store) -> None:
    found = store.values_of_indicator("attainment8", AcademicYear(2022))
    columns = ["urn", "value", "reason", "cohort_n", "lo", "hi"]
    expected = store.table("values").filter(
        pl.col("indicator").cast(pl.String) == "attainment8", pl.col("year") == 2022
    )
    assert found.height == 6
    assert found.equals(expected.select(columns))
    assert store.values_of_indicator("attainment8", 2022) is found


def test_an_indicator_or_year_that_is_not_held_gives_no_rows(store: Store) -> None:
    assert store.values_of_indicator("attainment8", 1999).is_empty()
    assert store.values_of_indicator("happiness", 2022).is_empty()


def test_sql_reads_the_tables_with_parameters_and_keeps_types(store: Store) -> None:
    rows = store.sql("SELECT urn, name, opened, academy FROM schools WHERE urn = $urn", {"urn": 100002})
    assert rows.rows() == store.table("schools").filter(urn=100002).select("urn", "name", "opened", "academy").rows()
    assert rows.schema["urn"] == pl.Int32
    assert store.sql("SELECT urn FROM schools WHERE false").schema == pl.Schema({"urn": pl.Int32()})
    assert store.sql('SELECT count(*) AS n FROM "values"')["n"].item() == store.table("values").height


@pytest.mark.parametrize(
    "query",
    [
        "DROP VIEW schools",
        "CREATE TABLE mine AS SELECT 1",
        "COPY schools TO 'schools.csv'",
        "SELECT 1; SELECT 2",
        "SET threads = 1",
        "ATTACH 'other.db'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM nowhere",
        "SELEC",
    ],
)
def test_a_query_that_does_more_than_read_this_build_is_refused(store: Store, query: str) -> None:
    with pytest.raises(BadQuery):
        store.sql(query)
    assert store.sql("SELECT count(*) AS n FROM schools")["n"].item() == 6


def test_many_threads_read_at_once(home: Home) -> None:
    store = Store(open_current(home).folder)
    faults: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(20):
                assert store.sql("SELECT count(*) AS n FROM schools")["n"].item() == 6
                assert store.values_of_school(100001).height > 0
                assert store.values_of_indicator("absence_overall", 2022).height == 6
        except Exception as fault:  # noqa: BLE001 - a thread has no other way to tell
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert faults == []


def test_a_reader_with_an_old_build_open_is_not_disturbed_by_an_import_or_a_removal(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), write_folder(tmp_path / "files")
    import_data([folder], home)
    old = open_current(home)
    figures = old.table("values").clone()
    (folder / "2022-2023" / "england_abs.csv").unlink()
    import_data([folder], home)
    assert open_current(home) is not old
    assert old.table("values").equals(figures)
