"""For which organisation somebody acts: what the trail says beside who did something, and whose record it was."""

from django.db.models import Q

from plait.core import clock
from plait.organisations.models import Membership, Organisation


def find_behalf(person: int, organisation: int) -> int | None:
    """The organisation for which somebody acts upon what is another's; None where it is their own.

    A director who acts upon a school's record does so for the trust, and an operator for the body that runs the site.
    Of several memberships the one in the same trust counts, else the one held longest.
    """
    today = clock.today()
    since = Q(to_date__isnull=True) | Q(to_date__gte=today)  # whoever leaves today leaves as one of its people
    held = Membership.objects.filter(since, person=person, from_date__lte=today).select_related("organisation")
    places = [each.organisation for each in held.order_by("from_date", "pk")]
    if not places or organisation in {each.pk for each in places}:
        return None
    at = Organisation.objects.filter(pk=organisation).first()
    trust = None if at is None else at.trust_id
    same = [each for each in places if trust is not None and each.trust_id == trust]
    return min(same, key=lambda each: each.school_id is not None).pk if same else places[0].pk
