"""People invite others while process after process is killed: nothing is half written, and no letter is lost."""

import json
from pathlib import Path

import pytest

from plait.core.home import Home
from tests.cli.conftest import Database, Migrate
from tests.cli.running import run_code

pytestmark = [pytest.mark.database, pytest.mark.django_db]

KILLED = """
import collections, datetime, json, os, random, signal, time
import django; django.setup()
from django.db import connections
from plait.core import clock, mailbox
from plait.core.home import find_home
from plait.core.models import AuditEntry, Letter
from plait.core.services import audit, outbox
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Invitation
from plait.organisations.services import invitations
from tests.people import make_member, make_trust

trust = make_trust()
director = make_member(trust, "director")
ends, told = os.pipe()


def write(life):
    for n in range(10_000):
        wanted = [Wanted(1, f"pat{life}-{n}@school.example"), Wanted(2, f"sam{life}-{n}@school.example")]
        invitations.invite(wanted, organisation=trust, role="analyst", link=link, by=director)
        os.write(told, b"".join(each.email.encode() + b"\\n" for each in wanted))


def end_at_the_second_letter(self, messages, real=mailbox.FolderBackend.send_messages, sent=[]):
    sent.append(messages)
    return real(self, messages) if len(sent) < 2 else os.kill(os.getpid(), signal.SIGKILL)


link = "https://plait.example/invitations/{}".format
invitations.invite([Wanted(1, "pat@school.example"), Wanted(2, "sam@school.example")], organisation=trust,
    role="analyst", link=link, by=director)  # once here, so that each process begins with what it needs
connections.close_all()
pauses, answered = random.Random(20261122), []
answers = os.fdopen(ends)
for life in range(6):
    child = os.fork()
    if child == 0:
        if life % 2:
            mailbox.FolderBackend.send_messages = end_at_the_second_letter
        write(life)
    if not life % 2:
        answered += [answers.readline().strip() for _ in range(2)]  # the first two are invited
        time.sleep(pauses.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
os.close(told)
answered = {*answered, *answers.read().split()}


def tell():
    letters = mailbox.list_messages()
    return collections.Counter(each.to for each in letters)


rows = collections.Counter(Invitation.objects.values_list("email", flat=True))
entries = AuditEntry.objects.filter(action="invitation.sent").values_list("record_id", flat=True)
at_once = tell()
waiting = set(Letter.objects.values_list("to", flat=True))
now = clock.now
clock.now = lambda: now() + datetime.timedelta(minutes=16)
sent = outbox.send_again()
print(json.dumps({
    "rows": len(rows),
    "answered": len(answered),
    "lost": sorted(answered - set(rows)),
    "twice": [email for email, n in rows.items() if n > 1],
    "half": sorted({each[3:] for each in rows if each[0] == "p"} ^ {each[3:] for each in rows if each[0] == "s"}),
    "one entry each": sorted(entries) == sorted(str(pk) for pk in Invitation.objects.values_list("pk", flat=True)),
    "whole": audit.verify().whole,
    "of nothing": sorted(set(at_once) - set(rows)),
    "neither sent nor waiting": sorted(set(rows) - set(at_once) - waiting),
    "waiting": len(waiting),
    "without a letter": sorted(set(rows) - set(tell())),
    "letters": sum(tell().values()),
    "sent again": sent.sent_n,
    "still waiting": Letter.objects.count(),
}))
"""


def test_of_what_people_write_while_processes_are_killed_nothing_is_half_there_and_no_letter_is_lost(
    tmp_path: Path, new_database: Database, migrate: Migrate
) -> None:
    home, database = Home(tmp_path / "home"), new_database()
    home.root.mkdir()
    migrate(home.root, database)
    told = json.loads(run_code(home.root, database, KILLED))
    assert told["answered"] >= 6
    assert told["whole"]
    assert told["one entry each"]
    for fault in ("lost", "twice", "half", "of nothing", "neither sent nor waiting", "without a letter"):
        assert told[fault] == [], fault
    assert told["waiting"] >= 3
    assert (told["sent again"], told["still waiting"]) == (told["waiting"], 0)
    assert told["rows"] <= told["letters"] <= told["rows"] + 6, (
        "A letter comes twice only where its process was killed."
    )
