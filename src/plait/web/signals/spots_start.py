"""The beginning of the pages of bright spots: what they are for, an example, and every outcome to start from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.insight.queries.signals_answers import Spots
from plait.insight.queries.signals_judged import Judged
from plait.web import figures, words
from plait.web.charts import legend
from plait.web.parts import Crumb, LegendItem, Link
from plait.web.signals import spots_empty, spots_outcomes, spots_rows
from plait.web.signals.spots_choices import Choice, link
from plait.web.signals.spots_empty import Empty, a_phase
from plait.web.signals.spots_form import Form
from plait.web.signals.spots_rows import SpotRow

HEADINGS: Final = {
    "bright-spots": "Who is doing something worth learning from?",
    "changed": "Where has something changed?",
    "funnel": "Who lies outside the funnel?",
}
_LEDES: Final = {
    "bright-spots": "Choose what you care about and where you are. You will see schools in circumstances like yours "
    "that are likely doing something worth learning from, with the evidence for it and how sure it is.",
    "changed": "Choose an outcome. You will see the schools whose underlying level likely rose, beyond chance and "
    "beyond what moved for everyone.",
    "funnel": "Choose an outcome. You will see every school by the size of its cohort, and how far chance alone "
    "reaches.",
}
NAMES: Final = {"bright-spots": "Bright spots", "changed": "What changed", "funnel": "The funnel"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The outcomes of one subject, or of one group of pupils, as links."""

    title: str
    links: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class PhaseShelves:
    """The shelves of one phase."""

    title: str
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One row, and how to read it."""

    title: str
    row: SpotRow
    legend: tuple[LegendItem, ...]
    link: Link


@dataclass(frozen=True, slots=True)
class StartPage:
    """A page without an outcome: what it is for, and what can be chosen."""

    heading: str
    lede: str
    form: Form
    phases: tuple[PhaseShelves, ...]
    not_judged: tuple[str, ...]
    example: Example | None
    empty: Empty | None
    crumbs: tuple[Crumb, ...]


def say_listed(judged: Judged) -> str:
    """How many schools of an outcome are listed, and up to when."""
    if judged.family is None or judged.year is None:
        return ""
    n = judged.family.listed_n
    return f"{f'{n:,}' if n else 'none'} of {judged.family.asked_n:,} schools listed, up to {judged.year}"


def present_beginning(
    judged: Sequence[Judged],
    *,
    form: Form,
    choice: Choice,
    route: str,
    example: Spots | None = None,
    told: Callable[[Judged], str] = say_listed,
    unready: PlaitError | None = None,
) -> StartPage:
    """What the page is for, and every outcome to start from; of the reader's phase only, where that is known.

    `told` says beside each outcome what there is of it; `unready` why there is none.
    """
    school = form.place.school
    phase = None if school is None else school.phase
    able = [each for each in judged if each.refusal is None and phase in {None, each.outcome.phase}]
    return StartPage(
        heading=HEADINGS[route],
        lede=_LEDES[route],
        form=form,
        phases=_phases(able, choice=choice, route=route, told=told),
        not_judged=tuple(
            f"{each.outcome.definition.name} ({spots_outcomes.PHASES[each.outcome.group].lower()}). {each.refusal.why}"
            for each in judged
            if each.refusal is not None and phase in {None, each.outcome.phase}
        ),
        example=None if example is None else _example(example),
        empty=spots_empty.of_build(unready)
        if unready is not None
        else None
        if able
        else _nothing(judged, form=form, choice=choice, route=route),
        crumbs=(Crumb("Plait", "/"), *_between(route), Crumb(NAMES[route])),
    )


def legend_of(level: float) -> tuple[LegendItem, ...]:
    """The signs of a row."""
    return (
        legend.best("a school, as best we can tell"),
        legend.interval(f"where the truth probably lies ({words.percent(100 * level)})"),
        legend.expected("as expected, or too little to matter"),
        legend.exactly(),
    )


def _phases(
    able: Sequence[Judged], *, choice: Choice, route: str, told: Callable[[Judged], str]
) -> tuple[PhaseShelves, ...]:
    shelves: dict[str, list[Shelf]] = {}
    for (group, title), held in spots_outcomes.by_title(able).items():
        links = tuple(
            (Link(each.outcome.definition.name, link(route, replace(choice, outcome=each.outcome.key))), told(each))
            for each in held
        )
        shelves.setdefault(spots_outcomes.PHASES[group], []).append(Shelf(title, links))
    return tuple(PhaseShelves(title, tuple(held)) for title, held in shelves.items())


def _example(found: Spots) -> Example | None:
    if not found.spots:
        return None
    row = spots_rows.present_row(found.spots[0], found, own_trust=None)
    key = found.outcome.key
    all_of_them = Link("See the others listed for this outcome", link("bright-spots", Choice(outcome=key)))
    return Example(found.outcome.definition.name, row, legend_of(found.level), all_of_them)


def _nothing(judged: Sequence[Judged], *, form: Form, choice: Choice, route: str) -> Empty | None:
    """A school of a phase that is not judged: not at all, or not with the figures held."""
    school = form.place.school
    if school is None:
        return None
    why = (
        "Outcomes are judged in primary and secondary schools and sixth forms only: of others too few figures are "
        "published."
    )
    if any(each.outcome.phase is school.phase for each in judged):
        why = "The figures that this site holds cannot bear it; the reasons stand at the end of this page."
    return Empty(
        f"Nothing is judged in {figures.PHASE_PLURALS[school.phase]}",
        f"{form.place.name} is {a_phase(school.phase)}. {why}",
        (Link("Look through what is judged", link(route, replace(choice.whole, near=None))),),
    )


def _between(route: str) -> tuple[Crumb, ...]:
    return () if route == "bright-spots" else (Crumb(NAMES["bright-spots"], link("bright-spots", Choice())),)
