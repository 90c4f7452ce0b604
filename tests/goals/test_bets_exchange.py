"""What rests on evidence goes out as a table and comes back in, and every bad cell is named."""

import pytest

from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable
from plait.goals.evidence import Sure
from plait.goals.models import Bet, Entry
from plait.goals.queries.bets_exchange import HEADING, NOT_SHARED, bet_rows
from plait.goals.services import evidence, evidence_bets, evidence_shipped
from plait.goals.services.bets_exchange import TakenBets, take_in_bets
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import make_goal, make_priority
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust
from tests.goals.test_evidence import READ

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    evidence_shipped.load_shipped()
    return make_alignment_trust()


def write(person: Person) -> str:
    return write_csv(HEADING, bet_rows(scope_of(person)))


def take(content: str, by: Person) -> TakenBets:
    return take_in_bets(content, name="bets.csv", by=by)


def row(under: str, number: object, entry: object, **told: str) -> tuple[object, ...]:
    values = {"held": "", "claim": "It helps here.", "sure": "A bet", "mind": "", "day": ""} | told
    return (
        values["held"],
        under,
        number,
        "",
        entry,
        "",
        *(values[name] for name in ("claim", "sure", "mind", "day")),
    )


def test_what_goes_out_comes_back_in_and_a_changed_claim_is_looked_at_again(place: Trust):
    shipped, own = Entry.objects.get(shipped="phonics"), evidence.write(READ, owner=place.trust, by=place.lead)
    decision, goal = decide(place), make_goal(place)
    evidence_bets.lean(shipped, under=("goals.decision", str(decision.pk)), claim="=A", sure=Sure.SURE, by=place.lead)
    evidence_bets.lean(own, under=("goals.goal", str(goal.pk)), claim="B", sure=Sure.BET, mind="Much.", by=place.lead)
    out = write(place.lead)
    assert "Plait: phonics" in out
    assert take(out, place.lead) == TakenBets(0, 0)
    assert write(place.lead) == out
    assert take(out.replace(",B,A bet,", ",B,Fairly sure,"), place.lead) == TakenBets(0, 1)
    assert Bet.objects.get(claim="B").sure == Sure.FAIRLY


def test_a_trust_whose_claims_were_removed_is_filled_again_from_what_went_out(place: Trust):
    priority = make_priority(place, make_goal(place))
    shipped = Entry.objects.get(shipped="phonics")
    made = evidence_bets.lean(
        shipped, under=("goals.priority", str(priority.pk)), claim="Daily.", sure=Sure.BET, by=place.head
    )
    out = write(place.head).replace(f"\r\n{made.pk},", "\r\n,")
    evidence_bets.remove(made, by=place.head)
    assert take(out, place.head) == TakenBets(1, 0)
    assert Bet.objects.get().record_id == str(priority.pk)


def test_every_bad_cell_is_named_and_nothing_is_taken(place: Trust):
    goal, shipped = make_goal(place), Entry.objects.get(shipped="phonics")
    made = evidence_bets.lean(shipped, under=("goals.goal", str(goal.pk)), claim="A", sure=Sure.BET, by=place.lead)
    out = [
        row("Goal", goal.pk, "987654"),
        row("Goal", goal.pk + 99, "Plait: metacognition"),
        row("Goal", goal.pk, "Plait: phonics"),
        row("Goal", goal.pk, "Plait: phonics", held=str(made.pk + 99)),
        row("Priority", goal.pk, "Plait: phonics", held=str(made.pk)),
        row("Goal", goal.pk, "Plait: feedback", held=str(made.pk)),
    ]
    with pytest.raises(BadTable) as refused:
        take(write_csv(HEADING, out), place.lead)
    named = [(each.row, each.column) for each in refused.value.cells]
    assert named == [
        (2, "Entry"),
        (3, "Claim"),
        (4, "Claim"),
        (5, "Number"),
        (6, "Its number"),
        (7, "Entry"),
    ]
    wrong = write_csv(HEADING, [row("Dream", goal.pk, "1"), row("Goal", goal.pk, "1", claim="", sure="Very")])
    with pytest.raises(BadTable) as refused:
        take(wrong, place.lead)
    assert [(each.row, each.column) for each in refused.value.cells] == [(2, "Under"), (3, "Claim"), (3, "How sure")]
    assert Bet.objects.count() == 1


def test_nobody_takes_in_a_claim_where_they_do_not_write_and_strangers_read_none(place: Trust):
    goal, own = make_goal(place), evidence.write(READ, owner=place.trust, by=place.lead)
    evidence_bets.lean(own, under=("goals.goal", str(goal.pk)), claim="A", sure=Sure.BET, by=place.lead)
    assert bet_rows(scope_of(place.stranger)) == []
    assert NOT_SHARED in write(place.trustee)
    told = write_csv(HEADING, [row("Goal", goal.pk, "Plait: phonics")])
    for person in (place.colleague, place.trustee, place.stranger):
        with pytest.raises(BadTable):
            take(told, person)
    assert Bet.objects.count() == 1
