"""What School on a Page shows: one side of A4 for a headteacher to hand to governors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import School
from plait.indicators.queries.values import Figure
from plait.insight.queries.answers import Neighbour
from plait.organisations.domain import Status
from plait.web import addresses, figures, names, nearness, words
from plait.web.organisations import figure_rows, school, sections
from plait.web.organisations.school import SchoolFacts
from plait.web.parts import Crumb, Fact, Link, Tab
from plait.web.signals import school_sheet as signals_sheet
from plait.web.signals import school_tabs
from plait.web.signals.school_sheet import SheetSignals
from plait.web.titles import title_of

MOST_NEAR: Final = 5
_MOST_CIRCUMSTANCES: Final = 5
_MOST_PUBLISHED: Final = 8


@dataclass(frozen=True, slots=True)
class Near:
    """A school in like circumstances: who, and where."""

    name: str
    url: str
    place: str


@dataclass(frozen=True, slots=True)
class Words:
    """What stands above each part of the sheet, on the page and on paper."""

    doing: str = "How we are doing, in our circumstances"
    published: str = "As they were published; nothing is expected of them here."
    nothing: str = "Nothing can be said of results here: the published files have none that could be judged."
    changed: str = "What changed"
    changed_note: str = (
        "Of the underlying level, beyond what moved for all schools, with where the truth probably lies."
    )
    subjects: str = "Subjects and groups of pupils"
    subjects_note: str = "A word, then the difference in points, and where the truth probably lies."
    who: str = "Who we are"
    alike: str = "Who is in like circumstances"
    unknown: str = "What is not known"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page, in the order in which it is read."""

    name: str
    eyebrow: str
    lede: str
    facts: tuple[Fact, ...]
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]
    notice: str
    signals: SheetSignals | None
    published: tuple[tuple[str, str], ...]
    circumstances: tuple[tuple[str, str], ...]
    near: tuple[Near, ...]
    near_note: str
    unknown: tuple[str, ...]
    foot: str
    links: tuple[Link, ...]
    downloads: tuple[Link, ...] = ()
    words: Words = Words()

    @property
    def has_left(self) -> bool:
        """Whether what changed, or other outcomes, fill the left half."""
        return self.signals is not None and bool(self.signals.changed or self.signals.others)


def present_sheet(found: SchoolFacts, *, near: Sequence[Neighbour], build: str) -> Sheet:
    """The sheet of a school."""
    one, definitions = found.school, found.definitions
    held = {(figure.indicator, figure.year): figure for figure in found.figures if figure.indicator in definitions}
    signals = None if found.judged is None else signals_sheet.present(found.judged)
    told = signals is not None and bool(signals.rows)
    return Sheet(
        name=names.show(one.name),
        eyebrow=school.say_eyebrow(one),
        lede=" ".join(part for part in (school.say_who(one), signals.lede if signals else "") if part),
        facts=school.list_facts(one, held, definitions),
        tabs=school_tabs.tabs_of(
            one.urn, current="school-page", is_open=one.status is Status.OPEN, in_trust=one.trust_uid is not None
        ),
        crumbs=_crumbs(one),
        notice="" if one.status is Status.OPEN else "The register does not list this school as open.",
        signals=signals,
        published=() if told else _published(found, held),
        circumstances=_circumstances(found, held),
        near=tuple(_near(each) for each in near),
        near_note=_near_note(near),
        unknown=signals.unknown if signals else _nothing_known(found, any_figures=bool(held)),
        foot=f"Plait, build {build}. Figures of the Department for Education and others, Open Government Licence v3.0.",
        links=_links(one),
        downloads=tuple(
            Link(label, addresses.address("school-page-file", one.urn, kind))
            for label, kind in (("Word", "docx"), ("PDF", "pdf"), ("Data (Excel and CSV)", "zip"))
        ),
    )


def _crumbs(one: School) -> tuple[Crumb, ...]:
    return (*school.list_crumbs(one)[:-1], Crumb(names.show(one.name), addresses.school(one.urn)), Crumb("On a page"))


def _circumstances(found: SchoolFacts, held: Mapping[tuple[str, int], Figure]) -> tuple[tuple[str, str], ...]:
    """Who the pupils are: each with how usual that is among schools of the phase."""
    rows = []
    for name in sections.CIRCUMSTANCES:
        figure = figure_rows.latest(held, name)
        if name not in found.definitions or figure is None or figure.value is None or name == "roll":
            continue
        definition = found.definitions[name]
        spread = found.spreads.get((name, figure.year, found.school.phase.value))
        said = figures.write(definition, figure.value)
        place = "" if spread is None else f" {figures.say_position(figure.value, spread)}"
        rows.append((title_of(definition)[0], f"{said} in {AcademicYear(figure.year)}.{place}"))
    return tuple(rows[:_MOST_CIRCUMSTANCES])


def _published(found: SchoolFacts, held: Mapping[tuple[str, int], Figure]) -> tuple[tuple[str, str], ...]:
    """The latest figures as they stand, where nothing is expected of them."""
    rows = []
    for section in sections.RESULTS:
        for name in section.first:
            figure = figure_rows.latest(held, name)
            if name in found.definitions and figure is not None and figure.value is not None:
                definition = found.definitions[name]
                title, under = title_of(definition)
                told = f"{figures.say_with_pupils(definition, figure)} in {AcademicYear(figure.year)}"
                rows.append((f"{title}, {under}" if under else title, told))
    return tuple(rows[:_MOST_PUBLISHED])


def _near(each: Neighbour) -> Near:
    away = "" if each.miles is None else f"{nearness.say_miles(each.miles)} away"
    parts = [names.place(each.town or ""), away]
    return Near(names.show(each.name), addresses.school(each.urn), " · ".join(part for part in parts if part))


def _near_note(near: Sequence[Neighbour]) -> str:
    if not near:
        return "Which schools work in like circumstances cannot be told from the figures that are published."
    return f"The {words.count(len(near), 'school')} nearest, nearest first. Alike is not better."


def _nothing_known(found: SchoolFacts, *, any_figures: bool) -> tuple[str, ...]:
    told = found.judged_note or "Nothing is worked out of what would be expected in its circumstances."
    figures_told = "" if any_figures else "The published files that this site holds have no figures for this school."
    return tuple(each for each in (told, figures_told) if each)


def _links(one: School) -> tuple[Link, ...]:
    links = (
        Link("How sure are we?", addresses.address("sure")),
        Link("How each outcome is judged", addresses.address("signal-methods")),
        Link("Every figure as CSV", addresses.address("school-csv", one.urn)),
    )
    return tuple(link for link in links if link.url)
