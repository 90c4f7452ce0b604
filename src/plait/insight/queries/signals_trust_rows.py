"""Every judged outcome of every school in a trust, as one frame for each build; and what is usual in England."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals, signals_spots
from plait.insight.queries import signals_kept as kept
from plait.stats.signals import LIKELY, WORDS

# An outcome whose latest figures are more years behind the newest of the build is told apart: it is of other children.
RECENT_YEARS: Final = 2
STRONG: Final = WORDS.index("likely")  # from this word on a school stands out

_NUMBERS: Final = (
    *("estimate", "sd", "lo", "hi", "reliability", "better", "worse", "cohort_n", "strength", "side"),
    *("answerable", "why", "years"),
    *(f"{span}_{part}" for span in signals.MOVES for part in ("change", "sd", "up")),
)
_REGISTER: Final = ("name", "town", "la_name", "phase", "trust_uid", "trust_name", "easting", "northing")


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What is usual among all judged schools of England in an outcome, and the reach of its charts in points."""

    better_rate: float
    worse_rate: float
    reach: float


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One outcome that was judged with a build."""

    at: int
    outcome: Outcome
    one: kept.Kept
    recent: bool
    usual: Usual
    trusts: dict[int, dict[str, Any]]

    @property
    def sign(self) -> int:
        """1 where more is better."""
        return self.outcome.sign


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All of it: `rows` are sorted by trust, outcome (`at`) and name; `starts` gives the slice of each trust."""

    judged: tuple[Judged, ...]
    refused: tuple[tuple[Outcome, dict[str, str]], ...]
    rows: pl.DataFrame
    slices: dict[int, tuple[int, int]]

    def of_trust(self, uid: int) -> pl.DataFrame:
        """The rows of a trust."""
        start, length = self.slices.get(uid, (0, 0))
        return self.rows.slice(start, length)


def get(store: Store) -> Ground:
    """The ground of a build; worked out once for the newest runs.

    Raises
    ------
    NoSignals
        If signals were not worked out for this build.
    """
    folder = kept.folder_of(store.name)
    key = ",".join(f"{each}.{runs[-1]}" for each, runs in kept.list_runs(folder).items())
    return once_per_build(store, f"insight.trust_rows.{folder}.{key}", lambda: _lay(store, signals.newest(store)))


def chance_of_word(rows: pl.DataFrame, *, margin: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability that each school would be called likely better (or worse) if it were exactly as expected.

    An estimate of a school that is as expected has variance r (1 − r) of the prior's, with r its reliability; it is
    flagged where it exceeds the margin by z of its posterior SD.
    """
    reliability = np.clip(rows["reliability"].to_numpy(), 1e-12, 1.0)
    sd = rows["sd"].to_numpy()
    needed = (margin + float(ndtri(LIKELY)) * sd) / np.maximum(sd * np.sqrt(reliability), 1e-12)
    return np.asarray(ndtr(-needed))


def _lay(store: Store, runs: dict[str, kept.Kept]) -> Ground:
    register = store.table("schools").filter(
        (pl.col("status").cast(pl.String) == "open") & pl.col("trust_uid").is_not_null()
    )
    register = register.select(
        pl.col("urn").cast(pl.Int64),
        *(pl.col(name) for name in _REGISTER if name != "phase"),
        pl.col("phase").cast(pl.String),
    )
    newest = max((one.card["last_year"] for one in runs.values() if one.refusal is None), default=0)
    judged: list[Judged] = []
    refused: list[tuple[Outcome, dict[str, str]]] = []
    frames: list[pl.DataFrame] = []
    for key, one in runs.items():
        outcome = shelf.get_outcome(key)
        if one.refusal is not None:
            refused.append((outcome, one.refusal))
            continue
        table = kept.frame(store, one, "schools")
        recent = one.card["last_year"] >= newest - RECENT_YEARS
        trusts = {row["uid"]: row for row in kept.frame(store, one, "trusts").iter_rows(named=True)}
        at = len(judged)
        judged.append(Judged(at, outcome, one, recent, _usual(table, reach=signals_spots.reach_of(store, one)), trusts))
        rows = table.select("urn", *_NUMBERS).join(register, on="urn")
        frames.append(rows.with_columns(pl.lit(at, dtype=pl.Int64).alias("at"), pl.lit(recent).alias("recent")))
    rows = pl.concat(frames).sort("trust_uid", "at", "name", "urn") if frames else pl.DataFrame()
    return Ground(tuple(judged), tuple(refused), rows, _slices(rows))


def _slices(rows: pl.DataFrame) -> dict[int, tuple[int, int]]:
    if rows.is_empty():
        return {}
    counts = rows.group_by("trust_uid", maintain_order=True).len()
    lengths = counts["len"].to_numpy()
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return {
        int(uid): (int(start), int(length))
        for uid, start, length in zip(counts["trust_uid"].to_list(), starts, lengths, strict=True)
    }


def _usual(table: pl.DataFrame, *, reach: float) -> Usual:
    able = table.filter(pl.col("answerable"))
    if able.is_empty():
        return Usual(0.0, 0.0, reach)
    strong = pl.col("strength") >= STRONG
    rates = able.select(
        (strong & (pl.col("side") > 0)).mean().alias("better"), (strong & (pl.col("side") < 0)).mean().alias("worse")
    ).row(0)
    return Usual(float(rates[0]), float(rates[1]), reach)
