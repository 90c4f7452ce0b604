"""Consultations, and what a viewer may know of them: comments by name, one's own votes, and results of nobody."""

import datetime as dt

from django.db.models import Q, QuerySet

from plait.core.errors import NotAllowed, NotThere
from plait.goals.agreeing import ClaimState, Passage, Way, without_judges
from plait.goals.models import AgreeingResult, Claim, Comment, Consultation, Decision, Definition, Statement, Vote
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May


class NoSuchConsultation(NotThere):
    """A consultation, or a part of one, that is not there or that this viewer may not read: the answer is the same."""


_FIELDS = (
    ("why", "Why"),
    ("loose", "What stays open"),
    ("evidence", "Evidence"),
    ("equity", "Fairness to pupils"),
    ("workload", "Workload"),
    ("deployability", "Moving between schools"),
    ("cost", "Cost"),
    ("risk", "Risk"),
)


def get_consultation(scope: Scope, *, number: int) -> Consultation:
    """One consultation.

    Raises
    ------
    NoSuchConsultation
        If there is none of this number that the viewer may read.
    """
    found = _readable(scope).filter(pk=number).first()
    if found is None:
        raise _missing("consultation")
    return found


def get_consultation_to_lead(scope: Scope, *, number: int) -> Consultation:
    """One consultation, for whoever leads it.

    Raises
    ------
    NoSuchConsultation
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not lead it.
    """
    found = get_consultation(scope, number=number)
    if not may_lead(scope, found):
        raise NotAllowed(
            "You do not lead this consultation.",
            why="It is led by whoever looks after it, and by those who decide for the trust.",
            mend=f"Ask {found.keeper.name}.",
        )
    return found


def list_consultations(scope: Scope, *, trust: int | None = None) -> list[Consultation]:
    """Every consultation that the viewer may read, of one trust or of all; what closes last comes first."""
    found = _readable(scope)
    return list(found if trust is None else found.filter(owner=trust))


def list_consultations_on(scope: Scope, *, subject: Definition | Decision) -> list[Consultation]:
    """The consultations on one definition or one decision that the viewer may read."""
    return list(_readable(scope).filter(_on(subject)))


