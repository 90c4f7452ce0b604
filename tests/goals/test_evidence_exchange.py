"""The library goes out as a table and comes back in, whole or not at all."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.core.spreadsheets import write_csv
from plait.goals.alignment_tables import BadCells
from plait.goals.evidence_tables import COLUMNS, read_rows, rows_of_toml
from plait.goals.models import Entry
from plait.goals.queries.evidence_exchange import write_library
from plait.goals.services import evidence, evidence_exchange
from plait.goals.services.evidence_exchange import TakenEvidence
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.goals.test_evidence import READ

pytestmark = pytest.mark.django_db
FULL = replace(
    READ,
    title="=Tuition",
    says="Line one.\nLine two.",
    strength="limited",
    cost="low",
    effect_months=Decimal("1.5"),
    effect_lo=Decimal("-0.5"),
    effect_hi=Decimal("3.5"),
    url="https://example.org/a",
    expires_on=dt.date(2030, 1, 31),
    to_check=True,
)


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def write(person: Person) -> list[list[str]]:
    """The library as a CSV file brings it back."""
    table = write_library(scope_of(person))
    text = write_csv(table.heading, table.rows)
    return read_rows(text.encode(), name="evidence.csv")


def take(rows: list[list[str]], place: Trust, by: Person | None = None) -> TakenEvidence:
    return evidence_exchange.take_in(rows, owner=place.trust, by=by or place.lead)


def one(**told: str) -> list[list[str]]:
    told = {"Title": "A title", "Kind": "Our own", "What it says": "It says.", "Looked at on": "01/06/2026"} | {
        name.replace("_", " "): value for name, value in told.items()
    }
    return [list(told), list(told.values())]


def test_what_goes_out_and_comes_back_changes_nothing(place: Trust):
    evidence.write(FULL, owner=place.trust, by=place.lead)
    evidence.write(READ, owner=place.trust, visibility=Visibility.ME, by=place.lead)
    rows, n = write(place.lead), AuditEntry.objects.count()
    assert take(rows, place) == TakenEvidence(same_n=len(rows) - 1)
    assert (write(place.lead), AuditEntry.objects.count()) == (rows, n)


def test_a_library_comes_in_whole_at_another_trust(place: Trust):
    evidence.write(FULL, owner=place.trust, by=place.lead)
    rows = [each for each in write(place.lead) if not each[0].startswith("Plait:")]
    rows[1][0] = ""
    other = make_alignment_trust()
    assert take(rows, other, other.lead) == TakenEvidence(added_n=1)
    ours, theirs = Entry.objects.get(owner=place.trust), Entry.objects.get(owner=other.trust)
    assert ours.content() == theirs.content()


def test_a_cell_that_was_changed_changes_the_entry_and_keeps_who_reads_it(place: Trust):
    made = evidence.write(READ, owner=place.trust, visibility=Visibility.ME, by=place.lead)
    rows = [[*one(Number=str(made.pk), Months="-2")[0]], one(Number=str(made.pk), Months="-2")[1]]
    assert take(rows, place) == TakenEvidence(changed_n=1)
    made.refresh_from_db()
    assert (made.title, made.effect_months, made.visibility) == ("A title", Decimal(-2), "me")


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("Title", "", "Something has to stand here"),
        ("Title", "x" * 161, "room for 160"),
        ("Kind", "Hearsay", "From elsewhere, Our own"),
        ("Kind", "From elsewhere", "Say where it comes from"),
        ("Strength", "9", "Very strong"),
        ("Months", "many", "number"),
        ("Months", "1.55", "one figure after the point"),
        ("Months", "80", "from -24 to 24"),
        ("Months from", "1", "Give both ends"),
        ("Address", "ftp://x", "web address"),
        ("Looked at on", "soon", "day, month, year"),
        ("Looked at on", "01/01/2099", "future"),
        ("Good until", "01/01/2001", "from tomorrow on"),
        ("Component", "none-such", "not a component"),
        ("To be checked", "perhaps", "yes or no"),
        ("Who reads it", "Everyone", "Only me, My trust"),
        ("Number", "999999", "no such entry"),
    ],
)
def test_each_cell_that_cannot_be_is_named_and_nothing_is_taken_in(place: Trust, column: str, value: str, says: str):
    rows = one(**{column.replace(" ", "_"): value})
    rows += [["A second that is good", *rows[1][1:4], *[""] * (len(rows[0]) - 4)]] if column != "Kind" else []
    n = AuditEntry.objects.count()
    with pytest.raises(BadCells) as refused:
        take(rows, place)
    named = [each for each in refused.value.cells if each.row == 2]
    assert any(says in each.what for each in named), named
    assert (AuditEntry.objects.count(), Entry.objects.filter(shipped="").count()) == (n, 0)


def test_all_bad_rows_are_named_at_once(place: Trust):
    rows = one(Strength="9")
    rows.append([*rows[1][:1], "", *rows[1][2:]])
    with pytest.raises(BadCells) as refused:
        take(rows, place)
    assert [(each.row, each.column) for each in refused.value.cells] == [(2, "Strength"), (3, "Kind"), (3, "Strength")]
    with pytest.raises(BadCells, match="column is missing"):
        take([["Title"]], place)
    with pytest.raises(BadCells, match="nothing to take in"):
        take([list(COLUMNS)], place)


def test_an_entry_of_somebody_else_is_not_changed_by_a_table(place: Trust):
    made = evidence.write(READ, owner=place.trust, by=place.director)
    with pytest.raises(BadCells, match="whoever looks after it"):
        take(one(Number=str(made.pk)), place, place.lead)
    with pytest.raises(NotAllowed):
        take(one(), place, place.trustee)


def test_a_toml_file_is_read_as_a_table(place: Trust):
    text = '[[entries]]\ntitle = "A"\nkind = "external"\nsays = "B"\nsource = "C"\n'
    text += "effect_months = 1.5\nexpires_on = 2030-01-31"
    assert take(rows_of_toml(text), place) == TakenEvidence(added_n=1)
    made = Entry.objects.get(title="A")
    assert (made.effect_months, made.expires_on, made.visibility) == (Decimal("1.5"), dt.date(2030, 1, 31), "trust")
    with pytest.raises(ValueError, match="entries"):
        rows_of_toml("title = 1")
