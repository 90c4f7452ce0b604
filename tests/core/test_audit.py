"""The audit trail in a database: added to, chained, refused by the database when it is changed."""

import datetime as dt
import decimal
import os
import signal
import subprocess
import sys

import pytest
from django.db import IntegrityError, connection, connections, models, transaction

from plait.core import triggers
from plait.core.chain import ERASED, START
from plait.core.models import AuditEntry, AuditHead, AuditIsAppendOnly
from plait.core.queries import audit as trail
from plait.core.services import audit
from plait.core.services.audit import HeadIsGone, WrongEntry
from plait.core.transactions import NotInTransaction

pytestmark = pytest.mark.database
FINDING = ("insight.finding", 7)
_OTHERS = (
    "at, actor, on_behalf_of, action, record_type, record_id, organisation, "
    "payload, salt, payload_digest, previous, hash"
)
COPY = f"INSERT INTO core_auditentry (id, {_OTHERS}) SELECT {{new}}, {_OTHERS} FROM core_auditentry WHERE id = {{old}}"


def add(n: int = 1, *, by: int | None = 12, organisation: int | None = 3) -> list[AuditEntry]:
    with transaction.atomic():
        return [
            audit.record("finding.changed", on=FINDING, by=by, organisation=organisation, after=f"Words {number}")
            for number in range(n)
        ]


def run(statement: str, *arguments: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@pytest.fixture
def without_triggers(db: None) -> None:
    """What somebody can do who may change the tables themselves."""
    with connection.cursor() as cursor:
        for statement in triggers.list_removals(connection.vendor):
            cursor.execute(statement)


@pytest.mark.django_db
def test_an_entry_says_who_did_what_on_which_record_when_and_on_whose_behalf():
    at = dt.datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=dt.UTC)
    with transaction.atomic():
        made = audit.record(
            "sharing.offered",
            on=("insight.finding", 7),
            by=12,
            organisation=3,
            on_behalf_of=4,
            before={"visibility": "trust"},
            after={"visibility": "partners", "until": dt.date(2027, 1, 31), "weight": decimal.Decimal("0.10")},
            note="Agreed by both",
            at=at,
        )
    (shown,) = trail.list_entries(organisations=None).rows
    assert shown == trail.Entry(
        id=1,
        at=at,
        actor=12,
        on_behalf_of=4,
        action="sharing.offered",
        record_type="insight.finding",
        record_id="7",
        organisation=3,
        before={"visibility": "trust"},
        after={"visibility": "partners", "until": "2027-01-31", "weight": "0.10"},
        note="Agreed by both",
        erased=False,
    )
    assert made.previous == START
    assert trail.get_head().hash == made.hash
    assert made.at == at


@pytest.mark.django_db
def test_each_entry_carries_the_hash_of_the_one_before():
    first, second, third = add(3)
    assert [first.id, second.id, third.id] == [1, 2, 3]
    assert (second.previous, third.previous) == (first.hash, second.hash)
    found = audit.verify()
    assert found.whole
    assert (found.n, found.erased_n) == (3, 0)
    assert str(found.head) == f"3:{third.hash}"


@pytest.mark.django_db
def test_an_entry_without_an_actor_is_the_sites_own():
    (made,) = add(by=None, organisation=None)
    assert made.actor is None
    assert audit.verify().whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["naïve “quotes” — £5", "nul \x00 and \x1f", 'a "quoted" \\ word', "👩‍🏫", 1e22, -0.0, 2**70, 0.1 + 0.2]
)
def test_any_words_and_numbers_come_back_and_keep_the_chain_whole(words):
    with transaction.atomic():
        audit.record("finding.changed", on=FINDING, by=1, after=words)
    assert trail.list_entries(organisations=None).rows[0].after == words
    assert audit.verify().whole


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(NotInTransaction, match="No transaction is open"):
        audit.record("finding.changed", on=FINDING, by=1)
    assert trail.list_entries(organisations=None).n == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_entry_and_no_gap():
    def fail() -> None:
        with transaction.atomic():
            audit.record("finding.changed", on=FINDING, by=1)
            raise LookupError

    add()
    with pytest.raises(LookupError):
        fail()
    add()
    assert [entry.id for entry in trail.list_entries(organisations=None).rows] == [2, 1]
    assert audit.verify().whole


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["offered", "Sharing.offered", "sharing.", "sharing offered", ""])
def test_an_action_that_is_not_a_noun_and_a_verb_is_refused(action):
    with pytest.raises(WrongEntry):
        audit.record(action, on=FINDING, by=1)


