"""The audit trail as a file, and the two commands."""

import csv
import datetime as dt
import json

import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from plait.cli.database import DatabaseNotReady, open_database
from plait.cli.main import app
from plait.core import triggers
from plait.core.chain import Head
from plait.core.errors import PlaitError
from plait.core.queries import audit as trail
from plait.core.services import audit, audit_exports
from plait.core.services.audit_exports import NotAnExport

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def entries() -> None:
    with transaction.atomic():
        audit.record("finding.written", on=("insight.finding", 1), by=12, organisation=3, after={"words": "=1+1 – £5"})
        audit.record("finding.changed", on=("insight.finding", 1), by=13, organisation=3, before="A", after="B")
        audit.record("sharing.ended", on=("insight.finding", 2), by=None, note="=cmd|'/c calc'!A1")


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        for removal in triggers.list_removals(connection.vendor):
            cursor.execute(removal)
        cursor.execute(statement)


def test_an_export_can_be_checked_without_the_database(entries, tmp_path):
    file = tmp_path / "trail.jsonl"
    head = audit_exports.export(file)
    assert head.count == 3
    found = audit_exports.verify_file(file, noted=[head])
    assert (found.whole, found.n, found.head) == (True, 3, head)
    assert file.stat().st_mode & 0o077 == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line.get("action") for line in lines] == ["finding.written", "finding.changed", "sharing.ended", None]
    assert lines[-1] == {"head": str(head)}


def test_an_export_is_noted_in_the_trail_with_who_asked_for_it(entries, tmp_path):
    audit_exports.export(tmp_path / "trail.jsonl", by=7)
    newest = trail.list_entries(organisations=None).rows[0]
    assert (newest.action, newest.record_id, newest.actor) == ("audit.exported", "1-3", 7)
    assert audit.verify().whole


def test_an_export_of_an_erased_payload_is_whole(entries, tmp_path):
    audit.erase_payloads(by=1, because="Asked for", actor=12)
    file = tmp_path / "trail.jsonl"
    audit_exports.export(file)
    found = audit_exports.verify_file(file)
    assert (found.whole, found.erased_n) == (True, 1)
    assert "£5" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0].replace('"actor": 12', '"actor": 13'), *lines[1:]],
        lambda lines: [lines[0].replace("£5", "£6"), *lines[1:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [*lines[:2], lines[-1]],
    ],
)
def test_a_changed_export_is_found_out(entries, tmp_path, change):
    file = tmp_path / "trail.jsonl"
    audit_exports.export(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    assert not audit_exports.verify_file(file).whole


@pytest.mark.parametrize(
    "text", ["", "id,at\r\n1,2\r\n", '{"head": "x"}\n', "[]\n", '{"id": 1}\n{"head": "0:' + "0" * 64 + '"}\n', "\x00"]
)
def test_what_is_no_export_is_refused(tmp_path, text):
    file = tmp_path / "other.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotAnExport, match=r"other\.jsonl was not checked"):
        audit_exports.verify_file(file)


def test_an_export_without_its_end_is_refused(entries, tmp_path):
    file = tmp_path / "trail.jsonl"
    audit_exports.export(file)
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    with pytest.raises(NotAnExport, match="its end is missing"):
        audit_exports.verify_file(file)


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing(entries, tmp_path):
    file = tmp_path / "trail.csv"
    audit_exports.export(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["action"] for row in rows] == ["finding.written", "finding.changed", "sharing.ended"]
    assert rows[0]["after"] == '{"words":"=1+1 – £5"}'
    assert (rows[1]["before"], rows[1]["after"], rows[1]["actor"]) == ("A", "B", "13")
    assert rows[2]["note"].startswith("'=cmd")
    assert dt.datetime.fromisoformat(rows[0]["at"]).tzinfo is not None


def test_the_command_says_that_the_trail_is_whole_and_where_it_ends(entries):
    done = CliRunner().invoke(app, ["audit", "verify"])
    assert done.exit_code == 0, done.output
    assert "The audit trail is whole: 3 entries, 0 of them with erased contents." in done.output
    assert Head.parse(done.output.split("It ends at ")[1]) == trail.get_head()


def test_the_command_checks_an_end_that_was_noted(entries):
    noted = str(trail.get_head())
    tamper("DELETE FROM core_auditentry WHERE id = 3")
    tamper("UPDATE core_audithead SET count = 2, hash = (SELECT hash FROM core_auditentry WHERE id = 2)")
    assert CliRunner().invoke(app, ["audit", "verify"]).exit_code == 0
    refused = CliRunner().invoke(app, ["audit", "verify", "--noted", noted])
    assert isinstance(refused.exception, PlaitError)
    assert "Entry 3, the last one, is missing. What comes before it (2 entries) is as it was written." in str(
        refused.exception
    )


def test_the_command_fails_on_a_changed_trail(entries):
    tamper("UPDATE core_auditentry SET actor = 99 WHERE id = 2")
    refused = CliRunner().invoke(app, ["audit", "verify"])
    assert refused.exit_code == 1
    assert isinstance(refused.exception, PlaitError)
    assert "tampered with. Entry 2 was changed" in str(refused.exception)


def test_the_command_writes_a_file_and_checks_it(entries, tmp_path):
    file = tmp_path / "trail.jsonl"
    done = CliRunner().invoke(app, ["audit", "export", "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 entries written to")
    checked = CliRunner().invoke(app, ["audit", "verify", "--file", str(file)])
    assert "The audit trail is whole: 3 entries" in checked.output


def test_a_noted_end_that_is_none_is_refused():
    refused = CliRunner().invoke(app, ["audit", "verify", "--noted", "twelve"])
    assert isinstance(refused.exception, PlaitError)
    assert "Copy it as" in str(refused.exception)


def test_a_database_of_an_earlier_version_is_refused(monkeypatch):
    from django.db.migrations.executor import MigrationExecutor

    open_database()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("core", False)])
    with pytest.raises(DatabaseNotReady, match="plait serve"):
        open_database()
