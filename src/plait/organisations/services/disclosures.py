"""Files that hold what is personal to others: who took one, of which organisation, stands in the trail."""

from django.db import transaction

from plait.core.services import audit
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import scope_of

_ON = "organisations.organisation"


def note_people_taken(organisation: Organisation, *, n: int, with_addresses: bool, by: Person) -> None:
    """Write down that somebody took the list of the people of an organisation as a file; its query let them."""
    with transaction.atomic():
        after = {"people": n, "with_addresses": with_addresses}
        audit.record(
            "people.downloaded", on=(_ON, organisation.pk), by=by.pk, organisation=organisation.pk, after=after
        )


def note_trail_taken(*, n: int, by: Person) -> None:
    """Write down, wherever somebody answers for personal data, that they took entries of the trail as a file."""
    with transaction.atomic():
        for place in sorted(scope_of(by).organisations_where(May.PROTECT_DATA)):
            audit.record("trail.downloaded", on=(_ON, place), by=by.pk, organisation=place, after={"entries": n})