@pytest.mark.django_db
@pytest.mark.parametrize("on", [("finding", 1), ("insight.finding", ""), ("insight.finding", "x" * 201)])
def test_a_record_that_cannot_be_named_is_refused(on):
    with pytest.raises(WrongEntry):
        audit.record("finding.changed", on=on, by=1)


@pytest.mark.django_db
def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(WrongEntry, match="time zone"):
        audit.record("finding.changed", on=FINDING, by=1, at=dt.datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda _: AuditEntry.objects.all().delete(),
        lambda _: AuditEntry.objects.update(actor=99),
        lambda _: AuditEntry.objects.filter(id=1).update(actor=99),
        lambda _: AuditEntry.objects.create(id=9),
        lambda _: AuditEntry.objects.bulk_create([AuditEntry(id=9)]),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["actor"]),
        lambda _: AuditEntry.objects.get_or_create(id=9),
        lambda _: AuditEntry.objects.update_or_create(id=1),
    ],
)
def test_the_model_refuses_to_be_changed(change):
    (entry,) = add()
    with pytest.raises(AuditIsAppendOnly, match="not changed"):
        change(entry)
    assert audit.verify().n == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET actor = 99 WHERE id = 2",
        "UPDATE core_auditentry SET actor = NULL WHERE id = 2",
        "UPDATE core_auditentry SET payload = '{}' WHERE id = 2",
        "UPDATE core_auditentry SET payload = NULL WHERE id = 2",  # the salt alone could be tried against guesses
        "UPDATE core_auditentry SET payload = NULL, salt = NULL, action = 'a.b' WHERE id = 2",
        "UPDATE core_auditentry SET id = 20 WHERE id = 3",
        "DELETE FROM core_auditentry WHERE id = 3",
        "DELETE FROM core_auditentry",
        "DELETE FROM core_audithead",
        "UPDATE core_audithead SET count = 2",
        "UPDATE core_audithead SET hash = 'x'",
        "UPDATE core_audithead SET id = 2, count = count + 1",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement):
    add(3)
    with pytest.raises(IntegrityError, match="only ever added to"):
        run(statement)
    assert audit.verify().n == 3


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_trail_at_one_stroke():
    add(3)
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    for table in ("core_auditentry", "core_audithead"):
        with pytest.raises(IntegrityError, match="only ever added to"):
            run(f"{empty} {table}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE core_auditentry SET actor = 99 WHERE id = 3", 3),
        ("UPDATE core_auditentry SET at = '2020-01-01 00:00:00' WHERE id = 3", 3),
        ("UPDATE core_auditentry SET payload = '{}' WHERE id = 3", 3),
        ("UPDATE core_auditentry SET organisation = NULL WHERE id = 3", 3),
        ("UPDATE core_auditentry SET payload = NULL, salt = NULL WHERE id = 3", 3),
        ("DELETE FROM core_auditentry WHERE id = 1", 1),
        ("DELETE FROM core_auditentry WHERE id = 3", 3),
        ("DELETE FROM core_auditentry WHERE id = 5", 5),
        ("DELETE FROM core_auditentry WHERE id >= 2", 2),
        ("DELETE FROM core_auditentry", 1),
        ("UPDATE core_auditentry SET id = CASE id WHEN 2 THEN -3 ELSE -2 END WHERE id IN (2, 3)", -3),
        ("UPDATE core_auditentry SET id = id + 100 WHERE id = 5", 5),
        (COPY.format(new=6, old=5), 6),
        ("DELETE FROM core_audithead", 1),
        ("UPDATE core_audithead SET count = 4", 4),
        ("UPDATE core_audithead SET count = 6", 6),
    ],
)
def test_tampering_past_the_triggers_is_found(without_triggers, statement, broken):
    add(5)
    run(statement)
    found = audit.verify()
    assert not found.whole
    assert found.first_broken == max(broken, 1)
    assert found.why


