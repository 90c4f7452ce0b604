"""What happened to each school: opening, conversion under a new URN, joining and changing trust, merging, closing."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Ints, Seed, flag, pick
from plait.simulation.effects import EXAM_YEARS, FIRST_YEAR, Effects
from plait.simulation.fitted import load_fitted
from plait.simulation.schools import (
    ALTERNATIVE,
    FULL,
    INDEPENDENT,
    INFANT,
    NURSERY,
    PRIMARY,
    SECONDARY,
    SPECIAL,
    Schools,
)
from plait.simulation.trusts import Trusts
from plait.simulation.words import FAMILIAR_PRIMARIES, FAMILIAR_SECONDARIES

FIRST_URN = 900_000  # real schools have 100,000 to 152,000, Welsh ones 400,000 on
TODAY = dt.date(2026, 10, 1)  # the day of the newest registers
MAINTAINED, ACADEMY, PARTNER = range(3)  # the stages of a school; a partner is the infant school that merged into it
_SPONSORED_SHARE = 0.30  # of conversions
_FIRST_ALONE_SHARE = 0.35  # of early converters that came to their trust from a trust of their own
_MOVED_SHARE = 0.14  # of academies that came from another trust of several schools
_SEPTEMBER_SHARE = 0.5
_RENAMED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Establishment:
    """One record of the register: a school under one URN. Dates are ordinals; 0 is "not recorded" or "still open"."""

    urn: int
    school: int
    stage: int
    name: str
    type_code: str
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Membership:
    """A spell of a school in a trust; `trust` is an index into `Groups.rows`."""

    school: int
    trust: int
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Group:
    """One trust of the register, open or closed; `index` is its place among the open trusts, −1 if it closed."""

    uid: int
    name: str
    multi: bool
    opened: int
    closed: int
    home: int
    index: int


@dataclass(frozen=True, slots=True)
class History:
    """The register's view of all years."""

    establishments: tuple[Establishment, ...]
    memberships: tuple[Membership, ...]
    groups: tuple[Group, ...]
    links: tuple[tuple[int, int, str, int], ...]  # URN, linked URN, kind, ordinal
    joined_year: Ints  # academic year in which a school joined its trust of today; 0: none
    converted: Ints  # ordinal of the conversion or opening as an academy; 0: none


def tell_histories(seed: Seed, schools: Schools, trusts: Trusts, member_of: Ints, effects: Effects) -> History:
    """Tell the history of every school.

    Parameters
    ----------
    member_of : (schools,) of index into `trusts`, −1 for none
    effects : the noise decides when the trusts that take schools on after a bad year took them on
    """
    rng = seed.stream("histories")
    converted, joined = _date_conversions(rng, schools, trusts, member_of, effects)
    spells, alone = _write_spells(rng, schools, trusts, member_of, converted=converted, joined=joined)
    groups = _register_groups(schools, trusts, spells, alone)
    establishments, links = _register_establishments(rng, schools, member_of, converted)
    year = np.array([_year_of(day) if day else 0 for day in joined.tolist()], dtype=np.int64)
    return History(
        establishments=establishments,
        memberships=tuple(spells),
        groups=groups,
        links=links,
        joined_year=year,
        converted=converted,
    )


def ordinal(year: int, month: int, day: int) -> int:
    """A date as a number."""
    return dt.date(year, month, day).toordinal()


def _year_of(day: int) -> int:
    date = dt.date.fromordinal(day)
    return date.year if date.month >= 9 else date.year - 1


def _closing_day(year: int) -> int:
    return ordinal(year, 8, 31)


def _draw_day(rng: np.random.Generator, year: int) -> int:
    """The first of a month of the academic year; half of all on 1 September."""
    if rng.random() < _SEPTEMBER_SHARE:
        return ordinal(year, 9, 1)
    month = int(rng.integers(1, 13))
    return ordinal(year + (month < 9), month, 1)


