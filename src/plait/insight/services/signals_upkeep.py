"""The room where kept signals lie: one process writes at a time, what is whole is known, what has no build goes.

Quick to load, so that a second start does not wait for the statistics to be loaded.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plait.core import locks
from plait.core.errors import PlaitError
from plait.core.files import write_whole
from plait.core.home import Home
from plait.indicators.store.builds import list_builds
from plait.indicators.store.fingerprint import DEFINITIONS, hash_files

_LOCK: Final = "signals.lock"
_WHOLE: Final = "whole"
_PLAIT: Final = Path(__file__).resolve().parents[2]
_CODE: Final = ("core", "stats", "insight", "indicators")


class SignalsRunning(PlaitError):
    """Signals are being worked out or removed by another process."""


@contextmanager
def hold(home: Home) -> Iterator[None]:
    """Hold the kept signals against a second process.

    Raises
    ------
    SignalsRunning
        If another holds them.
    """
    with locks.hold(home.store / _LOCK, refuse=_running):
        yield


def is_whole(build: str, *, home: Home) -> bool:
    """Whether the signals of a build were all worked out, by the code that runs now."""
    path = _mark(build, home=home)
    return path.is_file() and path.read_text(encoding="utf-8").strip() == _hash_code()


def mark_whole(build: str, *, home: Home) -> None:
    """Say that the signals of a build are all worked out."""
    text = _hash_code() + "\n"
    write_whole(_mark(build, home=home), lambda beside: beside.write_text(text, encoding="utf-8"))


def clean_leftovers(build: str, *, home: Home) -> None:
    """Remove half-written files of runs that were killed; to be called while the signals are held."""
    for path in (home.store / "signals" / build).glob(".*"):
        path.unlink(missing_ok=True)


def prune(home: Home) -> tuple[str, ...]:
    """Remove the signals of builds that are no longer there; gives the names of those builds.

    To be called while the signals are held.
    """
    there = {build.folder.name for build in list_builds(home)}
    root = home.store / "signals"
    gone = sorted(path for path in root.glob("*") if path.is_dir() and path.name not in there)
    for folder in gone:
        shutil.rmtree(folder)
    return tuple(folder.name for folder in gone)


def _mark(build: str, *, home: Home) -> Path:
    return home.store / "signals" / build / _WHOLE


def _hash_code() -> str:
    """All code that could change a signal: more than does, since a rerun costs little."""
    code = [path for name in _CODE for path in (_PLAIT / name).rglob("*.py")]
    return hash_files([*code, *DEFINITIONS.glob("*.toml"), *(_PLAIT / "insight").rglob("*.toml")])


def _running(since: str) -> SignalsRunning:
    return SignalsRunning(
        "No signals were worked out or removed.",
        why=f"Another process is at them ({since}).",
        mend="Wait until it has finished, and try again.",
    )
