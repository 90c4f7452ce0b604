"""Search over the names of every school in England."""

import csv
import gzip
import random
import time
from pathlib import Path

import pytest

from plait.indicators.queries.search_index import Entry, Index, build_index
from plait.indicators.queries.search_text import fold_query
from tests.indicators.queries.test_search_index import slip

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def entries(real_data: Path) -> list[Entry]:
    def read(name: str) -> list[dict[str, str]]:
        with gzip.open(real_data / "spine" / name, "rt", encoding="utf-8-sig", errors="replace") as file:
            return list(csv.DictReader(file))

    now = read("spc_school_level_2022_23.csv.gz")
    before = read("england_spine_2017_18.csv.gz")
    found = [Entry(row["school_name"], row["la_name"], row["trust"]) for row in now]
    return found + [Entry(row["SCHNAME"], row["TOWN"], closed=True) for row in before]


@pytest.fixture(scope="module")
def index(entries: list[Entry]) -> Index:
    return build_index(entries)


def test_fifty_thousand_real_names_are_indexed_in_two_seconds(entries):
    started = time.process_time()
    build_index(entries)
    assert len(entries) > 50_000
    assert time.process_time() - started < 2


def test_a_real_name_with_one_slip_finds_the_school_within_the_first_ten(entries, index):
    chance = random.Random(8)
    missed = []
    for _ in range(400):
        name = entries[chance.randrange(24_442)].name
        how, letter = chance.choice(["drop", "add", "swap", "change"]), chance.choice("abcdefghijklmnopqrstuvwxyz")
        typed = slip(name.lower(), how, chance.randrange(60), letter)
        found = [entries[at].name.casefold() for at, _ in index.find(fold_query(typed), limit=10)]
        if name.casefold() not in found:
            missed.append((name, typed))
    assert len(missed) <= 4, missed


def test_suggestions_take_less_than_thirty_milliseconds_at_every_key(index):
    times = []
    for typed in ("st mary's c of e primary school", "manchester grammar", "unitd lerning", "the king's school"):
        for length in range(1, len(typed) + 1):
            started = time.process_time()
            index.find(fold_query(typed[:length]), limit=8)
            times.append(time.process_time() - started)
    assert sorted(times)[int(0.95 * len(times))] < 0.03
