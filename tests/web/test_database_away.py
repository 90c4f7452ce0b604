"""While the database is away or busy, each answer says so, and what was typed can be sent again."""

import html
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    close_old_connections,
    connection,
    connections,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.test import Client, RequestFactory, TestCase

from plait.core import transactions
from plait.core.models import AuditEntry
from plait.core.services import audit
from plait.organisations.models import RoleName
from plait.web import middleware
from plait.web.site import outages
from plait.web.site.outages import Outage
from tests.people import make_member, make_trust

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Any]
AWAY = "The site cannot reach its database just now"
NAME = "Leader of improvement"
NOTHING = "Nothing you sent was saved."
TYPED = "Every morning begins with <reading> aloud.\n\nAnd ends with it."


def failing(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    """A failure as Django tells of it."""
    failure = kind(str(cause))
    failure.__cause__ = cause
    return failure


def shut_down() -> Exception:
    return failing(psycopg.errors.AdminShutdown("terminating connection due to administrator command\nDETAIL: more"))


@contextmanager
def database(failure: Exception) -> Iterator[list[str]]:
    """Whatever is asked of the database fails; what was asked of it."""
    asked: list[str] = []

    def fail(_execute: Any, sql: str, *_: Any) -> None:
        asked.append(sql)
        raise failure

    with connection.execute_wrapper(fail):
        yield asked


@pytest.fixture
def member() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_member(make_trust(), "director"))
    return client


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[logging.LogRecord]]:
    """What the log tells of, as errors."""
    for name in ("plait", "django"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    monkeypatch.setattr(logging.getLogger("django.request"), "propagate", True)
    return lambda: [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_a_page_says_that_the_database_is_away_and_asks_it_for_nothing_more(member: Client, told: Any):
    with database(shut_down()) as asked:
        answer = member.get("/home?from=here")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "private, no-store")
    assert f"<h1>{AWAY}</h1>" in page
    assert '<a href="/home?from=here">Try again</a>' in page
    assert "Nothing you sent" not in page
    assert "<script" not in page
    assert len(asked) == 1
    (line,) = told()
    assert (line.name, line.path, line.exc_info) == ("plait.database", "/home", None)
    assert line.error == "OperationalError: terminating connection due to administrator command"


def test_nobody_is_signed_out_by_it(member: Client):
    with database(shut_down()):
        assert not member.get("/home").cookies
    assert member.get("/home").status_code == 200


def test_what_was_typed_is_on_the_page_and_can_be_sent_again_as_it_was(member: Client):
    with database(shut_down()):
        answer = member.post("/goals/new?trust=7", {"words": TYPED, "token": "abc", "years": ["2024", "2025"]})
    page = answer.content.decode()
    assert NOTHING in page
    assert f'<p class="typed">{html.escape(TYPED)}</p>' in page
    assert page.count('class="typed"') == 1
    assert '<form method="post" action="/goals/new?trust=7">' in page
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    assert fields == [("words", html.escape(TYPED)), ("token", "abc"), ("years", "2024"), ("years", "2025")]


def test_a_file_cannot_be_sent_again_and_the_page_says_so(member: Client):
    with database(shut_down()):
        answer = member.post("/goals/in", {"note": TYPED, "file": SimpleUploadedFile("goals.csv", b"a,b\n")})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "choose the file again" in page
    assert html.escape(TYPED) in page
    assert "<form" not in page


def test_a_password_is_shown_to_nobody_again():
    browser = Client(raise_request_exception=False)
    with database(shut_down()):
        answer = browser.post("/account/login/", {"login": "ama@example.org", "password": "a calm page of mine"})
    assert answer.status_code == 503
    assert NOTHING in answer.content.decode()
    assert "calm page" not in answer.content.decode()


def test_what_another_site_sends_is_not_shown_on_a_page_of_this_one(member: Client):
    member.handler.enforce_csrf_checks = True
    with database(shut_down()):
        answer = member.post("/goals/new", {"words": TYPED, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 503
    assert "<form" not in answer.content.decode()
    assert "reading" not in answer.content.decode()


def test_a_part_of_a_page_a_file_and_health_say_it_in_their_own_way(member: Client):
    with database(shut_down()):
        part = member.get("/schools", headers={"hx-request": "true", "hx-request-type": "partial"})
        whole = member.get("/schools", headers={"hx-request": "true", "hx-request-type": "full"})
        file, named = member.get("/roles.csv"), member.get("/measures/1?as=csv")
        health, watched = member.get("/health"), Client().get("/health")
    assert {each.status_code for each in (part, whole, file, named, health, watched)} == {503}
    assert part.content.decode().strip() == (
        f'<div class="pl-notice" role="alert"><p>{AWAY}. Try again in a minute.</p></div>'
    )
    assert "<h1>" in whole.content.decode()
    for each in (file, named):
        assert each["Content-Type"] == "text/plain; charset=utf-8"
        assert each.content.decode() == f"{AWAY}. Try again in a minute.\n"
    for each in (health, watched):
        assert each.json()["status"] == "unwell"
        assert each.json()["database"].startswith("The database cannot be reached: OperationalError.")


def test_a_database_that_is_locked_for_too_long_is_busy_and_asks_for_patience(member: Client, tmp_path: Path):
    failure = lock(tmp_path / "busy.sqlite3")
    with database(failure):
        answer = member.post("/goals/new", {"words": TYPED})
        health = Client().get("/health").json()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "<h1>The site is busy just now</h1>" in answer.content.decode()
    assert NOTHING in answer.content.decode()
    assert health["database"] == "The database is busy: OperationalError. Ask again in a few seconds."


def lock(file: Path) -> Exception:
    """What Django says where another process has been writing for longer than one waits."""
    told = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {"timeout": 0.001}}
    second = ConnectionHandler({"default": told})["default"]
    first = sqlite3.connect(file, isolation_level=None)
    first.execute("CREATE TABLE words (said)")
    first.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(OperationalError, match="locked") as fault, second.cursor() as cursor:
            cursor.execute("SELECT said FROM words")
    finally:
        first.close()
        second.close()
    return fault.value


@pytest.mark.parametrize(
    "failure",
    [
        failing(psycopg.errors.UniqueViolation("twice"), IntegrityError),
        failing(psycopg.errors.UndefinedColumn("no such column"), ProgrammingError),
        failing(psycopg.errors.InFailedSqlTransaction("aborted"), DatabaseError),
        failing(psycopg.errors.StatementTooComplex("too complex")),
        failing(psycopg.InterfaceError("the cursor is closed"), InterfaceError),
        ValueError("of our own"),
    ],
    ids=str,
)
def test_a_fault_of_the_sites_own_stays_one(member: Client, failure: Exception):
    connection.ensure_connection()
    with database(failure):
        answer = member.get("/home")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


@pytest.mark.database
@pytest.mark.parametrize("wrong", ["SELECT nothing FROM organisations_person", "SELECT 1 FROM nowhere", "SELEC 1"])
def test_a_statement_that_is_wrong_is_a_fault_of_the_sites_own(wrong: str):
    with pytest.raises(DatabaseError) as fault, connection.cursor() as cursor:
        cursor.execute(wrong)
    assert outages.recognise(fault.value) is None


@pytest.mark.parametrize(
    ("cause", "outage"),
    [
        (psycopg.errors.ConnectionFailure, Outage.AWAY),
        (psycopg.errors.CannotConnectNow, Outage.AWAY),
        (psycopg.errors.CrashShutdown, Outage.AWAY),
        (psycopg.errors.DiskFull, Outage.AWAY),
        (psycopg.errors.InvalidPassword, Outage.AWAY),
        (psycopg.errors.TooManyConnections, Outage.BUSY),
        (psycopg.errors.DeadlockDetected, Outage.BUSY),
        (psycopg.errors.LockNotAvailable, Outage.BUSY),
        (psycopg.errors.QueryCanceled, Outage.BUSY),
    ],
)
def test_what_a_server_says_of_itself_is_understood(cause: type[psycopg.Error], outage: Outage):
    assert outages.recognise(failing(cause("told"))) is outage


@pytest.mark.parametrize(("vendor", "outage"), [("postgresql", Outage.AWAY), ("sqlite", None)])
def test_a_failure_without_a_code_is_a_server_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, vendor: str, outage: Outage | None
):
    monkeypatch.setattr(connections["default"], "vendor", vendor)
    assert outages.recognise(failing(psycopg.OperationalError("connection refused"))) is outage


def test_a_file_that_cannot_be_opened_is_a_database_that_is_away(tmp_path: Path):
    told = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "nowhere" / "plait.sqlite3")}
    with pytest.raises(OperationalError) as fault:
        ConnectionHandler({"default": told})["default"].ensure_connection()
    assert outages.recognise(fault.value) is Outage.AWAY


