"""What the page of a school since it joined a trust shows: its change, its years, its neighbours, and what to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError
from plait.indicators.queries.schools import School
from plait.insight.queries.trajectory_answers import LEVEL, Because, Followed
from plait.organisations.domain import Status
from plait.web import addresses, names, words
from plait.web.parts import Card, Cell, Column, Crumb, Fact, LegendItem, Link, Option, Row, Tab, Table
from plait.web.signals import (
    school_tabs,
    since_cautions,
    since_choices,
    since_method,
    since_path,
    since_rows,
    since_words,
)
from plait.web.signals.since_choices import Choice, Group
from plait.web.signals.since_method import Again, Refusal
from plait.web.signals.since_path import PathFigure
from plait.web.templatetags.plait import month

_FILE: Final = "the file of the trust, in which the rows of this school stand"


@dataclass(frozen=True, slots=True)
class SchoolSincePage:
    """Everything on the page, in the order in which it is read."""

    name: str
    title: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    action: str
    phases: tuple[Option, ...]
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    refusal: Refusal | None
    readings: tuple[str, ...]
    path: PathFigure | None
    path_legend: tuple[LegendItem, ...]
    cautions: tuple[str, ...]
    neighbours: tuple[str, ...]
    near: Table | None
    again: Again | None
    links: tuple[Link, ...]
    cards: tuple[Card, ...]


def present(school: School, choice: Choice, found: Followed | PlaitError, *, near: Sequence[School]) -> SchoolSincePage:
    """The page of a school in one outcome."""
    told = found if isinstance(found, Followed) else None
    counted = told is not None and told.school.because is None
    name = names.show(school.name)
    return SchoolSincePage(
        name=name,
        title=_title(name, told),
        lede=_lede(name, told) if told else "There is nothing to follow here, and that says nothing about the school.",
        crumbs=_crumbs(school, name),
        tabs=school_tabs.tabs_of(
            school.urn,
            current="school-since",
            is_open=school.status is Status.OPEN,
            in_trust=school.trust_uid is not None,
        ),
        action=addresses.address("school-since", school.urn),
        phases=(),
        groups=since_choices.group_outcomes(choice) if told else (),
        facts=_facts(told) if told else (),
        refusal=_refusal(found),
        readings=tuple(_readings(told)) if told and counted else (),
        path=since_path.draw(since_path.make_path_of(told.school, told.trust)) if told else None,
        path_legend=since_path.list_legend(),
        cautions=tuple(since_cautions.list_for_school(told.school, told.trust)) if told and counted else (),
        neighbours=tuple(since_method.say_neighbours(told.trust)) if told and counted else (),
        near=_near_table(near) if near else None,
        again=since_method.make_again(
            told.trust, choice, of="the file of the trust, in which the rows of this school stand"
        )
        if told
        else None,
        links=since_method.list_links(
            told.trust if told else None,
            csv=addresses.address("school-since-csv", school.urn, outcome=choice.outcome) if told else "",
        ),
        cards=_cards(school, told),
    )


def _title(name: str, told: Followed | None) -> str:
    if told is None:
        return f"Has {name} moved further than its neighbours since joining a trust?"
    return f"Since joining {names.show(told.trust.name)}: has {name} moved further than its neighbours?"


def _crumbs(school: School, name: str) -> tuple[Crumb, ...]:
    crumbs = [Crumb("Schools", addresses.address("schools"))]
    if school.trust_uid is not None:
        crumbs.append(Crumb(names.show(school.trust_name or "Its trust"), addresses.trust(school.trust_uid)))
    return (*crumbs, Crumb(name, addresses.school(school.urn)), Crumb("Since joining"))


def _lede(name: str, told: Followed) -> str:
    """One careful sentence."""
    found, change = told.trust, told.school.change
    if told.school.because is not None:
        return f"Nobody can say yet: {name} could not be followed in {found.outcome.short}."
    low, high = change.interval(LEVEL)
    ends = since_words.say_ends(found, low, high)
    moved = since_words.say_moved(found, change.difference, many=False)
    return (
        f"{since_words.title_of(found)}: {name} {moved}; the truth"
        f" probably lies between {ends}, {since_words.judge(low, high)}."
    )


def _facts(told: Followed) -> tuple[Fact, ...]:
    school = told.school
    facts = [Fact(month(school.joined), before="joined")]
    if school.left:
        facts.append(Fact(month(school.left), before="until"))
    if school.because is None:
        facts.append(Fact(since_words.say_years(school.change.base_years), before="before:"))
        facts.append(Fact(since_words.say_years(school.change.after_years), before="after:"))
    if school.cohort_n:
        facts.append(Fact(words.number(school.cohort_n), "pupils a year behind the figures"))
    return tuple(facts)


def _refusal(found: Followed | PlaitError) -> Refusal | None:
    if isinstance(found, PlaitError):
        return Refusal(found.what, found.why, found.mend)
    because = found.school.because
    if because is None:
        return None
    title, why = since_rows.explain(because, found.trust)
    mend = "Another outcome may have more years."
    if because is Because.JOINED_LATELY:
        mend = "Come back when its first whole year has results. Until then, how it stands is on its own page."
    if because is Because.NEW:
        mend = "How it stands in its circumstances today is on its own page."
    return Refusal(title, why, mend)


def _readings(told: Followed) -> list[str]:
    found, change = told.trust, told.school.change
    write, unit = since_words.writer_of(found), since_words.unit_of(found)
    said = [
        f"Its own level changed by {write(change.own)} {unit}, that of its neighbours by {write(change.neighbours)}."
    ]
    if change.alike_placebo is not None:
        low, high = change.alike_placebo.interval(change.alike, noise=change.alike_noise, level=LEVEL)
        same = since_words.side_of(*change.interval(LEVEL)) == since_words.side_of(low, high)
        agree = "The two readings agree." if same else "The two readings do not agree: believe neither alone."
        said.append(
            f"Beside schools with the same results before, the difference is {write(change.alike)}, from"
            f" {since_words.say_range(found, low, high)}. {agree}"
        )
    return said


def _near_table(near: Sequence[School]) -> Table:
    columns = (Column("School"), Column("Where"), Column("Trust today", wide_only=True))
    rows = tuple(
        Row(
            (
                Cell(names.show(each.name), url=addresses.school(each.urn)),
                Cell(names.place(each.la_name or each.town or "")),
                Cell(names.show(each.trust_name) if each.trust_name else "none", wide_only=True),
            )
        )
        for each in near
    )
    return Table(
        "The neighbours it is compared with, nearest in circumstances first",
        columns,
        rows,
        caption_hidden=True,
        dense=True,
    )


def _cards(school: School, told: Followed | None) -> tuple[Card, ...]:
    cards = [
        Card(
            "Where the school stands now",
            "Its results in its circumstances today, year by year.",
            addresses.school(school.urn),
            "Go to its page",
            button=told is None or told.school.because is not None,
        ),
        Card(
            "Schools in like circumstances",
            "Who they are today, how near, and who could be asked.",
            addresses.neighbours(school.urn),
            "See its neighbours",
            strand="capability",
        ),
    ]
    if told is not None:
        shown = {"outcome": told.trust.outcome.id, "phase": told.trust.phase.value}
        cards.append(
            Card(
                "Every school of the trust",
                "One school says little; all of them together say more.",
                addresses.address("trust-since", told.trust.uid, **shown),
                "See all of them",
            )
        )
    return tuple(card for card in cards if card.url)
