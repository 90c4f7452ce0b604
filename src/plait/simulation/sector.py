"""A whole fictional sector: generate it, and know which record a school has in which year."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from plait.simulation.absence import Absence, miss_school
from plait.simulation.draws import Bools, Ints, Seed
from plait.simulation.effects import Effects, draw_effects
from plait.simulation.ethnicity import Ethnicity, mix_pupils
from plait.simulation.familiar import name_familiar, swap_urn
from plait.simulation.histories import PARTNER, Establishment, History, tell_histories
from plait.simulation.ks2 import Ks2, sit_ks2
from plait.simulation.ks4 import Ks4, sit_ks4
from plait.simulation.panel import Panel, follow_schools
from plait.simulation.places import KINDS, Authorities, Places, lay_out
from plait.simulation.schools import Schools, found_schools
from plait.simulation.trusts import Trusts, form_trusts

SCALES = {"demo": (2_400, 150), "england": (22_000, 1_400)}
_ESTAB_BASE = np.array([2000, 4000, 7000, 1100, 1000, 6000])  # establishment numbers by phase


@dataclass(frozen=True, slots=True)
class Sector:
    """Everything about one fictional sector; the files are written from it and from nothing else."""

    seed: Seed
    authorities: Authorities
    places: Places
    schools: Schools
    trusts: Trusts
    member_of: Ints
    effects: Effects
    history: History
    panel: Panel
    ks4: Ks4
    ks2: Ks2
    absence: Absence
    ethnicity: Ethnicity
    estab: Ints  # establishment number of each school, kept through conversion

    def la_code(self, school: Ints) -> Ints:
        """The code of the authority of schools."""
        return self.authorities.code[self.places.authority[self.schools.place[school]]]

    def rurality(self, school: Ints) -> Ints:
        """How rural the place of schools is, an index into `kinds.RURALITY`."""
        village = self.places.kind[self.schools.place[school]] == KINDS.index("village")
        return np.where(village, np.where(school % 2 == 0, 3, 2), np.where(school % 11 == 0, 1, 0))


@dataclass(frozen=True, slots=True)
class Records:
    """The records of the register as arrays, in order of URN."""

    urn: Ints
    school: Ints
    stage: Ints
    opened: Ints
    closed: Ints
    name: tuple[str, ...]
    type_code: tuple[str, ...]

    def in_force(self, schools: int, day: int) -> Ints:
        """The record that each school has on a day, −1 if it is not open then."""
        found = np.full(schools, -1, dtype=np.int64)
        here = np.flatnonzero(self.open_on(day) & (self.stage != PARTNER))
        found[self.school[here]] = here
        return found

    def open_on(self, day: int) -> Bools:
        """Which records are open on a day."""
        return np.asarray((self.opened <= day) & ((self.closed == 0) | (self.closed >= day)))


def census_day(year: int) -> int:
    """The third Thursday of January, on which the school census of an academic year is taken."""
    first = dt.date(year + 1, 1, 1)
    return first.toordinal() + (3 - first.weekday()) % 7 + 14


def generate_sector(seed: int, *, schools: int, trusts: int) -> Sector:
    """Generate a fictional sector: same seed and sizes, same sector, on any machine.

    Parameters
    ----------
    schools, trusts : int
        How many are open today.

    Raises
    ------
    SectorTooSmall, TooManyTrusts, NamesRanOut
        If the sizes do not fit together.
    """
    root = Seed(seed)
    authorities, places = lay_out(root, schools)
    founded = found_schools(root, places, open_schools=schools)
    effects = draw_effects(root, founded.n)
    formed, member_of = form_trusts(root, founded, trusts=trusts)
    founded, formed = name_familiar(founded, formed, member_of)
    told = tell_histories(root, founded, formed, member_of, effects)
    history = swap_urn(told, founded, formed, member_of)
    panel = follow_schools(root, founded, effects, trusts=formed, member_of=member_of, joined_year=history.joined_year)
    return Sector(
        seed=root,
        authorities=authorities,
        places=places,
        schools=founded,
        trusts=formed,
        member_of=member_of,
        effects=effects,
        history=history,
        panel=panel,
        ks4=sit_ks4(root, founded, panel),
        ks2=sit_ks2(root, founded, panel),
        absence=miss_school(root, founded),
        ethnicity=mix_pupils(root, founded, places),
        estab=_number_establishments(founded, places),
    )


def list_records(sector: Sector) -> Records:
    """The register as arrays."""
    rows: tuple[Establishment, ...] = sector.history.establishments
    return Records(
        urn=np.array([r.urn for r in rows], dtype=np.int64),
        school=np.array([r.school for r in rows], dtype=np.int64),
        stage=np.array([r.stage for r in rows], dtype=np.int64),
        opened=np.array([r.opened for r in rows], dtype=np.int64),
        closed=np.array([r.closed for r in rows], dtype=np.int64),
        name=tuple(r.name for r in rows),
        type_code=tuple(r.type_code for r in rows),
    )


def _number_establishments(schools: Schools, places: Places) -> Ints:
    """Consecutive numbers inside an authority and phase."""
    authority = places.authority[schools.place]
    key = authority * 10 + schools.phase
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.searchsorted(ordered, ordered, side="left")
    numbers = np.empty(schools.n, dtype=np.int64)
    numbers[order] = np.arange(schools.n) - first
    return _ESTAB_BASE[schools.phase] + numbers + 1
