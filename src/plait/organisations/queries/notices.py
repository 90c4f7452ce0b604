"""What a person has been told, and how they want to hear of it. For the person alone."""

from typing import Final

from django.db import connection
from django.db.models import F

from plait.organisations.domain import Scope
from plait.organisations.models import Notice, Preference
from plait.organisations.notices import Kind

_UNREAD: Final = "SELECT COUNT(*) FROM organisations_notice WHERE person_id = %s AND read_at IS NULL"
_MOST = 200  # on the page; the rest is older than anyone looks


def count_unread(scope: Scope) -> int:
    """How many notices a viewer has not read."""
    if scope.person is None:
        return 0
    with connection.cursor() as cursor:  # every page asks: written once, as reach is
        cursor.execute(_UNREAD, [scope.person])
        (n,) = cursor.fetchone()
    return int(n)


def list_notices(scope: Scope, *, most: int = _MOST, unread_only: bool = False) -> list[Notice]:
    """A viewer's notices inside the site, newest first."""
    if scope.person is None:
        return []
    found = Notice.objects.filter(person=scope.person)
    if not scope.belongs:  # what is told of records is for those who may read them
        found = found.filter(kind=Kind.PEOPLE.value)
    # Read at the moment it was told: meant for the weekly letter alone.
    found = found.filter(read_at=None) if unread_only else found.exclude(read_at=F("at"))
    return list(found[:most])


def find_url(scope: Scope, *, number: int) -> str:
    """Where a notice of the viewer's leads, if it leads anywhere."""
    found = Notice.objects.filter(person=scope.person, pk=number).values_list("url", flat=True).first()
    return found or ""


def list_preferences(scope: Scope) -> dict[Kind, tuple[bool, bool]]:
    """For each kind, whether a viewer hears of it inside the site, and in the weekly letter."""
    told = {each.kind: (each.inside, each.letter) for each in Preference.objects.filter(person=scope.person)}
    return {kind: told.get(kind.value, (True, True)) for kind in Kind}
