"""What the data page shows: sources, reasons for gaps, builds, and what was not taken."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries.builds import KnownBuild
from plait.indicators.queries.sources import HeldSource
from plait.web import addresses, figures, words
from plait.web.parts import Cell, Column, Fact, Link, Row, Table
from plait.web.templatetags.plait import day, moment


@dataclass(frozen=True, slots=True)
class DataPage:
    """The data page."""

    facts: tuple[Fact, ...]
    sources: Table
    gaps: Table
    builds: Table
    rejected: str
    links: tuple[Link, ...]
    downloads: tuple[Link, ...]


def present_data(
    *,
    sources: list[HeldSource],
    gaps: Mapping[Reason, int],
    builds: list[KnownBuild],
    values_n: int,
    rejects_n: int,
    indicators_n: int,
) -> DataPage:
    """The data page."""
    files_n = sum(len(each.files) for each in sources if each.is_data)
    read = sum(each.rows_kept for each in sources)
    lost = words.starting(words.count(rejects_n, "row or value", "rows and values"))
    rejected = f"{lost} of the files {'was' if rejects_n == 1 else 'were'} not taken, beside {read:,} rows that were."
    return DataPage(
        facts=(
            Fact(f"{values_n:,}", "figures of schools"),
            Fact(f"{sum(gaps.values()):,}", "gaps, each with its reason"),
            Fact(f"{files_n:,}", f"files from {words.count(sum(each.is_data for each in sources), 'source')}"),
            Fact(f"{indicators_n:,}", "measures"),
        ),
        sources=_sources(sources),
        gaps=_gaps(gaps),
        builds=_builds(builds),
        rejected=rejected,
        links=_links(
            ("Every measure, and what it means", "indicators"),
            ("What is held for which year", "coverage"),
            ("What was not taken, and why", "rejected"),
        ),
        downloads=_links(
            ("Sources", "sources-csv"),
            ("Coverage", "coverage-csv"),
            ("Rejected rows", "rejected-csv"),
            ("Measures", "indicators-csv"),
        ),
    )


def _links(*told: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(label, addresses.address(route)) for label, route in told)


def _sources(sources: list[HeldSource]) -> Table:
    rows = []
    for each in sources:
        if not each.is_data:
            continue
        years = figures.say_years(list(each.years)) if each.years else ""
        fresh = f"as at {day(each.as_at)}" if each.as_at else ""
        rows.append(
            Row(
                (
                    Cell(each.source.title, url=each.source.page, note=each.source.publisher),
                    Cell(years or fresh or "not dated", note=fresh if years else "", label="Years held"),
                    Cell(words.starting(each.source.cadence), label="Published"),
                    Cell(each.source.licence, label="Licence"),
                    Cell(f"{len(each.files):,}", number=True, label="Files"),
                    Cell(f"{each.rows_kept:,}", number=True, label="Rows taken"),
                )
            )
        )
    columns = (
        Column("Source"),
        Column("Years held"),
        Column("Published"),
        Column("Licence"),
        Column("Files", number=True),
        Column("Rows taken", number=True),
    )
    return Table("Sources of this build", columns, tuple(rows), caption_hidden=True, stack=True)


def _gaps(gaps: Mapping[Reason, int]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(words.starting(reason.short)),
                Cell(reason.sentence, label="Meaning"),
                Cell(f"{n:,}", number=True, label="Gaps"),
            )
        )
        for reason, n in gaps.items()
    )
    return Table(
        "Reasons for gaps",
        (Column("Reason"), Column("What it means"), Column("Gaps", number=True)),
        rows,
        caption_hidden=True,
        stack=True,
    )


def _builds(builds: list[KnownBuild]) -> Table:
    rows = []
    for build in builds:
        period = "" if build.period is None else str(AcademicYear.parse(build.period))
        rows.append(
            Row(
                (
                    Cell(build.name, pill="served now" if build.is_current else ""),
                    Cell(moment(build.built_at) or "no longer kept", label="Put together"),
                    Cell(period, label="Latest figures"),
                    Cell(moment(build.first_served_at) or "never", label="First served"),
                    Cell(
                        "" if build.figures_n is None else f"{build.figures_n:,}", number=True, label="Figures and gaps"
                    ),
                    Cell("" if build.size is None else f"{build.size / 1e6:,.0f} MB", number=True, label="Size"),
                )
            )
        )
    columns = (
        Column("Build"),
        Column("Put together"),
        Column("Latest figures"),
        Column("First served"),
        Column("Figures and gaps", number=True),
        Column("Size", number=True),
    )
    return Table("Builds", columns, tuple(rows), caption_hidden=True, stack=True)
