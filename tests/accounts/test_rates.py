"""Every road to an account is closed after a few attempts, for whoever makes them and for nobody else."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import caches

from plait.config.counts import SharedCounts
from tests.accounts.conftest import Visitor, open_account, sign_in_as
from tests.conftest import TODAY
from tests.people import PASSWORD
from tests.serving import PATIENCE

pytestmark = [pytest.mark.database, pytest.mark.django_db]
WRONG = "not this one at all"


@pytest.fixture(autouse=True)
def still_calendar() -> Iterator[None]:
    """No time passes, however long the attempts take: a count is of those of the last minutes."""
    with time_machine.travel(TODAY, tick=False):
        yield


def count_until_closed(visit, *, most: int) -> int:
    """How many attempts are answered before one is refused with 429."""
    for n in range(most + 1):
        if visit(n).status_code == 429:
            return n
    raise AssertionError(f"{most} attempts, and still open")


def test_signing_in_closes_for_an_address_after_five_wrong_passwords_wherever_they_come_from(ama):
    for n in range(5):
        answer = Visitor(REMOTE_ADDR=f"192.0.2.{n}").post("/account/login/", {"login": ama.email, "password": WRONG})
        assert "do not go together" in answer.content.decode()
    answer = Visitor(REMOTE_ADDR="192.0.2.99").post("/account/login/", {"login": ama.email, "password": PASSWORD})
    assert "tried too often" in answer.content.decode()


def test_it_closes_alike_for_an_address_that_has_no_account():
    for _ in range(5):
        Visitor().post("/account/login/", {"login": "nobody@elsewhere.example", "password": WRONG})
    answer = Visitor().post("/account/login/", {"login": "nobody@elsewhere.example", "password": WRONG})
    assert "tried too often" in answer.content.decode()


def test_others_sign_in_meanwhile(client, ama):
    for _ in range(6):
        Visitor(REMOTE_ADDR="192.0.2.1").post("/account/login/", {"login": "tom@elsewhere.example", "password": WRONG})
    assert sign_in_as(client, ama).status_code == 302


def test_signing_in_closes_for_a_network_address_that_tries_many(ama):
    def visit(n: int):
        return Visitor().post("/account/login/", {"login": f"{n}@elsewhere.example", "password": WRONG})

    assert count_until_closed(visit, most=31) == 30


def test_opening_accounts_closes_after_ten():
    def visit(n: int):
        return Visitor().post("/account/signup/", {"name": "Z", "email": f"{n}@x.example", "password1": PASSWORD})

    assert count_until_closed(visit, most=11) == 10


def test_asking_for_a_new_password_closes_for_an_address_after_three_and_for_a_network_after_ten(mailoutbox, ama):
    answers = [Visitor().post("/account/password/reset/", {"email": ama.email}).status_code for _ in range(5)]
    assert answers.count(302) == 3
    assert len(mailoutbox) == 3

    def visit(n: int):
        return Visitor(REMOTE_ADDR="192.0.2.7").post("/account/password/reset/", {"email": f"{n}@x.example"})

    assert count_until_closed(visit, most=11) == 10


def test_trying_links_for_a_new_password_closes_after_ten():
    def visit(n: int):
        return Visitor().post(f"/account/password/reset/key/1-abc{n}-def/", {"password1": PASSWORD})

    assert count_until_closed(visit, most=11) == 10


def test_showing_again_who_one_is_closes_after_five(client, ama):
    sign_in_as(client, ama)
    answers = [client.post("/account/reauthenticate/", {"password": WRONG}) for _ in range(6)]
    assert "not your password" in answers[0].content.decode()
    assert "not your password" not in answers[5].content.decode()


def test_changing_a_password_closes_after_five(client, ama):
    sign_in_as(client, ama)

    def visit(_: int):
        return client.post("/account/password/change/", {"oldpassword": WRONG})

    assert count_until_closed(visit, most=6) == 5


def test_codes_close_after_five_wrong_ones_even_for_the_right_one_and_from_elsewhere(ama):
    TOTP.activate(ama, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    for n in range(5):
        client = Visitor(REMOTE_ADDR=f"192.0.2.{n}")
        assert sign_in_as(client, ama)["Location"] == "/account/2fa/authenticate/"
        assert "That is not right" in client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    client = Visitor(REMOTE_ADDR="192.0.2.50")
    sign_in_as(client, ama)
    answer = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "tried too often" in answer.content.decode()
    assert Authenticator.objects.filter(user=ama).exists()


def test_trying_passkeys_closes_after_ten():
    def visit(_: int):
        return Visitor().post("/account/2fa/webauthn/login/", {"credential": "{}"})

    assert count_until_closed(visit, most=11) == 10


def test_a_letter_to_confirm_an_address_is_written_once_in_three_minutes(mailoutbox):
    person = open_account("new@northbridge.example", verified=False)
    for _ in range(3):
        sign_in_as(Visitor(), person)
    assert len([letter for letter in mailoutbox if letter.to == [person.email]]) == 1


def test_adding_addresses_closes_after_ten(client, ama):
    client.force_login(ama)

    def visit(_: int):
        return client.post("/account/email/", {"email": "", "action_add": ""})

    assert count_until_closed(visit, most=11) == 10


def test_the_page_of_a_closed_road_says_what_to_do():
    for n in range(11):
        answer = Visitor().post("/account/signup/", {"name": "Z", "email": f"{n}@x.example", "password1": PASSWORD})
    assert answer.status_code == 429
    assert "Wait five minutes" in answer.content.decode()


def test_attempts_are_counted_for_the_address_behind_the_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def visit(forwarded: str) -> int:
        told = {"name": "Z", "email": "z@x.example", "password1": PASSWORD}
        return int(Visitor().post("/account/signup/", told, headers={"x-forwarded-for": forwarded}).status_code)

    answers = [visit("198.51.100.1") for _ in range(11)]
    assert answers[-1] == 429
    assert visit("198.51.100.2") == 302
    assert visit("203.0.113.9, 198.51.100.1") == 429  # what the visitor says of themselves is not believed


def test_without_a_proxy_nobody_says_by_which_address_they_are_counted(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    told = {"name": "Z", "email": "z@x.example", "password1": PASSWORD}
    answers = [
        Visitor().post("/account/signup/", told, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code
        for n in range(11)
    ]
    assert answers[-1] == 429


def test_fewer_servers_in_between_than_were_named_break_nothing(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    told = {"login": "z@x.example", "password": WRONG}
    assert Visitor().post("/account/login/", told, headers={"x-forwarded-for": "198.51.100.1"}).status_code == 200


ANOTHER_PROCESS = """
import sys
from django.conf import settings
settings.configure()
from plait.config.counts import SharedCounts
counts = SharedCounts(sys.argv[1], {"TIMEOUT": 3600})
print(sum(counts.add(f"key-{n}", sys.argv[2]) for n in range(200)))
"""


def test_counts_are_shared_by_processes_and_each_lock_is_won_once(tmp_path):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path), str(n)], stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    won = [int(each.communicate(timeout=PATIENCE)[0]) for each in running]
    assert sum(won) == 200
    here = SharedCounts(str(tmp_path), {"TIMEOUT": 3600})
    assert here.get("key-7") in {"0", "1", "2"}
    assert not here.add("key-7", "late")


def test_too_many_counts_push_out_the_oldest_and_not_the_newest(tmp_path):
    counts = SharedCounts(str(tmp_path), {"TIMEOUT": 60, "OPTIONS": {"MAX_ENTRIES": 9, "CULL_FREQUENCY": 3}})
    import os

    for n in range(9):
        counts.set(f"key-{n}", n)
        file = counts._key_to_file(f"key-{n}")
        os.utime(file, (1_000_000 + n, 1_000_000 + n))
    counts.set("key-9", 9)
    assert [n for n in range(10) if counts.get(f"key-{n}") is None] == [0, 1, 2]


def test_the_site_counts_in_such_files():
    assert isinstance(caches["default"], SharedCounts)
