"""One record is shared with one trust until a day: both agree, both see it, either ends it."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from plait.core import events
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.insight.models import Finding
from plait.organisations.models import Notice, Share
from plait.organisations.queries import agreements
from plait.organisations.queries.visibility import limit
from plait.organisations.services import sharing
from plait.organisations.services.authority import scope_of
from plait.organisations.services.register import SchoolMoved
from plait.organisations.services.sharing import NotShared
from tests.organisations.conftest import Sector
from tests.organisations.records import keep
from tests.people import make_member, make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SOON = dt.timedelta(days=30)


def reads(person, record) -> bool:
    return limit(Finding.objects.filter(pk=record.pk), scope=scope_of(person)).exists()


def offer(sector: Sector, record: Finding, **changed) -> Share:
    told = {
        "partner": sector.partner,
        "until": timezone.localdate() + SOON,
        "purpose": "Peer review",
        "label": "What we found",
        "by": sector.head,
    } | changed
    return sharing.offer(record, **told)


def test_an_offer_shares_nothing_until_the_other_side_accepts(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="partners")
    share = offer(sector, record)
    assert not reads(sector.partner_director, record)
    sharing.accept(share, by=sector.partner_director)
    assert reads(sector.partner_director, record)
    entries = AuditEntry.objects.filter(action="sharing.accepted")
    assert {entry.organisation for entry in entries} == {sector.trust.pk, sector.partner.pk}


@pytest.mark.parametrize("side", ["head", "director", "partner_director"])
def test_either_side_ends_it_and_it_is_in_force_at_once(sector: Sector, side: str):
    record = keep(sector.head, owner=sector.school, visibility="partners")
    share = sharing.accept(offer(sector, record), by=sector.partner_director)
    sharing.end(share, because="Done", by=getattr(sector, side))
    assert not reads(sector.partner_director, record)


def test_a_visitor_of_either_trust_sees_no_agreement(sector: Sector):
    share = sharing.accept(
        offer(sector, keep(sector.head, owner=sector.school, visibility="partners")), by=sector.partner_director
    )
    until = timezone.localdate() + SOON
    for trust, role, sees in (
        (sector.trust, "visitor", False),
        (sector.partner, "visitor", False),
        (sector.trust, "trustee", True),
        (sector.trust, "data_protection_lead", True),
    ):
        person = make_member(trust, role, until=until)
        found = agreements.get_register(scope_of(person), today=timezone.localdate())
        assert found.in_force == ((share,) if sees else ()), role


def test_a_stranger_neither_offers_accepts_nor_ends(sector: Sector):
    stranger = make_member(make_trust("Stranger Trust"), "director")
    record = keep(sector.head, owner=sector.school, visibility="partners")
    with pytest.raises(NotAllowed):
        offer(sector, record, by=stranger)
    share = offer(sector, record)
    for act in (lambda: sharing.accept(share, by=stranger), lambda: sharing.end(share, because="", by=stranger)):
        with pytest.raises(NotAllowed):
            act()


def test_a_director_cannot_lend_what_only_the_school_reads(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="school")
    with pytest.raises(NotAllowed, match="not shared with you"):
        offer(sector, record, by=sector.director)


def test_the_offering_side_cannot_accept_for_the_other(sector: Sector):
    share = offer(sector, keep(sector.head, owner=sector.school, visibility="partners"))
    with pytest.raises(NotAllowed):
        sharing.accept(share, by=sector.director)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"purpose": " "}, "purpose"),
        ({"until": dt.date(2020, 1, 1)}, "after today"),
        ({"until": dt.date(2099, 1, 1)}, "three years"),
    ],
)
def test_an_offer_that_cannot_stand_says_why(sector: Sector, changed: dict, why: str):
    record = keep(sector.head, owner=sector.school, visibility="partners")
    with pytest.raises(NotShared, match=why):
        offer(sector, record, **changed)


def test_a_record_is_offered_to_another_trust_and_only_when_it_is_marked_for_partners(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="trust")
    with pytest.raises(NotShared, match="not marked for partners"):
        offer(sector, record)
    for partner in (sector.trust, sector.other):
        with pytest.raises(NotShared, match="another trust"):
            offer(sector, keep(sector.head, owner=sector.school, visibility="partners"), partner=partner)


def test_an_offer_whose_day_has_passed_or_that_was_taken_back_cannot_be_accepted(sector: Sector):
    share = offer(sector, keep(sector.head, owner=sector.school, visibility="partners"))
    Share.objects.filter(pk=share.pk).update(until=timezone.localdate())
    with pytest.raises(NotShared, match="last day"):
        sharing.accept(share, by=sector.partner_director)
    sharing.end(share, because="Too late", by=sector.director)
    with pytest.raises(NotShared):
        sharing.accept(share, by=sector.partner_director)


def test_narrowing_a_record_takes_it_from_the_partner_though_the_agreement_stands(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="partners")
    sharing.accept(offer(sector, record), by=sector.partner_director)
    Finding.objects.filter(pk=record.pk).update(visibility="trust")
    assert not reads(sector.partner_director, record)


def test_what_a_school_shared_is_shared_no_more_once_it_is_in_another_trust(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="partners")
    share = sharing.accept(offer(sector, record), by=sector.partner_director)
    of_the_trust = keep(sector.director, owner=sector.trust, visibility="partners")
    stays = offer(sector, of_the_trust, by=sector.director)
    with transaction.atomic():
        events.record(SchoolMoved(school=sector.school.pk, before=sector.trust.pk, after=sector.partner.pk))
    share.refresh_from_db()
    stays.refresh_from_db()
    assert (share.ended_by, stays.ended_at) == (None, None)
    assert "moved to another trust" in share.ended_because
    assert not reads(sector.partner_director, record)
    assert AuditEntry.objects.filter(action="sharing.ended", actor=None).count() == 2
    told = {each.person for each in Notice.objects.filter(kind="sharing", key=f"ended:{share.pk}")}
    assert {sector.head, sector.director, sector.partner_director} <= told
