"""Two to six schools side by side: circumstances and results, with the reason wherever a figure is missing.

Open data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError
from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.schools import School, get_line, get_school
from plait.indicators.queries.values import Figure, list_figures
from plait.indicators.store.definitions import Definition, gap_reason, load_definitions
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope

FEWEST: Final = 2
MOST: Final = 6


class BadComparison(PlaitError):
    """A choice of schools that cannot be put side by side."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One school's figure: a value with its published interval and cohort, or the reason why there is none.

    `inherited` says that it was published under an earlier URN of the school.
    """

    value: float | None
    reason: Reason | None
    cohort_n: float | None
    lo: float | None
    hi: float | None
    inherited: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in the newest year in which any of the schools has it.

    The cells are in the order of the schools.
    """

    indicator: str
    name: str
    short: str
    unit: str
    decimals: int
    kind: str
    family: str
    year: AcademicYear
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Schools side by side: their circumstances first, then their results."""

    schools: tuple[School, ...]
    context: tuple[Row, ...]
    outcomes: tuple[Row, ...]


def get_comparison(scope: Scope, *, store: Store, urns: Sequence[int]) -> Comparison:
    """Put schools side by side, in the order given; one named twice counts once.

    Raises
    ------
    BadComparison
        If there are fewer than two schools, or more than six.
    NoSuchSchool
        If one of them is not in the build.
    """
    require_open_data(scope)
    wanted = tuple(dict.fromkeys(urns))
    if not FEWEST <= len(wanted) <= MOST:
        raise BadComparison(
            f"{len(wanted)} schools cannot be put side by side.", mend=f"Choose {FEWEST} to {MOST} different schools."
        )
    schools = tuple(get_school(scope, store=store, urn=urn) for urn in wanted)
    figures = [_figures_of(scope, store=store, urn=urn) for urn in wanted]
    rows = [
        row
        for definition in load_definitions().values()
        if (row := _row_of(definition, schools=schools, figures=figures)) is not None
    ]
    return Comparison(
        schools=schools,
        context=tuple(row for row in rows if row.kind == "context"),
        outcomes=tuple(row for row in rows if row.kind != "context"),
    )


Held = Mapping[tuple[str, int], Figure]


def _figures_of(scope: Scope, *, store: Store, urn: int) -> Held:
    """Every figure of a school, over the line of URNs that it has had up to now."""
    line = get_line(scope, store=store, urn=urn)
    urns = [*(school.urn for school in line.before(urn)), urn]
    return {(each.indicator, each.year): each for each in list_figures(scope, store=store, urns=urns)}


def _row_of(definition: Definition, *, schools: tuple[School, ...], figures: list[Held]) -> Row | None:
    years = [
        year
        for held in figures
        for (name, year), each in held.items()
        if name == definition.id and each.value is not None
    ]
    if not years:
        return None
    year = max(years)
    return Row(
        indicator=definition.id,
        name=definition.name,
        short=definition.short,
        unit=definition.unit,
        decimals=definition.decimals,
        kind=definition.kind,
        family=definition.family,
        year=AcademicYear(year),
        cells=tuple(
            _cell(definition, school=school, figure=held.get((definition.id, year)), year=year)
            for school, held in zip(schools, figures, strict=True)
        ),
    )


def _cell(definition: Definition, *, school: School, figure: Figure | None, year: int) -> Cell:
    if figure is not None:
        return Cell(
            figure.value, figure.reason, figure.cohort_n, figure.lo, figure.hi, inherited=figure.urn != school.urn
        )
    outside = school.phase not in definition.phases
    reason = Reason.NOT_APPLICABLE if outside else gap_reason(definition, year) or Reason.NOT_PUBLISHED
    return Cell(None, reason, None, None, None, inherited=False)