def _date_conversions(
    rng: np.random.Generator, schools: Schools, trusts: Trusts, member_of: Ints, effects: Effects
) -> tuple[Ints, Ints]:
    told = load_fitted()["history"]
    drawn = told["first_joining_year"] + pick(rng, told["joining_share"], schools.n)
    converted = np.zeros(schools.n, dtype=np.int64)
    joined = np.zeros(schools.n, dtype=np.int64)
    bad = _find_bad_years(schools, effects)
    for i in np.flatnonzero(member_of >= 0).tolist():
        year = int(drawn[i])
        if schools.opened[i]:
            converted[i] = ordinal(int(schools.opened[i]), 9, 1)
        elif trusts.after_bad_year[member_of[i]]:
            converted[i] = ordinal(int(bad[i]) + 1, 9, 1)
        else:
            converted[i] = _draw_day(rng, year)
        if schools.closed[i]:
            converted[i] = min(int(converted[i]), _closing_day(int(schools.closed[i])) - 400)
        joined[i] = converted[i]
    return converted, joined


def _find_bad_years(schools: Schools, effects: Effects) -> Ints:
    """The examination year with the least noise that still leaves a year to follow it."""
    columns = np.array([year - FIRST_YEAR for year in EXAM_YEARS[:-1]])
    noise = np.where((schools.phase == SECONDARY)[:, None], effects.noise["ks4"], effects.noise["ks2"])
    return np.asarray(np.array(EXAM_YEARS)[np.argmin(noise[:, columns], axis=1)], dtype=np.int64)


def _write_spells(
    rng: np.random.Generator, schools: Schools, trusts: Trusts, member_of: Ints, *, converted: Ints, joined: Ints
) -> tuple[list[Membership], list[int]]:
    """Memberships; changes `joined` for schools that came from elsewhere. Returns the schools that were alone first."""
    spells: list[Membership] = []
    alone: list[int] = []
    multis = np.flatnonzero(trusts.multi)
    latest = ordinal(2025, 9, 1)
    for i in np.flatnonzero(member_of >= 0).tolist():
        trust = int(member_of[i])
        start, end = int(converted[i]), _closing_day(int(schools.closed[i])) if schools.closed[i] else 0
        luck = float(rng.random())
        early = start < ordinal(2016, 9, 1) and not schools.closed[i] and trusts.multi[trust]
        if early and not trusts.after_bad_year[trust] and luck < _FIRST_ALONE_SHARE + _MOVED_SHARE:
            first_year = dt.date.fromordinal(start).year + 2
            moved = min(_draw_day(rng, int(rng.integers(first_year, 2025))), latest)
            if luck < _FIRST_ALONE_SHARE:
                alone.append(i)
                before = trusts.n + len(alone) - 1
            else:
                before = int(multis[int(rng.integers(len(multis)))])
            if before != trust:
                spells.append(Membership(school=i, trust=before, since=start, until=moved - 1))
                joined[i] = start = moved
        spells.append(Membership(school=i, trust=trust, since=start, until=end))
    return spells, alone


