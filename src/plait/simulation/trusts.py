"""The trusts of the fictional sector: how large, where, of what kind, with which schools."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Bools, Floats, Ints, Seed, flag, pick, settle, share_out
from plait.simulation.effects import OUTCOMES, find_spreads
from plait.simulation.errors import NamesRanOut, TooManyTrusts
from plait.simulation.fitted import from_scores, load_fitted
from plait.simulation.schools import (
    ALTERNATIVE,
    CATHOLIC,
    CHURCH_OF_ENGLAND,
    NO_FAITH,
    PRIMARY,
    SECONDARY,
    SPECIAL,
    Schools,
)
from plait.simulation.words import FAITH_TRUST_KINDS, TRUST_ENDS, TRUST_KINDS, TRUST_STARTS

FIRST_UID = 90_001  # GIAS has used 1,000 to 18,000 and 80,000 to 87,000
SINGLE_SHARE = 0.15  # of trusts; England has 51 %, but the sector is for trusts that hold several schools
JOINING_SHARE, JOINING_SIZE = 0.10, 0.15  # multi-academy trusts with a true effect of joining; pupil SD
JOINING_YEARS = 3  # until it is whole
AFTER_BAD_YEAR_SHARE = 0.12  # multi-academy trusts that take schools on after a bad year
FAMILIAR = "Northbridge Learning Trust"
PRIMARY_TRUST, MIXED_TRUST, SECONDARY_TRUST, SPECIAL_TRUST = range(4)
_FLAVOURS = (0.40, 0.45, 0.09, 0.06)
_FAITHS = (0.72, 0.17, 0.11)
# Kilometres that a school of a phase (row: primary, secondary, special, alternative) seems farther to a kind of trust.
_PHASE_ROWS = {PRIMARY: 0, SECONDARY: 1, SPECIAL: 2, ALTERNATIVE: 3}
_PHASE_KM = np.array([[0, 0, 60, 300], [150, 0, 0, 300], [60, 30, 50, 0], [80, 40, 50, 0]], dtype=np.float64)
_FAITH_KM = np.array([[0, 30, 400], [15, 0, 400], [400, 400, 0]], dtype=np.float64)  # row: school, column: trust


@dataclass(frozen=True, slots=True)
class Trusts:
    """The trusts that are open today, in order of UID.

    `standing` is the difference that the schools of a trust share, for each outcome, in pupil SD: it belongs to the
    schools that are in the trust today, before and after they joined. `joining` is what joining truly adds after three
    years.
    """

    uid: Ints
    name: tuple[str, ...]
    multi: Bools
    faith: Ints
    flavour: Ints
    home: Ints  # index of a school
    standing: dict[str, Floats]
    joining: Floats
    after_bad_year: Bools

    @property
    def n(self) -> int:
        """How many trusts there are."""
        return len(self.uid)


def form_trusts(seed: Seed, schools: Schools, *, trusts: int) -> tuple[Trusts, Ints]:
    """Form trusts and deal every academy to one.

    Returns
    -------
    trusts, member_of
        `member_of` is (schools,) of index into the trusts, −1 for schools that are in none.

    Raises
    ------
    TooManyTrusts
        If there are not academies enough for so many trusts.
    """
    rng = seed.stream("trusts")
    academies = np.flatnonzero(schools.academy)
    sizes = _draw_sizes(rng, len(academies), trusts)
    multi = sizes > 1
    flavour = np.where(multi, pick(rng, _FLAVOURS, trusts), MIXED_TRUST)
    faith = np.where(multi, pick(rng, _FAITHS, trusts), NO_FAITH)
    row = np.array([_PHASE_ROWS[int(p)] for p in schools.phase[academies]], dtype=np.int64)
    unfit = _PHASE_KM[row][:, flavour] + _FAITH_KM[schools.faith[academies]][:, faith]
    home, member_of = _deal(rng, schools, academies, sizes=sizes, unfit=unfit)
    standing = {o: settle(find_spreads(o).trust * rng.standard_normal(trusts)) for o in OUTCOMES}
    formed = Trusts(
        uid=FIRST_UID + np.arange(trusts),
        name=_name_trusts(seed.stream("trust names"), multi, faith, schools, home),
        multi=multi,
        faith=faith,
        flavour=flavour,
        home=home,
        standing=standing,
        joining=np.where(multi & flag(rng, JOINING_SHARE, trusts), JOINING_SIZE, 0.0),
        after_bad_year=multi & flag(rng, AFTER_BAD_YEAR_SHARE, trusts),
    )
    return formed, member_of


def _draw_sizes(rng: np.random.Generator, academies: int, trusts: int) -> Ints:
    singles = round(trusts * SINGLE_SHARE)
    multis = trusts - singles
    spare = academies - singles - 2 * multis
    if spare < 0 or trusts < 2:
        raise TooManyTrusts(
            f"{trusts} trusts were not formed.",
            why=f"The sector has {academies} academies, and a trust of several schools holds two at least.",
            mend=f"Ask for {max(2, int(academies / 2.2))} trusts or fewer, or for more schools.",
        )
    drawn = from_scores(rng.standard_normal(multis), load_fitted()["trusts"]["multi_size"])
    extra = share_out(spare, [round(float(size) - 1.9, 6) for size in drawn])
    return np.concatenate([np.array(extra, dtype=np.int64) + 2, np.ones(singles, dtype=np.int64)])


def _deal(
    rng: np.random.Generator, schools: Schools, academies: Ints, *, sizes: Ints, unfit: Floats
) -> tuple[Ints, Ints]:
    """Each trust starts from a home school; in rounds, each takes the nearest fitting academy until it is full.

    `unfit` is (academies, trusts): the kilometres that an academy seems farther away to a trust of another kind.
    """
    easting, northing = schools.easting[academies] / 1000, schools.northing[academies] / 1000
    free = np.ones(len(academies), dtype=bool)
    standing = schools.closed[academies] == 0  # a trust does not start from a school that is to close
    home = np.zeros(len(sizes), dtype=np.int64)
    member_of = np.full(schools.n, -1, dtype=np.int64)
    for t in rng.permutation(len(sizes)):
        luck = np.where(free & standing, unfit[:, t] * 50 + 1000 * rng.random(len(academies)), np.inf)
        home[t] = int(np.argmin(luck))
        free[home[t]] = False
        member_of[academies[home[t]]] = t
    left = sizes - 1
    while left.any():
        for t in np.flatnonzero(left):
            east, north = easting - easting[home[t]], northing - northing[home[t]]
            far = np.where(free, settle(np.sqrt(east * east + north * north)) + unfit[:, t], np.inf)
            taken = int(np.argmin(far))
            free[taken] = False
            member_of[academies[taken]] = t
            left[t] -= 1
    return academies[home], member_of


def _name_trusts(rng: np.random.Generator, multi: Bools, faith: Ints, schools: Schools, home: Ints) -> tuple[str, ...]:
    stems = [start + end for start in TRUST_STARTS for end in TRUST_ENDS]
    stems = [stems[i] for i in rng.permutation(len(stems)) if stems[i] != FAMILIAR.split(" ", maxsplit=1)[0]]
    names: list[str] = []
    for t in range(len(multi)):
        if not multi[t]:
            names.append(f"{schools.name[home[t]]} Trust")
            continue
        if not stems:
            raise NamesRanOut("No free name is left for a trust.", mend="Ask for fewer trusts.")
        label = {CHURCH_OF_ENGLAND: "Church of England", CATHOLIC: "Roman Catholic"}.get(int(faith[t]))
        kinds = FAITH_TRUST_KINDS[label] if label else TRUST_KINDS
        names.append(f"{stems.pop()} {kinds[int(rng.integers(len(kinds)))]}")
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[i] = f"{name.removesuffix(' Trust')} ({schools.postcode[home[i]].split()[0]}) Trust"
    return tuple(names)
