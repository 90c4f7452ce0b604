"""The whole way of the site, judged: fictional files, import, a build, signals kept with it, and the truth file."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from plait.core.home import Home
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import open_current
from plait.insight.outcomes import shelf
from plait.insight.queries import signals_kept as kept
from plait.insight.services import signals as service
from plait.simulation.effects import find_spreads
from plait.simulation.fitted import load_fitted
from plait.simulation.sector import generate_sector
from plait.simulation.writing import write_sector

SCHOOLS, TRUSTS = 9_000, 560

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

# Outcome as the site names it, and the column of the truth file that holds what schools truly add.
JUDGED: Final = {"secondary.attainment8": "ks4", "primary.ks2_rwm_expected": "ks2"}
TITLES: Final = {"secondary.attainment8": "Attainment 8", "primary.ks2_rwm_expected": "Reading, writing and maths"}


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """One outcome of one fictional England that went through files, import and build.

    Attributes
    ----------
    schools_n
        Schools with a kept estimate and a truth.
    covered
        Share of truths inside the interval of 90 % as kept.
    flagged_n, false_n
        Of the kept list of bright spots.
    correlation
        Of kept estimates with the truth.
    """

    outcome: str
    schools_n: int
    covered: float
    flagged_n: int
    false_n: int
    correlation: float


def run_pipeline(*, seed: int, schools: int = SCHOOLS, trusts: int = TRUSTS) -> list[PipelineRun]:
    """Write a sector in official file shapes, import it, judge it as `plait signals build` does, and hold it to truth.

    Nothing but files goes from one step to the next.
    """
    with tempfile.TemporaryDirectory(prefix="plait-lab-") as folder:
        root = Path(folder)
        written = write_sector(root / "fictional", generate_sector(seed, schools=schools, trusts=trusts))
        home = Home(root / "home")
        import_data([written.files], home)
        store = open_current(home)
        service.build(store, home=home, outcomes=[shelf.get_outcome(name) for name in JUDGED])
        truth = pl.read_csv(written.truth / "schools.csv")
        return [judge(kept.get(store, shelf.get_outcome(name), home=home), truth) for name in JUDGED]


def judge(one: kept.Kept, truth: pl.DataFrame) -> PipelineRun:
    """Hold the kept signals of one outcome to the truth file."""
    column = f"{JUDGED[one.key]}_effect"
    schools = pl.read_parquet(one.path("schools")).join(
        truth.select(pl.col("urn").cast(pl.Int64), pl.col(column).alias("effect")), on="urn"
    )
    schools = schools.drop_nulls("effect").filter(pl.col("estimate").is_finite())
    own = _in_points(one.key, schools)
    # The national level of the year is nobody's difference.
    own = own - own.mean()
    margin: float = one.card["margin"]
    inside = (schools["lo"].to_numpy() <= own) & (own <= schools["hi"].to_numpy())
    listed = schools["listed"].to_numpy()
    return PipelineRun(
        outcome=one.key,
        schools_n=schools.height,
        covered=float(inside.mean()),
        flagged_n=int(listed.sum()),
        false_n=int((own[listed] <= margin).sum()),
        correlation=float(np.corrcoef(own, schools["estimate"].to_numpy())[0, 1]),
    )


def _in_points(key: str, schools: pl.DataFrame) -> Floats:
    """What each school truly adds, in outcome points; a percentage bends where the school stands."""
    effect = schools["effect"].to_numpy()
    if JUDGED[key] == "ks4":
        return np.asarray(load_fitted()["secondary"]["persistence"]["pupil_sd"] * effect)
    told, once = load_fitted()["primary"]["rwm"], find_spreads("ks2").year ** 2
    expected = schools["expected"].to_numpy() / 100.0
    base = ndtri(expected) * np.sqrt(1.0 + told["lasting_sd"] ** 2 + once)
    return np.asarray(100.0 * (ndtr((base + effect) / np.sqrt(1.0 + once)) - expected))
