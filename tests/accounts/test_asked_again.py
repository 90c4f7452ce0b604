"""Before what cannot be undone, or opens what is another person's, one shows again that it is oneself."""

import pytest

from plait.core.models import AuditEntry
from tests.accounts.conftest import open_account, sign_in_as
from tests.people import PASSWORD, join, make_trust

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def lead(ama):
    """Ama answers for personal data in a trust, where Ben works."""
    trust = make_trust()
    join(ama, trust, "data_protection_lead")
    ben = open_account("ben@northbridge.example", name="Ben Hale")
    join(ben, trust, "analyst")
    return ben


def test_erasing_and_giving_out_somebodys_data_ask_again_who_it_is(client, ama, lead):
    sign_in_as(client, ama)
    erase, export = (f"/data-protection/people/{lead.pk}/{what}" for what in ("erase", "export"))
    assert client.get(erase)["Location"] == f"/account/reauthenticate/?next={erase.replace('/', '%2F')}"
    assert client.post(erase, {"because": "Asked", "sure": "on"}).status_code == 302
    lead.refresh_from_db()
    assert lead.is_active
    assert not AuditEntry.objects.filter(action="person.exported").exists()
    assert client.post(export)["Location"].startswith("/account/reauthenticate/")


def test_who_has_shown_it_goes_on_with_what_was_asked_for(client, ama, lead):
    sign_in_as(client, ama)
    export = f"/data-protection/people/{lead.pk}/export"
    client.post(export)
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": export})
    assert answer.status_code == 200
    assert "Ben Hale" in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    erase = f"/data-protection/people/{lead.pk}/erase"
    assert client.get(erase).status_code == 200
    assert client.post(erase, {"because": "Asked", "sure": "on"}).status_code == 303
    lead.refresh_from_db()
    assert not lead.is_active


def test_who_may_not_learns_nothing_by_being_asked(client, ama, lead):
    sign_in_as(client, lead)
    assert client.get(f"/data-protection/people/{ama.pk}/erase").status_code == 404
