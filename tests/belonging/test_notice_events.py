"""Who is told when something happens between people and organisations."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Notice, Person
from plait.organisations.services import invitations, sharing
from tests.belonging.conftest import Cast
from tests.organisations.records import keep
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def share(cast: Cast):
    record = keep(cast.director, owner=cast.trust, visibility="partners")
    until = timezone.localdate() + dt.timedelta(days=90)
    return sharing.offer(
        record, partner=cast.partner, until=until, purpose="A visit", label="What we found", by=cast.director
    )


def test_an_offer_is_told_to_who_decides_in_the_other_trust_with_its_last_day(cast: Cast, share):
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.due, notice.kind) == (cast.stranger, share.until, "sharing")
    assert notice.text == f"{cast.trust.name} offers to share “What we found” with your trust."


def test_what_the_other_trust_accepts_is_told_to_who_offered(cast: Cast, share):
    sharing.accept(share, by=cast.stranger)
    assert told(cast.director) == [f"{cast.partner.name} has accepted “What we found”."]
    assert len(told(cast.stranger)) == 1


@pytest.mark.parametrize("by", ["director", "stranger"])
def test_an_end_is_told_to_the_other_side_and_not_to_who_ended_it(cast: Cast, share, by: str):
    sharing.accept(share, by=cast.stranger)
    before = {person: len(told(person)) for person in (cast.director, cast.stranger)}
    sharing.end(share, because="The visit is over.", by=getattr(cast, by))
    after = {person: len(told(person)) - before[person] for person in before}
    assert after == {person: int(person != getattr(cast, by)) for person in before}
    assert told(cast.head) == []


def test_a_school_is_told_what_its_trust_offers_of_its_records_and_can_end_it(cast: Cast):
    record = keep(cast.colleague, owner=cast.school, visibility="partners")
    until = timezone.localdate() + dt.timedelta(days=90)
    share = sharing.offer(
        record, partner=cast.partner, until=until, purpose="A visit", label="What we found", by=cast.director
    )
    (offered,) = told(cast.head)
    assert offered.startswith(f"{cast.trust.name} offers “What we found” of {cast.school.name} to {cast.partner.name}")
    assert offered.endswith("You can end it.")
    sharing.accept(share, by=cast.stranger)
    assert "shares “What we found”" in told(cast.head)[-1]
    assert told(cast.elsewhere) == []
    sharing.end(share, because="Not now.", by=cast.head)


def test_those_in_charge_are_told_whom_an_operator_brought_in(cast: Cast):
    """The role of an operator reads nothing, so nobody makes a director of themselves unseen."""
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return f"https://x.example/{secret}"

    wanted = [Wanted(1, "ravi@example.org")]
    invitations.invite(wanted, organisation=cast.trust, role="analyst", link=link, by=cast.operator)
    invitations.accept(secrets[0], by=make_person("Ravi Shah", email="ravi@example.org"))
    (text,) = told(cast.director)
    assert text == (
        f"Ravi Shah belongs to {cast.trust.name} now, as trust analyst. {cast.operator.name}, who is not in charge"
        " there, invited them."
    )


def test_an_invitation_that_is_taken_up_is_told_to_who_invited(cast: Cast):
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return f"https://x.example/{secret}"

    new = make_person("Ravi Shah", email="ravi@example.org")
    wanted = [Wanted(1, new.email)]
    invitations.invite(wanted, organisation=cast.school, role="colleague", link=link, by=cast.head)
    invitations.accept(secrets[0], by=new)
    assert told(cast.head) == [f"Ravi Shah took up your invitation to {cast.school.name}, as school colleague."]
    assert told(new) == told(cast.director) == []


def test_what_did_not_happen_is_told_to_nobody(cast: Cast):
    record = keep(cast.director, owner=cast.trust, visibility="trust")
    with pytest.raises(sharing.NotShared):
        sharing.offer(
            record,
            partner=cast.partner,
            until=timezone.localdate() + dt.timedelta(days=9),
            purpose="A visit",
            label="What we found",
            by=cast.director,
        )
    assert not Notice.objects.exists()
