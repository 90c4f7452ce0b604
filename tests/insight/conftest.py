"""The hand-made England, opened once: it is read-only. And the neighbours kept with both of its builds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plait.core.home import Home
from plait.indicators.store.reader import Store, open_build, open_current
from plait.insight.services import neighbour_sets
from plait.organisations.domain import Scope
from tests.insight import tiny


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return tiny.make_home(tmp_path_factory.mktemp("tiny-england"))


@pytest.fixture(scope="session")
def store(home: Home) -> Store:
    return open_current(home)


@pytest.fixture(scope="session")
def first_store(home: Home) -> Store:
    return open_build(home.store / "builds" / tiny.FIRST_BUILD)


@pytest.fixture
def scope() -> Scope:
    return Scope(open_data=True)


@pytest.fixture(scope="session")
def kept_home(home: Home, store: Store, first_store: Store) -> Home:
    """The home after `plait neighbours build` with each of its builds."""
    for each in (first_store, store):
        neighbour_sets.build(each, home=home)
    return home


@pytest.fixture
def plait_home(monkeypatch: pytest.MonkeyPatch, home: Home) -> Iterator[Path]:
    """The home that commands find."""
    monkeypatch.setenv("PLAIT_HOME", str(home.root))
    return home.root
