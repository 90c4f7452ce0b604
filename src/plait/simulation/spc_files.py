"""*Schools, pupils and their characteristics*, school level: the January census with ethnicity and free meals now."""

from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Floats, Ints
from plait.simulation.fitted import REGIONS, load_fitted
from plait.simulation.pupil_counts import PupilCounts
from plait.simulation.schools import INDEPENDENT, PHASES, SECONDARY
from plait.simulation.sector import census_day
from plait.simulation.tables import Column, choose, day, fixed, number, official_headings, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year, release_columns

SPC_YEARS = tuple(range(2018, 2025))
_CARERS_FROM = 2022  # first asked in January 2023
_NOT_RETURNED = 211  # one school in so many left the question about young carers out
_LARGEST = 1700  # pupils: sizes above stand in one class
# Pupils of a stage for each year of age, against a full year group, and its ages. About half stay into a sixth form.
_STAGES = {
    "Number of early year pupils (years E1 and E2)": (0.1, (2,)),
    "Number of nursery pupils (years N1 and N2)": (0.5, (3,)),
    "Number of reception pupils (year R)": (1.0, (4,)),
    "Number of key stage 1 pupils (years 1 and 2)": (1.0, (5, 6)),
    "Number of key stage 2 pupils (years 3 to 6)": (1.0, (7, 8, 9, 10)),
    "Number of key stage 3 pupils (years 7 to 9)": (1.0, (11, 12, 13)),
    "Number of key stage 4 pupils (years 10 and 11)": (1.0, (14, 15)),
    "Number of key stage 5 pupils (years 12 to 14)": (0.55, (16, 17)),
}
_EARLY_YEARS = 2  # the first stages, in which pupils may come part time
_COMPULSORY = 3  # the stages from this one on are of compulsory school age

Columns = dict[str, Column]
Counted = dict[str, pl.Series]


def write_spc(path: Path, year: Year, counts: PupilCounts) -> None:
    """Write the school-level file of one January census."""
    stages = _split_by_stage(year, counts)
    counted = _stage_columns(stages) | _language_columns(counts) | _meal_columns(counts)
    counted |= _ethnicity_columns(year, counts)
    if year.start >= _CARERS_FROM:
        counted |= _carer_columns(year, counts)
    private = counts.is_of(INDEPENDENT)
    columns: Columns = {heading: withhold(values, private, "z") for heading, values in counted.items()}
    columns |= _about(year, counts.school) | _place(year, counts.school) | _roll_columns(counts, stages)
    write_table(path, "spc", columns, rows=len(counts.school), only=_headings(year.start))


def _headings(start: int) -> tuple[str, ...]:
    told = official_headings("spc")
    return told if start >= _CARERS_FROM else tuple(heading for heading in told if "young carer" not in heading)


def _about(year: Year, school: Ints) -> Columns:
    sector, schools, at = year.sector, year.sector.schools, year.record[school]
    codes = [year.records.type_code[k] for k in at]
    flags = {"Academies": "Academy", "Free Schools": "Academy", "Independent schools": "Independent"}
    la, estab = sector.la_code(school), sector.estab[school]
    policy = np.where(schools.phase[school] == SECONDARY, 1 + schools.selective[school], 0)
    return {
        "urn": whole(year.urn(school)),
        "estab": whole(estab),
        "laestab": whole(la * 10_000 + estab),
        "school_name": [year.records.name[k] for k in at],
        "phase_type_grouping": choose(kinds.CENSUS_TYPES_NEW, schools.phase[school]),
        "trust": _trust_names(year, school),
        "opendate": day(year.records.opened[at], "%d/%m/%Y"),
        "sex_of_school_description": choose(("Mixed", "Girls", "Boys"), schools.gender[school]),
        "typeofestablishment_name": [kinds.TYPES[code] for code in codes],
        "all_through_school": choose(("", "Yes"), schools.all_through[school].astype(np.int64)),
        "denomination": choose(
            ("No religious character", "Church of England", "Roman Catholic"), schools.faith[school]
        ),
        "admissions_policy": choose(("Not applicable", "Non-selective", "Selective"), policy),
        "academy_flag": [flags.get(kinds.group_of(code), "LA Maintained") for code in codes],
    }


def _trust_names(year: Year, school: Ints) -> list[str]:
    """The trust on census day in capitals, as the file has it."""
    on, history = census_day(year.start), year.sector.history
    names = {
        spell.school: history.groups[spell.trust].name.upper()
        for spell in history.memberships
        if spell.since <= on and (not spell.until or spell.until >= on)
    }
    return [names.get(i, "") for i in school.tolist()]


def _place(year: Year, school: Ints) -> Columns:
    sector, schools = year.sector, year.sector.schools
    columns = release_columns(year, school)
    rural = choose(kinds.RURALITY_2011, sector.rurality(school))
    london = schools.region[school] == REGIONS.index("London")
    return columns | {
        "district_administrative_code": columns["new_la_code"],
        "district_administrative_name": columns["la_name"],
        "urban_rural": withhold(rural, london & (sector.rurality(school) == 0), kinds.CONURBATION_2011),
        "school_postcode": [schools.postcode[i] for i in school],
    }


