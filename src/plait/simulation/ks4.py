"""Results at the end of Key Stage 4: from a school's context and true effect to the figures of one cohort."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, settle
from plait.simulation.effects import EXAM_COLUMNS, EXAM_YEARS, PRIOR_PUPIL_SD, PRIOR_SLOPE
from plait.simulation.fitted import load_fitted, score_of, share_below
from plait.simulation.panel import Panel
from plait.simulation.sampling import count_of
from plait.simulation.schools import ALTERNATIVE, BOYS, GIRLS, INDEPENDENT, SECONDARY, SPECIAL, Schools, mean_prior

# Mean Attainment 8 of state-funded mainstream schools by year in which it starts. The years that are at hand are fitted
# (`secondary.years`); 2021/22, graded between 2019 and 2021, is set between the national figures of 2019 and 2020.
_MEAN_2021 = 49.6
_FITTED_YEARS = {2015: "mean_2016", 2016: "mean_2017", 2017: "mean_2018", 2018: "mean_2019", 2022: "mean_2023"}
_SELECTIVE_A8, _SELECTIVE_P8 = 22.5, 0.42  # above what context explains of selective schools
_CENTRE_A8, _CENTRE_P8 = 0.55, 0.09  # what region, bright spots and joining add to the mean of all schools
_P8_PER_A8 = 0.1  # ten slots
_SPECIAL_A8 = {SPECIAL: (6.0, 5.0), ALTERNATIVE: (9.0, 6.0), INDEPENDENT: (38.0, 16.0)}  # mean, SD; not fitted
_GAP_P8 = 0.062  # of the gap in Attainment 8


@dataclass(frozen=True, slots=True)
class Ks4:
    """`school` is (k,) of index; the figures are (k, examination years). Percentages are 0–100."""

    school: Ints
    cohort: Ints
    boys: Ints
    girls: Ints
    disadvantaged: Ints
    figures: dict[str, Floats]


def sit_ks4(seed: Seed, schools: Schools, panel: Panel) -> Ks4:
    """Let every cohort sit its examinations."""
    rng = seed.stream("ks4")
    ends = (schools.phase == SECONDARY) | (schools.age_high >= 16) & np.isin(
        schools.phase, (SPECIAL, ALTERNATIVE, INDEPENDENT)
    )
    school = np.flatnonzero(ends)
    cohort = _size_cohorts(rng, schools, school, panel.pupils[school][:, EXAM_COLUMNS])
    gender = schools.gender[school][:, None]
    half = count_of(rng.random(cohort.shape), np.full(cohort.shape, 0.5), cohort)
    boys = np.where(gender == BOYS, cohort, np.where(gender == GIRLS, 0, half))
    fsm = panel.context["fsm"][school][:, EXAM_COLUMNS] / 100
    disadvantaged = count_of(rng.random(cohort.shape), np.clip(fsm, 0.01, 0.99), cohort)
    figures = _mark(rng, schools, panel, school, cohort)
    _split_by_group(rng, figures, cohort, disadvantaged, boys)
    _follow_attainment(rng, figures, cohort)
    return Ks4(
        school=school, cohort=cohort, boys=boys, girls=cohort - boys, disadvantaged=disadvantaged,
        figures={name: settle(values) for name, values in figures.items()},
    )  # fmt: skip


def mean_of_year(year: int) -> float:
    """Mean Attainment 8 of mainstream state-funded schools in a year."""
    told = load_fitted()["secondary"]
    if year in _FITTED_YEARS:
        return float(told["years"][_FITTED_YEARS[year]])
    return _MEAN_2021 if year == 2021 else float(told["persistence"][f"mean_{year + 1}"])


def _size_cohorts(rng: np.random.Generator, schools: Schools, school: Ints, pupils: Ints) -> Ints:
    years = np.where(schools.all_through[school], 12.6, np.where(schools.sixth_form[school], 6.1, 5.05))
    years = np.where(schools.phase[school] == SECONDARY, years, 9.0)
    drawn = pupils / years[:, None] * (1 + 0.06 * rng.standard_normal(pupils.shape))
    return np.maximum(np.rint(settle(drawn)), 1).astype(np.int64)


def _mark(rng: np.random.Generator, schools: Schools, panel: Panel, school: Ints, cohort: Ints) -> dict[str, Floats]:
    told = load_fitted()["secondary"]
    a8, p8 = told["att8scr"], told["p8mea"]
    shape = cohort.shape
    explained_a8, explained_p8 = np.zeros(len(school)), np.zeros(len(school))
    for k, name in enumerate(a8["variables"].split("|")):
        z = schools.scores[name][school]
        explained_a8 = explained_a8 + a8["beta"][k] * z
        explained_p8 = explained_p8 + p8["beta"][k] * z
    selective = schools.selective[school]
    share = told["parts"]["selective_share"]
    means = np.array([mean_of_year(year) for year in EXAM_YEARS])
    level = explained_a8 + _SELECTIVE_A8 * selective - share * (_SELECTIVE_A8 + 1.9) - _CENTRE_A8
    pupil_sd = told["persistence"]["pupil_sd"]
    p8_sd = told["persistence"]["p8_pupil_sd"]
    own = (panel.effect["ks4"] + panel.noise["ks4"])[school][:, EXAM_COLUMNS]
    luck = rng.standard_normal(shape) / np.sqrt(cohort)
    intake = PRIOR_PUPIL_SD * rng.standard_normal(shape) / np.sqrt(cohort)
    attainment = means[None, :] + level[:, None] + pupil_sd * own + p8_sd / _P8_PER_A8 * luck + PRIOR_SLOPE * intake
    progress = (
        (p8["mean"] - _CENTRE_P8 + explained_p8 + _SELECTIVE_P8 * selective)[:, None]
        + pupil_sd * _P8_PER_A8 * own
        + p8_sd * luck
    )
    for phase, (mean, sd) in _SPECIAL_A8.items():
        here = schools.phase[school] == phase
        drawn = mean + sd * rng.standard_normal((len(school), 1)) + 1.5 * rng.standard_normal(shape)
        attainment = np.where(here[:, None], drawn, attainment)
        progress = np.where(here[:, None], -1.2 + 0.3 * rng.standard_normal(shape), progress)
    prior = mean_prior(schools)[school][:, None] + intake
    prior = np.where((schools.phase[school] == SECONDARY)[:, None], prior, 97.0 + intake)
    figures = {"a8": np.clip(attainment, 0.5, 88.0), "p8": np.clip(progress, -3.0, 2.5), "prior": prior}
    figures["p8_half"] = 1.96 * p8_sd / np.sqrt(np.maximum(np.rint(cohort * 0.95), 1))
    bands = told["prior_bands"]
    for name in ("lo", "hi"):
        intercept, slope = bands[f"ptprior{name}_probit"]
        wobble = bands[f"ptprior{name}_sd"] * rng.standard_normal(shape)
        figures[f"prior_{name}"] = share_below(intercept + slope * (prior - 105) + wobble) * 100
    return figures


def _split_by_group(
    rng: np.random.Generator, figures: dict[str, Floats], cohort: Ints, disadvantaged: Ints, boys: Ints
) -> None:
    """The figures of disadvantaged and other pupils, and of boys and girls, that add up to the school's."""
    parts = load_fitted()["secondary"]["parts"]
    shape = cohort.shape
    share = disadvantaged / cohort
    sampling = 15.0 * np.sqrt(1 / np.maximum(disadvantaged, 1) + 1 / np.maximum(cohort - disadvantaged, 1)).clip(0, 1)
    lasting = np.sqrt(max(parts["disadvantage_gap_sd"] ** 2 - 3.2**2, 4.0))
    gap = (
        parts["disadvantage_gap"]
        + lasting * 0.8 * rng.standard_normal((shape[0], 1))
        + lasting * 0.6 * rng.standard_normal(shape)
    )
    gap = gap + 0.8 * sampling * rng.standard_normal(shape)
    figures["gap"] = gap
    figures["a8_dis"] = np.clip(figures["a8"] - gap * (1 - share), 0.0, 88.0)
    figures["a8_other"] = np.clip(figures["a8"] + gap * share, 0.0, 88.0)
    figures["p8_dis"] = figures["p8"] - _GAP_P8 * gap * (1 - share)
    figures["p8_other"] = figures["p8"] + _GAP_P8 * gap * share
    girls_share = 1 - boys / cohort
    sexes = parts["girls_gap"] + 0.5 * parts["girls_gap_sd"] * rng.standard_normal(shape)
    figures["a8_girls"] = np.clip(figures["a8"] + sexes * (1 - girls_share), 0.0, 88.0)
    figures["a8_boys"] = np.clip(figures["a8"] - sexes * girls_share, 0.0, 88.0)


