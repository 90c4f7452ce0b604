"""What the pages about measures show: the list of them, and each with its meaning, its years and its spread."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.domain import name_unit
from plait.indicators.queries.coverage import Cell as Count
from plait.indicators.queries.values import Distribution
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.raw import Source
from plait.organisations.domain import Phase
from plait.web import addresses, figures, words
from plait.web.charts import strip
from plait.web.charts.hill import Everyone
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Cell, Column, Crumb, Link, Row, Table
from plait.web.templatetags.plait import day

_READING: Final = {
    "higher": "Higher figures are what schools aim for.",
    "lower": "Lower figures are what schools aim for.",
    "neutral": "Neither higher nor lower is an aim.",
}
_PERCENTILES: Final = (5, 25, 50, 75, 95)
CSV_HEADING: Final = (
    "indicator",
    "year",
    "phase",
    "schools",
    "mean",
    "sd",
    *(f"p{p:02d}" for p in (1, 5, 10, 25, 50, 75, 90, 95, 99)),
)
LIST_HEADING: Final = (
    "indicator",
    "name",
    "family",
    "unit",
    "polarity",
    "kind",
    "phases",
    "cohort",
    "component",
    "owner",
    "next_review",
    "caveats",
)


@dataclass(frozen=True, slots=True)
class PhaseSpread:
    """The latest spread over the schools of a phase."""

    title: str
    picture: SafeString
    sentence: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """The page of a measure."""

    name: str
    eyebrow: str
    lede: str
    crumbs: tuple[Crumb, ...]
    spreads: tuple[PhaseSpread, ...]
    series: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    sources: tuple[Link, ...]
    table: Table
    csv_url: str


@dataclass(frozen=True, slots=True)
class Family:
    """The measures of a family."""

    id: str
    title: str
    table: Table


def present_measure(
    definition: Definition, *, spreads: list[Distribution], counts: list[Count], sources: list[Source]
) -> MeasurePage:
    """The page of a measure."""
    return MeasurePage(
        name=definition.name,
        eyebrow=f"{FAMILY_TITLES[definition.family]} · {definition.short}",
        lede=_lede(definition, counts),
        crumbs=(
            Crumb("Data", addresses.address("data")),
            Crumb("Measures", addresses.address("indicators")),
            Crumb(definition.short),
        ),
        spreads=_latest(definition, spreads),
        series=tuple((_span(each.first, each.last), each.because) for each in definition.spans),
        gaps=tuple((_span(each.first, each.last), each.sentence) for each in definition.gaps),
        caveats=definition.caveats,
        details=_details(definition),
        sources=tuple(Link(f"{source.title} ({source.publisher})", source.page) for source in sources),
        table=_table(definition, spreads),
        csv_url=addresses.address("indicator-csv", definition.id),
    )


def present_families(definitions: Mapping[str, Definition], counts: list[Count]) -> tuple[Family, ...]:
    """All measures by family, with the years that are held."""
    years: dict[str, list[int]] = {}
    for each in counts:
        if each.values_n:
            years.setdefault(each.indicator, []).append(each.year)
    families = []
    for family, title in FAMILY_TITLES.items():
        rows = tuple(
            Row(
                (
                    Cell(definition.name, url=addresses.indicator(definition.id)),
                    Cell(words.starting(name_unit(definition.unit)), label="Unit"),
                    Cell(
                        figures.say_years(years[definition.id]) if definition.id in years else "none held",
                        label="Years held",
                    ),
                )
            )
            for definition in definitions.values()
            if definition.family == family
        )
        if rows:
            table = Table(
                title, (Column("Measure"), Column("Unit"), Column("Years held")), rows, caption_hidden=True, stack=True
            )
            families.append(Family(family, title, table))
    return tuple(families)


def spread_rows(spreads: list[Distribution]) -> Iterator[tuple[object, ...]]:
    """The spread of a measure as rows of a file."""
    for each in spreads:
        yield (
            each.indicator,
            str(AcademicYear(each.year)),
            each.phase,
            each.n,
            each.mean,
            each.sd,
            *each.percentiles.values(),
        )


def list_rows(definitions: Mapping[str, Definition]) -> Iterator[tuple[object, ...]]:
    """All measures as rows of a file."""
    for each in definitions.values():
        phases = "; ".join(phase.value for phase in each.phases)
        yield (
            each.id,
            each.name,
            each.family,
            each.unit,
            each.polarity,
            each.kind,
            phases,
            each.cohort,
            each.component,
            each.owner,
            each.next_review.isoformat(),
            " ".join(each.caveats),
        )


def _lede(definition: Definition, counts: list[Count]) -> str:
    held = [each for each in counts if each.values_n]
    if not held:
        return "The files that this site holds have no figure of this kind."
    last = held[-1]
    held_by = f"{last.values_n:,} schools have a figure for {AcademicYear(last.year)}, the latest year held."
    return f"{held_by} {_READING[definition.polarity]}"


def _latest(definition: Definition, spreads: list[Distribution]) -> tuple[PhaseSpread, ...]:
    latest: dict[str, Distribution] = {}
    for each in spreads:
        if each.bin_lo < each.bin_hi and (each.phase not in latest or each.year > latest[each.phase].year):
            latest[each.phase] = each
    told = []
    for phase in definition.phases:
        spread = latest.get(phase.value)
        if spread is None:
            continue
        chart = strip.Strip(
            label=f"{definition.name}: {figures.PHASE_PLURALS[phase]}",
            everyone=Everyone(spread.bins, spread.bin_lo, spread.bin_hi),
            value=None,
            write=lambda value: figures.write(
                definition, min(definition.plausible[1], max(definition.plausible[0], value))
            ),
        )
        half = words.starting(figures.say_middle_half(definition, spread))
        middle = figures.write(definition, spread.median)
        sentence = f"{half}; the middle school is at {middle}. {spread.n:,} schools, {AcademicYear(spread.year)}."
        told.append(PhaseSpread(words.starting(figures.PHASE_PLURALS[phase]), strip.draw(chart), sentence))
    return tuple(told)


def _details(definition: Definition) -> tuple[tuple[str, str], ...]:
    phases = words.listed([figures.PHASE_PLURALS[phase] for phase in definition.phases])
    worked_out = (
        ""
        if definition.derived is None
        else f"Worked out by Plait as a {definition.derived.kind} of {words.listed(definition.derived.of)}"
    )
    told = (
        ("Unit", words.starting(name_unit(definition.unit))),
        ("Of whom", words.starting(definition.cohort)),
        ("For", words.starting(phases)),
        ("How it is made", worked_out or "As published"),
        ("Informs", definition.component),
        ("Kept by", f"{definition.owner}; to be looked at again by {day(definition.next_review)}"),
    )
    return tuple(each for each in told if each[1])


def _table(definition: Definition, spreads: list[Distribution]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(str(AcademicYear(each.year))),
                Cell(words.starting(figures.name_schools(each.phase))),
                Cell(f"{each.n:,}", number=True),
                *(Cell(figures.write(definition, each.percentiles[p]), number=True) for p in _PERCENTILES),
            )
        )
        for each in spreads
        if each.phase in set(Phase)
    )
    columns = (
        Column("Year"),
        Column("Schools"),
        Column("How many", number=True),
        *(Column("Middle" if p == 50 else f"{p} in 100 are below", number=True) for p in _PERCENTILES),
    )
    return Table("How the figures are spread", columns, rows, scrolls=True)


def _span(first: int, last: int | None) -> str:
    if last is None:
        return f"From {AcademicYear(first)}"
    return str(AcademicYear(first)) if first == last else f"{AcademicYear(first)} to {AcademicYear(last)}"
