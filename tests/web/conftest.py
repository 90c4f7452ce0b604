"""A site with a hand-made build, and one with none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from plait.insight.services import signals as signals_service
from plait.web import context
from tests.insight import signals_england
from tests.store_factory import make_home


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A PLAIT_HOME with the hand-made build of tests/store_factory.py."""
    return make_home(tmp_path_factory.mktemp("built-home"))


@pytest.fixture
def with_build(built_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Serve the hand-made build; the ledger of served builds starts empty, as the database does."""
    monkeypatch.setenv("PLAIT_HOME", str(built_home.root))
    context.forget_served_builds()
    yield built_home
    context.forget_served_builds()


@pytest.fixture
def with_sector(fictional_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Serve the small fictional sector, which has everything that neighbours need."""
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    context.forget_served_builds()
    yield fictional_home
    context.forget_served_builds()


@pytest.fixture
def without_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Serve nothing: no data has been imported."""
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    return Home(tmp_path)


@pytest.fixture
def closed(settings: object) -> None:
    """The operator keeps published figures from visitors."""
    settings.PLAIT_OPEN_DATA = False  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A PLAIT_HOME with a made-up England of primaries whose differences are known, judged."""
    home = signals_england.make_home(Home(tmp_path_factory.mktemp("judged-home")))
    signals_service.build(open_current(home), home=home)
    return home


@pytest.fixture
def with_england(judged_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Serve the made-up England of primaries."""
    monkeypatch.setenv("PLAIT_HOME", str(judged_home.root))
    context.forget_served_builds()
    yield judged_home
    context.forget_served_builds()
