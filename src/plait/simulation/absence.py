"""Absence of every school in every year in which it was published."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Floats, Ints, Seed, settle
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import from_scores, load_fitted
from plait.simulation.schools import PRIMARY, SECONDARY, SPECIAL, Schools

_FIRST_AFTER = 2021  # the years from here on belong to the regime after COVID
_MOST_WITHOUT_LEAVE = 0.85  # of all absence
_RATIO_2024 = 0.945  # to 2022/23: 2024/25 is beyond the files at hand


@dataclass(frozen=True, slots=True)
class Absence:
    """(k,) of index, and (k, examination years) of per cent."""

    school: Ints
    overall: Floats
    persistent: Floats
    unauthorised: Floats  # of the sessions missed, those without leave


def miss_school(seed: Seed, schools: Schools) -> Absence:
    """Draw overall and persistent absence: tied to free school meals, lasting, and with a change of regime in 2020."""
    rng = seed.stream("absence")
    told = load_fitted()["absence"]
    school = np.flatnonzero(np.isin(schools.phase, (PRIMARY, SECONDARY, SPECIAL)))
    after = np.array([year >= _FIRST_AFTER for year in EXAM_YEARS])
    ratios = {2021: told["years"]["ratio_2021"], 2023: told["years"]["ratio_2023"], 2024: _RATIO_2024}
    scale = np.array([ratios.get(year, 1.0) for year in EXAM_YEARS])
    overall = np.zeros((len(school), len(EXAM_YEARS)))
    persistent = np.zeros_like(overall)
    for phase, label in ((PRIMARY, "primary"), (SECONDARY, "secondary"), (SPECIAL, "special")):
        here = np.flatnonzero(schools.phase[school] == phase)
        part = told[label]
        within = told["years"]["r_next"]
        lasting = np.sqrt(max(part["r_across_covid"] - part["r_fsm"] ** 2, 0.05))
        regime = np.sqrt(max(within - part["r_across_covid"], 0.02))
        wobble = np.sqrt(1 - within)
        steady = part["r_fsm"] * schools.scores["fsm"][school[here]] + lasting * rng.standard_normal(len(here))
        regimes = rng.standard_normal((len(here), 2))
        z = steady[:, None] + regime * np.where(after[None, :], regimes[:, 1:], regimes[:, :1])
        z = z + wobble * rng.standard_normal((len(here), len(EXAM_YEARS)))
        values = np.where(after[None, :], from_scores(z, part["after"]), from_scores(z, part["before"])) * scale
        intercept, slope = part["log_persistent"]
        logs = intercept + slope * np.log(values) + part["log_persistent_sd"] * 0.7 * rng.standard_normal(values.shape)
        overall[here], persistent[here] = values, np.clip(np.exp(logs), 0.0, 100.0)
    missed = settle(overall)
    return Absence(
        school=school,
        overall=missed,
        persistent=settle(persistent),
        unauthorised=_miss_without_leave(seed.stream("leave"), schools.phase[school], missed),
    )


def _miss_without_leave(rng: np.random.Generator, phase: Ints, overall: Floats) -> Floats:
    """The part without leave grows faster than absence; special schools, which no file holds, follow primaries."""
    told = load_fitted()["absence"]["log_unauthorised"]
    own = 0.8 * rng.standard_normal(len(phase))[:, None] + 0.6 * rng.standard_normal(overall.shape)
    parts = {}
    for label in ("primary", "secondary"):
        intercept, slope = told[label]
        parts[label] = np.exp(intercept + slope * np.log(np.maximum(overall, 0.1)) + told[f"{label}_sd"] * own)
    drawn = np.where((phase == SECONDARY)[:, None], parts["secondary"], parts["primary"])
    return settle(np.minimum(drawn, _MOST_WITHOUT_LEAVE * overall))
