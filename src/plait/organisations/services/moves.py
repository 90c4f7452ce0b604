"""What follows when a school is in another trust: its records go along, and are shared with no trust any more."""

from django.db.models import F

from plait.core import clock, events
from plait.core.services import audit
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord, list_kinds
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.services import notices, sharing
from plait.organisations.services.authority import may
from plait.organisations.services.charge import list_in_charge
from plait.organisations.services.register import SchoolMoved
from plait.organisations.visibility import Visibility

_WITHIN = frozenset({Visibility.TRUST, Visibility.PARTNERS})


def listen() -> None:
    """Follow moves from now on; called once, when the site starts."""
    events.subscribe(SchoolMoved, _take_records_along)
    events.subscribe(SchoolMoved, _take_notices_away)  # before both sides are told what ends with the move
    events.subscribe(SchoolMoved, _end_agreements)


def _take_records_along(event: SchoolMoved) -> None:
    """What was shared within the trust is the school's alone from now on, until somebody there marks it anew.

    So neither the trust that was left reads what is written next, nor the one that was joined what was written before.
    What somebody of the trust that was left looked after for the school passes to whoever is in charge at the school.
    """
    school = Organisation.objects.get(pk=event.school)
    school.parent_id = event.after  # as it will be when this transaction ends
    held: list[TenantedRecord] = []  # every row is held before the first entry is written: entries wait for one another
    for model in list_kinds():
        found = model.objects.select_for_update(of=("self",)).filter(owner=school).order_by("pk")
        held += found.select_related("keeper")
    heir = _find_heir(school) if held else None
    keepers = {each.keeper_id: each.keeper for each in held}
    gone = {number for number, each in keepers.items() if not may(May.WRITE, at=school, by=each)}
    for record in held:
        _bring_along(record, school=school, heir=heir if record.keeper_id in gone else None)


def _find_heir(school: Organisation) -> Person | None:
    """Who looks after records at the school from now on, where their keeper does not write there any more."""
    able = list_in_charge(school, here_only=True)
    return next((each for each in able if may(May.WRITE, at=school, by=each)), None)


def _bring_along(record: TenantedRecord, *, school: Organisation, heir: Person | None) -> None:
    before, keeper = record.visibility, record.keeper_id
    if before in _WITHIN:
        record.visibility = Visibility.SCHOOL.value
    if heir is not None:
        record.keeper = heir
    rows = type(record).objects.filter(pk=record.pk)
    # A new version, so that a page that was opened before is not saved over what has changed.
    rows.update(visibility=record.visibility, keeper=record.keeper, trust=school.parent_id, version=F("version") + 1)
    audit.record(
        "record.moved",
        on=(type_of(type(record)), str(record.pk)),
        by=None,
        organisation=school.pk,
        before={"visibility": before, "trust": record.trust_id, "keeper": keeper},
        after={"visibility": record.visibility, "trust": school.parent_id, "keeper": record.keeper_id},
    )


def _end_agreements(event: SchoolMoved) -> None:
    """An agreement was made between two trusts; neither has the school's word any more. Both sides are told."""
    school = Organisation.objects.get(pk=event.school)
    sharing.end_all_of(school.pk, because=f"{school.name} has moved to another trust"[:500])


def _take_notices_away(event: SchoolMoved) -> None:
    """Notices name records by their titles: each side keeps none of the other's."""
    if event.before is None:
        return
    school, left = (Organisation.objects.get(pk=number) for number in (event.school, event.before))
    notices.forget_after_a_move(school, left=left, today=clock.today())
