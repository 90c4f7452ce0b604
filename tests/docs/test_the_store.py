"""The tables that ARCHITECTURE.md describes are those of a real build."""

import json
import re
from dataclasses import dataclass

import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.store.builds import get_current_folder
from plait.indicators.store.reader import Store, open_current
from tests.architecture.floors import CHECKOUT

_ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<key>`\w+`(?:, `\w+`)*) \| (?P<columns>.+) \|$", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`(?: (?P<kind>Bool|Int\d+|Float64|Date|List\[Int32\]))?")
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Described:
    """A table as ARCHITECTURE.md describes it: key, columns in order, and the types that it names."""

    key: list[str]
    columns: list[str]
    kinds: dict[str, str]


def read_architecture() -> dict[str, Described]:
    text = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tables: dict[str, Described] = {}
    for row in _ROW.finditer(text.partition("Tables of a build")[2].partition("### Sources")[0]):
        told, key = _ASIDE.sub("", row["columns"]), re.findall(r"\w+", row["key"])
        found = [(m[1], m["kind"]) for m in _NAME.finditer(told)]
        if told.startswith("the same"):
            values = tables["values"]
            found = [*((name, values.kinds.get(name)) for name in values.columns if name not in values.key), *found]
        columns = list(dict.fromkeys([*key, *(name for name, _ in found)]))
        tables[row["name"]] = Described(key, columns, {name: kind for name, kind in found if kind})
    return tables


TABLES = read_architecture()


@pytest.fixture
def store(fictional_home: Home) -> Store:
    return open_current(fictional_home)


def test_every_table_of_a_build_is_described_and_no_other(store: Store):
    assert set(TABLES) == set(store.manifest.tables)
    files = {file.stem for file in store.folder.glob("*.parquet")}
    assert files == set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_columns_of_a_table_are_the_ones_described(name: str, store: Store):
    assert sorted(TABLES[name].columns) == sorted(store.table(name).columns)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_types_that_are_named_are_the_ones_stored(name: str, store: Store):
    schema = store.table(name).schema
    stored = {
        column: str(schema[column]).replace("Boolean", "Bool").replace("(", "[").replace(")", "]") for column in schema
    }
    assert {column: stored[column] for column in TABLES[name].kinds} == TABLES[name].kinds


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"rejects"}))
def test_a_table_has_one_row_for_each_key(name: str, store: Store):
    # Several things may be wrong with one row of a file, so `rejects` has no row of its own for each.
    key = [pl.col(column) for column in TABLES[name].key]
    table = store.table(name)
    assert table.select(key).is_duplicated().sum() == 0


def test_the_manifest_is_the_one_described(fictional_home: Home):
    text = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("`manifest.json`")]
    manifest = json.loads((get_current_folder(fictional_home) / "manifest.json").read_text(encoding="utf-8"))
    assert {m[1] for m in _NAME.finditer(line.partition(":")[2])} == set(manifest)


def test_a_membership_ends_on_the_first_day_no_longer_in_the_trust(store: Store):
    """Where a school moves from one trust to the next, one date is the end of the one and the start of the other."""
    spells = store.table("memberships").sort("urn", "from_date")
    following = spells.select("urn", "from_date", "to_date", after=pl.col("from_date").shift(-1).over("urn"))
    moved = following.filter(pl.col("after").is_not_null())
    assert moved.height > 0
    assert (moved["to_date"] <= moved["after"]).all()
    assert (moved["to_date"] == moved["after"]).any()
