"""How a signal of a school is said: the word, the evidence in a sentence, what is doubtful, what would change our mind.

Words come before numbers, pupils before percentages, and an interval beside every estimate.
"""

from collections.abc import Sequence
from typing import Final

from plait.core.years import AcademicYear
from plait.insight.queries.signals_answers import Signal
from plait.insight.queries.signals_next_year import MOST_YEARS, Outlook
from plait.web import words
from plait.web.signals import spots_rows
from plait.web.signals.spots_rows import say_holds, say_run, unit_of, writer
from plait.web.titles import title_of

MEANING: Final = (
    "“Higher than expected” means higher than the circumstances we can measure lead one to expect. It is a signal, and "
    "stays one until somebody has looked."
)
NOT_TOLD: Final = (
    "Where an outcome has no word, none is shown to every reader: only people of the school and its trust who are "
    "entitled to it read where support may be needed. Estimates and intervals are shown to all."
)
_SMALL: Final = 31  # pupils: a class
_FEW: Final = 3  # years

_HIGHER: Final = {"possible": "Possibly {}", "likely": "Likely {}", "clear": "Clearly {}"}


def direction_of(signal: Signal) -> int:
    """Which way a word points: 1 higher, −1 lower than expected."""
    return signal.outcome.sign * (-1 if signal.needs else 1)


def say_word(signal: Signal) -> str:
    """The word by itself: “Clear signal”, “Likely higher”, “As expected”; nothing where none may be put to it."""
    if signal.word is None or signal.refusal is not None:
        return ""
    if signal.word == "as expected":
        return "As expected"
    if signal.listed and signal.word == "clear":
        return "Clear signal"
    return _HIGHER[signal.word].format("higher" if direction_of(signal) > 0 else "lower")


def class_of(signal: Signal) -> str:
    """The weight of the word: green only where it is in the list of bright spots."""
    if signal.word == "as expected":
        return "pl-word--expected"
    return "pl-word--clear" if signal.listed and signal.word is not None and not signal.needs else ""


def say_evidence(signal: Signal) -> str:
    """What the word rests on, as a headteacher could read it aloud; of a refusal, why nothing is said."""
    if signal.refusal is not None or signal.estimate is None:
        return signal.sentence
    if signal.word is None:
        return f"{words.starting(say_best(signal))}."
    if signal.word == "as expected":
        return f"{words.starting(say_best(signal))}. {_say_room(signal)}"
    run = say_run(signal.figures, sign=direction_of(signal))
    parts = [words.starting(run)] if run else []
    parts.append(f"{words.starting(say_amount(signal))} ({say_interval(signal)})")
    meant = "" if direction_of(signal) > 0 or signal.needs else ", which is the better side"
    asked = " A reason to look, and not a verdict." if signal.needs else ""
    return f"{'. '.join(parts)}{meant}; {say_holds(signal.probability or 0.0)}.{asked}"


def say_best(signal: Signal) -> str:
    """The estimate without a word."""
    return f"as best we can tell {say_points(signal, signal.estimate or 0.0)} ({say_interval(signal)})"


def say_amount(signal: Signal) -> str:
    """How far from what was expected, as the list of bright spots says it too."""
    return spots_rows.say_amount(signal.outcome.definition, estimate=signal.estimate or 0.0, pupils=signal.pupils)


def say_points(signal: Signal, value: float) -> str:
    """A difference with its unit."""
    definition = signal.outcome.definition
    return f"{writer(definition)(value)} {unit_of(definition)}"


def say_interval(signal: Signal) -> str:
    """Where the truth probably lies, without brackets."""
    write = writer(signal.outcome.definition)
    unit = f" {unit_of(signal.outcome.definition)}" if signal.word not in {None, "as expected"} else ""
    return f"{write(signal.lo or 0.0)} to {write(signal.hi or 0.0)}{unit}"


def _say_room(signal: Signal) -> str:
    """Whether a difference that matters is ruled out, or only not found."""
    margin = signal.margin or 0.0
    if (signal.lo or 0.0) >= -margin and (signal.hi or 0.0) <= margin:
        return "A difference that matters is all but ruled out."
    return "Perhaps different, but not so that anyone can tell."


