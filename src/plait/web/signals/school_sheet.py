"""A school's signals for one side of A4: a few rows, what changed, every other outcome in a word, what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.insight.queries.signals_answers import Move, Signal
from plait.web import words
from plait.web.packs.parts import Drawn
from plait.web.parts import LegendItem
from plait.web.signals import rows, school_signals, sheet_charts, spots_rows, trust_words, wording
from plait.web.signals.rows import SignalRow
from plait.web.signals.school_signals import Judged
from plait.web.titles import title_of

MOST_ROWS: Final = 5
MOST_OTHERS: Final = 10
_MOST_CHANGES: Final = 4
_SPARK: Final = 46  # pixels


@dataclass(frozen=True, slots=True)
class Other:
    """An outcome in a line: its name, its word, and the estimate with its interval."""

    title: str
    word: str
    word_class: str
    best: str


@dataclass(frozen=True, slots=True)
class SheetSignals:
    """What the sheet says of the signals of a school; `drawn` are its rows with pictures, for paper and document."""

    lede: str
    rows: tuple[SignalRow, ...]
    drawn: tuple[Drawn, ...]
    legend: tuple[LegendItem, ...]
    changed: tuple[str, ...]
    others: tuple[Other, ...]
    more: str
    unknown: tuple[str, ...]


def present(judged: Judged) -> SheetSignals | None:
    """The signals of a school on the sheet; None where no outcome of its phase is judged."""
    section = school_signals.present(judged, csv_url="", height=_SPARK)
    if section is None:
        return None
    signals = school_signals.list_asked(judged.found)
    known = [each for each in signals if each.estimate is not None]
    first = school_signals.headlines_of(known)
    shown = {row.key for row in section.rows[:MOST_ROWS]}
    others = [each for each in known if each.outcome.key not in shown]
    left = len(others) - MOST_OTHERS
    return SheetSignals(
        lede=section.lede,
        rows=section.rows[:MOST_ROWS],
        drawn=_draw(judged, section.rows[:MOST_ROWS], among=known),
        legend=rows.list_legend() if section.rows else (),
        changed=list_changes(first),
        others=tuple(_other(each, among=known) for each in others[:MOST_OTHERS]),
        more=f"and {words.count(left, 'other')} on the school’s page" if left > 0 else "",
        unknown=_unknown(section, signals),
    )


def _draw(judged: Judged, shown: Sequence[SignalRow], *, among: Sequence[Signal]) -> tuple[Drawn, ...]:
    signals = {each.outcome.key: each for each in among}
    return tuple(
        sheet_charts.draw_row(row, signals[row.key], scale=judged.scales.get(row.key), gaps=judged.gaps)
        for row in shown
    )


def list_changes(first: Sequence[Signal]) -> tuple[str, ...]:
    """How far the level of each headline outcome moved, over the longest span that is known."""
    return tuple(_change(each, each.moves[-1], among=first) for each in first if each.moves)[:_MOST_CHANGES]


def _name(signal: Signal, *, among: Sequence[Signal]) -> str:
    """The title alone where no other outcome shares it; else with what is measured."""
    title, under = title_of(signal.outcome.definition)
    alone = sum(title_of(each.outcome.definition)[0] == title for each in among) == 1
    plain = alone and not title.startswith("Disadvantaged")  # a group of pupils is no outcome yet
    return title if plain or not under else f"{title}, {under}"


def _change(signal: Signal, move: Move, *, among: Sequence[Signal]) -> str:
    moved = f"{_name(signal, among=among)}, since {move.since}: {trust_words.say_move(signal.outcome, move)}"
    unit = spots_rows.unit_of(signal.outcome.definition)
    if move.probability is None:
        return f"{moved} {unit}."
    return f"{moved} {unit}: {trust_words.judge_move(move, sign=signal.outcome.sign)}."


def _other(signal: Signal, *, among: Sequence[Signal]) -> Other:
    return Other(
        title=_name(signal, among=among),
        word=wording.say_word(signal) or "no word",
        word_class=wording.class_of(signal),
        best=f"{spots_rows.writer(signal.outcome.definition)(signal.estimate or 0.0)} ({rows.say_between(signal)})",
    )


def _unknown(section: school_signals.SignalSection, signals: Sequence[Signal]) -> tuple[str, ...]:
    refused_n = sum(each.estimate is None for each in signals)
    outcomes = words.starting(words.count(refused_n, "outcome"))
    refused = f"{outcomes} could not be judged; the school’s page says which, and why." if refused_n else ""
    return tuple(
        each for each in (section.meaning, section.unmeasured, section.weak, refused, section.not_told) if each
    )
