"""Results at the end of Key Stage 2: binomial percentages and mean scaled scores of one cohort."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, settle
from plait.simulation.effects import EXAM_COLUMNS, EXAM_YEARS
from plait.simulation.fitted import load_fitted, score_of, share_below
from plait.simulation.panel import Panel
from plait.simulation.sampling import count_of, couple
from plait.simulation.schools import INFANT, JUNIOR, PRIMARY, SPECIAL, Schools

# Mean percentage at the expected standard in reading, writing and maths by year in which it starts. 2015 to 2017,
# 2023 and 2024 are fitted (`primary.progress`); 2018, 2021 and 2022 follow the national figures of 65, 59 and 60.
_MEANS = {2018: 63.9, 2021: 57.9, 2022: 59.6}
_SUBJECTS = {"read": 0.34, "mat": 0.32, "gps": 0.31, "writ": 0.26}  # higher threshold shares than the three together
_PUPIL_SD = {"read": 7.6, "mat": 7.2, "gps": 8.2}  # scaled-score points
_APART = {"read": 0.13, "mat": 0.13, "gps": 0.22, "writ": 0.13}  # what lasts in one subject alone, in pupil SD
_HIGH = 1.72  # score by which the higher standard is harder
_R_SAMPLING = 0.55  # between the luck of a cohort in one subject and in the three together
_GAP = 0.55  # of disadvantaged pupils, in pupil SD
_PROGRESS_COHORT_SD = 1.2  # what one cohort does beyond chance of pupils and beyond what the three subjects share
_PROGRESS_PUPIL_SD = {"read": 5.9, "writ": 5.4, "mat": 5.6}


@dataclass(frozen=True, slots=True)
class Ks2:
    """`school` is (k,) of index; the figures are (k, examination years). Percentages are 0–100."""

    school: Ints
    cohort: Ints
    boys: Ints
    disadvantaged: Ints
    figures: dict[str, Floats]


def sit_ks2(seed: Seed, schools: Schools, panel: Panel) -> Ks2:
    """Let every cohort sit its tests."""
    rng = seed.stream("ks2")
    primary = (schools.phase == PRIMARY) & (schools.span != INFANT)
    school = np.flatnonzero(primary | schools.all_through | (schools.phase == SPECIAL))
    pupils = panel.pupils[school][:, EXAM_COLUMNS]
    years = np.where(schools.span[school] == JUNIOR, 4.0, np.where(schools.nursery[school], 7.5, 7.0))
    years = np.where(schools.phase[school] == PRIMARY, years, 12.6)
    drawn = pupils / years[:, None] * (1 + 0.09 * rng.standard_normal(pupils.shape))
    cohort = np.maximum(np.rint(settle(drawn)), 1).astype(np.int64)
    fsm = panel.context["fsm"][school][:, EXAM_COLUMNS] / 100
    disadvantaged = count_of(rng.random(cohort.shape), np.clip(fsm, 0.01, 0.99), cohort)
    boys = count_of(rng.random(cohort.shape), np.full(cohort.shape, 0.51), cohort)
    level = _find_level(schools, panel, school)
    figures = _test(rng, level, cohort, special=schools.phase[school] == SPECIAL)
    _measure_progress(rng, figures, schools=schools, panel=panel, school=school, cohort=cohort)
    _split_disadvantaged(rng, figures, level, cohort, disadvantaged)
    return Ks2(
        school=school, cohort=cohort, boys=boys, disadvantaged=disadvantaged,
        figures={name: settle(values) for name, values in figures.items()},
    )  # fmt: skip


def mean_of_year(year: int) -> float:
    """Mean percentage of schools at the expected standard in a year."""
    return float(_MEANS.get(year) or load_fitted()["primary"]["progress"][f"rwm_mean_{year + 1}"])


def _find_level(schools: Schools, panel: Panel, school: Ints) -> Floats:
    """Mean latent score of the school's pupils: context, true effect and the noise of the year, in pupil SD."""
    told = load_fitted()["primary"]["rwm"]
    explained = np.zeros(len(school))
    for k, name in enumerate(told["variables"].split("|")):
        explained = explained + told["beta"][k] * schools.scores[name][school]
    spread = (
        1 + told["lasting_sd"] ** 2 + told["year_sd"] ** 2 + told["r2"] * told["residual_sd"] ** 2 / (1 - told["r2"])
    )
    means = score_of(np.array([mean_of_year(y) for y in EXAM_YEARS]) / 100) * np.sqrt(spread)
    own = (panel.effect["ks2"] + panel.noise["ks2"])[school][:, EXAM_COLUMNS]
    return settle(means[None, :] + explained[:, None] + own)


