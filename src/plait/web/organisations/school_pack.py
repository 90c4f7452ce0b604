"""School on a Page for paper, document and data: the parts of the sheet, set to stand on one side of A4."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from plait.insight.queries.answers import Neighbour
from plait.web import names
from plait.web.organisations import school_csv
from plait.web.organisations.school import SchoolFacts
from plait.web.organisations.school_sheet import Sheet
from plait.web.packs.parts import Pack, Page, Table
from plait.web.packs.parts import Sheet as DataSheet
from plait.web.signals import sheet_charts
from plait.web.templatetags.plait import day

_LEGEND: Final = (
    "Each year: small dots as published, upright lines how far luck reaches, on a pale band of what would be expected "
    "here. Difference: large dot as best we can tell, thick line where the truth probably lies (90%), on the same band."
)


@dataclass(frozen=True, slots=True)
class Made:
    """From which build a pack is made, when that was put together, and whether its sector is made up."""

    build: str
    at: dt.datetime
    fictional: bool


def present_pack(sheet: Sheet, *, found: SchoolFacts, near: Sequence[Neighbour], made: Made) -> Pack:
    """The pack of a school's sheet."""
    urn = found.school.urn
    told = "A fictional school. " if made.fictional else ""
    facts = " · ".join(" ".join(part for part in (each.before, each.value, each.label) if part) for each in sheet.facts)
    return Pack(
        name=f"school-on-a-page-{urn}",
        title=sheet.name,
        subtitle=sheet.eyebrow,
        lines=tuple(each for each in (sheet.lede, sheet.notice, facts) if each),
        said="",
        source="",
        stamp=made.at,
        pages=tuple(_pages(sheet)),
        sheets=tuple(_sheets(sheet, found=found, near=near)),
        readme=f"The data of School on a Page: {sheet.name}, URN {urn}.\n{told}{sheet.foot}\n",
        head=f"{sheet.name} on a page · {day(made.at.date())}",
        foot=f"{told}{sheet.foot}",
        one_side=True,
    )


def _pages(sheet: Sheet) -> Iterator[Page]:
    said, signals = sheet.words, sheet.signals
    yield _doing(sheet)
    if signals is not None and signals.changed:
        yield Page(
            said.changed, said.changed, said="", source="", lede=said.changed_note, points=signals.changed, side="left"
        )
    if signals is not None and signals.others:
        rows = tuple((each.title, f"{each.word}: {each.best}") for each in signals.others)
        yield Page(
            said.subjects,
            said.subjects,
            said="",
            source="",
            lede=said.subjects_note,
            table=Table(("Outcome", "Difference"), rows, (1.1, 1.0)),
            foot=signals.more,
            side="left",
        )
    if sheet.circumstances:
        table = Table(("Circumstance", "This school"), sheet.circumstances, (0.8, 1.0))
        yield Page(said.who, said.who, said="", source="", table=table, side="right" if sheet.has_left else "left")
    side: Literal["", "right"] = "right" if sheet.has_left or sheet.circumstances else ""
    near = tuple(f"{each.name}, {each.place}" if each.place else each.name for each in sheet.near)
    yield Page(said.alike, said.alike, said="", source="", lede=sheet.near_note, points=near, side=side)
    yield Page(said.unknown, said.unknown, said="", source="", points=sheet.unknown)


def _doing(sheet: Sheet) -> Page:
    said, signals = sheet.words, sheet.signals
    title = said.doing
    if signals is not None and signals.drawn:
        drawn, heading = signals.drawn, sheet_charts.HEADING
        return Page(title, title, said="", source="", legend=_LEGEND, drawn=drawn, drawn_heading=heading)
    if sheet.published:
        table = Table(("Figure", "As published"), sheet.published, (1.0, 1.6))
        return Page(title, title, said="", source="", lede=said.published, table=table)
    return Page(title, title, said="", source="", lede=said.nothing)


def _sheets(sheet: Sheet, *, found: SchoolFacts, near: Sequence[Neighbour]) -> Iterator[DataSheet]:
    yield DataSheet("on the page", ("Part", "Name", "Said"), list(_say(sheet)))
    judged = None if found.judged is None else found.judged.found
    figures = school_csv.list_rows(found.figures, found.definitions, urn=found.school.urn, judged=judged)
    yield DataSheet("figures", school_csv.HEADING, list(figures))
    yield DataSheet(
        "in like circumstances",
        ("URN", "School", "Town", "Miles away"),
        [(each.urn, names.show(each.name), each.town or "", _round(each.miles)) for each in near],
    )


def _say(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    said, signals = sheet.words, sheet.signals
    if signals is not None:
        for row in signals.drawn:
            word = f"{row.word}. " if row.word else ""
            yield said.doing, f"{row.name}, {row.under}" if row.under else row.name, f"{word}{row.text}"
        yield from ((said.changed, "", each) for each in signals.changed)
        yield from ((said.subjects, each.title, f"{each.word}: {each.best}") for each in signals.others)
    yield from ((said.doing, name, text) for name, text in sheet.published)
    yield from ((said.who, name, text) for name, text in sheet.circumstances)
    yield from ((said.unknown, "", each) for each in sheet.unknown)


def _round(miles: float | None) -> float | None:
    return None if miles is None else round(miles, 1)
