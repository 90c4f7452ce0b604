"""Who is in charge somewhere, for services that have something to tell them."""

from django.db.models import Q

from plait.core import clock
from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.roles import Kind, May, get_role


def list_in_charge(organisation: Organisation, *, what: May = May.INVITE, here_only: bool = False) -> list[Person]:
    """The people who may do something in an organisation, by belonging to it or to the trust it is in."""
    today = clock.today()
    places = Q(organisation=organisation.pk)
    if organisation.trust_id is not None and not here_only:
        above = Q(organisation=organisation.trust_id) | Q(organisation__parent=organisation.trust_id)
        places |= above & ~Q(organisation__kind=Kind.SCHOOL.value)
    held = (
        Membership.objects.filter(places, Q(to_date__isnull=True) | Q(to_date__gt=today), from_date__lte=today)
        .filter(person__is_active=True)
        .select_related("person")
    )
    able = {each.person.pk: each.person for each in held if what in get_role(each.role).may}
    return list(able.values())
