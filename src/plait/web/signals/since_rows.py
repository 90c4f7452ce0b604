"""Every school of a trust: those that were followed as rows with a picture, the others by name with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.insight.queries.trajectory_answers import LEVEL, Because, SchoolTrajectory, Standing, TrustTrajectory
from plait.web import addresses, names, words
from plait.web.charts import moved
from plait.web.charts.moved import Moved
from plait.web.parts import Cell, Column, Row, Table
from plait.web.signals import since_cautions, since_words
from plait.web.templatetags.plait import day, month

_PILLS: Final = {Standing.IN: "", Standing.LEFT: "left the trust", Standing.CLOSED: "closed"}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school that was followed."""

    name: str
    url: str
    when: str
    pill: str
    picture: SafeString
    said: str
    notes: str


@dataclass(frozen=True, slots=True)
class Named:
    """One school that was not followed."""

    name: str
    url: str
    when: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some schools were not followed, and which."""

    title: str
    why: str
    schools: tuple[Named, ...]


def list_rows(found: TrustTrajectory) -> tuple[SchoolRow, ...]:
    """The schools that were followed, in order of joining and never of their change."""
    return tuple(_row(each, found) for each in found.schools if each.because is None)


def _row(school: SchoolTrajectory, found: TrustTrajectory) -> SchoolRow:
    change, (low, high) = school.change, school.change.interval(LEVEL)
    name = names.show(school.name)
    write = since_words.writer_of(found)
    picture = Moved(
        label=name,
        best=change.difference,
        low=low,
        high=high,
        reach=since_words.reach_of(found),
        unit=since_words.unit_of(found),
        mean=None if found.pooled is None else found.pooled.difference,
        write=write,
    )
    before = len(change.base_years)
    years = f"{before} {'year' if before == 1 else 'years'} before, {len(change.after_years)} after"
    return SchoolRow(
        name=name,
        url=_url(school, found),
        when=say_when(school),
        pill=_PILLS[school.standing],
        picture=moved.draw(picture),
        said=f"{write(change.difference)}, {since_words.say_range(found, low, high)}",
        notes=words.starting("; ".join([years, *since_cautions.list_notes(school, found)])),
    )


def _url(school: SchoolTrajectory, found: TrustTrajectory) -> str:
    return addresses.address("school-since", school.urn, outcome=found.outcome.id) or addresses.school(school.urn)


def say_when(school: SchoolTrajectory) -> str:
    """“joined September 2018”, “joined September 2013, until August 2019”."""
    until = f", until {month(school.left)}" if school.left else ""
    return f"joined {month(school.joined)}{until}"


def list_reasons(found: TrustTrajectory) -> tuple[Reason, ...]:
    """The schools that were not followed, put together by reason."""
    groups: dict[Because, list[SchoolTrajectory]] = {}
    for each in found.schools:
        if each.because is not None:
            groups.setdefault(each.because, []).append(each)
    return tuple(_reason(because, groups[because], found) for because in Because if because in groups)


def _reason(because: Because, schools: Sequence[SchoolTrajectory], found: TrustTrajectory) -> Reason:
    title, why = explain(because, found)
    told = tuple(
        Named(
            names.show(each.name),
            addresses.school(each.urn),
            "; ".join(part for part in (say_when(each), _PILLS[each.standing]) if part),
        )
        for each in schools
    )
    return Reason(f"{title}: {words.count(len(told), 'school')}", why, told)


def explain(because: Because, found: TrustTrajectory) -> tuple[str, str]:
    """A reason as a title, and what it means."""
    outcome = found.outcome.short
    first, last = (str(AcademicYear(found.years[at])) if found.years else "" for at in (0, -1))
    told = {
        Because.NO_RESULTS: (
            "No results",
            f"None in {outcome} are held for the school, under any of its numbers.",
        ),
        Because.JOINED_BEFORE: (
            "Joined before the first results held here",
            f"Results in {outcome} are held from {first} on: nothing tells how the school stood before it joined.",
        ),
        Because.NEW: (
            "Opened in the trust",
            "A new school has no results from before, so there is nothing to compare with.",
        ),
        Because.NOTHING_BEFORE: (
            "No results from before",
            "Two schools may have become one, or the earlier results are withheld or not held here.",
        ),
        Because.JOINED_LATELY: (
            "Joined too recently",
            f"Its first whole year in the trust comes after {last}, the last year with results.",
        ),
        Because.GONE: ("Left or closed too soon", "It was gone before its first results of a whole year in the trust."),
        Because.NOTHING_AFTER: ("No results from after", "The later results are withheld or not held here."),
        Because.FEW_NEIGHBOURS: (
            "Too few neighbours",
            "Fewer than ten schools in like circumstances have results in all the same years.",
        ),
        Because.FEW_PLACEBOS: (
            "Too few schools to learn chance from",
            "Fewer than 50 schools that joined nothing have results in all the same years.",
        ),
    }
    return told[because]


def make_table(found: TrustTrajectory) -> Table:
    """Every school with its figures, or the reason why there are none."""
    columns = (
        *(Column("School"), Column("Joined"), Column("Today"), Column("Change", number=True)),
        *(Column("Neighbours", number=True), Column("Difference", number=True), Column("From", number=True)),
        *(Column("To", number=True), Column("Years"), Column("Why not")),
    )
    rows = tuple(_table_row(each, found) for each in found.schools)
    caption = f"Every school ({since_words.unit_of(found)})"
    return Table(caption, columns, rows, caption_hidden=True, scrolls=True, dense=True)


def _table_row(school: SchoolTrajectory, found: TrustTrajectory) -> Row:
    who = (Cell(names.show(school.name)), Cell(day(school.joined)), Cell(school.standing.value))
    if school.because is not None:
        nothing = (Cell("", number=True),) * 5
        return Row((*who, *nothing, Cell(""), Cell(school.because.value)))
    change, write = school.change, since_words.writer_of(found)
    figures = (change.own, change.neighbours, change.difference, *change.interval(LEVEL))
    years = f"{since_words.say_years(change.base_years)}; {since_words.say_years(change.after_years)}"
    return Row((*who, *(Cell(write(each), number=True) for each in figures), Cell(years), Cell("")))
