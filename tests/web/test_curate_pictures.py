"""What the pages of clear goals leave out and put in: pure presenters, without a database."""

import datetime as dt

from plait.goals.alignment import Tie, Travel
from plait.goals.models import Goal
from plait.goals.queries.aims_coherence import Coherence, Crossing, SchoolLine
from plait.goals.queries.alignment_public import PublicDecision, PublicLevel, PublicPage
from plait.goals.queries.alignment_register import Here
from plait.web.aims.page import present_coherence
from plait.web.alignment.matrix import present_public_matrix

GOAL = Goal(title="Every child reads fluently by seven")
EVERYWHERE = PublicDecision("Homework", "Teaching", (), "Empowered", Tie.FREE, Travel.HOLD, "", None, dt.date.max)
EARLY = PublicDecision(
    "Early reading", "Teaching", ("primary",), "Standardised", Tie.SAME, Travel.HOLD, "", None, dt.date.max
)


def make_line(number: int, *, reason: str = "") -> SchoolLine:
    return SchoolLine(Here(None, 900_000 + number, f"School {number}", "primary"), (Crossing(GOAL, (), reason),), ())


def test_many_schools_that_have_said_nothing_are_named_below_and_not_one_a_row():
    lines = (make_line(0, reason="Most of our pupils read well."), *(make_line(each) for each in range(1, 8)))
    plans = present_coherence(Coherence((GOAL,), lines))
    assert plans.table is not None
    assert [row.cells[0].text for row in plans.table.rows] == ["School 0"]
    assert [each.label for each in plans.silent] == [f"School {each}" for each in range(1, 8)]
    assert present_coherence(Coherence((GOAL,), lines[1:])).table is None


def test_a_few_silent_schools_keep_their_rows():
    plans = present_coherence(Coherence((GOAL,), tuple(make_line(each) for each in range(5))))
    assert plans.table is not None
    assert len(plans.table.rows) == 5
    assert plans.silent == ()


def test_a_public_matrix_shows_every_phase_of_the_trusts_schools():
    levels = (PublicLevel("Standardised", "", Tie.SAME), PublicLevel("Empowered", "", Tie.FREE))
    page = PublicPage("A trust", 1, "", levels, (EVERYWHERE, EARLY), with_schools=False, changed_on=dt.date.min)
    assert present_public_matrix(page).columns == ("Primary",)
    matrix = present_public_matrix(page, phases={"primary", "secondary"})
    assert matrix.columns == ("Primary", "Secondary")
    spans = [[square.span if square else None for square in row.squares] for row in matrix.groups[0].rows]
    assert spans == [[2], [1, None]]
