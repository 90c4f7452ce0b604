"""Signals that were worked out and kept with a build: where they lie, and the newest run of each. Open data.

`PLAIT_HOME/store/signals/<build>/<outcome>.<run>.*`: `schools`, `years` and `trusts` as Parquet, and a card as JSON,
which is written last. A run is never changed; a later one supersedes it.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.home import Home, find_home
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import Outcome
from plait.stats.signals import METHOD_VERSION

# The method as people quote it, with the version of the statistics. The hash of the code is kept beside it.
METHOD: Final = f"signals-{METHOD_VERSION}"
TABLES: Final = ("schools", "years", "trusts")
# What stood in a folder when it last changed: a page asks several times, and there are dozens of cards to read.
_NEWEST: Final[dict[Path, tuple[int, Mapping[str, "Kept"]]]] = {}
_SETTLED: Final = 2_000_000_000  # nanoseconds
_CARD: Final = re.compile(r"(?P<key>.+)\.(?P<run>\d{4})\.json")

TRUST_SCHEMA: Final = pl.Schema(
    {
        "uid": pl.Int64(),
        "estimate": pl.Float64(),
        "sd": pl.Float64(),
        "lo": pl.Float64(),
        "hi": pl.Float64(),
        "schools_n": pl.Int64(),
        "figures_n": pl.Int64(),
        "long_change": pl.Float64(),
        "long_sd": pl.Float64(),
        "last_change": pl.Float64(),
        "last_sd": pl.Float64(),
    }
)
YEAR_SCHEMA: Final = pl.Schema(
    {
        "urn": pl.Int64(),
        "year": pl.Int16(),
        "of_urn": pl.Int64(),
        "observed": pl.Float64(),
        "expected": pl.Float64(),
        "doubt": pl.Float64(),
        "chance_sd": pl.Float64(),
        "cohort_n": pl.Float64(),
        "cohort_taken": pl.Boolean(),
    }
)


class NoSignals(PlaitError):
    """Signals were not worked out for this build, or could not be."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """One run of one outcome: its card, and where its tables lie."""

    folder: Path
    key: str
    run: int
    card: dict[str, Any]

    @property
    def refusal(self) -> dict[str, str] | None:
        """What was refused, why, and what to do, or None."""
        found: dict[str, str] | None = self.card.get("refusal")
        return found

    def path(self, table: str) -> Path:
        """The file of one of its tables."""
        return self.folder / f"{self.key}.{self.run:04d}.{table}.parquet"


def folder_of(build: str, *, home: Home | None = None) -> Path:
    """Where the signals of a build lie."""
    return (home or find_home()).store / "signals" / build


def list_runs(folder: Path) -> dict[str, list[int]]:
    """The runs of each outcome in a folder, ascending."""
    found: dict[str, list[int]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        match = _CARD.fullmatch(path.name)
        if match:
            found.setdefault(match["key"], []).append(int(match["run"]))
    return {key: sorted(runs) for key, runs in found.items()}


def read(folder: Path, key: str, run: int) -> Kept:
    """One run."""
    card = json.loads((folder / f"{key}.{run:04d}.json").read_text(encoding="utf-8"))
    return Kept(folder, key, run, card)


def find_newest(folder: Path) -> Mapping[str, Kept]:
    """The newest run of each outcome in a folder; what an earlier method worked out is left out."""
    changed = folder.stat().st_mtime_ns if folder.is_dir() else 0
    known = _NEWEST.get(folder)
    if known is not None and known[0] == changed:
        return known[1]
    runs = {key: read(folder, key, runs[-1]) for key, runs in list_runs(folder).items()}
    newest = {key: one for key, one in runs.items() if is_current(one)}
    if time.time_ns() - changed > _SETTLED:  # within one tick of the file system's clock more could come unseen
        _NEWEST[folder] = changed, newest
    return newest


def is_current(one: Kept) -> bool:
    """Whether a run was worked out by the method of this version."""
    return bool(one.card["method"] == METHOD)


def list_folders(home: Home | None = None) -> list[Path]:
    """The folders of all builds with signals, newest first."""
    root = (home or find_home()).store / "signals"
    return sorted((path for path in root.glob("*") if path.is_dir()), reverse=True) if root.is_dir() else []


def get(store: Store, outcome: Outcome, *, home: Home | None = None) -> Kept:
    """The newest run of an outcome with this build.

    Raises
    ------
    NoSignals
        If there is none that the method of this version worked out.
    """
    newest = find_newest(folder_of(store.name, home=home)).get(outcome.key)
    if newest is None:
        raise NoSignals(
            f"“{outcome.definition.short}” was not judged with this build.",
            why="Signals are worked out once for each build, and anew when the method changes.",
            mend="Run: plait signals build",
        )
    return newest


def frame(store: Store, one: Kept, table: str) -> pl.DataFrame:
    """A table of a run, kept in memory with the build.

    Raises
    ------
    NoSignals
        With the refusal, where there was one.
    """
    if one.refusal is not None:
        raise NoSignals(one.refusal["what"], why=one.refusal["why"], mend=one.refusal["mend"])
    key = f"insight.signals.{one.folder}.{one.key}.{one.run}.{table}"
    return once_per_build(store, key, lambda: pl.read_parquet(one.path(table)))


def rows_of(store: Store, one: Kept, table: str, *, urn: int) -> list[dict[str, Any]]:
    """The rows of one school in `schools` or `years`, those of earlier years first.

    Raises
    ------
    NoSignals
        With the refusal, where there was one.
    """
    key = f"insight.signals.{one.folder}.{one.key}.{one.run}.{table}.by_urn"
    whole, urns = once_per_build(store, key, lambda: _by_urn(frame(store, one, table)))
    first, last = np.searchsorted(urns, [urn, urn + 1])
    return whole.slice(int(first), int(last - first)).to_dicts()


def _by_urn(whole: pl.DataFrame) -> tuple[pl.DataFrame, np.ndarray[Any, np.dtype[np.int64]]]:
    ordered = whole.sort([name for name in ("urn", "year") if name in whole.columns])
    return ordered, ordered["urn"].to_numpy()
