"""What of people and sharing needs a viewer: the sources that this context gives to their page."""

import datetime as dt
from collections import Counter, defaultdict
from typing import Final

from django.db.models import Q

from plait.core import clock
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.models import Invitation, JoinRequest, Membership, Organisation, Share
from plait.organisations.notices import Kind as Told
from plait.organisations.queries import people
from plait.organisations.queries.organisations import list_where
from plait.organisations.roles import May, get_role

SOON: Final = dt.timedelta(days=14)  # as long as an invitation is good for: time enough to talk to each other
UNANSWERED: Final = dt.timedelta(days=7)
_FEW: Final = 3  # of one place told by name; more would leave no room for what else waits


def list_joining(scope: Scope) -> list[Item]:
    """Requests to join that the viewer may decide: each by itself, or, where many wait at one place, together."""
    waiting: dict[Organisation, list[JoinRequest]] = defaultdict(list)
    for each in _requests(scope):
        waiting[each.organisation].append(each)
    items = []
    for where, found in waiting.items():
        if len(found) > _FEW:
            url = f"{address('organisation', where.pk)}#requests"
            items.append(Item(f"{len(found)} people ask to join {where.name}.", url, "See who asks", weight=30))
        else:
            items += [_joining(each) for each in found]
    return items


def _joining(request: JoinRequest) -> Item:
    told = f"{request.person.name} asks to join {request.organisation.name}."
    return Item(told, address("join-request", request.pk), "Decide", weight=30)


def list_people(scope: Scope) -> list[Item]:
    """Memberships that end soon, and invitations that nobody has answered, where the viewer may invite."""
    if not scope.standings:
        return []
    places = list_where(scope, May.INVITE) if _may(scope, May.INVITE) else []
    return _ending(scope, places) + (_unanswered(places) if places else [])


def list_sharing(scope: Scope) -> list[Item]:
    """Offers that wait for the viewer's trust, and agreements that end soon."""
    trusts = speaking_for(scope)
    if not trusts:
        return []
    today = clock.today()
    held = Share.objects.filter(
        Q(owner__in=trusts) | Q(partner__in=trusts), ended_at__isnull=True, until__gt=today
    ).select_related("owner", "partner")
    items = []
    for each in held:
        ours = each.owner_id in trusts
        other = each.partner if ours else each.owner
        if each.accepted_at is None and not ours:
            told = f"{other.name} offers to share “{each.label}” with your trust."
            items.append(Item(told, address("sharing"), "Read the offer", weight=20))
        elif each.accepted_at is not None and each.until <= today + SOON:
            told = f"The agreement with {other.name} on “{each.label}” ends."
            ours_id = each.owner_id if ours else each.partner_id
            items.append(
                Item(told, address("sharing"), "See the agreement", due=each.until, kind=Told.SHARING, of=ours_id)
            )
    return items


def speaking_for(scope: Scope) -> frozenset[int]:
    """The trusts for which the viewer agrees to share: by belonging to them, not to one of their schools."""
    return frozenset(
        each.trust for each in scope.standings if each.trust is not None and each.school is None and each.may(May.SHARE)
    )


def _requests(scope: Scope) -> list[JoinRequest]:
    return people.list_requests(scope) if _may(scope, May.INVITE) else []


def _may(scope: Scope, what: May) -> bool:
    return bool(scope.organisations_where(what))


def _ending(scope: Scope, places: list[Organisation]) -> list[Item]:
    today = clock.today()
    soon = Membership.objects.filter(
        Q(organisation__in=places) | Q(person=scope.person), to_date__gt=today, to_date__lte=today + SOON
    ).select_related("person", "organisation")
    return [_end(scope, each) for each in soon]


def _end(scope: Scope, membership: Membership) -> Item:
    role, where = get_role(membership.role).name.lower(), membership.organisation
    own = membership.person_id == scope.person
    told = (
        f"You are {role} of {where.name} until then."
        if own
        else f"{membership.person.name}, {role} of {where.name}, leaves."
    )
    return Item(told, address("organisation", where.pk), "See who belongs", due=membership.to_date, of=where.pk)


def _unanswered(places: list[Organisation]) -> list[Item]:
    late = Invitation.objects.filter(
        organisation__in=places, accepted_at=None, withdrawn_at=None, sent_at__lt=clock.now() - UNANSWERED
    )
    counted = Counter(late.values_list("organisation", flat=True))
    by_number = {each.pk: each for each in places}
    return [
        Item(
            f"{_count(n)} to {by_number[number].name} not answered for a week.",
            f"{address('organisation', number)}#invitations",
            "Send again or take back",
            weight=5,
        )
        for number, n in counted.items()
    ]


def _count(n: int) -> str:
    return "One invitation was" if n == 1 else f"{n} invitations were"


SOURCES: Final[Sources] = dict.fromkeys((list_joining, list_people, list_sharing), ())
