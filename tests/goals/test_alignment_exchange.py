"""The register goes out as tables and comes back in, whole or not at all."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.alignment import Asked, Heading, Outcome, State
from plait.goals.alignment_rows import name_sheet
from plait.goals.alignment_tables import DECISIONS, EXEMPTIONS, LEVELS, POSITIONS, BadCells
from plait.goals.models import Decision, Exemption, Position
from plait.goals.queries.alignment_exchange import write_register, write_reviews
from plait.goals.services import alignment, alignment_exchange, alignment_reviews
from plait.goals.services import alignment_schools as saying
from plait.goals.services.alignment_exchange import Taken
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say

pytestmark = pytest.mark.django_db
Sheets = dict[str, list[list[str]]]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def fill(place: Trust) -> Decision:
    """Decisions of every standing, with a position and a request."""
    made = decide(place, loose="The books that children take home.", phases=("nursery", "primary"), cost="None.")
    alignment.propose(say(place, item="Homework", at=2), trust=place.trust, by=place.director)
    alignment.propose(say(place, item="Payroll", at=1), trust=place.trust, draft=True, by=place.director)
    alignment.end(decide(place, item="Uniform", why="One\nsupplier."), because="No gain.", by=place.director)
    saying.state(
        made, school=place.school, level=place.levels[1].pk, heading=Heading.TOWARDS, text="From May.", by=place.head
    )
    until = timezone.localdate() + dt.timedelta(days=50)
    saying.ask(made, school=place.school, reason="A new building.", until=until, by=place.head)
    return made


def write(place: Trust, by: Person | None = None) -> Sheets:
    scope = scope_of(by or place.director)
    tables = write_register(scope, trust=place.trust, store=None, today=timezone.localdate())
    return {each.name: [list(each.heading), *([str(cell) for cell in row] for row in each.rows)] for each in tables}


def take(sheets: Sheets, place: Trust, by: Person | None = None) -> Taken:
    return alignment_exchange.take_in(sheets, trust=place.trust, by=by or place.director)


def set_cell(sheets: Sheets, sheet: str, row: int, column: str, value: str) -> None:
    sheets[sheet][row][sheets[sheet][0].index(column)] = value


def one_row(**told: str) -> Sheets:
    return {DECISIONS: [list(told), list(told.values())]}


def test_what_goes_out_and_comes_back_changes_nothing(place: Trust):
    fill(place)
    before, n = write(place), AuditEntry.objects.count()
    assert take(before, place) == Taken()
    assert write(place) == before
    assert AuditEntry.objects.count() == n


def test_a_register_comes_in_whole_at_another_trust(place: Trust):
    fill(place)
    sheets = write(place)
    other = make_alignment_trust()
    for row in range(1, len(sheets[DECISIONS])):
        set_cell(sheets, DECISIONS, row, "Number", "")
    set_cell(sheets, DECISIONS, len(sheets[DECISIONS]) - 1, "State", "Proposed")  # what has ended is not taken in anew
    for name in (POSITIONS, EXEMPTIONS):
        for column, value in (("Decision", ""), ("URN", str(other.school.urn)), ("Number", "")):
            if column in sheets[name][0]:
                set_cell(sheets, name, 1, column, value)
    ended = next(row for row in sheets[DECISIONS] if "Ended" in row or row[1] == "Uniform")
    ended[sheets[DECISIONS][0].index("State")] = "Proposed"
    assert take(sheets, other) == Taken(added_n=4, said_n=1, asked_n=1)
    again = {
        each.item: (each.level.name, each.why, each.loose, each.cost, tuple(each.phases))
        for each in Decision.objects.filter(trust=other.trust).select_related("level")
    }
    assert again == {
        each.item: (each.level.name, each.why, each.loose, each.cost, tuple(each.phases))
        for each in Decision.objects.filter(trust=place.trust).select_related("level")
    }
    taken = Decision.objects.get(trust=other.trust, item="Early reading")
    assert (taken.state, taken.starts_on) == (State.IN_FORCE, timezone.localdate() - dt.timedelta(days=10))
    assert Position.objects.get(decision=taken).note == "From May."
    assert Exemption.objects.get(decision=taken).reason == "A new building."


def test_a_cell_that_was_changed_changes_the_decision(place: Trust):
    made = fill(place)
    sheets = write(place)
    row = next(at for at, told in enumerate(sheets[DECISIONS]) if told[0] == str(made.pk))
    set_cell(sheets, DECISIONS, row, "Level", "aligned")
    set_cell(sheets, DECISIONS, row, "Review", "31/07/2027")
    assert take(sheets, place) == Taken(changed_n=1)
    made.refresh_from_db()
    assert (made.level, made.review_on) == (place.levels[1], dt.date(2027, 7, 31))


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("Level", "Loose", "Standardised, Aligned, Empowered"),
        ("Direction", "sideways", "staying as it is"),
        ("Phases", "Primary, Kindergarten", "Kindergarten"),
        ("State", "Done", "In force"),
        ("Review", "soon", "31/01/2027"),
        ("May be published", "perhaps", "yes or no"),
        ("Item", "", "Something has to stand here"),
        ("Number", "999999", "no such decision"),
        ("Item", "x" * 121, "120"),
        ("Why", "We followed H801200001001 through a day.", "unique pupil number"),
    ],
)
def test_each_cell_that_cannot_be_is_named_and_nothing_is_taken_in(place: Trust, column: str, value: str, says: str):
    fill(place)
    sheets = write(place)
    set_cell(sheets, DECISIONS, 1, column, value)
    n = AuditEntry.objects.count()
    sheets[DECISIONS].append(["", "Added", "People", "Aligned", *[""] * 5])
    with pytest.raises(BadCells) as refused:
        take(sheets, place)
    named = [each for each in refused.value.cells if each.row == 2]
    assert named
    assert says in named[0].what
    assert refused.value.cells[-1].row == len(sheets[DECISIONS])  # the other bad row is named as well
    assert (AuditEntry.objects.count(), Decision.objects.filter(item="Added").exists()) == (n, False)


def test_all_bad_cells_are_named_at_once(place: Trust):
    made = decide(place)
    sheets = {
        POSITIONS: [
            ["Decision", "URN", "Stands at", "Going"],
            [str(made.pk), "1", "Aligned", ""],
            [str(made.pk), str(place.school.urn), "Loose", "up"],
            ["77777", str(place.school.urn), "Aligned", ""],
        ]
    }
    with pytest.raises(BadCells) as refused:
        take(sheets, place)
    places = [(each.row, each.column) for each in refused.value.cells]
    assert places == [(2, "URN"), (3, "Stands at"), (3, "Going"), (4, "Decision")]
    assert "Positions, row 2, URN (“1”)" in str(refused.value)


def test_a_table_without_its_columns_is_refused(place: Trust):
    with pytest.raises(BadCells) as refused:
        take(one_row(Item="Homework"), place)
    assert {each.column for each in refused.value.cells} == {"Part of the work", "Level", "Why", "Review"}
    with pytest.raises(BadCells, match="Nothing was taken in"):
        take({DECISIONS: []}, place)


def test_whoever_does_not_write_for_the_trust_takes_nothing_in(place: Trust):
    sheets = write(place)
    for who in (place.head, place.trustee, place.stranger):
        with pytest.raises(NotAllowed):
            take(sheets, place, by=who)


def test_a_table_puts_nothing_in_force_for_somebody_who_does_not_decide(place: Trust):
    told: dict[str, Any] = {
        "Item": "Homework",
        "Part of the work": "Teaching",
        "Level": "Aligned",
        "Why": "Because.",
        "Review": "31/07/2027",
        "State": "In force",
    }
    with pytest.raises(BadCells) as refused:
        take(one_row(**told), place, by=place.lead)
    assert "role" in refused.value.cells[0].what
    assert not Decision.objects.exists()
    assert take(one_row(**told | {"State": ""}), place, by=place.lead) == Taken(added_n=1)


def test_a_position_is_not_said_for_a_school_of_another_trust(place: Trust):
    made = decide(place)
    elsewhere = Organisation.objects.create(kind="school", name="Elsewhere", urn=866_001, phase="primary")
    sheets = {POSITIONS: [["Decision", "URN", "Stands at"], [str(made.pk), str(elsewhere.urn), "Aligned"]]}
    with pytest.raises(BadCells):
        take(sheets, place)


def test_a_heading_without_a_name_is_known_by_its_columns():
    assert name_sheet(["Decision", "URN", "Stands at"]) == POSITIONS
    assert name_sheet(["URN", "Reason", "Until"]) == EXEMPTIONS
    assert name_sheet(["Item", "Level"]) == DECISIONS


def test_reviews_by_impact_go_out_with_the_figures_as_they_stood(place: Trust):
    made = fill(place)
    told = {"because": "It holds.", "level": None, "next_on": timezone.localdate() + dt.timedelta(days=90)}
    alignment_reviews.review(made, outcome=Outcome.KEEP, by=place.director, **told)
    table = write_reviews(scope_of(place.director), trust=place.trust.pk)
    (row,) = table.rows
    assert row[:7] == (
        made.pk,
        made.item,
        1,
        timezone.localdate().isoformat(),
        *("Keep it as it is", "It holds."),
        "Standardised",
    )
    assert row[-1].startswith("0 of 1 schools where it was decided")
    assert write_reviews(scope_of(place.stranger), trust=place.trust.pk).rows == ()


def test_a_request_that_waits_is_answered_where_its_row_has_an_answer(place: Trust):
    fill(place)
    sheets = {EXEMPTIONS: write(place)[EXEMPTIONS]}
    until = timezone.localdate() + dt.timedelta(days=20)
    for column, told in (("State", "granted"), ("Answer", "Until the move."), ("Until", until.isoformat())):
        set_cell(sheets, EXEMPTIONS, 1, column, told)
    with pytest.raises(BadCells, match="does not let you"):  # whoever proposes does not answer
        take(sheets, place, by=place.lead)
    assert take(sheets, place) == Taken(answered_n=1)
    found = Exemption.objects.get()
    assert (found.state, found.because, found.until) == (Asked.GRANTED, "Until the move.", until)
    assert take(sheets, place) == Taken()  # as it stands now
    set_cell(sheets, EXEMPTIONS, 1, "State", "Not granted")
    with pytest.raises(BadCells, match="changed on the page of the decision"):
        take(sheets, place)


def test_an_answer_without_its_reason_or_in_other_words_names_its_cell(place: Trust):
    fill(place)
    sheets = {EXEMPTIONS: write(place)[EXEMPTIONS]}
    set_cell(sheets, EXEMPTIONS, 1, "State", "Perhaps")
    with pytest.raises(BadCells, match="“Granted” or “Not granted”"):
        take(sheets, place)
    set_cell(sheets, EXEMPTIONS, 1, "State", "Not granted")
    with pytest.raises(BadCells, match="No reason is given"):
        take(sheets, place)
    assert Exemption.objects.get().state == Asked.WAITING


def test_levels_are_called_as_the_table_says_before_its_decisions_are_read(place: Trust):
    fill(place)
    sheets = write(place)
    before = [row[1] for row in sheets[LEVELS][1:]]
    for name, rows in sheets.items():
        for row in rows[1:]:
            row[:] = ["Held in common" if cell == before[0] else cell for cell in row]
        assert name
    with pytest.raises(NotAllowed):
        take(sheets, place, by=place.lead)
    take(sheets, place)
    assert [row[1] for row in write(place)[LEVELS][1:]] == ["Held in common", *before[1:]]
    heading, _, *others = sheets[LEVELS]
    take({LEVELS: [heading, *others]}, place)  # a row that is missing removes nothing
    assert {row[1] for row in write(place)[LEVELS][1:]} == {"Held in common", *before[1:]}


def test_a_table_of_levels_that_cannot_stand_names_its_cells(place: Trust):
    fill(place)
    heading = write(place)[LEVELS][0]
    for row, why in ((["99", "New", "", "Each school chooses"], "no such level"), (["", "New", "", "Free"], "Use one")):
        with pytest.raises(BadCells, match=why):
            take({LEVELS: [heading, row]}, place)
    assert name_sheet(heading) == LEVELS
