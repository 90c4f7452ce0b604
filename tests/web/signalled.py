"""A site with a made-up trust whose signals are known, for the tests of the pages about a trust."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plait.core.home import Home
from plait.web import context
from tests.insight import signals_trusts as planted


@pytest.fixture(scope="module")
def trusts_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A PLAIT_HOME with the planted trusts and their signals."""
    return planted.make_home(Home(tmp_path_factory.mktemp("web-trusts")))


@pytest.fixture
def with_trusts(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Serve the planted trusts."""
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    context.forget_served_builds()
    yield trusts_home
    context.forget_served_builds()


@pytest.fixture
def needs_shown(settings: object) -> None:
    """A closed site, on which everybody may read which schools may need support."""
    settings.PLAIT_SHOW_NEEDS = True  # type: ignore[attr-defined]


@pytest.fixture
def without_signals(tmp_path: Path, trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the same build, for which no signals were worked out."""
    for name in ("builds", "current"):
        (tmp_path / "store").mkdir(exist_ok=True)
        (tmp_path / "store" / name).symlink_to(trusts_home.store / name)
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    yield
    context.forget_served_builds()