def test_an_interface_that_fails_on_a_connection_that_is_gone_is_an_outage(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections["default"], "connection", None)
    assert outages.recognise(InterfaceError("connection already closed")) is Outage.AWAY


def test_after_something_was_saved_the_page_does_not_say_that_nothing_was(rf: RequestFactory):
    trust = make_trust()

    def save_then_fail(_request: Any) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            audit.record("goal.written", on=("goals.goal", 1), by=None, organisation=trust.pk)
        raise shut_down()

    request = rf.post("/goals/new")
    before = transactions.count_committed()
    with pytest.raises(OperationalError) as fault:
        middleware.ErrorPages(save_then_fail)(request)  # type: ignore[arg-type]
    assert request.plait_committed == before  # type: ignore[attr-defined]
    assert outages.may_be_kept(fault.value, committed_before=before)
    assert not outages.may_be_kept(fault.value, committed_before=before + 1)
    assert not outages.may_be_kept(fault.value, committed_before=None)


@pytest.fixture
def director(transactional_db: None) -> Iterator[Browser]:
    """A director at a form that is sent to a server whose transactions are real, and which can hang up."""
    if connection.vendor != "postgresql":
        pytest.skip("The embedded database hangs up on nobody.")
    trust = make_trust()
    browser = Client(raise_request_exception=False)
    browser.force_login(make_member(trust, "director"))
    yield lambda token: browser.post(f"/organisations/{trust.pk}/names-of-roles", {"director": NAME, "token": token})
    close_old_connections()


