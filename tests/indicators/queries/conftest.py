"""The hand-made build, opened once: it is read-only."""

import pytest

from plait.indicators.store.reader import Store, open_current
from plait.organisations.domain import Scope
from tests.store_factory import make_home


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_current(make_home(tmp_path_factory.mktemp("hand-made")))


@pytest.fixture
def scope() -> Scope:
    return Scope(open_data=True)