@pytest.mark.django_db
def test_entries_that_changed_places_are_found(without_triggers):
    add(5)
    run("UPDATE core_auditentry SET id = -id WHERE id IN (2, 3)")
    run("UPDATE core_auditentry SET id = 5 + id WHERE id < 0")
    assert AuditEntry.objects.count() == 5
    assert audit.verify().first_broken == 2


@pytest.mark.django_db
def test_an_entry_put_between_others_is_found(without_triggers):
    add(5)
    run("UPDATE core_auditentry SET id = -id - 1 WHERE id >= 3")
    run("UPDATE core_auditentry SET id = -id WHERE id < 0")
    run(COPY.format(new=3, old=2))
    run("UPDATE core_audithead SET count = 6")
    assert audit.verify().first_broken == 3


@pytest.mark.django_db
def test_a_cut_tail_with_a_mended_head_is_found_only_by_a_head_noted_elsewhere(without_triggers):
    entries = add(5)
    noted = audit.verify().head
    run("DELETE FROM core_auditentry WHERE id = 5")
    run("UPDATE core_audithead SET count = 4, hash = %s", entries[3].hash)
    assert audit.verify().whole
    assert audit.verify(noted=[noted]).first_broken == 5


@pytest.mark.django_db
def test_without_its_head_the_trail_takes_no_entry(without_triggers):
    add(2)
    run("DELETE FROM core_audithead")
    with pytest.raises(HeadIsGone, match="plait audit verify"):
        add()


@pytest.mark.django_db
def test_erasing_payloads_keeps_the_chain_whole_and_says_who_did_it():
    add(2, by=12)
    add(1, by=13)
    add(2, by=12)
    erased = audit.erase_payloads(by=1, because="Asked for by the person", actor=12)
    assert erased == 4
    found = audit.verify()
    assert (found.whole, found.n, found.erased_n) == (True, 6, 4)
    newest, *others = trail.list_entries(organisations=None).rows
    assert (newest.action, newest.record_id, newest.actor) == (ERASED, "1-2,4-5", 1)
    assert newest.note == "Asked for by the person"
    assert [row.erased for row in others] == [True, True, False, True, True]
    assert [row.after for row in others] == [None, None, "Words 0", None, None]
    assert {row.actor for row in others} == {12, 13}
    assert AuditEntry.objects.get(id=1).salt is None


@pytest.mark.django_db
def test_erasing_again_finds_nothing_and_adds_nothing():
    add(2)
    audit.erase_payloads(by=1, because="Retention", on=FINDING)
    assert audit.erase_payloads(by=1, because="Retention", on=FINDING) == 0
    assert trail.get_head().count == 3


@pytest.mark.django_db
def test_payloads_are_erased_by_record_organisation_and_age_together():
    old = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    for organisation, at in [(3, old), (3, None), (4, old)]:
        audit.record("finding.changed", on=FINDING, by=1, organisation=organisation, after="Words", at=at)
    limit = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    assert audit.erase_payloads(by=None, because="Six years", organisation=3, until=limit, on=FINDING) == 1
    assert models.QuerySet(AuditEntry).get(payload=None).id == 1


@pytest.mark.django_db
def test_erasing_without_saying_what_is_refused():
    with pytest.raises(WrongEntry, match="which entries"):
        audit.erase_payloads(by=1, because="All of it")


@pytest.mark.django_db
def test_many_scattered_payloads_are_erased_and_told_in_as_many_entries_as_it_takes():
    for number in range(160):
        audit.record("finding.changed", on=FINDING, by=number % 2, after=number)
    assert audit.erase_payloads(by=9, because="Asked for", actor=1) == 80
    assert trail.list_entries(organisations=None, action=ERASED).n > 1
    assert audit.verify().whole


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_unbroken_chain(at_once):
    def write(writer: int) -> int:
        for number in range(5):
            with transaction.atomic():
                audit.record("finding.changed", on=("insight.finding", number), by=writer, after="Words")
        return writer

    def read(_: int) -> tuple[bool, int, set[int]]:
        found = audit.verify()
        rows = trail.list_entries(organisations=None, page_size=100).rows
        return found.whole, found.n, {row.actor for row in rows if row.actor is not None}

    assert at_once(write, 8) == list(range(8))
    assert at_once(read, 1) == [(True, 40, set(range(8)))]