def _stage_columns(stages: Ints) -> Counted:
    columns = {heading: whole(stages[:, k]) for k, heading in enumerate(_STAGES)}
    return columns | {"Number of pupils not reception or key stage 1 to 5": whole(stages[:, 0] * 0)}


def _roll_columns(counts: PupilCounts, stages: Ints) -> Columns:
    part_time = np.floor(stages[:, :_EARLY_YEARS].sum(axis=1) * _of_phase(counts, "part_time_of_early_years"))
    part = part_time.astype(np.int64)
    full = counts.pupils - part
    compulsory = stages[:, _COMPULSORY:].sum(axis=1)
    size = np.minimum((counts.pupils - 1) // 100, _LARGEST // 100)
    classes = [f"{100 * k + 1} to {100 * k + 100} pupils" for k in range(_LARGEST // 100)]
    classes[0] = "Up to 100 pupils"
    return {
        "school_size": choose((*classes, f"{_LARGEST + 1} pupils and over"), size),
        "headcount total girls": whole(counts.girls),
        "headcount total boys": whole(counts.pupils - counts.girls),
        "full time pupils": whole(full),
        "part time pupils": whole(part),
        "headcount of pupils": whole(counts.pupils),
        "fte pupils": fixed(full + part / 2),
        "number of pupils of compulsory school age and above (rounded)": whole(compulsory),
    }


def _split_by_stage(year: Year, counts: PupilCounts) -> Ints:
    """(schools, stages) pupils; a school has those stages of which it takes the ages, and each row adds up."""
    schools = year.sector.schools
    low, high = schools.age_low[counts.school], schools.age_high[counts.school]
    years = [weight * _count_ages(low, high, ages) for weight, ages in _STAGES.values()]
    edges = np.cumsum(np.column_stack(years), axis=1)
    edges = np.floor(edges / np.maximum(edges[:, -1:], 0.1) * counts.pupils[:, None] + 0.5)
    edges[:, -1] = counts.pupils
    return np.diff(edges, axis=1, prepend=0).astype(np.int64)


def _count_ages(low: Ints, high: Ints, ages: tuple[int, ...]) -> Floats:
    taken = [(low <= age) & (age < high) for age in ages]
    return np.asarray(sum(np.asarray(t, dtype=np.float64) for t in taken))


def _of_phase(counts: PupilCounts, name: str) -> Floats:
    """A fitted share for the phase of each school; independents have none."""
    told = load_fitted()["pupils"]
    return np.array([told[p][name] if p in told else 0.0 for p in PHASES])[counts.phase]


def _language_columns(counts: PupilCounts) -> Counted:
    languages = {
        "known or believed to be English": counts.english,
        "known or believed to be other than English": counts.eal,
        "unclassified": counts.unknown_language,
    }
    columns: Counted = {}
    for language, values in languages.items():
        columns |= _count_and_share(f"pupils whose first language is {language}", values, counts.pupils)
    return columns


def _count_and_share(what: str, values: Ints, pupils: Ints) -> Counted:
    return {f"number of {what}": whole(values), f"% of {what}": _share(values, pupils)}


def _share(values: Ints, pupils: Ints) -> pl.Series:
    return number(values / np.maximum(pupils, 1) * 100, 1)


def _meal_columns(counts: PupilCounts) -> Counted:
    fsm, pupils = counts.fsm_now, counts.pupils
    taking = np.floor(fsm * _of_phase(counts, "meals_taken") + 0.5).astype(np.int64)
    told = "pupils known to be eligible for free school meals"
    return _count_and_share(told, fsm, pupils) | {
        "number of FSM eligible pupils taking a free school meal on census day": whole(taking),
        "% of FSM eligible pupils taking free school meals": _share(taking, pupils),
        "Number of pupils (used for FSM calculation in Performance Tables)": whole(pupils),
        f"number of {told} (Performance Tables)": whole(fsm),
        f"% of {told} (Performance Tables)": _share(fsm, pupils),
    }


def _ethnicity_columns(year: Year, counts: PupilCounts) -> Counted:
    """Confidential where the groups of so few pupils would tell who they are."""
    ethnicity, few = year.sector.ethnicity, counts.pupils <= TOO_FEW
    numbers = ethnicity.count(counts.school, counts.eal, counts.pupils)
    columns: Counted = {}
    for k, group in enumerate(ethnicity.groups):
        what = "pupils unclassified" if group == ethnicity.groups[-1] else f"pupils classified as {group} ethnic origin"
        for heading, values in _count_and_share(what, numbers[:, k], counts.pupils).items():
            columns[heading] = withhold(values, few, "c")
    return columns


def _carer_columns(year: Year, counts: PupilCounts) -> Counted:
    """Most schools record no young carer; some did not answer."""
    rng = year.sector.seed.stream("carers")
    n = year.sector.schools.n
    asked, drawn = rng.random(n)[counts.school], 0.5 + rng.random(n)[counts.school]
    expected = counts.pupils * _of_phase(counts, "carers") * drawn
    recorded = asked < _of_phase(counts, "carers_recorded")
    carers = np.where(recorded, np.maximum(np.floor(expected), 1), 0).astype(np.int64)
    silent = counts.school % _NOT_RETURNED == 7
    told = _count_and_share("pupils who are a young carer", carers, counts.pupils)
    return {heading: withhold(values, silent, "x") for heading, values in told.items()}
