"""The signals on whole fictional sectors, whose truth the simulator keeps: official outcomes, trusts, context."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from scipy.special import ndtr

from plait.insight.lab.designs import PLAIN
from plait.insight.lab.sectors import Floats, Ints, Sector
from plait.insight.outcomes import shelf
from plait.simulation.effects import EXAM_YEARS, FIRST_YEAR, find_spreads
from plait.simulation.fitted import load_fitted, score_of
from plait.simulation.ks2 import mean_of_year
from plait.simulation.schools import PRIMARY, SECONDARY
from plait.simulation.sector import Sector as WholeSector
from plait.simulation.sector import generate_sector

Outcome = Literal["ks4", "ks2"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is judged in a whole sector; `known`: the circumstances are all that results were drawn from, as they were.

    Else they are what England publishes of them: nothing of some, and of others a figure that wanders.
    """

    outcome: Outcome
    title: str
    known: bool = False

    @property
    def name(self) -> str:
        """As the figures call it."""
        return f"whole_{self.outcome}" + "_known" * self.known


_KS4, _KS2 = "Whole sector, secondary: Attainment 8", "Whole sector, primary: reading, writing and maths"
_KNOWN: Final = ", had all circumstances been published"
_LISTED: Final = (
    Kind("ks4", _KS4),
    Kind("ks4", _KS4 + _KNOWN, known=True),
    Kind("ks2", _KS2),
    Kind("ks2", _KS2 + _KNOWN, known=True),
)
KINDS: Final = {kind.name: kind for kind in _LISTED}
SCHOOLS, TRUSTS = 12_000, 760
_CONTEXT: Final = ("fsm", "eal", "sen_support", "ehc")
_FITTED: Final = {"ks4": ("secondary", "att8scr"), "ks2": ("primary", "rwm")}  # where the simulator has its weights
_CARD: Final = "secondary.attainment8"  # its card says how far pupils differ, as on the site


def draw_whole(kind: Kind, *, seed: int, schools: int = SCHOOLS, trusts: int = TRUSTS) -> Sector:
    """A whole fictional sector in the shape of the lab's, with the truth that its truth file holds.

    Years are numbered by result: the gap of 2019/20 and 2020/21 keeps its length. The truth is counted from the
    average of the schools with results in the year, which is the zero of every difference.
    """
    outcome = kind.outcome
    whole = generate_sector(seed, schools=schools, trusts=trusts)
    results = whole.ks4 if outcome == "ks4" else whole.ks2
    phase = SECONDARY if outcome == "ks4" else PRIMARY
    kept = whole.schools.phase[results.school] == phase
    school = results.school[kept]
    figures = {name: values[kept] for name, values in results.figures.items()}
    columns = np.array([year - EXAM_YEARS[0] for year in EXAM_YEARS])
    design = replace(PLAIN, name=kind.name, title=kind.title, schools=school.size)
    design = replace(design, years=int(columns[-1]) + 1, percent=None if outcome == "ks4" else 0.6)
    context = _drawn_from(whole, outcome, school) if kind.known else _published(whole, outcome, school, figures)
    values, (truth, yearly) = (
        (figures["a8"], _truth_a8(whole, school)) if outcome == "ks4" else (figures["rwm"], _truth_rwm(whole, school))
    )
    cohort = results.cohort[kept].astype(np.float64)
    cohort[:, :] = np.where(_open(whole, school), cohort, np.nan)
    values = np.where(np.isfinite(cohort), values, np.nan)
    pupil_sd = shelf.get_outcome(_CARD).pupil_sd if outcome == "ks4" else 100 * float(np.sqrt(0.6 * 0.4))
    middle = np.nanmean(np.where(np.isfinite(values), truth, np.nan), axis=0)
    return Sector(
        design=design,
        values=_spread(values, columns),
        cohort=_spread(cohort, columns),
        context=np.column_stack(context),
        truth=_spread(truth - middle, columns),
        yearly=_spread(yearly - middle, columns),
        pupil_sd=np.full(design.years, pupil_sd),
        trust=whole.member_of[school],
        segment=np.zeros(design.years, dtype=np.int64),
    )


def _spread(values: Floats, columns: Ints) -> Floats:
    """Figures of examination years in their places among all years."""
    out = np.full((values.shape[0], int(columns[-1]) + 1), np.nan)
    out[:, columns] = values
    return out


def _open(whole: WholeSector, school: Ints) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    opened, closed = whole.schools.opened[school][:, None], whole.schools.closed[school][:, None]
    years = np.array(EXAM_YEARS)[None, :]
    return np.asarray((opened <= years) & ((closed == 0) | (years < closed)))


def _published(whole: WholeSector, outcome: Outcome, school: Ints, figures: dict[str, Floats]) -> list[Floats]:
    told = [_context(whole, name, school) for name in _CONTEXT]
    if outcome == "ks4":
        told += [figures["prior_lo"].mean(axis=1), figures["prior_hi"].mean(axis=1)]
        told += [whole.schools.selective[school].astype(np.float64)]
    return told


def _drawn_from(whole: WholeSector, outcome: Outcome, school: Ints) -> list[Floats]:
    """Everything but effect, noise and luck that the simulator makes results of."""
    phase, fitted = _FITTED[outcome]
    told = [whole.schools.scores[name][school] for name in load_fitted()[phase][fitted]["variables"].split("|")]
    return [*told, whole.schools.selective[school].astype(np.float64)] if outcome == "ks4" else told


def _context(whole: WholeSector, name: str, school: Ints) -> Floats:
    """The mean of what the census publishes over the examination years."""
    columns = [year - FIRST_YEAR for year in EXAM_YEARS]
    return np.asarray(whole.panel.context[name][school][:, columns].mean(axis=1))


def _parts(whole: WholeSector, outcome: Outcome, school: Ints) -> tuple[Floats, Floats]:
    columns = [year - FIRST_YEAR for year in EXAM_YEARS]
    return whole.panel.effect[outcome][school][:, columns], whole.panel.noise[outcome][school][:, columns]


def _truth_a8(whole: WholeSector, school: Ints) -> tuple[Floats, Floats]:
    effect, noise = _parts(whole, "ks4", school)
    unit = load_fitted()["secondary"]["persistence"]["pupil_sd"]
    return unit * effect, unit * (effect + noise)


def _truth_rwm(whole: WholeSector, school: Ints) -> tuple[Floats, Floats]:
    """Percentage points that a school's effect is worth where it stands: more in the middle than near 0 or 100."""
    told = load_fitted()["primary"]["rwm"]
    effect, noise = _parts(whole, "ks2", school)
    explained = np.zeros(school.size)
    for k, name in enumerate(told["variables"].split("|")):
        explained = explained + told["beta"][k] * whole.schools.scores[name][school]
    once, lasting = find_spreads("ks2").year ** 2, told["lasting_sd"] ** 2
    between = once + lasting + told["r2"] * told["residual_sd"] ** 2 / (1 - told["r2"])
    means = score_of(np.array([mean_of_year(year) for year in EXAM_YEARS]) / 100) * np.sqrt(1 + between)
    base = means[None, :] + explained[:, None]
    middle = 100 * ndtr(base / np.sqrt(1 + lasting + once))
    return 100 * ndtr((base + effect) / np.sqrt(1 + once)) - middle, 100 * ndtr(base + effect + noise) - middle
