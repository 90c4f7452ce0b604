"""The people of a demonstration, for its sign-in page alone."""

from plait.organisations.models import Membership

_NOBODYS_DOMAIN = "@plait.example"  # RFC 2606: an address there is nobody's


def list_people_to_try() -> list[Membership]:
    """Memberships of people whose address is nobody's, in the order in which they were given."""
    held = Membership.objects.filter(person__email__endswith=_NOBODYS_DOMAIN)
    return list(held.select_related("person", "organisation").order_by("pk"))