def may_open(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer opens consultations of a trust."""
    return scope.may_at(May.WRITE, organisation=trust, trust=trust)


def may_lead(scope: Scope, consultation: Consultation) -> bool:
    """Whether the viewer leads a consultation: its keeper, and whoever decides for the trust."""
    trust = consultation.owner_id
    if scope.may_at(May.DECIDE, organisation=trust, trust=trust):
        return True
    return consultation.keeper_id == scope.person and may_open(scope, trust=trust)


def may_take_part(scope: Scope, consultation: Consultation) -> bool:
    """Whether the viewer may say something: whom the trust asks, and not its visitors, who read."""
    return consultation.trust_id in scope.trusts_where(May.TAKE_PART)


def list_passages(scope: Scope, *, consultation: Consultation) -> list[Passage]:
    """What there is to comment upon: the statements of a definition, or the reasons of a decision; then the whole."""
    if not limit(Consultation.objects.filter(pk=consultation.pk), scope=scope).exists():
        raise _missing("consultation")
    return read_passages(scope, consultation=consultation)


def read_passages(scope: Scope, *, consultation: Consultation) -> list[Passage]:  # noqa: ARG001 asked by whoever got it
    """The passages of a consultation which a query or a service has already found to be the viewer's to read."""
    whole = Passage("", "On the whole", consultation.question)
    decision = consultation.decision
    if decision is not None:
        said = [Passage(f"field:{name}", heading, getattr(decision, name)) for name, heading in _FIELDS]
        return [*(each for each in said if each.text), whole]
    rows = Statement.objects.filter(domain__definition=consultation.definition_id).select_related("domain")
    ordered = rows.order_by("domain__position", "position", "pk")
    return [*(Passage(f"statement:{each.pk}", each.domain.name, each.text) for each in ordered), whole]


def list_comments(scope: Scope, *, consultation: Consultation) -> list[Comment]:
    """Every comment with its author and its answer, as they were made."""
    return list(_comments(scope).filter(consultation=consultation))


def get_comment(scope: Scope, *, consultation: Consultation, number: int) -> Comment:
    """One comment.

    Raises
    ------
    NoSuchConsultation
        If the consultation has none of this number, or is not the viewer's to read.
    """
    found = _comments(scope).filter(consultation=consultation, pk=number).first()
    if found is None:
        raise _missing("comment")
    return found


def list_claims(scope: Scope, *, consultation: Consultation) -> list[Claim]:
    """The claims on which people vote; without the names of those who added them."""
    return list(_claims(scope).filter(consultation=consultation, state=ClaimState.ACCEPTED.value))


def list_own_claims(scope: Scope, *, consultation: Consultation) -> list[Claim]:
    """What the viewer added, and what became of it."""
    return list(_claims(scope).filter(consultation=consultation, author=scope.person, added=True))


def list_waiting(scope: Scope, *, consultation: Consultation) -> list[Claim]:
    """Claims that wait to be accepted, for whoever leads."""
    if not may_lead(scope, consultation):
        return []
    return list(_claims(scope).filter(consultation=consultation, state=ClaimState.WAITING.value))


def get_claim(scope: Scope, *, consultation: Consultation, number: int) -> Claim:
    """One claim: an accepted one, or, for whoever leads, one that waits.

    Raises
    ------
    NoSuchConsultation
        If there is none for this viewer.
    """
    found = _claims(scope).filter(consultation=consultation, pk=number).first()
    if found is None or (found.state != ClaimState.ACCEPTED and not may_lead(scope, consultation)):
        raise _missing("claim")
    return found


def list_own_votes(scope: Scope, *, consultation: Consultation) -> dict[int, int]:
    """What the viewer has said, by claim. There is no query for what another person said."""
    if scope.person is None:
        return {}
    own = Vote.objects.filter(person=scope.person, claim__in=_claims(scope).filter(consultation=consultation))
    return dict(own.values_list("claim", "choice"))


def find_result(scope: Scope, *, consultation: Consultation, way: Way) -> AgreeingResult | None:
    """The newest result of a way; how alike people judge is left out for all but whoever leads."""
    found = _results(scope).filter(consultation=consultation, way=way.value).first()
    if found is not None and not may_lead(scope, consultation):
        found.content = without_judges(found.content)
    return found


def count_taking_part(scope: Scope, *, consultation: Consultation) -> dict[Way, int]:
    """How many people have taken part, by way."""
    if not limit(Consultation.objects.filter(pk=consultation.pk), scope=scope).exists():
        return {}
    asked = {
        Way.COMMENTS: lambda: consultation.comments.values("author").distinct().count(),
        Way.VOTES: lambda: Vote.objects.filter(claim__consultation=consultation).values("person").distinct().count(),
        Way.COMPARING: lambda: (
            consultation.comparing.judgements.filter(winner__isnull=False).values("judge").distinct().count()
        ),
    }
    return {way: asked[way]() for way in Way if consultation.goes_by(way)}


def list_open(scope: Scope, *, today: dt.date) -> list[Consultation]:
    """Consultations that are open, and in which the viewer may take part; what closes first comes first."""
    found = _readable(scope).filter(opens_on__lte=today, closes_on__gte=today, closed_at=None)
    return list(found.filter(trust__in=scope.trusts_where(May.TAKE_PART)).order_by("closes_on", "pk"))


def _on(subject: Definition | Decision) -> Q:
    return Q(definition=subject) if isinstance(subject, Definition) else Q(decision=subject)


def _readable(scope: Scope) -> QuerySet[Consultation]:
    beside = ("owner", "trust", "author", "keeper", "definition", "decision__level", "comparing__statement")
    return limit(Consultation.objects.select_related(*beside), scope=scope)


def _comments(scope: Scope) -> QuerySet[Comment]:
    found = Comment.objects.filter(consultation__in=limit(Consultation.objects.all(), scope=scope).values("pk"))
    return found.select_related("author", "answered_by", "consultation")


def _claims(scope: Scope) -> QuerySet[Claim]:
    return Claim.objects.filter(consultation__in=limit(Consultation.objects.all(), scope=scope).values("pk"))


def _results(scope: Scope) -> QuerySet[AgreeingResult]:
    return AgreeingResult.objects.filter(consultation__in=limit(Consultation.objects.all(), scope=scope).values("pk"))


def _missing(what: str) -> NoSuchConsultation:
    return NoSuchConsultation(
        f"There is no such {what} here.",
        why="The number is not known, or it was not shared with you.",
        mend="Go to the list of consultations; those you may read stand there.",
    )
