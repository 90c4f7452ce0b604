"""The data of the report to trustees: all of the span, whole, where the report shows the surest and the first."""

from collections.abc import Iterator

from plait.goals.queries.board import Board
from plait.insight.queries.signals_trust_answers import TrustSignals
from plait.web import names
from plait.web.board import report_figures
from plait.web.packs.parts import Sheet
from plait.web.signals import trust_visits


def list_sheets(board: Board, *, signals: TrustSignals | None) -> Iterator[Sheet]:
    """The tables, in the order of the report."""
    if signals is not None:
        yield _changes(signals)
    yield _decisions(board)
    yield Sheet(
        "reviews",
        ("Item", "Reviewed", "Outcome", "Because"),
        [(each.decision.item, each.reviewed_on, each.outcome, each.because) for each in board.reviewed],
    )
    yield Sheet(
        "exemptions",
        ("School", "Item", "Until", "Reason", "Because"),
        [(each.school.name, each.decision.item, each.until, each.reason, each.because) for each in board.exempted],
    )
    yield Sheet(
        "goal reviews",
        ("Goal", "Reviewed", "Judgement", "Narrative"),
        [
            (each.goal.title, each.at.date(), each.judgement, each.narrative)
            for each in board.goal_reviews
            if each.goal is not None
        ],
    )
    yield Sheet(
        "goals",
        ("Goal", "State", "Review", "Ended", "Why it ended"),
        [
            (each.title, each.state, each.review_on, each.ended_on, each.ended_because)
            for each in (*board.goals, *board.goals_ended)
        ],
    )
    yield from report_figures.sheets_of(board)


def _decisions(board: Board) -> Sheet:
    return Sheet(
        "decisions",
        ("Item", "Domain", "Level", "State", "In force from", "Review", "Ended", "Why"),
        [
            (
                each.item,
                each.domain,
                each.level.name,
                each.state,
                each.starts_on,
                each.review_on,
                each.ended_on,
                each.why,
            )
            for each in (*board.decided, *board.ended)
        ],
    )


def _changes(signals: TrustSignals) -> Sheet:
    heading = ("Outcome", "Name", "URN", "School", "Since", "Change", "Low", "High", "Probability of better")
    rows = [
        (
            *(signal.outcome.key, signal.name, member.urn, names.show(member.name), str(move.since)),
            *(round(each, 4) for each in (move.change, move.lo, move.hi)),
            None if move.probability is None else round(move.probability, 4),
        )
        for signal, member in (*trust_visits.rises(signals), *trust_visits.falls(signals))
        for move in member.moves
        if move.listed
    ]
    return Sheet("changes", heading, rows)
