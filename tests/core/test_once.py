"""A form that is handed in twice does one thing."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction
from django.utils import timezone

from plait.core.models import DoneOnce
from plait.core.queries import audit as trail
from plait.core.services import audit, once
from plait.core.services.once import Done, NoToken
from tests.serving import PATIENCE

pytestmark = pytest.mark.database


def write() -> str:
    return str(audit.record("finding.written", on=("insight.finding", 1), by=1).id)


@pytest.mark.django_db
def test_handing_in_again_tells_what_came_of_the_first_time():
    token = once.make_token()
    assert once.do(token, by=1, work=write) == Done("1", again=False)
    assert once.do(token, by=1, work=write) == Done("1", again=True)
    assert trail.get_head().count == 1


@pytest.mark.django_db
def test_another_form_or_another_person_is_another_thing():
    assert [once.do(token, by=by, work=write).result for token, by in [("a", 1), ("b", 1), ("a", 2), ("a", None)]] == [
        "1",
        "2",
        "3",
        "4",
    ]


@pytest.mark.django_db(transaction=True)
def test_what_failed_can_be_handed_in_again_and_left_no_trace():
    def fail() -> str:
        write()
        raise LookupError

    with pytest.raises(LookupError):
        once.do("token", by=1, work=fail)
    assert (trail.get_head().count, DoneOnce.objects.count()) == (0, 0)
    assert once.do("token", by=1, work=write) == Done("1", again=False)


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_in_many_times_at_once_is_done_once(at_once):
    def hand_in(_: int) -> Done:
        def work() -> str:
            result = write()
            time.sleep(0.05)  # long enough for the others to be at it too
            return result

        return once.do("token", by=1, work=work)

    done = at_once(hand_in, 6)
    assert {each.result for each in done} == {"1"}
    assert sorted(each.again for each in done) == [False] + [True] * 5
    assert at_once(lambda _: trail.get_head().count, 1) == [1]


@pytest.mark.django_db(transaction=True)
def test_if_the_first_of_two_fails_the_second_does_it(at_once):
    held = threading.Event()

    def hand_in(number: int) -> Done | str:
        def work() -> str:
            if number == 0:
                held.set()
                time.sleep(0.1)  # long enough for the second to be at it too
                raise LookupError
            return write()

        if number == 1:
            assert held.wait(PATIENCE)
        try:
            return once.do("token", by=1, work=work)
        except LookupError:
            return "failed"

    assert at_once(hand_in, 2) == ["failed", Done("1", again=False)]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x" * 101])
def test_without_its_token_a_form_is_refused(token):
    with pytest.raises(NoToken, match="Open the page again"):
        once.do(token, by=1, work=write)


@pytest.mark.django_db
def test_tokens_differ_and_fit_a_form():
    tokens = {once.make_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(20 < len(token) <= 100 for token in tokens)


@pytest.mark.django_db
def test_neither_the_person_nor_the_token_is_kept():
    once.do("my-token", by=12345, work=lambda: "/findings/1")
    (line,) = DoneOnce.objects.all()
    assert "my-token" not in line.key
    assert "12345" not in line.key
    assert str(line) == line.key


@pytest.mark.django_db
def test_old_tokens_are_forgotten():
    with transaction.atomic():
        once.do("old", by=1, work=lambda: "")
        DoneOnce.objects.update(at=timezone.now() - dt.timedelta(days=2))
        once.do("new", by=1, work=lambda: "")
    assert once.forget(until=timezone.now() - dt.timedelta(days=1)) == 1
    assert DoneOnce.objects.count() == 1