def _follow_attainment(rng: np.random.Generator, figures: dict[str, Floats], cohort: Ints) -> None:
    """Grades 5 and 4 in English and maths, the EBacc and destinations, tied to Attainment 8 as in the real files."""
    parts = load_fitted()["secondary"]["parts"]
    shape = cohort.shape
    a8 = figures["a8"] - 46
    lasting = rng.standard_normal((shape[0], 1))
    keep, wobble = float(np.sqrt(parts["entry_r"])), float(np.sqrt(1 - parts["entry_r"]))
    for name, (intercept, slope), spread in (
        ("basics_95", parts["basics_probit"], 0.6 * parts["basics_sd"]),
        ("entry", parts["entry_probit"], parts["entry_sd"]),
        (
            "destination",
            load_fitted()["secondary"]["destinations"]["probit"],
            0.6 * load_fitted()["secondary"]["destinations"]["sd"],
        ),
    ):
        own = keep * lasting + wobble * rng.standard_normal(shape) if name == "entry" else rng.standard_normal(shape)
        chance = share_below(intercept + slope * a8 + spread * own)
        figures[name] = count_of(rng.random(shape), chance, cohort) / cohort * 100
    figures["basics_94"] = np.clip(
        figures["basics_95"] + 21 - 0.12 * np.abs(figures["basics_95"] - 45), figures["basics_95"], 100
    )
    intercept, slope = parts["aps"]
    figures["aps"] = np.clip(intercept + slope * a8 + 0.6 * parts["aps_sd"] * rng.standard_normal(shape), 0.0, 9.0)
    passed = share_below(-0.35 + 0.03 * a8) * figures["entry"]
    figures["ebacc_94"], figures["ebacc_95"] = passed, 0.7 * passed
    for name in ("dis", "other"):
        moved = score_of(np.clip(figures["basics_95"], 1, 99) / 100) + parts["basics_probit"][1] * (
            figures[f"a8_{name}"] - figures["a8"]
        )
        figures[f"basics_95_{name}"] = share_below(moved) * 100
