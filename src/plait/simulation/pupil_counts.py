"""The pupils that a January census counts in each school, from which both census files of a year are written."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.schools import BOYS, GIRLS
from plait.simulation.yearly import Year


@dataclass(frozen=True, slots=True)
class PupilCounts:
    """Whole numbers of pupils, each (k,), one for each school of `school` (index), in order of URN."""

    school: Ints
    phase: Ints
    pupils: Ints
    girls: Ints
    ehc: Ints
    sen_support: Ints
    eal: Ints
    unknown_language: Ints
    fsm_now: Ints
    fsm_ever: Ints

    @property
    def english(self) -> Ints:
        """Pupils whose first language is English."""
        return np.asarray(self.pupils - self.eal - self.unknown_language)

    def is_of(self, *phases: int) -> Bools:
        """Which schools are of these phases."""
        return np.isin(self.phase, phases)


def count_pupils(year: Year) -> PupilCounts:
    """Count the pupils of every school that is open on census day.

    Parameters
    ----------
    year : Year

    Returns
    -------
    PupilCounts
    """
    panel, schools = year.sector.panel, year.sector.schools
    school = year.open_rows(np.arange(schools.n))
    pupils = panel.pupils[school, year.column]
    share = {name: values[school, year.column] for name, values in panel.context.items()}
    gender = schools.gender[school]
    eal, fsm_ever = _count(share["eal"], pupils), _count(share["fsm"], pupils)
    return PupilCounts(
        school=school,
        phase=schools.phase[school],
        pupils=pupils,
        girls=np.where(gender == GIRLS, pupils, np.where(gender == BOYS, 0, pupils * 49 // 100)),
        ehc=_count(share["ehc"], pupils),
        sen_support=_count(share["sen_support"], pupils),
        eal=eal,
        unknown_language=np.minimum(pupils * (school % 7) // 700, pupils - eal),
        fsm_now=np.minimum(_count(share["fsm_now"], pupils), fsm_ever),
        fsm_ever=fsm_ever,
    )


def _count(share: Floats, pupils: Ints) -> Ints:
    return np.floor(share * pupils / 100 + 0.5).astype(np.int64)
