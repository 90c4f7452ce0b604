"""What trustees might ask, each from something that is out of the ordinary."""

from typing import Final

from plait.goals.queries.board import Board
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import words
from plait.web.signals import trust_visits
from plait.web.templatetags.plait import day

_MOST: Final = 8  # a meeting has twenty minutes


def list_questions(board: Board, signals: TrustSignals | None) -> tuple[str, ...]:
    """At most eight; what presses first."""
    asked = [
        f"The review of “{each.item}” was due on {day(each.review_on)}: what holds it up?" for each in board.overdue
    ]
    for line in board.apart:
        n = len(line.apart)
        stands = "stands" if n == 1 else "stand"
        school = words.count(n, "school")
        asked.append(
            f"{words.starting(school)} {stands} apart from “{line.decision.item}” without an exemption: is the "
            "decision right, or what would help?"
        )
    if board.definition is None:
        asked.append("When will the trust have a definition of quality that its schools agreed on?")
    if board.decided and not board.stopped_n:
        asked.append("Something new was decided and nothing stopped: where do people find the time?")
    if signals is not None:
        asked += _of_figures(signals)
    asked += [f"What should the review of “{each.item}” on {day(each.review_on)} look at?" for each in board.coming]
    return tuple(asked[:_MOST]) or ("Nothing is out of the ordinary: what would we see first if something were?",)


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
        asked.append("Where levels likely fell: what do the schools themselves say, and what is being tried?")
    return asked
