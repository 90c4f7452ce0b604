"""How the pack of a summit speaks: titles, scales, where figures come from, and what to find out."""

import math
from dataclasses import dataclass
from typing import Final

from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_trust_answers import TrustSignal
from plait.insight.queries.summit import Summit
from plait.web import names, words
from plait.web.signals import trust_words

SURE: Final = 0.90  # of the intervals, and of the pale bar around what was expected
_NEAT: Final = (1, 2, 2.5, 5, 10)

_ABSENCE: Final = (
    "What happens on the first day that a child is missing, who does it, and by when?",
    "Which families changed, and what do they say made the difference?",
    "What was stopped, so that somebody had the time?",
)
_DISADVANTAGED: Final = (
    "Which pupils is this, by name, and what do they get that others elsewhere do not?",
    "Is it teaching that all pupils get, or something beside it? What does the school think carried it?",
    "Would it hold with another teacher, another year group, another intake?",
)
_RESULTS: Final = (
    "What do pupils do in an ordinary lesson here that they would not do elsewhere in the trust?",
    "Since when, and what was stopped to make room for it?",
    "Is it one teacher, one department or the school? Would it hold if they left?",
)
_ALWAYS: Final = "What else could explain it: the intake, who was entered, who left before the tests?"


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale with round ends and steps."""

    low: float
    high: float
    step: float


def title_of(outcome: Outcome) -> str:
    """A short title, with its phase."""
    return trust_words.title_of(outcome)


def axis_of(low: float, high: float, *, steps: int = 3) -> Axis:
    """A scale that holds both figures, in about so many round steps."""
    if not high > low:
        low, high = low - 1.0, high + 1.0
    step = _neat((high - low) / steps)
    return Axis(
        *(
            round(each, 10)
            for each in (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)
        )
    )


def both_sides(reach: float) -> Axis:
    """A scale as far to either side of nought, in two or three round steps: the shorter that holds the reach."""
    axes = [(steps, _neat(max(reach, 1e-9) / steps)) for steps in (2, 3)]
    steps, step = min(axes, key=lambda axis: round(axis[0] * axis[1], 9))
    return Axis(round(-steps * step, 10), round(steps * step, 10), round(step, 10))


def _neat(raw: float) -> float:
    """The smallest round step that is not less."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(neat * power for neat in _NEAT if neat * power >= raw * (1 - 1e-9))


def difference_format(axis: Axis) -> str:
    """How a difference is written along an axis: with its sign, and as many decimals as the steps have."""
    zeros = "0" if axis.step >= 1 and axis.step == int(axis.step) else f"0.{'0' * _places(axis.step)}"
    return f"+{zeros};-{zeros};0"


def figure_format(outcome: Outcome, axis: Axis) -> str:
    """How a published figure is written along an axis."""
    whole = axis.step == int(axis.step)
    zeros = "0" if whole else f"0.{'0' * _places(axis.step)}"
    return f'{zeros}"%"' if outcome.definition.unit == "percent" else zeros


def _places(step: float) -> int:
    return next((places for places in range(1, 4) if round(step, places) == step), 3)


def source_of(found: Summit, signal: TrustSignal) -> str:
    """Where the figures of an outcome come from."""
    return (
        f"{signal.name}, published figures to {signal.year}, {licence_of(found)}. Expected results and differences: "
        f"Plait, method {found.signals.method}, build {found.build}. How this is judged: /methods/signals/"
        f"{signal.outcome.key}. How sure are we: /how-sure."
    )


def licence_of(found: Summit) -> str:
    """Under what the figures may be used."""
    if found.fictional:
        return "made up: no such school exists"
    return "Open Government Licence v3.0"


def say_skill(signal: TrustSignal) -> str:
    """What the expectation is worth, where it is worth little."""
    return signal.skill.sentence if signal.skill.weak else ""


def say_unit(outcome: Outcome) -> str:
    """What differences are counted in."""
    unit = "percentage points" if outcome.definition.unit == "percent" else "points"
    return f"In {unit}." + (" Less is better." if outcome.sign < 0 else "")


def list_questions(outcome: Outcome) -> tuple[str, ...]:
    """What to find out at a bright spot."""
    if outcome.definition.family == "absence":
        return (*_ABSENCE, _ALWAYS)
    if outcome.indicator.endswith("_disadvantaged"):
        return (*_DISADVANTAGED, _ALWAYS)
    return (*_RESULTS, _ALWAYS)


def name_of(found: Summit) -> str:
    """The trust as people write it."""
    return names.show(found.trust.name)


def say_count(n: int, noun: str, plural: str | None = None) -> str:
    """A number of things at the start of a sentence."""
    return words.starting(words.count(n, noun, plural))
