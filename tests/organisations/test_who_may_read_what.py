"""The one rule of who reads a record, as a table: visibility across, reader down."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.organisations.models import Organisation, Person, Share
from plait.organisations.queries.visibility import limit
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.people import make_body, make_member, make_person, make_school, make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ALL = ("me", "school", "trust", "partners", "sector", "public")
# Reader → the visibilities under which they read a record of Harbour Lane Primary School that its headteacher keeps.
READERS = {
    "headteacher": ALL,
    "colleague": ("school", "trust", "partners", "sector", "public"),
    "visitor": ("school", "trust", "partners", "sector", "public"),
    "support lead of the school": ("trust", "partners", "sector", "public"),
    "director": ("trust", "partners", "sector", "public"),
    "analyst": ("trust", "partners", "sector", "public"),
    "network lead": ("trust", "partners", "sector", "public"),
    "colleague of another school of the trust": ("trust", "partners", "sector", "public"),
    "visitor of another school of the trust": ("sector", "public"),
    "trustee": ("sector", "public"),
    "data protection lead": ("sector", "public"),
    "director of the partner trust": ("partners", "sector", "public"),
    "colleague at a school of the partner trust": ("partners", "sector", "public"),
    "visitor at a school of the partner trust": ("sector", "public"),
    "visitor of the trust": ("trust", "partners", "sector", "public"),
    "visitor of the partner trust": ("sector", "public"),
    "director of a stranger trust": ("sector", "public"),
    "curator": ("sector", "public"),
    "operator": ("sector", "public"),
    "colleague who has left": ("public",),
    "visitor whose time is over": ("public",),
    "someone who belongs nowhere": ("public",),
    "nobody": ("public",),
}


@pytest.fixture
def sector() -> dict[str, Person | None]:
    """One reader of each kind."""
    today = timezone.localdate()
    trust, partner, stranger = make_trust(), make_trust("Partner Trust"), make_trust("Stranger Trust")
    school, other = make_school(trust), make_school(trust, "Mill Road Primary School")
    far, body = make_school(partner, "Far Away School"), make_body()
    soon = today + dt.timedelta(days=30)
    return {
        "headteacher": make_member(school, "headteacher"),
        "colleague": make_member(school, "colleague"),
        "visitor": make_member(school, "visitor", until=soon),
        "support lead of the school": make_member(school, "support_lead"),
        "director": make_member(trust, "director"),
        "analyst": make_member(trust, "analyst"),
        "network lead": make_member(trust, "network_lead"),
        "colleague of another school of the trust": make_member(other, "colleague"),
        "visitor of another school of the trust": make_member(other, "visitor", until=soon),
        "trustee": make_member(trust, "trustee"),
        "data protection lead": make_member(trust, "data_protection_lead"),
        "director of the partner trust": make_member(partner, "director"),
        "colleague at a school of the partner trust": make_member(far, "colleague"),
        "visitor at a school of the partner trust": make_member(far, "visitor", until=soon),
        "visitor of the trust": make_member(trust, "visitor", until=soon),
        "visitor of the partner trust": make_member(partner, "visitor", until=soon),
        "director of a stranger trust": make_member(stranger, "director"),
        "curator": make_member(body, "curator"),
        "operator": make_member(body, "operator"),
        "colleague who has left": make_member(school, "colleague", until=today),
        "visitor whose time is over": make_member(school, "visitor", until=today),
        "someone who belongs nowhere": make_person(),
        "nobody": None,
    }


def keep_record(keeper: Person, *, visibility: str, exception: bool = False) -> Finding:
    school = Organisation.objects.get(memberships__person=keeper)
    return Finding.objects.create(
        owner=school,
        trust=school.parent,
        author=keeper,
        keeper=keeper,
        visibility=visibility,
        exception=exception,
        urn=school.urn,
        school_name=school.name,
        outcome="primary.ks2_rwm_expected",
        build="2024_a",
        stance=Stance.HOLDS.value,
        seen="Every morning begins with reading aloud.",
        looked_on=timezone.localdate(),
    )


def share_with_partner(record: Finding, *, until: dt.date) -> Share:
    return Share.objects.create(
        record_type="insight.finding",
        record_id=str(record.pk),
        label="Reading",
        owner=record.trust,
        partner=Organisation.objects.get(name="Partner Trust"),
        purpose="Peer review",
        until=until,
        offered_by=record.keeper,
        offered_at=timezone.now(),
        accepted_by=record.keeper,
        accepted_at=timezone.now(),
    )


def may_read(person: Person | None, record: Finding) -> bool:
    from plait.organisations.domain import Scope

    scope = Scope(open_data=True) if person is None else scope_of(person)
    return limit(Finding.objects.filter(pk=record.pk), scope=scope).exists()


@pytest.mark.parametrize("visibility", ALL)
def test_each_reader_reads_what_the_table_says_and_nothing_else(sector: dict[str, Person], visibility: str):
    record = keep_record(sector["headteacher"], visibility=visibility)
    share_with_partner(record, until=timezone.localdate() + dt.timedelta(days=1))
    reading = {reader for reader, person in sector.items() if may_read(person, record)}
    assert reading == {reader for reader, seen in READERS.items() if visibility in seen}


def test_the_table_names_every_visibility_and_every_reader_once(sector: dict[str, Person]):
    assert tuple(each.value for each in Visibility) == ALL
    assert set(READERS) == set(sector)


def test_a_trustee_reads_an_exception_that_the_trust_reads_and_no_other(sector: dict[str, Person]):
    for visibility in ALL:
        record = keep_record(sector["headteacher"], visibility=visibility, exception=True)
        assert may_read(sector["trustee"], record) == (visibility in {"trust", "partners", "sector", "public"})


@pytest.mark.parametrize("days", [0, -1])
def test_an_agreement_whose_day_has_come_shares_nothing(sector: dict[str, Person], days: int):
    record = keep_record(sector["headteacher"], visibility="partners")
    share_with_partner(record, until=timezone.localdate() + dt.timedelta(days=days))
    assert not may_read(sector["director of the partner trust"], record)


def test_an_agreement_shares_one_record_and_no_other(sector: dict[str, Person]):
    shared = keep_record(sector["headteacher"], visibility="partners")
    beside = keep_record(sector["headteacher"], visibility="partners")
    share_with_partner(shared, until=timezone.localdate() + dt.timedelta(days=9))
    assert may_read(sector["director of the partner trust"], shared)
    assert not may_read(sector["director of the partner trust"], beside)


def test_an_offer_that_nobody_has_accepted_and_one_that_was_ended_share_nothing(sector: dict[str, Person]):
    record = keep_record(sector["headteacher"], visibility="partners")
    share = share_with_partner(record, until=timezone.localdate() + dt.timedelta(days=9))
    Share.objects.filter(pk=share.pk).update(accepted_at=None)
    assert not may_read(sector["director of the partner trust"], record)
    Share.objects.filter(pk=share.pk).update(accepted_at=timezone.now(), ended_at=timezone.now())
    assert not may_read(sector["director of the partner trust"], record)


def test_a_school_that_moves_takes_its_records_and_its_new_trust_reads_none_written_before(sector: dict[str, Person]):
    record = keep_record(sector["headteacher"], visibility="trust")
    school = record.owner
    school.parent = Organisation.objects.get(name="Stranger Trust")
    school.save()
    assert may_read(sector["headteacher"], record)
    assert may_read(sector["director"], record)  # written within that trust
    assert not may_read(sector["director of a stranger trust"], record)


def test_an_inactive_person_reads_what_everybody_reads(sector: dict[str, Person]):
    head = sector["headteacher"]
    record = keep_record(head, visibility="trust")
    Person.objects.filter(pk=head.pk).update(is_active=False)
    assert not may_read(head, record)