def _register_groups(schools: Schools, trusts: Trusts, spells: list[Membership], alone: list[int]) -> tuple[Group, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for spell in spells:
        first[spell.trust] = min(first.get(spell.trust, spell.since), spell.since)
        last[spell.trust] = spell.until
    groups = [
        Group(
            uid=int(trusts.uid[t]),
            name=trusts.name[t],
            multi=bool(trusts.multi[t]),
            opened=first[t] - 60,
            closed=0,
            home=int(trusts.home[t]),
            index=t,
        )
        for t in range(trusts.n)
    ]
    for k, school in enumerate(alone):
        t = trusts.n + k
        uid = int(trusts.uid[-1]) + 1 + k
        name = f"{schools.name[school]} Trust"
        groups.append(
            Group(uid=uid, name=name, multi=False, opened=first[t] - 60, closed=last[t] + 90, home=school, index=-1)
        )
    return tuple(groups)


_MAINTAINED_TYPES = {PRIMARY: "01", SECONDARY: "01", SPECIAL: "07", ALTERNATIVE: "14", NURSERY: "15", INDEPENDENT: "11"}
_CONVERTER = {PRIMARY: "34", SECONDARY: "34", SPECIAL: "44", ALTERNATIVE: "42"}
_SPONSORED = {PRIMARY: "28", SECONDARY: "28", SPECIAL: "33", ALTERNATIVE: "43"}
_FREE = {PRIMARY: "35", SECONDARY: "35", SPECIAL: "36", ALTERNATIVE: "38"}


def _register_establishments(
    rng: np.random.Generator, schools: Schools, member_of: Ints, converted: Ints
) -> tuple[tuple[Establishment, ...], tuple[tuple[int, int, str, int], ...]]:
    drafts: list[tuple[int, int, str, str, int, int]] = []  # school, stage, name, type, opened, closed
    sponsored = flag(rng, _SPONSORED_SHARE, schools.n)
    merged = flag(rng, load_fitted()["history"]["merged_share"] * 2, schools.n)
    renamed = flag(rng, _RENAMED_SHARE, schools.n)
    kind = pick(rng, (0.72, 0.18, 0.10), schools.n)
    kept = (*FAMILIAR_PRIMARIES, *FAMILIAR_SECONDARIES)
    for i in range(schools.n):
        phase, name = int(schools.phase[i]), schools.name[i]
        end = _closing_day(int(schools.closed[i])) if schools.closed[i] else 0
        code = _maintained_type(phase, int(schools.faith[i]), int(kind[i]))
        if member_of[i] < 0:
            drafts.append(
                (i, MAINTAINED, name, code, ordinal(int(schools.opened[i]), 9, 1) if schools.opened[i] else 0, end)
            )
            continue
        start = int(converted[i])
        if schools.opened[i]:
            drafts.append((i, ACADEMY, name, _FREE[phase], start, end))
            continue
        drafts.append((i, MAINTAINED, name, code, 0, start - 1))
        if merged[i] and phase == PRIMARY and schools.span[i] == FULL:
            drafts.append((i, PARTNER, name.replace("Primary", "Infant"), code, 0, start - 1))
        new = _rename(name) if renamed[i] and name not in kept else name
        drafts.append((i, ACADEMY, new, (_SPONSORED if sponsored[i] else _CONVERTER)[phase], start, end))
    order = sorted(
        range(len(drafts)),
        key=lambda k: (drafts[k][4], int(schools.region[drafts[k][0]]), int(schools.place[drafts[k][0]]), k),
    )
    rows = [Establishment(FIRST_URN + n, *drafts[k]) for n, k in enumerate(order)]
    return tuple(rows), _link(rows)


def _maintained_type(phase: int, faith: int, kind: int) -> str:
    if phase in (PRIMARY, SECONDARY):
        if faith:
            return "02" if faith == 2 or kind else "03"
        return "05" if kind else "01"
    return _MAINTAINED_TYPES[phase]


def _rename(name: str) -> str:
    for ending in ("Primary School", "Infant School", "Junior School", "Community School", "High School"):
        if name.endswith(ending):
            return (
                name.removesuffix("School") + "Academy"
                if "High" not in ending
                else name.removesuffix("High School") + "Academy"
            )
    return name.removesuffix("School") + "Academy" if name.endswith("School") else name


def _link(rows: list[Establishment]) -> tuple[tuple[int, int, str, int], ...]:
    of_school: dict[int, dict[int, Establishment]] = {}
    for row in rows:
        of_school.setdefault(row.school, {})[row.stage] = row
    links: list[tuple[int, int, str, int]] = []
    for stages in of_school.values():
        after = stages.get(ACADEMY)
        if after is None or MAINTAINED not in stages:
            continue
        for stage, suffix in ((MAINTAINED, ""), (PARTNER, " - merged")):
            if stage in stages:
                before = stages[stage]
                links.append((before.urn, after.urn, f"Successor{suffix}", after.opened))
                links.append((after.urn, before.urn, f"Predecessor{suffix}", after.opened))
    return tuple(sorted(links))


def span_of(schools: Schools, row: Establishment) -> int:
    """The span of a primary under one URN: the partner of a merger was an infant school, the other a junior school."""
    return INFANT if row.stage == PARTNER else int(schools.span[row.school])
