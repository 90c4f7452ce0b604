"""Events reach those who subscribed, inside the transaction or after it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from plait.core import events
from plait.core.events import Event
from plait.core.models import DoneOnce
from plait.core.services import once
from plait.core.transactions import NotInTransaction

pytestmark = pytest.mark.database


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    urn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    urn: int


@pytest.fixture(autouse=True)
def nobody_else_listens() -> Iterator[None]:
    yield
    for kind in (Moved, Closed):
        events._within.pop(kind, None)
        events._after.pop(kind, None)


@pytest.mark.django_db
def test_an_event_reaches_those_who_subscribed_to_its_kind_in_their_order():
    heard: list[tuple[str, Event]] = []
    events.subscribe(Moved, lambda event: heard.append(("first", event)))
    events.subscribe(Moved, lambda event: heard.append(("second", event)))
    events.subscribe(Closed, lambda event: heard.append(("other", event)))
    events.record(Moved(urn=100049))
    assert heard == [("first", Moved(urn=100049)), ("second", Moved(urn=100049))]


@pytest.mark.django_db
def test_subscribing_again_changes_nothing():
    heard: list[Moved] = []
    events.subscribe(Moved, heard.append)
    events.subscribe(Moved, heard.append)
    events.record(Moved(urn=1))
    assert heard == [Moved(urn=1)]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_told():
    heard: list[Moved] = []
    events.subscribe(Moved, heard.append)
    with pytest.raises(NotInTransaction, match="Moved"):
        events.record(Moved(urn=1))
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_fails_undoes_the_whole_transaction():
    def fail(_: Moved) -> None:
        raise LookupError

    def work() -> str:
        events.record(Moved(urn=1))
        return "done"

    events.subscribe(Moved, fail)
    with pytest.raises(LookupError):
        once.do("token", by=1, work=work)
    assert DoneOnce.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_is_after_the_commit_and_never_after_a_rollback():
    heard: list[Moved] = []
    events.subscribe(Moved, heard.append, after_commit=True)
    with transaction.atomic():
        events.record(Moved(urn=1))
        assert heard == []
    assert heard == [Moved(urn=1)]
    with transaction.atomic():
        events.record(Moved(urn=2))
        transaction.set_rollback(True)
    assert heard == [Moved(urn=1)]


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_commit_goes_to_the_log_and_others_are_still_told(monkeypatch):
    def fail(_: Moved) -> None:
        raise LookupError("No letter was sent")

    heard: list[Moved] = []
    logged: list[logging.LogRecord] = []
    monkeypatch.setattr(logging.getLogger("django.db.backends.base"), "handle", logged.append)
    events.subscribe(Moved, fail, after_commit=True)
    events.subscribe(Moved, heard.append, after_commit=True)
    with transaction.atomic():
        events.record(Moved(urn=1))
    assert heard == [Moved(urn=1)]
    assert ["No letter was sent" in record.getMessage() for record in logged] == [True]


@pytest.mark.django_db
def test_a_test_can_listen_and_stops_listening():
    with events.listening(Moved) as heard, events.listening(Moved) as too:
        events.record(Moved(urn=1))
    events.record(Moved(urn=2))
    assert heard == too == [Moved(urn=1)]
