"""The trail says for which organisation somebody acted upon a record of another."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.organisations.models import Membership, Organisation
from plait.organisations.queries.acting import find_behalf
from plait.organisations.services import memberships, sharing
from tests.organisations.conftest import Sector
from tests.organisations.records import keep
from tests.people import join, make_member, make_person

pytestmark = pytest.mark.django_db


def test_a_director_acts_at_a_school_for_the_trust_and_a_head_for_the_school_itself(sector: Sector):
    for by in (sector.director, sector.head):
        memberships.give(make_person(), organisation=sector.school, role="colleague", by=by)
    given = AuditEntry.objects.filter(action="membership.given").order_by("id")
    assert [each.on_behalf_of for each in given] == [sector.trust.pk, None]


def test_an_operator_acts_for_the_body_that_runs_the_site(sector: Sector):
    memberships.give(make_person(), organisation=sector.trust, role="director", by=sector.operator)
    body = Organisation.objects.get(memberships__person=sector.operator)
    assert AuditEntry.objects.get(action="membership.given").on_behalf_of == body.pk


def test_each_side_of_an_agreement_finds_for_whom_it_was_offered(sector: Sector):
    record = keep(sector.director, owner=sector.trust, visibility="partners")
    until = timezone.localdate() + dt.timedelta(days=9)
    sharing.offer(record, partner=sector.partner, until=until, purpose="Peer review", label="a", by=sector.director)
    told = dict(AuditEntry.objects.filter(action="sharing.offered").values_list("organisation", "on_behalf_of"))
    assert told == {sector.trust.pk: None, sector.partner.pk: sector.trust.pk}


def test_of_two_organisations_the_one_in_the_same_trust_counts(sector: Sector):
    person = make_member(sector.partner, "director")
    join(person, sector.other, "headteacher")
    assert find_behalf(person.pk, sector.school.pk) == sector.other.pk
    assert find_behalf(person.pk, sector.partner.pk) is None


def test_whoever_leaves_leaves_as_one_of_its_people(sector: Sector):
    join(sector.colleague, sector.partner, "analyst")
    memberships.end(Membership.objects.get(person=sector.colleague, role="colleague"), by=sector.colleague)
    assert AuditEntry.objects.get(action="membership.ended").on_behalf_of is None
