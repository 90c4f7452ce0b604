"""What would change our mind: held to the words that come out once the further year is there."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.store.reader import Store, open_current
from plait.insight.outcomes import shelf
from plait.insight.queries import signals, signals_next_year
from plait.insight.queries.signals_answers import SchoolSignals
from plait.insight.services import signals as service
from plait.organisations.domain import Scope
from plait.stats.signals import WORDS
from tests.insight import signals_england as england
from tests.store_factory import write_build

EVERYBODY = Scope(open_data=True, needs_everywhere=True)
VISITOR = Scope(open_data=True)
KEY = "primary.ks2_rwm_expected"
LATER = "2024-25_20271101T090000_eeeeeeeeeeee"
ASKED = 16  # of 400 schools: few enough to leave the spreads alone


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = england.make_home(Home(tmp_path_factory.mktemp("next-year")))
    service.build(open_current(home), home=home, outcomes=[shelf.get_outcome(KEY)])
    return home


@pytest.fixture(autouse=True)
def _there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAIT_HOME", str(home.root))


@pytest.fixture
def store(home: Home) -> Store:
    return open_current(home)


def ask(store: Store, urn: int, scope: Scope = EVERYBODY) -> tuple[SchoolSignals, signals_next_year.Outlook]:
    found = signals.get_school(scope, store, urn)
    return found, signals_next_year.list_outlooks(scope, store, found)[KEY]


def word_of(found: SchoolSignals) -> str | None:
    return next(each.word for each in found.signals if each.outcome.key == KEY)


def judge_with_another_year(store: Store, further: dict[int, float], *, root: Path) -> pl.DataFrame:
    """The schools of the same England, judged once one more year of it is published."""
    tables = {name: store.table(name) for name in store.manifest.tables}
    values = tables["values"]
    asked = (pl.col("indicator").cast(pl.String) == england.RWM) & (pl.col("year") == 2023)
    row = pl.col("urn").replace_strict(further, default=None, return_dtype=pl.Float64)
    year = pl.lit(2024, dtype=values.schema["year"])
    new = values.filter(asked).with_columns(year.alias("year"), row.alias("value")).drop_nulls("value")
    later = Home(root)
    write_build(later.store, LATER, tables | {"values": pl.concat([values, new]).sort("urn", "indicator", "year")})
    service.build(open_current(later), home=later, outcomes=[shelf.get_outcome(KEY)])
    (path,) = (later.store / "signals" / LATER).glob(f"{KEY}.*.schools.parquet")
    return pl.read_parquet(path)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_the_word_that_is_foreseen_is_the_word_that_comes_out(store: Store, tmp_path: Path, part: int):
    judged = signals.newest(store)[KEY]
    table = pl.read_parquet(judged.path("schools")).filter(pl.col("answerable"))
    worded = table.filter(pl.col("strength") > 0)["urn"].to_list()[part * ASKED : (part + 1) * ASKED]
    last = pl.read_parquet(judged.path("years")).filter((pl.col("year") == 2023) & pl.col("expected").is_not_null())
    luck = dict(zip(last["urn"].to_list(), np.random.default_rng(part).normal(0.0, 5.0, last.height), strict=True))
    # Those asked about come back to exactly what is expected; the others stay as they were, but for luck.
    further = {
        row["urn"]: float(np.clip(round(row["expected" if row["urn"] in worded else "observed"] + moved), 0, 100))
        for row in last.iter_rows(named=True)
        for moved in [0.0 if row["urn"] in worded else luck[row["urn"]]]
    }
    then = judge_with_another_year(store, further, root=tmp_path)
    came = dict(zip(then["urn"].to_list(), then["strength"].to_list(), strict=True))
    agreed = []
    for urn in worded:
        found, outlook = ask(store, urn)
        foreseen = outlook.falls_to if outlook.falls_after == 1 else word_of(found)
        agreed.append(WORDS[came[urn]] == foreseen)
    # Spreads are fitted anew, and a further year moves the others: a word close to its limit may come out the other.
    assert np.mean(agreed) >= 0.75


def test_a_school_far_above_keeps_its_word_longer_than_one_that_is_possible(store: Store):
    star, outlook = ask(store, england.STAR)
    assert word_of(star) == "clear"
    assert outlook.falls_to in {None, "likely", "possible", "as expected"}
    assert outlook.rises_to is None
    assert outlook.needed is None


def test_what_is_as_expected_says_how_far_above_a_year_would_have_to_lie(store: Store):
    plain = next(
        urn for urn in england.URNS if (found := ask_or_none(store, urn)) and word_of(found[0]) == "as expected"
    )
    found, outlook = ask(store, plain)
    (signal,) = (each for each in found.signals if each.outcome.key == KEY)
    assert outlook.falls_after is None
    assert outlook.needed is not None
    assert outlook.needed > (signal.estimate or 0.0)


def ask_or_none(store: Store, urn: int) -> tuple[SchoolSignals, signals_next_year.Outlook] | None:
    found = signals.get_school(EVERYBODY, store, urn)
    outlook = signals_next_year.list_outlooks(EVERYBODY, store, found).get(KEY)
    return None if outlook is None else (found, outlook)


def test_a_reader_who_is_not_told_of_needs_is_told_nothing_of_their_outlook(store: Store):
    for scope, told in ((EVERYBODY, True), (VISITOR, False)):
        found = signals.get_school(scope, store, england.LOW)
        assert (KEY in signals_next_year.list_outlooks(scope, store, found)) is told


def test_the_outlook_of_a_need_mirrors_that_of_a_bright_spot(store: Store):
    _, low = ask(store, england.LOW)
    assert low.falls_to in {None, "likely", "possible", "as expected"}
    assert low.rises_to is None
    assert low.needed is None