def hang_up() -> None:
    told = connection.settings_dict
    where = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"] or None}
    with psycopg.connect(dbname=told["NAME"], **where) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_up_within_a_transaction_has_kept_nothing_of_it(director: Browser):
    def write(execute: Any, sql: str, *rest: Any) -> Any:
        if 'INSERT INTO "core_auditentry"' in sql:
            hang_up()
        return execute(sql, *rest)

    with connection.execute_wrapper(write):
        answer = director("once")
    assert (answer.status_code, NOTHING in answer.content.decode()) == (503, True)
    close_old_connections()  # as the site does after each request
    assert not RoleName.objects.exists()
    assert [director("once").status_code for _ in range(2)] == [303, 303]
    assert [each.name for each in RoleName.objects.all()] == [NAME]
    assert AuditEntry.objects.filter(action="role.named").count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_a_transaction_whose_end_fails_the_page_does_not_say_that_nothing_was_saved(
    director: Browser, monkeypatch: pytest.MonkeyPatch
):
    commit = BaseDatabaseWrapper._commit

    def fail(self: BaseDatabaseWrapper) -> None:
        if self.run_on_commit:
            hang_up()
        commit(self)

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "_commit", fail)
        page = director("once").content.decode()
    assert "It is not certain whether what you sent was saved" in page
    assert NOTHING not in page
    assert f'name="director" value="{NAME}"' in page
    close_old_connections()
    assert director("once").status_code == 303
    assert AuditEntry.objects.filter(action="role.named").count() == 1
