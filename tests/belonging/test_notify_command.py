"""`plait notify weekly`: what an operator runs once a week."""

import pytest
from django.core import mail

from plait.cli import notify
from plait.organisations.notices import Kind
from plait.organisations.services import notices
from plait.organisations.services.letters import NoSite
from tests.belonging.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SITE = "https://plait.example.org"


def test_a_week_without_news_writes_no_letter_and_says_so(cast: Cast, capsys: pytest.CaptureFixture[str]):
    notify.weekly(SITE)
    told = "No figures have been imported, so there are no signals to tell of.\nLetters: 0.\n"
    assert capsys.readouterr().out.endswith(told)
    assert mail.outbox == []


def test_it_says_how_many_letters_were_written(
    cast: Cast, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks
):
    notices.tell([cast.head, cast.director], of=cast.trust.pk, kind=Kind.REGISTER, key="k", text="Something new.")
    with django_capture_on_commit_callbacks(execute=True):
        notify.weekly(SITE)
    assert capsys.readouterr().out.endswith("Letters: 2.\n")
    assert len(mail.outbox) == 2


def test_with_figures_it_looks_for_new_signals_first(
    cast: Cast, with_sector: object, capsys: pytest.CaptureFixture[str]
):
    notify.weekly(SITE)
    assert capsys.readouterr().out.endswith("New clear signals since the build before: 0.\nLetters: 0.\n")


def test_an_address_that_is_not_whole_is_refused(cast: Cast):
    with pytest.raises(NoSite) as refused:
        notify.weekly("plait.example.org")
    assert "--site https://plait.example.org" in refused.value.mend