def _test(
    rng: np.random.Generator, level: Floats, cohort: Ints, *, special: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> dict[str, Floats]:
    told = load_fitted()["primary"]
    shape = cohort.shape
    level = np.where(special[:, None], -2.2, level)
    shared = rng.standard_normal(shape)
    figures = {"rwm": count_of(share_below(shared), share_below(level), cohort) / cohort * 100}
    luck = couple(shared, rng.standard_normal(shape), _R_SAMPLING)
    figures["rwm_high"] = count_of(share_below(luck), share_below(level - _HIGH), cohort) / cohort * 100
    centre = told["rwm"]
    shared_variance = centre["lasting_sd"] ** 2 + centre["r2"] * centre["residual_sd"] ** 2
    for name, easier in _SUBJECTS.items():
        luck = couple(shared, rng.standard_normal(shape), _R_SAMPLING)
        apart = _APART[name] * rng.standard_normal((shape[0], 1))
        figures[f"{name}_exp"] = count_of(share_below(luck), share_below(level + easier + apart), cohort) / cohort * 100
        figures[f"{name}_high"] = count_of(share_below(luck), share_below(level - 0.95 + apart), cohort) / cohort * 100
        if name in _PUPIL_SD:
            part = told[name]
            lasting = part["r_next"] * part["sd"] ** 2
            slope = float(np.sqrt(lasting / (shared_variance + _APART[name] ** 2)))
            value = part["mean"] + slope * (level - 0.28 + apart) + _PUPIL_SD[name] * luck / np.sqrt(cohort)
            figures[name] = np.clip(value, 80.0, 120.0)
    return figures


def _measure_progress(
    rng: np.random.Generator, figures: dict[str, Floats], *, schools: Schools, panel: Panel, school: Ints, cohort: Ints
) -> None:
    told = load_fitted()["primary"]["progress"]
    own = (panel.effect["ks2"] + panel.noise["ks2"])[school][:, EXAM_COLUMNS]
    spread = load_fitted()["primary"]["rwm"]["lasting_sd"]
    fsm = schools.scores["fsm"][school][:, None]
    for name in ("read", "writ", "mat"):
        sd = told["mat_sd" if name == "mat" else "read_sd"]
        slope = float(np.sqrt(told["r_next"])) * sd / spread * 0.97
        half = _PROGRESS_PUPIL_SD[name] / np.sqrt(cohort)
        special = (schools.phase[school] == SPECIAL)[:, None]
        chance = half * rng.standard_normal(cohort.shape) + _PROGRESS_COHORT_SD * rng.standard_normal(cohort.shape)
        value = slope * own - 0.25 * fsm + chance - 4.0 * special
        figures[f"{name}prog"] = np.clip(value, -19.0, 15.0)
        figures[f"{name}prog_half"] = 1.96 * half


def _split_disadvantaged(
    rng: np.random.Generator, figures: dict[str, Floats], level: Floats, cohort: Ints, disadvantaged: Ints
) -> None:
    """Pupils at the expected standard among the disadvantaged, so that the two groups make up the school's count."""
    reached = np.rint(figures["rwm"] * cohort / 100).astype(np.int64)
    share = disadvantaged / cohort
    chance = share_below(level - _GAP * (1 - share))
    drawn = count_of(rng.random(cohort.shape), chance, disadvantaged)
    of_group = np.clip(drawn, np.maximum(reached - (cohort - disadvantaged), 0), np.minimum(disadvantaged, reached))
    figures["rwm_dis"] = of_group / np.maximum(disadvantaged, 1) * 100
    figures["rwm_other"] = (reached - of_group) / np.maximum(cohort - disadvantaged, 1) * 100
