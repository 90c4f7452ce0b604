"""The report to trustees as it is written, wherever it is read: one structure for page, paper, document and data.

A board reads three sides: what is longer is cut with a word that it was, and stands whole in the data.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Final

from plait.goals.alignment import Outcome as ReviewOutcome
from plait.goals.queries.board import Board
from plait.indicators.store.reader import Store
from plait.insight.queries.signals_answers import Move
from plait.insight.queries.signals_trust_answers import Member, TrustSignal, TrustSignals
from plait.web import names, words
from plait.web.board import questions, report_figures, report_sheets
from plait.web.context import is_fictional
from plait.web.packs.parts import Chart, Pack, Page, Table
from plait.web.signals import summit_charts, summit_words, trust_brief, trust_visits, trust_words
from plait.web.signals.summit_charts import Row
from plait.web.templatetags.plait import day

CHANGED: Final = "What changed"
DECIDED: Final = "What was decided"
STOPPED: Final = "What stopped"
ASKED: Final = "Questions for trustees"
LIMITS: Final = "What this report cannot say"
_MOST_CHARTS: Final = 2
_MOST_ROWS: Final = 8  # schools of a chart, and rises or falls of the table
_MOST_POINTS: Final = 12
_MOST_GOALS: Final = 6  # by name
_LONGEST: Final = 320  # letters of a point
_LEGEND: Final = (
    "Dot: how far the level moved, as best we can tell. Line: where the truth probably lies. Dotted: no change. Of "
    "absence, less is better. Each outcome has a scale of its own."
)
_OURS: Final = "the trust’s own records in Plait, as far as whoever made this report may read them"
_FICTIONAL: Final = "Every school here is fictional. "

Moved = tuple[TrustSignal, Member]


def present(board: Board, *, signals: TrustSignals | None, store: Store | None) -> Pack:
    """Everything that page, document and data are written from."""
    name, build = names.show(board.trust.name), "" if store is None else store.name
    fictional = _FICTIONAL if store is not None and is_fictional(store) else ""
    pages = tuple(_pages(board, signals=signals, build=build))
    lines = [words.starting(questions.say_brief(board))]
    if signals is not None and signals.needs_told:
        lines.append("Holds which schools may need support: only for those entitled to know.")
    return Pack(
        name=f"board-report-{board.trust.uid or board.trust.pk}-{board.until:%Y-%m-%d}",
        title=f"Report to trustees: {name}",
        subtitle=f"{day(board.since)} to {day(board.until)}, by exception",
        lines=tuple(lines),
        said="",
        source=f"Build {build}." if build else "No published figures are held.",
        stamp=dt.datetime.combine(board.until, dt.time(), dt.UTC),
        pages=pages,
        sheets=tuple(report_sheets.list_sheets(board, signals=signals)),
        readme=f"The data of the report to trustees of {name}, {day(board.since)} to {day(board.until)}.\n"
        f"{'Published figures: build ' + build if build else 'Without published figures'}.\n",
        head=f"Report to trustees: {name} · {day(board.until)}",
        foot=f"{fictional}Plait{', build ' + build if build else ''}",
    )


def _pages(board: Board, *, signals: TrustSignals | None, build: str) -> Iterator[Page]:
    yield from _changed(signals, build=build)
    yield _decided(board)
    yield _stopped(board)
    yield Page(
        ASKED,
        ASKED,
        said="",
        source="",
        lede="Each follows from something above. The answers belong in the minutes.",
        points=questions.list_questions(board, signals),
    )
    held = f"build {build}" if build else "none are held"
    yield Page(
        LIMITS,
        LIMITS,
        said="",
        source="",
        lede="What is not mentioned went as planned, or nobody has written it down. Differences are signals, not "
        f"verdicts. What was decided and stopped: {_OURS}. Published figures: {held}. Every figure and decision of "
        "this report, whole, is in its data.",
    )


def _changed(signals: TrustSignals | None, *, build: str) -> Iterator[Page]:
    if signals is None:
        yield Page(CHANGED, CHANGED, said="", source="", lede="No published figures can be read here.")
        return
    source = f"published figures, build {build}; method {signals.method}. How sure are we: /how-sure"
    rises, falls = trust_visits.rises(signals), trust_visits.falls(signals)
    rose, fell = _surest(rises, up=True), _surest(falls, up=False)
    held = signals.rose.sentence if signals.rose.listed_n else ""
    lede = f"{trust_brief.say_changed(signals)} {held}".rstrip()
    if not signals.needs_told:
        lede += " What moved to the worse is told only to those entitled to know which schools may need support."
    if len(rose) + len(fell) < len(rises) + len(falls):
        lede += f" The surest of these {len(rises) + len(falls)} are shown; the data have them all."
    rows = tuple(_row(each, side) for side, all_of in (("rose", rose), ("fell", fell)) for each in all_of)
    heading = ("School", "Outcome", "Change of the underlying level", "How sure")
    yield Page(
        CHANGED,
        CHANGED,
        said="",
        source=source,
        lede=lede.strip(),
        charts=tuple(_charts(rose)),
        legend=_LEGEND if rose else "",
        table=Table(heading, rows, (1.6, 1.8, 1.8, 1.4)) if rows else None,
    )


def _surest(moved: Sequence[Moved], *, up: bool) -> list[Moved]:
    """The moves of which we are surest, in the order in which they came."""
    sure = sorted(moved, key=lambda each: -abs((_long(*each, up=up).probability or 0.5) - 0.5))[:_MOST_ROWS]
    return [each for each in moved if each in sure]


def _long(signal: TrustSignal, member: Member, *, up: bool) -> Move:
    """The listed move of a school on one side; the longer span where both are."""
    found = [each for each in member.moves if each.listed and (each.change * signal.outcome.sign > 0) == up]
    return found[-1]


def _row(moved: Moved, side: str) -> tuple[str, ...]:
    signal, member = moved
    move = _long(signal, member, up=side == "rose")
    judged = trust_words.judge_move(move, sign=signal.outcome.sign)
    title = summit_words.title_of(signal.outcome)
    return (
        names.show(member.name),
        title,
        trust_words.say_move(signal.outcome, move),
        f"{words.starting(judged)} since {move.since}",
    )


def _charts(rose: list[Moved]) -> Iterator[Chart]:
    """The outcomes in which most schools rose, each on its own scale."""
    of: dict[str, list[Moved]] = {}
    for signal, member in rose:
        of.setdefault(signal.outcome.key, []).append((signal, member))
    for moved in sorted(of.values(), key=len, reverse=True)[:_MOST_CHARTS]:
        signal = moved[0][0]
        moves = [(member, _long(signal, member, up=True)) for _, member in moved]
        rows = [Row(member.urn, member.name, move.change, move.lo, move.hi) for member, move in moves]
        yield summit_charts.rows_chart(
            signal,
            rows,
            key=f"rose.{signal.outcome.key}",
            what=f"{summit_words.title_of(signal.outcome)}: change of the underlying level",
            bright=True,
            margin=0.0,
            reach=summit_charts.reach_of(rows),
        )


def _decided(board: Board) -> Page:
    points = [
        f"In force from {day(each.starts_on)}: {each.item} ({each.level.name}). {each.why}" for each in board.decided
    ]
    for review in board.reviewed:
        came = ReviewOutcome(review.outcome).label.lower()
        points.append(
            f"Reviewed on {day(review.reviewed_on)}: {review.decision.item}. {came.capitalize()}. {review.because}"
        )
    points += [
        f"{each.school.name} is let off “{each.decision.item}” until {day(each.until)}: {each.because or each.reason}"
        for each in board.exempted
    ]
    points += [
        f"Goal “{each.goal.title}” reviewed on {day(each.at.date())}: {each.judgement}. {each.narrative}"
        for each in board.goal_reviews
        if each.goal is not None
    ]
    quality = (
        f"The definition of quality in force is “{board.definition.title}”."
        if board.definition is not None
        else "No definition of quality is in force."
    )
    titles, left = [each.title for each in board.goals[:_MOST_GOALS]], len(board.goals) - _MOST_GOALS
    goals = f" Goals in force: {words.listed([*titles, f'{left} more'] if left > 0 else titles)}." if titles else ""
    count, are = words.count(board.in_force_n, "decision"), "is" if board.in_force_n == 1 else "are"
    lede = f"{quality}{goals} {words.starting(count)} on what schools do alike or leave open {are} in force."
    if not points:
        lede += " Nothing was decided or reviewed in this time."
    figures = report_figures.table_of(board)
    return Page(DECIDED, DECIDED, said="", source="", lede=lede, points=_brief(points), table=figures)


def _stopped(board: Board) -> Page:
    ended = [(each.item, each.ended_on, each.ended_because) for each in board.ended]
    ended += [(f"Goal “{each.title}”", each.ended_on, each.ended_because) for each in board.goals_ended]
    points = [f"{what}, on {day(when)}: {why}" for what, when, why in ended if when is not None]
    lede = "" if points else "Nothing was stopped in this time."
    return Page(STOPPED, STOPPED, said="", source="", lede=lede, points=_brief(points))


def _brief(points: Sequence[str]) -> tuple[str, ...]:
    """As many as a side of paper bears, none of them long."""
    shown = tuple(shorten(each, _LONGEST, placeholder=" …") for each in points[:_MOST_POINTS])
    left = len(points) - len(shown)
    return (*shown, f"And {left} more, which the data have.") if left else shown
