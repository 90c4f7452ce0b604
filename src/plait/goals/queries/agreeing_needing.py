"""What of agreeing together waits for a viewer: to take part before it closes, and, for whoever leads, to answer."""

from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from plait.core import clock
from plait.goals.agreeing import SOON, ClaimState, Way, name_open
from plait.goals.models import Comment, Compared, Consultation, Vote
from plait.goals.queries.agreeing import may_lead
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May


def list_waiting_for_me(scope: Scope) -> list[Item]:
    """Consultations that are open and in which the viewer has said nothing yet."""
    within = scope.trusts_where(May.TAKE_PART)
    if not within or scope.person is None:
        return []
    today = clock.today()
    found = limit(Consultation.objects.select_related("owner"), scope=scope)
    open_now = found.filter(trust__in=within, opens_on__lte=today, closes_on__gte=today, closed_at=None)
    silent = open_now.exclude(
        Exists(Comment.objects.filter(consultation=OuterRef("pk"), author=scope.person))
        | Exists(Vote.objects.filter(claim__consultation=OuterRef("pk"), person=scope.person))
        | Exists(Compared.objects.filter(comparing__consultation=OuterRef("pk"), judge=scope.person))
    )
    return [
        Item(
            f"{each.owner.name} asks what you think: “{each.title}”."
            + (f" It closes on {each.closes_on:%-d %B}." if each.closes_on - today <= SOON else ""),
            _way_in(each),
            "Take part",
            due=each.closes_on,
            kind=Kind.CONSULTATIONS,
            key=name_open(each.pk, closes_on=each.closes_on, today=today),
            of=each.owner_id,
        )
        for each in silent.order_by("closes_on", "pk")
        if each.keeper_id != scope.person
    ]


def list_to_lead(scope: Scope) -> list[Item]:
    """Claims that wait to be accepted, and comments that wait for an answer."""
    writes = scope.trusts_where(May.WRITE)
    if not writes or scope.person is None:
        return []
    waiting = Count("claims", filter=Q(claims__state=ClaimState.WAITING.value), distinct=True)
    unanswered = Count("comments", filter=Q(comments__answered_at=None), distinct=True)
    found = limit(Consultation.objects.select_related("owner"), scope=scope).filter(trust__in=writes)
    led = found.filter(keeper=scope.person).annotate(waiting_n=waiting, unanswered_n=unanswered)
    items = []
    for each in led.filter(Q(waiting_n__gt=0) | Q(unanswered_n__gt=0)):
        if may_lead(scope, each):
            told = [
                _count(each.waiting_n, "claim waits", "claims wait") + " to be accepted" if each.waiting_n else "",
                _count(each.unanswered_n, "comment waits", "comments wait") + " for an answer"
                if each.unanswered_n
                else "",
            ]
            said = " and ".join(part for part in told if part)
            page = address("consultation-lead", each.pk)
            items.append(Item(f"In “{each.title}”, {said}.", page, "Read and answer", weight=6))
    return items


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _way_in(consultation: Consultation) -> str:
    """Where one begins: with the votes, which take least time."""
    route = "consultation-vote" if consultation.goes_by(Way.VOTES) else "consultation"
    return address(route, consultation.pk)


SOURCES: Final[Sources] = {list_waiting_for_me: (Consultation,), list_to_lead: (Consultation,)}
