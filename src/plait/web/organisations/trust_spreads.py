"""Figures of a trust's schools as a spread over the hill of all schools of their phase."""

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import School
from plait.indicators.queries.values import Distribution
from plait.indicators.store.definition_parts import Definition
from plait.organisations.domain import Phase
from plait.web import addresses, figures, names, words
from plait.web.charts import spread
from plait.web.charts.scale import Write
from plait.web.organisations.figure_rows import end_writer
from plait.web.organisations.trust_facts import TrustFacts
from plait.web.parts import Cell, Column, Row, Table
from plait.web.shown import everyone
from plait.web.titles import title_of

CIRCUMSTANCES: Final = ("roll", "fsm_ever6", "eal", "sen_support")
RESULTS: Final = (
    *("ks2_rwm_expected", "ks2_maths_score", "attainment8", "progress8", "absence_overall"),
    *("a_level_points", "destinations_sustained"),
)


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One figure over the schools of a phase."""

    id: str
    title: str
    under: str
    year: str
    picture: SafeString
    sentence: str
    url: str
    members: tuple[spread.Member, ...]
    write: Write


@dataclass(frozen=True, slots=True)
class PhaseSpreads:
    """The spreads of one phase."""

    id: str
    title: str
    rows: tuple[SpreadRow, ...]
    table: Table


def present(wanted: tuple[str, ...], found: TrustFacts) -> tuple[PhaseSpreads, ...]:
    """The spreads of each phase that the trust has schools of."""
    groups = []
    held: dict[str, set[int]] = {}
    for _, indicator, year in found.figures:
        held.setdefault(indicator, set()).add(year)
    for phase in Phase:
        schools = [school for school in found.schools if school.phase is phase]
        rows = [
            row
            for each in wanted
            if schools
            and each in found.definitions
            and (row := _row(found.definitions[each], schools, phase, found, held.get(each, set())))
        ]
        if rows:
            title = words.starting(figures.PHASE_PLURALS[phase])
            groups.append(PhaseSpreads(f"{wanted[0]}-{phase.value}", title, tuple(rows), _table(title, schools, rows)))
    return tuple(groups)


def _row(
    definition: Definition, schools: list[School], phase: Phase, found: TrustFacts, held: set[int]
) -> SpreadRow | None:
    """One figure over the schools of a phase, of whom at least one has it; else None."""
    year = _latest_year(definition, schools, phase, found, held)
    if year is None:
        return None
    all_schools = found.spreads[definition.id, year, phase.value]
    if all_schools.bin_lo >= all_schools.bin_hi:
        return None
    values = {school.urn: found.figures.get((school.urn, definition.id, year)) for school in schools}
    members = tuple(
        spread.Member(names.show(school.name), None if (figure := values[school.urn]) is None else figure.value)
        for school in schools
    )
    title, under = title_of(definition)
    chart = spread.Spread(
        label=f"{definition.name}, {AcademicYear(year)}",
        everyone=everyone(definition, all_schools),
        members=members,
        write=end_writer(definition),
        all_name=figures.PHASE_PLURALS[phase],
        middle=all_schools.median,
    )
    return SpreadRow(
        definition.id,
        title,
        under,
        str(AcademicYear(year)),
        spread.draw(chart),
        f"{spread.sentence(chart)} {_say_middle(definition, members, all_schools)}".strip(),
        addresses.indicator(definition.id),
        members,
        chart.write,
    )


def _latest_year(
    definition: Definition, schools: list[School], phase: Phase, found: TrustFacts, held: set[int]
) -> int | None:
    """The latest year in which one of the schools has a figure and everyone's spread is known."""
    for year in sorted(held, reverse=True):
        if (definition.id, year, phase.value) not in found.spreads:
            continue
        own = (found.figures.get((school.urn, definition.id, year)) for school in schools)
        if any(figure is not None and figure.value is not None for figure in own):
            return year
    return None


def _table(title: str, schools: list[School], rows: list[SpreadRow]) -> Table:
    """The same figures by school, in the order of their names: this is not a ranking."""
    columns = (Column("School"), *(Column(f"{row.title}, {row.under or row.year}", number=True) for row in rows))
    lines = []
    for at, school in enumerate(schools):
        cells = [Cell(names.show(school.name), url=addresses.school(school.urn))]
        for row in rows:
            value = row.members[at].value
            cells.append(Cell("no figure" if value is None else row.write(value), number=True))
        lines.append(Row(tuple(cells)))
    return Table(title, columns, tuple(lines), caption_hidden=True, scrolls=True)


def _say_middle(definition: Definition, members: tuple[spread.Member, ...], all_schools: Distribution) -> str:
    """How many lie in the middle half of all schools; said only of three schools or more."""
    known = [member.value for member in members if member.value is not None]
    if len(known) < 3:
        return ""
    low, high = all_schools.middle_half
    inside = sum(low <= value <= high for value in known)
    if inside == 0:
        those = f"None of these {_word(len(known))} is"
    elif inside == len(known):
        those = f"All {_word(len(known))} are"
    else:
        those = f"Of these {_word(len(known))}, {_word(inside)} {'is' if inside == 1 else 'are'}"
    return f"{those} in the middle half of all schools ({figures.write_range(definition, low, high)})."


def _word(n: int) -> str:
    """A small number as a word, a large one in figures."""
    return words.count(n, "school").split(" ", 1)[0]
