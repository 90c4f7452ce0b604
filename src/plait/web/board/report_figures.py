"""What showed how goals and decisions stand: the figures that were kept with their reviews, for page and data."""

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any, Final

from plait.goals.aims import NotedFigure
from plait.goals.models import AimReview
from plait.goals.queries.board import Board
from plait.insight.queries.shown_answers import Told, read_told
from plait.web import names
from plait.web.packs.parts import Sheet, Table

_MOST: Final = 6  # rows on paper
_LONGEST: Final = 150  # letters of what stands beside a figure


def table_of(board: Board) -> Table | None:
    """How the goals that were reviewed are known to stand: each figure as its newest review kept it."""
    newest = {each.goal_id: each for each in board.goal_reviews}  # oldest first, so the newest stays
    rows = [
        (
            review.goal.title if review.goal is not None else "",
            kept["measure"]["name"],
            told.text,
            shorten(told.beside.partition(". ")[0], _LONGEST, placeholder=" …"),
            _say_expected(kept["measure"]),
        )
        for review in newest.values()
        for kept, told in _figures(review)
    ]
    if not rows:
        return None
    heading, widths = ("Goal", "What shows it", "As it stood", "Beside that", "Expected"), (1.4, 1.4, 1.3, 2.4, 1.2)
    told = tuple(rows[:_MOST])
    if not any(each[-1] for each in told):
        return Table(heading[:-1], tuple(each[:-1] for each in told), widths[:-1])
    return Table(heading, told, widths)


def sheets_of(board: Board) -> Iterator[Sheet]:
    """Every figure that reviews of the span kept, whole."""
    yield Sheet(
        "goal figures",
        ("Goal", "Reviewed", "What shows it", "Figure", "Period", "Beside that", "Expected", "Build"),
        [
            (
                *(review.goal.title if review.goal is not None else "", review.at.date(), kept["measure"]["name"]),
                *(told.value, told.period, told.beside, _say_expected(kept["measure"]), told.build),
            )
            for review in board.goal_reviews
            for kept, told in _figures(review)
        ],
    )
    yield Sheet(
        "impact figures",
        ("Item", "Reviewed", "What shows it", "URN", "School", "Figure", "Beside that"),
        [
            (
                *(review.decision.item, review.reviewed_on, told["name"], int(row["urn"])),
                *(names.show(row["school"]), row["value"], row["difference"]),
            )
            for review in board.reviewed
            for told in review.figures.get("shown", ())
            for row in told["rows"]
        ],
    )


def _figures(review: AimReview) -> Iterator[tuple[Mapping[str, Any], Told]]:
    for kept in review.figures:
        if kept.get("figure"):
            yield kept, read_told(kept["figure"])
        elif kept.get("noted"):
            yield kept, _read_noted(kept)


def _read_noted(kept: Mapping[str, Any]) -> Told:
    """A figure that was noted by hand, as it stands beside published ones: it says what it is."""
    noted = NotedFigure.read(kept["noted"])
    return Told("", kept["measure"]["name"], noted.text, beside=noted.told)


def _say_expected(measure: Mapping[str, Any]) -> str:
    lo, hi = ("" if value is None else f"{value:g}" for value in (measure["expected_lo"], measure["expected_hi"]))
    span = f"{lo} to {hi}" if lo and hi else f"{lo} or more" if lo else f"{hi} or less" if hi else ""
    return f"{span} by {measure['by_when']}" if span else ""
