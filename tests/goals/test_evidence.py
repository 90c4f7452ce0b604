"""Evidence: what is written of it, who reads and changes it, and what Plait ships."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.differences import describe
from plait.goals.evidence import EntrySaid, EvidenceKind, Form, Shaken, Strength, find_faults, find_shaken
from plait.goals.models import Entry
from plait.goals.queries import evidence as reading
from plait.goals.queries import versions
from plait.goals.queries.evidence import Wanted
from plait.goals.services import evidence, evidence_shipped
from plait.goals.services.evidence import NotEvidence
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.people import make_body, make_member, make_person

pytestmark = pytest.mark.django_db

READ = EntrySaid(
    title="Reading aloud every day",
    says="Children in three schools read more at home.",
    kind=EvidenceKind.INTERNAL.value,
    form=Form.EVALUATION.value,
    looked_on=dt.date(2026, 6, 1),
    component="evidence-use",
)


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def titles(person: Person, **wanted: object) -> list[str]:
    found = reading.list_entries(scope_of(person), wanted=Wanted(**wanted))
    return [each.title for each in found if not each.shipped]


def test_a_colleague_writes_evidence_down_and_the_trust_reads_it(place: Trust):
    made = evidence.write(READ, owner=place.school, by=place.colleague)
    assert (made.owner, made.trust, made.keeper) == (place.school, place.trust, place.colleague)
    assert titles(place.director) == titles(place.head) == [READ.title]
    assert titles(place.stranger) == titles(place.trustee) == []
    (kept,) = versions.list_kept(scope_of(place.director), record=made)
    assert kept.content["says"] == READ.says
    assert AuditEntry.objects.get(action="evidence.written").record_id == str(made.pk)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.ME, {"colleague"}),
        (Visibility.SCHOOL, {"colleague", "head"}),
        (Visibility.TRUST, {"colleague", "head", "director", "lead", "analyst"}),
    ],
)
def test_who_reads_an_entry_is_the_choice_of_whoever_wrote_it(place: Trust, visibility: Visibility, readers: set[str]):
    evidence.write(READ, owner=place.school, visibility=visibility, by=place.colleague)
    people = ("colleague", "head", "director", "lead", "analyst", "trustee", "stranger")
    assert {each for each in people if titles(getattr(place, each))} == readers


def test_a_draft_leaves_no_words_in_the_trail_and_no_version(place: Trust):
    made = evidence.write(READ, owner=place.trust, visibility=Visibility.ME, by=place.lead)
    evidence.revise(
        made, said=replace(READ, says="Otherwise."), visibility=Visibility.ME, version=made.version, by=place.lead
    )
    assert versions.list_kept(scope_of(place.lead), record=made) == []
    assert not any("Reading aloud" in (each.payload or "") for each in AuditEntry.objects.all())
    assert Entry.objects.get(pk=made.pk).revision == 1


def test_a_revision_is_kept_with_what_changed_in_words(place: Trust):
    made = evidence.write(READ, owner=place.trust, by=place.lead)
    said = replace(READ, strength=Strength.LIMITED.value, effect_months=Decimal("1.5"))
    after = evidence.revise(
        made, said=said, visibility=Visibility.TRUST, version=made.version, because="A second year", by=place.lead
    )
    newest, oldest = versions.list_kept(scope_of(place.colleague), record=made)
    assert (newest.note, after.revision) == ("A second year", 2)
    told = [each.sentence for each in describe(oldest.content, newest.content)]
    assert told == ["Strength: now “Limited”; it was empty.", "Effect months: now “1.5”; it was empty."]


def test_saving_what_stands_already_changes_nothing(place: Trust):
    made = evidence.write(READ, owner=place.trust, by=place.lead)
    n = AuditEntry.objects.count()
    again = evidence.revise(made, said=READ, visibility=Visibility.TRUST, version=made.version, by=place.lead)
    assert (again.revision, AuditEntry.objects.count()) == (1, n)


@pytest.mark.database
def test_two_who_revise_at_once_lose_nothing(place: Trust):
    made = evidence.write(READ, owner=place.trust, by=place.lead)
    evidence.revise(made, said=replace(READ, says="One."), visibility=Visibility.TRUST, version=1, by=place.lead)
    with pytest.raises(Conflict) as conflict:
        evidence.revise(
            made, said=replace(READ, says="Two."), visibility=Visibility.TRUST, version=1, by=place.director
        )
    assert (conflict.value.theirs["says"], conflict.value.yours["says"]) == ("One.", "Two.")


def test_only_its_keeper_and_those_who_decide_change_an_entry(place: Trust):
    made = evidence.write(READ, owner=place.trust, by=place.lead)
    for who in (place.analyst, place.colleague, place.head, place.trustee, place.stranger):
        with pytest.raises(NotAllowed):
            evidence.withdraw(made, because="No.", by=who)
    assert evidence.withdraw(made, because="The figures were wrong.", by=place.director).revision == 2
    assert titles(place.lead) == []
    assert titles(place.lead, withdrawn=True) == [READ.title]


def test_whoever_does_not_write_there_writes_no_evidence(place: Trust):
    for who in (place.colleague, place.trustee, place.stranger):
        with pytest.raises(NotAllowed):
            evidence.write(READ, owner=place.trust, by=who)
    with pytest.raises(NotEvidence, match="web address"):
        evidence.write(replace(READ, url="www.example.org"), owner=place.trust, by=place.lead)
    made = evidence.write(READ, owner=place.trust, by=place.lead)
    with pytest.raises(NotEvidence, match="No reason"):
        evidence.withdraw(made, because=" ", by=place.lead)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"effect_lo": Decimal(1)}, "effect_hi"),
        ({"effect_lo": Decimal(3), "effect_hi": Decimal(1), "effect_months": Decimal(2)}, "effect_lo"),
        ({"effect_lo": Decimal(1), "effect_hi": Decimal(2), "effect_months": Decimal(5)}, "effect_months"),
        ({"effect_lo": Decimal(1), "effect_hi": Decimal(2)}, "effect_months"),
        ({"effect_months": Decimal(70)}, "effect_months"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"looked_on": None}, "looked_on"),
        ({"kind": EvidenceKind.EXTERNAL.value, "source": " "}, "source"),
    ],
)
def test_what_cannot_stand_is_named_by_its_field(changed: dict[str, object], field: str):
    assert list(find_faults(replace(READ, **changed))) == [field]
    assert find_faults(READ) == {}


@pytest.mark.parametrize("changed", [{"component": "no-such"}, {"looked_on": dt.date(2099, 1, 1)}])
def test_what_the_day_or_the_framework_forbids_is_refused(place: Trust, changed: dict[str, object]):
    with pytest.raises(NotEvidence) as refused:
        evidence.write(replace(READ, **changed), owner=place.trust, by=place.lead)
    assert list(refused.value.fields) == list(changed)


def test_the_library_is_searched_by_words_kind_strength_and_component(place: Trust):
    evidence.write(READ, owner=place.trust, by=place.lead)
    other = replace(READ, title="Attendance calls", says="No gain.", strength="limited", component="evaluation")
    evidence.write(other, owner=place.trust, by=place.lead)
    assert titles(place.lead) == ["Attendance calls", READ.title]
    assert titles(place.lead, words="home READ") == [READ.title]
    assert titles(place.lead, strength="limited") == titles(place.lead, component="evaluation") == ["Attendance calls"]
    assert titles(place.lead, kind="external") == []


def test_looking_again_is_asked_for_once_something_has_happened():
    told = {"revision": 1, "looked_on": dt.date(2026, 1, 1), "now_revision": 1, "withdrawn": False}
    day, today = dt.date(2026, 5, 1), dt.date(2026, 5, 1)
    assert find_shaken(**told, expires_on=None, today=today) is None
    assert find_shaken(**told, expires_on=day + dt.timedelta(days=1), today=today) is None
    assert find_shaken(**told, expires_on=day, today=today) is Shaken.EXPIRED
    assert find_shaken(**told | {"looked_on": day}, expires_on=day, today=today) is None
    assert find_shaken(**told | {"now_revision": 2}, expires_on=day, today=today) is Shaken.REVISED
    assert (
        find_shaken(**told | {"now_revision": 2, "withdrawn": True}, expires_on=None, today=today) is Shaken.WITHDRAWN
    )


def test_what_plait_ships_is_read_by_everybody_who_belongs_and_changed_by_nobody(place: Trust):
    shipped = [each for each in reading.list_entries(scope_of(place.stranger)) if each.shipped]
    assert len(shipped) == len(evidence_shipped.read_shipped()) >= 6
    assert all(each.url.startswith("https://") and each.licence and each.looked_on for each in shipped)
    assert {each.shipped for each in shipped if each.to_check} == {"reading-comprehension", "class-size"}
    assert all(each.effect_lo is None and each.effect_hi is None for each in shipped)
    assert [each.shipped for each in shipped if each.effect_months is None] == ["professional-development"]
    assert reading.list_entries(scope_of(make_person())) == []
    with pytest.raises(NotAllowed):
        evidence.withdraw(shipped[0], because="No.", by=place.director)


def test_how_a_text_is_set_is_no_revision(place: Trust):
    (said,) = (each for key, each in evidence_shipped.read_shipped().items() if key == "phonics")
    assert "’" in said.licence
    typed = json.dumps(asdict(said), sort_keys=True, default=str).replace("\\u2019", "'")
    Entry.objects.filter(shipped="phonics").update(digest=hashlib.sha256(typed.encode()).hexdigest())
    assert evidence_shipped.load_shipped() == []


def test_loading_again_changes_nothing_and_a_new_text_keeps_the_old(place: Trust, monkeypatch: pytest.MonkeyPatch):
    assert evidence_shipped.load_shipped() == []
    texts = evidence_shipped.read_shipped()
    changed = texts | {"phonics": replace(texts["phonics"], effect_months=Decimal(4))}
    monkeypatch.setattr(evidence_shipped, "read_shipped", lambda: changed)
    (entry,) = evidence_shipped.load_shipped()
    assert (entry.revision, entry.effect_months, entry.earlier[0]["effect_months"]) == (2, Decimal(4), "5.0")
    assert evidence_shipped.load_shipped() == []


def test_whoever_runs_or_curates_the_site_says_that_a_figure_was_checked(place: Trust):
    entry = Entry.objects.get(shipped="class-size")
    with pytest.raises(NotAllowed):
        evidence.confirm(entry, by=place.director)
    curator = make_member(make_body(), "curator", name="Rae Lind")
    assert evidence.confirm(entry, by=curator).to_check is False
    assert evidence_shipped.load_shipped() == []
    assert Entry.objects.get(pk=entry.pk).to_check is False


@pytest.mark.database
def test_the_database_refuses_an_entry_that_is_nobodys_and_not_plaits(place: Trust):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(title="Whose?", says="No one's.", kind="external", visibility="trust")
