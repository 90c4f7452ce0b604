"""The one switch by which a trust publishes its matrix, and what else it lets stand there."""

from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.goals.models import AlignmentPage
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require


class NotAPage(PlaitError):
    """The page cannot be published."""


def publish(
    trust: Organisation, *, on: bool, introduction: str = "", with_schools: bool = False, by: Person
) -> AlignmentPage:
    """Switch the public page of a trust's decisions on or off; off, it is not there for anybody at once.

    `with_schools`: how many schools stand where; never which, and never a name.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    """
    with transaction.atomic():
        require(May.DECIDE, at=trust, by=by)
        if trust.kind != Kind.TRUST:
            raise NotAPage("Nothing was published.", why=f"{trust.name} is not a trust.", mend="Choose a trust.")
        page = AlignmentPage.objects.select_for_update().filter(trust=trust).first() or AlignmentPage(trust=trust)
        before = {"on": page.on, "with_schools": page.with_schools}
        page.on, page.with_schools, page.introduction = on, with_schools, introduction.strip()
        page.changed_by, page.changed_at = by, clock.now()
        page.full_clean(exclude=["trust", "changed_by"], validate_constraints=False)
        page.save()
        after = {"on": on, "with_schools": with_schools}
        at = ("goals.alignmentpage", page.pk)
        audit.record("matrix.published", on=at, by=by.pk, organisation=trust.pk, before=before, after=after)
        return page
