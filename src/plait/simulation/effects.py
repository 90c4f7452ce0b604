"""The truth: what each school really adds, year by year, in units of the pupil standard deviation."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Bools, Floats, Ints, Seed, flag, pick, settle
from plait.simulation.fitted import load_fitted

FIRST_YEAR, LAST_YEAR = 2015, 2024
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
EXAM_YEARS = (2015, 2016, 2017, 2018, 2021, 2022, 2023, 2024)  # no results in 2019/20 and 2020/21
EXAM_COLUMNS = np.array([year - FIRST_YEAR for year in EXAM_YEARS])  # their places among all years
OUTCOMES = ("ks4", "ks2")

BRIGHT_SHARE, BRIGHT_SIZE = 0.02, 0.25  # true bright spots, pupil SD
PLANTED_SHARE, PLANTED_SIZES = 0.03, (-0.30, -0.20, 0.20, 0.30)  # lasting steps at a known year, pupil SD
PLANTED_YEARS = (2017, 2018, 2021, 2022, 2023)
PRIOR_PUPIL_SD, PRIOR_SLOPE = 6.0, 1.8  # scaled-score points within a school; Attainment 8 points for one of them


@dataclass(frozen=True, slots=True)
class Spreads:
    """Standard deviations of the parts of an effect, in pupil SD."""

    school: float
    trust: float
    year: float


@dataclass(frozen=True, slots=True)
class Effects:
    """What was drawn for each school before any trust comes into it.

    `lasting` and `noise` are, for each outcome, (schools, years) arrays in pupil SD; `lasting` holds the permanent and
    the slowly moving part, the bright spot and the planted step.
    """

    lasting: dict[str, Floats]
    noise: dict[str, Floats]
    bright: Bools
    planted_year: Ints  # 0: none
    planted_size: Floats


def find_spreads(outcome: str) -> Spreads:
    """The fitted spreads of one outcome.

    Notes
    -----
    The school-by-year spread of Attainment 8 is what the residuals leave after sampling and after the cohort's own
    prior attainment, which is simulated apart.
    """
    told = load_fitted()
    if outcome == "ks4":
        parts, unit = told["secondary"]["persistence"], told["secondary"]["persistence"]["pupil_sd"]
        share = told["secondary"]["trust"]["between_share"]
        cohort = PRIOR_SLOPE * PRIOR_PUPIL_SD / np.sqrt(180.0)
        year = float(np.sqrt(max(parts["year_sd"] ** 2 - cohort**2, 0.25)))
    else:
        parts, unit = told["primary"]["rwm"], 1.0
        share = told["primary"]["trust"]["between_share"]
        year = parts["year_sd"]
    trust = float(np.sqrt(share)) * parts["residual_sd"]
    school = float(np.sqrt(parts["lasting_sd"] ** 2 - trust**2))
    return Spreads(school=round(school / unit, 4), trust=round(trust / unit, 4), year=round(year / unit, 4))


def draw_effects(seed: Seed, n: int) -> Effects:
    """Draw the effects of `n` schools over all years, those without examinations too."""
    rng = seed.stream("effects")
    bright = flag(rng, BRIGHT_SHARE, n)
    planted = flag(rng, PLANTED_SHARE, n) & ~bright
    year = np.where(planted, np.array(PLANTED_YEARS)[pick(rng, [1.0] * len(PLANTED_YEARS), n)], 0)
    size = np.where(planted, np.array(PLANTED_SIZES)[pick(rng, [1.0] * len(PLANTED_SIZES), n)], 0.0)
    step = np.where((year[:, None] > 0) & (np.array(YEARS)[None, :] >= year[:, None]), size[:, None], 0.0)
    extra = step + BRIGHT_SIZE * bright[:, None]
    lasting, noise = {}, {}
    for outcome in OUTCOMES:
        spreads = find_spreads(outcome)
        lasting[outcome] = settle(spreads.school * _draw_lasting(rng, n) + extra)
        noise[outcome] = settle(spreads.year * rng.standard_normal((n, len(YEARS))))
    return Effects(lasting=lasting, noise=noise, bright=bright, planted_year=year, planted_size=size)


def _draw_lasting(rng: np.random.Generator, n: int) -> Floats:
    """60 % permanent and 40 % first-order autoregressive with 0.9; variance 1 in every year."""
    scale = load_fitted()["scale"]
    permanent = np.sqrt(1 - scale["ar_share"]) * rng.standard_normal(n)
    drift = rng.standard_normal(n)
    columns = []
    for _ in YEARS:
        columns.append(permanent + np.sqrt(scale["ar_share"]) * drift)
        drift = scale["ar_rho"] * drift + np.sqrt(1 - scale["ar_rho"] ** 2) * rng.standard_normal(n)
    return np.column_stack(columns)
