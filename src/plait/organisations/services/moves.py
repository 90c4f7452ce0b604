"""What follows when a school is in another trust: what it shared with trusts is not shared any more."""

from plait.core import events
from plait.organisations.models import Organisation
from plait.organisations.services import sharing
from plait.organisations.services.register import SchoolMoved


def listen() -> None:
    """Follow moves from now on; called once, when the site starts."""
    events.subscribe(SchoolMoved, _end_agreements)


def _end_agreements(event: SchoolMoved) -> None:
    """An agreement was made between two trusts; neither has the school's word any more. Both sides are told."""
    school = Organisation.objects.get(pk=event.school)
    sharing.end_all_of(school.pk, because=f"{school.name} has moved to another trust"[:500])
