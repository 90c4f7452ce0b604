"""What a school's signals come to, in one or two sentences that are true for whoever reads them."""

from collections.abc import Sequence
from typing import Final

from plait.insight.queries.signals_answers import Signal
from plait.web import words
from plait.web.signals import trust_words
from plait.web.titles import title_of

# What a page shows as rows, in the order in which it is read; everything else is in the grid.
HEADLINES: Final = (
    "primary.ks2_rwm_expected",
    "primary.ks2_reading_score",
    "primary.ks2_maths_score",
    "primary.ks2_rwm_expected_disadvantaged",
    "primary.absence_persistent",
    "secondary.attainment8",
    "secondary.basics_95",
    "secondary.progress8",
    "secondary.attainment8_disadvantaged",
    "sixth-form.a_level_points",
    "sixth-form.a_level_value_added",
    "secondary.destinations_sustained",
    "secondary.absence_persistent",
)
_MOST_NAMED: Final = 3
_SURE: Final = frozenset({"likely", "clear"})


def say_lede(signals: Sequence[Signal]) -> str:
    """The summary; nothing where no outcome is judged. Needs are told only where the query told them."""
    judged = [each for each in signals if each.estimate is not None and each.refusal is None]
    if not judged:
        return ""
    bright = [each for each in judged if each.word in _SURE and not each.needs]
    needs = [each for each in judged if each.word in _SURE and each.needs]
    parts = [_say_bright(bright)] if bright else []
    if needs:
        parts.append(f"Support may be needed in {_name(needs)}.")
    expected_n = sum(each.word == "as expected" for each in judged)
    parts.append(_say_rest(expected_n, judged_n=len(judged), told=bool(bright or needs)))
    return " ".join(part for part in parts if part)


def _say_bright(bright: Sequence[Signal]) -> str:
    clear = [each for each in bright if each.word == "clear"]
    likely = [each for each in bright if each.word == "likely"]
    told = []
    if clear:
        told.append(f"clearly better than we would expect in {_name(clear)}")
    if likely:
        told.append(f"likely better{'' if clear else ' than we would expect'} in {_name(likely)}")
    return f"In the circumstances we can measure, this school does {words.listed(told)}."


def _say_rest(expected_n: int, *, judged_n: int, told: bool) -> str:
    these = f"{trust_words.some(expected_n)} of {words.count(judged_n, 'outcome')}"
    if told:
        return "Most other results are as expected." if 2 * expected_n > judged_n else ""
    if expected_n == judged_n:
        these = "everything that is judged here is" if judged_n > 1 else "the one outcome judged here is"
        return f"In the circumstances we can measure, {these} as expected."
    if 2 * expected_n > judged_n:
        return f"In the circumstances we can measure, {these} are as expected, and none is surely better."
    return "In the circumstances we can measure, no result is surely better than expected."


def _name(signals: Sequence[Signal]) -> str:
    """Outcomes by their titles, the first few by name; those that no page shows as a row with what is measured."""
    titles = [_title(each) for each in signals]
    named = [f"“{title}”" for title in titles[:_MOST_NAMED]]
    more = len(titles) - len(named)
    return words.listed([*named, f"{words.count(more, 'other')}"] if more else named)


def _title(signal: Signal) -> str:
    title, under = title_of(signal.outcome.definition)
    return title if signal.outcome.key in HEADLINES or not under else f"{title} ({under})"
