"""How signals of a trust are said: outcomes by name and phase, means, what chance would give, and what moved."""

from typing import Final

from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Move
from plait.insight.queries.signals_trust_answers import Counted, Level, Member, TrustSignal
from plait.web import words
from plait.web.parts import Cell
from plait.web.signals.spots_outcomes import PHASES
from plait.web.signals.spots_rows import unit_of, writer

NOT_TOLD: Final = "not shown here"
_LIKELY, _CLEAR = 0.80, 0.95
_GROUPS: Final = {key: label.lower() for key, label in PHASES.items()}


def title_of(outcome: Outcome) -> str:
    """An outcome by its short name, with its phase: several phases share some."""
    return f"{outcome.definition.short} ({_GROUPS.get(outcome.group, outcome.group)})"


def say_range(outcome: Outcome, low: float, high: float) -> str:
    """Where the truth probably lies."""
    write = writer(outcome.definition)
    return f"{write(low)} to {write(high)}"


def say_level(signal: TrustSignal, level: Level) -> str:
    """The mean of a trust with its interval."""
    told = f"{writer(signal.outcome.definition)(level.estimate)} {unit_of(signal.outcome.definition)}"
    sure = f"{signal.level_of_interval:.0%} sure"
    return f"{told} ({say_range(signal.outcome, level.lo, level.hi)}, {sure})"


def say_counted(counted: Counted, *, worse: bool = False) -> str:
    """How many schools stand out, beside what chance alone and England would give."""
    n = counted.worse_n if worse else counted.better_n
    rate = counted.england_worse_rate if worse else counted.england_better_rate
    those = f"{words.starting(some(n or 0))} of {words.count(counted.judged_n, 'school')}"
    stand = "stands out" if n == 1 else "stand out"
    chance, usual = say_about(counted.chance_n), say_about(rate * counted.judged_n)
    return (
        f"{those} {stand}. If all were as expected, chance would give {chance}; as many schools of England have {usual}"
    )


def say_estimate(outcome: Outcome, best: float, low: float, high: float) -> str:
    """An estimate with its unit and interval."""
    unit = unit_of(outcome.definition)
    return f"{writer(outcome.definition)(best)} {unit} ({say_range(outcome, low, high)})"


def some(n: int) -> str:
    """A number as it stands before “of”: “three”, “12”, “none”."""
    return words.count(n, "", " ").strip() if n else "none"


def say_about(n: float) -> str:
    """A number of schools that is expected and not counted: “about 3”, “fewer than one”."""
    return "fewer than one" if n < 0.75 else f"about {round(n):,}"


def say_word(member: Member) -> str:
    """What is said of a school in an outcome, or why nothing is."""
    if member.refusal:
        return f"No word: {member.refusal}"
    if member.word is None:
        return NOT_TOLD
    if member.word == "as expected":
        return "As expected"
    return f"{words.starting(member.word)}: {'worse' if member.needs else 'better'}"


def say_move(outcome: Outcome, move: Move) -> str:
    """A change with its interval."""
    return f"{writer(outcome.definition)(move.change)} ({say_range(outcome, move.lo, move.hi)})"


def judge_move(move: Move, *, sign: int) -> str:
    """Whether a change can be told from chance; nothing of a fall to those who are not told."""
    if move.probability is None:
        return NOT_TOLD
    rose, fell = move.probability, 1.0 - move.probability
    for probability, side in ((rose, "rose"), (fell, "fell")):
        if probability >= _LIKELY:
            sure = "clearly" if probability >= _CLEAR else "likely"
            return f"{sure} {_side(side, sign=sign)}"
    return "no telling from chance"


def _side(side: str, *, sign: int) -> str:
    """“rose” is to the better; of absence that is a fall."""
    if sign > 0:
        return side
    return "fell, to the better" if side == "rose" else "rose, to the worse"


def move_cells(signal: TrustSignal, moves: tuple[Move, ...], at: int, *, label: str) -> Cell:
    """One span of what changed as a cell."""
    if at >= len(moves):
        return Cell("not known", label=label, number=True)
    move = moves[at]
    return Cell(
        say_move(signal.outcome, move),
        note=f"since {move.since}: {judge_move(move, sign=signal.outcome.sign)}",
        label=label,
        number=True,
    )