@pytest.mark.django_db(transaction=True)
def test_the_first_entries_of_all_may_come_at_the_same_time(at_once):
    def write(writer: int) -> int:
        with transaction.atomic():
            return audit.record("finding.changed", on=FINDING, by=writer).id

    assert sorted(at_once(write, 4)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_check_during_writing_finds_no_fault(at_once):
    def work(number: int) -> bool:
        if number:
            for _ in range(10):
                with transaction.atomic():
                    audit.record("finding.changed", on=FINDING, by=number)
            return True
        return all(audit.verify().whole for _ in range(10))

    assert at_once(work, 4) == [True] * 4


KILLED = """
import os, signal, django
django.setup()
from django.db import transaction
from plait.core.services import audit
with transaction.atomic():
    audit.record("finding.changed", on=("insight.finding", 7), by=1)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_before_it_commits_leaves_no_entry_and_holds_nobody_up(at_once, tmp_path):
    def write(_: int) -> int:
        with transaction.atomic():
            return audit.record("finding.changed", on=FINDING, by=1).id

    assert at_once(write, 1) == [1]
    settings = connections.settings["default"]
    address = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        address = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    environment = {**os.environ, "DATABASE_URL": address, "PLAIT_HOME": str(tmp_path)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert at_once(write, 1) == [2]
    (found,) = at_once(lambda _: audit.verify(), 1)
    assert (found.whole, found.n) == (True, 2)


@pytest.mark.django_db
def test_entries_are_listed_for_the_organisations_in_reach_only():
    add(2, organisation=3)
    add(1, organisation=4)
    add(1, organisation=None)
    assert trail.list_entries(organisations=None).n == 4
    assert trail.list_entries(organisations={3}).n == 2
    assert trail.list_entries(organisations={3, 4}).n == 3
    assert trail.list_entries(organisations=frozenset()).n == 0
    assert [entry.organisation for entry in trail.iterate_entries(organisations={4})] == [4]


@pytest.mark.django_db
def test_entries_are_found_by_record_actor_action_time_and_words():
    at = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    audit.record("sharing.offered", on=("insight.finding", 7), by=1, after="Reading at home", at=at)
    audit.record("sharing.ended", on=("insight.finding", 8), by=2, at=at + dt.timedelta(days=1))
    audit.record("finding.written", on=("insight.finding", 7), by=2, at=at + dt.timedelta(days=2))

    def numbers(**chosen: object) -> list[int]:
        return [row.id for row in trail.list_entries(organisations=None, **chosen).rows]

    assert numbers() == [3, 2, 1]
    assert numbers(record=("insight.finding", 7)) == [3, 1]
    assert numbers(actors={2}) == [3, 2]
    assert numbers(actors=()) == []
    assert numbers(action="sharing.ended") == [2]
    assert numbers(action="sharing.") == [2, 1]
    assert numbers(since=at + dt.timedelta(days=1)) == [3, 2]
    assert numbers(until=at + dt.timedelta(days=1)) == [1]
    assert numbers(text="reading AT home") == [1]
    assert numbers(text="written") == [3]
    assert numbers(text="%") == []
    assert numbers(actors={2}, record=("insight.finding", 7)) == [3]


@pytest.mark.django_db
def test_entries_come_in_pages_newest_first(django_assert_num_queries):
    add(5)
    with django_assert_num_queries(2):
        first = trail.list_entries(organisations=None, page_size=2)
    last = trail.list_entries(organisations=None, page_size=2, page=3)
    beyond = trail.list_entries(organisations=None, page_size=2, page=99)
    assert [row.id for row in first.rows] == [5, 4]
    assert [row.id for row in last.rows] == [1]
    assert (first.n, first.pages_n, first.page) == (5, 3, 1)
    assert beyond == last


@pytest.mark.django_db
def test_adding_an_entry_takes_three_statements(django_assert_num_queries):
    add()
    with transaction.atomic(), django_assert_num_queries(3):
        audit.record("finding.changed", on=FINDING, by=1)


@pytest.mark.django_db
def test_the_head_is_one_row():
    add(4)
    assert [(row.id, row.count) for row in AuditHead.objects.all()] == [(1, 4)]
    assert str(AuditHead.objects.get()) == str(trail.get_head())
