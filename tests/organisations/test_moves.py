"""A school that moves takes its records along: whom it has left reads them no more, whom it joins not yet."""

import pytest
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.insight.services import findings
from plait.insight.services.findings import Written
from plait.organisations.models import Notice, Person
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.services import notices
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.moves import move
from tests.organisations.conftest import Sector
from tests.organisations.records import keep
from tests.people import join, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def readers(record: Finding, sector: Sector) -> set[str]:
    people = {"head": sector.head, "left": sector.director, "joined": sector.partner_director}
    rows = Finding.objects.filter(pk=record.pk)
    return {name for name, one in people.items() if limit(rows, scope=scope_of(one)).exists()}


@pytest.mark.parametrize("visibility", ["school", "trust", "partners"])
def test_whoever_a_school_has_left_reads_none_of_its_records_and_whom_it_joins_only_what_is_marked_anew(
    sector: Sector, visibility: str
):
    record = keep(sector.head, owner=sector.school, visibility=visibility)
    move(sector.school, sector.partner)
    assert readers(record, sector) == {"head"}
    record.refresh_from_db()
    written = Written(Stance.HOLDS, "Written for those whom we joined.", "", timezone.localdate(), Visibility.TRUST)
    findings.revise(record, written=written, version=record.version, by=sector.head)
    assert readers(record, sector) == {"head", "joined"}


def test_a_school_that_leaves_every_trust_keeps_its_records_to_itself(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="trust")
    move(sector.school, None)
    assert readers(record, sector) == {"head"}


def test_what_everybody_reads_a_trusts_own_records_and_those_of_other_schools_stay_as_they_are(sector: Sector):
    public = keep(sector.head, owner=sector.school, visibility="sector")
    of_the_trust = keep(sector.director, owner=sector.trust, visibility="trust")
    beside = keep(sector.director, owner=sector.other, visibility="trust")
    move(sector.school, sector.partner)
    assert readers(public, sector) == {"head", "left", "joined"}
    assert readers(of_the_trust, sector) == readers(beside, sector) == {"left"}


def test_a_page_that_was_open_before_the_move_is_not_saved_over_it(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="trust")
    move(sector.school, sector.partner)
    assert Finding.objects.get(pk=record.pk).version > record.version


def test_what_somebody_of_the_trust_kept_for_the_school_is_looked_after_at_the_school(sector: Sector):
    draft = keep(sector.director, owner=sector.school, visibility="me")
    move(sector.school, sector.partner)
    draft.refresh_from_db()
    assert (draft.keeper, draft.author) == (sector.head, sector.director)
    assert readers(draft, sector) == {"head"}


def test_the_trail_tells_of_each_record_that_went_along(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="trust")
    move(sector.school, sector.partner)
    (entry,) = AuditEntry.objects.filter(action="record.moved")
    assert (entry.record_id, entry.organisation, entry.actor) == (str(record.pk), sector.school.pk, None)


def test_neither_side_keeps_what_it_was_told_of_the_other(sector: Sector):
    both = make_member(sector.school, "colleague", name="Kit Long")
    join(both, sector.trust, "network_lead")
    for person in (sector.head, sector.director, both):
        for place in (sector.school, sector.trust, sector.other):
            key = f"told:{place.pk}"
            notices.tell([person], of=place.pk, kind=Kind.GOALS, key=key, text=f"Something of {place.name}.")
    move(sector.school, sector.partner)

    def told(person: Person) -> set[str]:
        found = Notice.objects.filter(person=person, key__startswith="told:")
        return {each.organisation.name for each in found.select_related("organisation")}

    assert told(sector.head) == {sector.school.name}
    assert told(sector.director) == {sector.trust.name, sector.other.name}
    assert told(both) == {sector.school.name, sector.trust.name, sector.other.name}
    assert Notice.objects.filter(person=sector.director, text__contains="is no longer in").exists()
