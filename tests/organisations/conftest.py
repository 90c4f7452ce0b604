"""A small sector: two trusts, their schools, and somebody in charge of each."""

from dataclasses import dataclass

import pytest

from plait.organisations.models import Organisation, Person
from tests.people import make_body, make_member, make_school, make_trust


@dataclass(frozen=True)
class Sector:
    trust: Organisation
    partner: Organisation
    school: Organisation
    other: Organisation
    director: Person
    partner_director: Person
    head: Person
    colleague: Person
    lead: Person
    operator: Person


@pytest.fixture
def sector(db: None) -> Sector:
    trust, partner, body = make_trust(), make_trust("Partner Trust"), make_body()
    school, other = make_school(trust), make_school(trust, "Mill Road Primary School")
    return Sector(
        trust=trust,
        partner=partner,
        school=school,
        other=other,
        director=make_member(trust, "director", name="Ama Osei"),
        partner_director=make_member(partner, "director", name="Owen Marsh"),
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        lead=make_member(trust, "data_protection_lead", name="Iqbal Rahman"),
        operator=make_member(body, "operator", name="Jo Penrose"),
    )