def say_doubts(signal: Signal) -> str:
    """What makes this outcome of this school less sure than others: few years, small year groups, figures of before."""
    if signal.estimate is None:
        return ""
    cohorts = [each.cohort_n for each in signal.figures if each.cohort_n]
    told = []
    if len(signal.years) < _FEW:
        told.append(f"only {words.count(len(signal.years), 'year')} with figures")
    if cohorts and max(cohorts) < _SMALL:
        ends = sorted({round(min(cohorts)), round(max(cohorts))})
        told.append(f"small year groups ({' to '.join(f'{n:,}' for n in ends)} pupils)")
    if signal.inherited:
        told.append("some years were published under an earlier URN")
    return f"{words.starting('; '.join(told))}." if told else ""


def say_taken(signals: Sequence[Signal]) -> str:
    """Whether the number of pupils behind some figures is not published with them."""
    if not any(each.cohorts_taken and each.estimate is not None for each in signals):
        return ""
    return (
        "The number of pupils behind some of the figures is not published with them, and is taken from the nearest "
        "year that has it."
    )


def say_changes_of_mind(signal: Signal, outlook: Outlook | None) -> str:
    """What would change our mind, worked out by the model that made the word; nothing where there is no word."""
    if outlook is None or signal.word is None:
        return ""
    if signal.word == "as expected":
        return _say_needed(signal, outlook.needed)
    parts = [_say_fall(signal, outlook)]
    if outlook.rises_to is not None:
        like = "year" if outlook.like_n == 1 else f"{words.count(outlook.like_n, 'year')}"
        parts.append(f"One more like the last {like} would probably make it {_quote(signal, outlook.rises_to)}.")
    return " ".join(parts)


def _quote(signal: Signal, word: str) -> str:
    """A word as the row itself would say it: “possibly higher”."""
    if word == "as expected":
        return "“as expected”"
    return f"“{_HIGHER[word].format('higher' if direction_of(signal) > 0 else 'lower').lower()}”"


def _say_fall(signal: Signal, outlook: Outlook) -> str:
    if outlook.falls_after is None or outlook.falls_to is None:
        years = words.count(MOST_YEARS, "year")
        return f"{words.starting(years)} at what is expected would not be enough to change the word."
    years = words.count(outlook.falls_after, "year")
    return (
        f"{words.starting(years)} back at what is expected would probably make this {_quote(signal, outlook.falls_to)}."
    )


def _say_needed(signal: Signal, needed: float | None) -> str:
    """How far the next figure would have to lie on the better side."""
    if needed is None or needed <= 0:
        return ""
    side, definition = ("above" if signal.outcome.sign > 0 else "below"), signal.outcome.definition
    far = f"{writer(definition)(needed).lstrip('+')} {unit_of(definition)}"
    if definition.unit == "percent":
        pupils = round(needed * 30 / 100)
        far = f"about {words.count(pupils, 'pupil')} in 30" if pupils >= 1 else far
    return f"A year {far} {side} what is expected would probably make this {_quote(signal, 'possible')}."


def say_weak(signals: Sequence[Signal]) -> str:
    """Of which outcomes the circumstances explain little, with how little; nothing where they explain enough of all."""
    weak = [each for each in signals if each.skill is not None and each.skill.weak and each.estimate is not None]
    if not weak:
        return ""
    rates = sorted(max(each.skill.explained_rate, 0.0) for each in weak if each.skill is not None)
    low, high = f"{rates[0]:.0%}", f"{rates[-1]:.0%}"
    share = low if low == high else f"{low} to {high}"
    strong = [each for each in signals if each not in weak and each.estimate is not None]
    if len(weak) > 1 and len(weak) > 2 * len(strong):
        whose = f"all of these outcomes but {_titles(strong)}" if strong else "all of these outcomes"
    else:
        whose = _titles(weak)
    return (
        f"Circumstances explain little of {whose}: {share} of the differences between schools. What is left is mostly "
        "what nobody has measured, and chance."
    )


def _titles(signals: Sequence[Signal]) -> str:
    told = [" (".join(part for part in title_of(each.outcome.definition) if part) for each in signals]
    return words.listed([f"“{title})”" if " (" in title else f"“{title}”" for title in told])


def list_unmeasured(signals: Sequence[Signal]) -> tuple[str, ...]:
    """What no figure here measures, each once."""
    return tuple(dict.fromkeys(each for signal in signals for each in signal.unmeasured))


def say_until(signal: Signal, *, latest: AcademicYear) -> str:
    """Of which year the latest figure is, where that is not the latest of all."""
    if not signal.years or signal.years[-1] >= latest:
        return ""
    return f"last published for {signal.years[-1]}"
