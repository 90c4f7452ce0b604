"""What the pages of goals show: a measure beside its figure, a review as it was kept, and where plans connect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plait.goals.aims import NotedFigure
from plait.goals.models import AimReview, Goal, SuccessMeasure
from plait.goals.queries.aims_coherence import Coherence, Crossing, SchoolLine
from plait.insight.queries.shown_answers import ShownFigure, read_told
from plait.web import names, words
from plait.web.addresses import address
from plait.web.parts import Cell, Column, Link, Row, Table
from plait.web.shown import StoodView, present_stood
from plait.web.templatetags.plait import day

_NOT_SAID = "Not said yet"
_SILENT_N = 5  # schools that have said nothing; more of them are named below the table, not one a row
_TITLE_LONGEST = 60  # characters of a goal over a column


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure: what it is, where it began, what is expected, and how it stands now."""

    name: str
    baseline: str
    baseline_told: str
    expected: str
    by_when: str
    stop_if: str
    now: str
    beside: str
    change_url: str
    figures_url: str = ""
    figures_told: str = ""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review as it was kept."""

    title: str
    under: str
    narrative: str
    figures: tuple[StoodView, ...]


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal in the list."""

    title: str
    url: str
    why: str
    standing: str
    keeper: str
    review: str
    last: str


def present_measures(
    measures: Iterable[SuccessMeasure], *, figures: Mapping[str, ShownFigure], may_change: bool = False
) -> tuple[MeasureLine, ...]:
    """The measures of an aim with their figures beside; where the reader may change them, the way there."""
    return tuple(_measure(each, figures.get(each.key), may_change=may_change) for each in measures)


def _measure(one: SuccessMeasure, figure: ShownFigure | None, *, may_change: bool) -> MeasureLine:
    noted = list(one.noted.all())
    now, beside = ("", "") if figure is None else (figure.value_text, figure.beside_text)
    if noted and not one.key:
        now, beside = noted[0].figure.text, f"{noted[0].figure.told}. {noted[0].by.name}"
    by_hand = not one.key and (may_change or bool(noted))
    return MeasureLine(
        name=one.name,
        baseline=_say(one.baseline, figure),
        baseline_told=one.baseline_told,
        expected=say_expected(one, figure),
        by_when=day(one.by_when),
        stop_if=one.stop_if,
        now=now,
        beside=beside.removesuffix("."),
        change_url=address("success-measure", one.pk) if may_change else "",
        figures_url=address("success-figures", one.pk) if by_hand else "",
        figures_told=words.starting(words.count(len(noted), "figure")) + " noted by hand"
        if noted
        else "Note a figure by hand",
    )


def _say(value: float | None, figure: ShownFigure | None) -> str:
    if value is None:
        return ""
    return figure.say(value) if figure is not None else f"{value:g}"


def say_expected(one: SuccessMeasure, figure: ShownFigure | None = None) -> str:
    """What is expected of a measure, in words; empty where nobody said it in numbers."""
    lo, hi = _say(one.expected_lo, figure), _say(one.expected_hi, figure)
    if lo and hi:
        return f"{lo} to {hi}"
    return f"{lo} or more" if lo else f"{hi} or less" if hi else ""


def present_review(one: AimReview) -> ReviewLine:
    """A review, with the figures as they stood."""
    return ReviewLine(
        title=f"{one.term}: {one.judgement}",
        under=f"{one.by.name}, {day(one.at.date())}",
        narrative=one.narrative,
        figures=tuple(_frozen(each) for each in one.figures),
    )


def _frozen(kept: Mapping[str, Any]) -> StoodView:
    figure, name = kept.get("figure"), str(kept["measure"]["name"])
    if noted := kept.get("noted"):
        told = NotedFigure.read(noted)
        return StoodView(name, f"{told.text}. {told.told.removesuffix('.')}.")
    if not figure:
        return StoodView(name, "told in words; no figure had been noted by then.")
    return present_stood(read_told(figure), name=name)


def present_goal(goal: Goal) -> GoalCard:
    """A goal in the list, with its last review."""
    reviews = list(goal.reviews.all())
    return GoalCard(
        title=goal.title,
        url=address("goal", goal.pk),
        why=goal.why,
        standing=goal.standing,
        keeper=goal.keeper.name,
        review=day(goal.review_on),
        last=f"{reviews[0].term}: {reviews[0].judgement}" if reviews else "",
    )


@dataclass(frozen=True, slots=True)
class Plans:
    """Goals by schools, and the schools that have said nothing where they are many."""

    table: Table | None
    silent: tuple[Link, ...] = ()


def present_coherence(coherence: Coherence) -> Plans:
    """Goals by schools; a phone shows each school as a small list."""
    if not coherence.goals or not coherence.lines:
        return Plans(None)
    silent = [each for each in coherence.lines if not _has_said(each)]
    if len(silent) <= _SILENT_N:
        return Plans(_draw(coherence, coherence.lines))
    said = [each for each in coherence.lines if _has_said(each)]
    links = (Link(names.show(each.school.name), _plans_url(each)) for each in silent)
    return Plans(_draw(coherence, said) if said else None, tuple(links))


def _has_said(line: SchoolLine) -> bool:
    return bool(line.others) or not all(each.silent for each in line.crossings)


def _plans_url(line: SchoolLine) -> str:
    return address("priorities", line.school.urn) if line.school.number is not None else ""


def _draw(coherence: Coherence, lines: Iterable[SchoolLine]) -> Table:
    titles = [_short(each.title) for each in coherence.goals]
    rows = []
    for line in lines:
        others = Cell(
            "; ".join(each.title for each in line.others) or "No other",
            note=" ".join(each.reason for each in line.others),
            label="Other priorities",
        )
        crossings = [_crossing(each, label) for each, label in zip(line.crossings, titles, strict=True)]
        rows.append(Row((Cell(names.show(line.school.name), url=_plans_url(line)), *crossings, others)))
    columns = (Column("School"), *(Column(each) for each in titles), Column("Other priorities"))
    return Table("Goals by schools", columns, tuple(rows), caption_hidden=True, stack=True, scrolls=True, dense=True)


def _crossing(one: Crossing, label: str) -> Cell:
    if one.priorities:
        return Cell("; ".join(each.title for each in one.priorities), label=label)
    return Cell("No priority", note=one.reason, label=label) if one.reason else Cell(_NOT_SAID, label=label)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_LONGEST else f"{title[: _TITLE_LONGEST - 1].rstrip()}…"
