"""What trustees might ask, each from something that is out of the ordinary."""

from typing import Final

from plait.goals.queries.board import Board
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import words
from plait.web.signals import trust_visits
from plait.web.templatetags.plait import day

_MOST: Final = 8  # a meeting has twenty minutes
_APART: Final = 2  # decisions with schools apart that are asked about one by one


def list_questions(board: Board, signals: TrustSignals | None) -> tuple[str, ...]:
    """At most eight; what presses first."""
    asked = [
        f"The review of “{each.item}” was due on {day(each.review_on)}: what holds it up?" for each in board.overdue
    ]
    asked += _of_those_apart(board)
    if board.definition is None:
        asked.append("When will the trust have a definition of quality that its schools agreed on?")
    if board.decided and not board.stopped_n:
        asked.append("Something new was decided and nothing stopped: where do people find the time?")
    if signals is not None:
        asked += _of_figures(signals)
    asked += [f"What should the review of “{each.item}” on {day(each.review_on)} look at?" for each in board.coming]
    return tuple(asked[:_MOST]) or ("Nothing is out of the ordinary: what would we see first if something were?",)


def _of_those_apart(board: Board) -> list[str]:
    """One question to a decision; where there are more than two, one about them all."""
    told = []
    for line in board.apart:
        school = words.count(len(line.apart), "school")
        stands = "stands" if len(line.apart) == 1 else "stand"
        told.append(f"{words.starting(school)} {stands} apart from “{line.decision.item}” without an exemption")
    if len(told) <= _APART:
        return [f"{each}: is the decision right, or what would help?" for each in told]
    first = sorted(board.apart, key=lambda line: -len(line.apart))[:_APART]
    named = words.listed([f"“{line.decision.item}” ({words.count(len(line.apart), 'school')})" for line in first])
    of = words.count(len(told), "decision")
    asked = "are they right, or what would help?"
    return [f"Schools stand apart from {of} without an exemption, most from {named}: {asked}"]


def say_brief(board: Board) -> str:
    """The span in a sentence."""
    done = [
        (len(board.decided), "decision", "put in force"),
        (len(board.reviewed), "decision", "reviewed by impact"),
        (board.stopped_n, "thing", "stopped"),
    ]
    told = [f"{words.count(n, noun)} {what}" for n, noun, what in done if n] or ["nothing decided, reviewed or stopped"]
    return f"{words.listed(told)}."


def _of_figures(signals: TrustSignals) -> list[str]:
    clear = trust_visits.say_clear(signals)
    asked = (
        [f"Signals of effective practice are clear at {clear}: who has looked, and what did they learn?"]
        if clear
        else []
    )
    if trust_visits.falls(signals):
        asked.append(
            "Where levels likely moved to the worse: what do the schools themselves say, and what is being tried?"
        )
    return asked
