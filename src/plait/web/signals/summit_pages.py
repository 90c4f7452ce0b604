"""The pages of the pack of a summit, in the order in which a day goes."""

from collections.abc import Iterator
from typing import Final

from plait.core.years import AcademicYear
from plait.insight.queries.summit import Summit
from plait.web import words
from plait.web.packs.parts import Page, Table
from plait.web.signals import (
    summit_bright,
    summit_since,
    summit_trends,
    summit_visits,
    summit_who,
)

READ: Final = "How to read this"
DAY: Final = "Questions for the day"
SOURCES: Final = "Where this comes from"


def list_pages(found: Summit) -> tuple[Page, ...]:
    """Every page."""
    return (
        *_read(found),
        *summit_who.list_who(found),
        *summit_bright.list_changed(found),
        *(page for each in found.trends for page in summit_trends.list_trends(found, each)),
        *summit_bright.list_bright(found),
        *summit_bright.list_shared(found),
        *(summit_visits.list_visits(found.pairs) if found.pairs is not None else ()),
        *summit_since.list_since(found),
        *_day(),
        *_sources(found),
    )


def _read(found: Summit) -> Iterator[Page]:
    source = f"Plait, method {found.signals.method}, build {found.build}. In full: /methods/signals and /how-sure."
    yield Page(
        READ,
        "How to read the pictures",
        said="A result says little until it is set beside what would be expected in the same circumstances.",
        source=source,
        points=(
            "Expected: what schools in like circumstances achieve, worked out without the school itself.",
            "Line: what was published, year by year. Where a year is missing, the line stops.",
            "Pale bar around a dash: what would be expected, and how far chance alone goes in 9 years of 10.",
            "Dot: our best estimate of a lasting difference. One lucky or unlucky year group has been taken out.",
            "Thick line: where the truth probably lies (9 times in 10). A long line means that we know little.",
            "Pale band: too small a difference to matter. The dashed line is exactly as expected.",
        ),
    )
    listed = found.signals.spots.false_share
    false = (
        "" if listed is None else f" Of our list about {words.percent(100 * listed)} are expected to be false flags."
    )
    yield Page(
        READ,
        "What these figures cannot tell us",
        said="Nobody is placed above anybody here. The figures say where to look, and people find out.",
        source=source,
        points=(
            f"A bright spot is a signal until somebody has gone to see.{false}",
            "“Higher than expected” means higher than the circumstances we can measure.",
            f"Not measured: {'; '.join(_unmeasured(found))}.",
            "Schools stand by name and never by size: the order of two whose lines overlap is mostly luck.",
            "No word is not bad news: small year groups seldom bear one.",
            "Nothing here is about any one teacher or pupil.",
        ),
    )


def _unmeasured(found: Summit) -> tuple[str, ...]:
    """What is not measured, in a few words each: what stands in brackets is on the page of the method."""
    every = dict.fromkeys(phrase.split(" (")[0] for each in found.judged for phrase in each.outcome.context.unmeasured)
    return tuple(every) or ("nothing is judged here, so nothing was set against circumstances",)


def _day() -> Iterator[Page]:
    yield Page(
        DAY,
        "Questions for the day",
        said="Read the slides in silence first; then each table takes the questions that fit its schools.",
        source="Questions to start from. Change them.",
        points=(
            "What do you notice before anybody explains it? Write it down first, each for yourself.",
            "Which bright spot would you go and see, and what would you have to see there to believe it?",
            "Where does what we know of a school contradict the figures? What are they missing?",
            "Which strength do several of us share, and did we choose it?",
            "What could your school offer, and what would it ask for?",
            "What would you stop, so that there is room for it?",
        ),
    )
    yield Page(
        DAY,
        "Before we go home",
        said="Nothing follows from a summit unless somebody has a date.",
        source="Questions to start from. Change them.",
        points=(
            "Who visits whom, by when, and who releases them?",
            "What will the visitor ask, and what will the host want in return?",
            "What are we stopping?",
            "When do we look again, and what would change our mind?",
        ),
    )


def _sources(found: Summit) -> Iterator[Page]:
    licences = dict.fromkeys(each.source.licence for each in found.sources)
    made_up = "Every school here is made up. " if found.fictional else ""
    yield Page(
        SOURCES,
        "Sources, licence and limits",
        said=f"{made_up}Anybody may have the same figures again: the build and the method are named.",
        source=f"Build {found.build}, built {found.built_at:%d %B %Y}.",
        points=(
            f"{made_up}Build {found.build}; figures to {found.period}.",
            f"Published by {words.listed(list(dict.fromkeys(each.source.publisher for each in found.sources)))}.",
            "Contains public sector information licensed under the Open Government Licence v3.0."
            if not found.fictional
            else "Written in the form of published files by Plait’s simulator.",
            f"Expected results and differences are estimates: method {found.signals.method}.",
            "Each chart holds its own figures: open it to edit. They also lie beside this file, as CSV and a workbook.",
            "Limits: gaps stay gaps; years without tests are not filled in; publishers withhold small figures.",
        ),
    )
    yield Page(
        SOURCES,
        "Every source",
        said=f"Licences: {words.listed(list(licences))}.",
        source=f"The register of sources of build {found.build}.",
        table=Table(
            ("Source", "Publisher", "Years", "Licence"),
            tuple(
                (each.source.title, each.source.publisher, _say_years(each.years), each.source.licence)
                for each in found.sources
            ),
            (1.8, 1.2, 1.0, 1.2),
        ),
        only="document",
    )


def _say_years(years: tuple[int, ...]) -> str:
    if not years:
        return "all years in one file"
    first, last = AcademicYear(years[0]), AcademicYear(years[-1])
    return str(first) if first == last else f"{first} to {last}"
