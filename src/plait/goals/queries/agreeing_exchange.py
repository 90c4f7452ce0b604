"""Claims and comments of a consultation as tables that come back in, as far as the viewer may read them."""

from django.utils import timezone

from plait.goals.agreeing import ClaimState
from plait.goals.models import Claim, Consultation
from plait.goals.queries.agreeing import list_claims, list_comments, list_passages, may_lead
from plait.organisations.domain import Scope

_GONE = "A passage that is gone"


def list_every_claim(scope: Scope, *, consultation: Consultation) -> list[Claim]:
    """For whoever leads every claim, those that wait and those that are not taken up too; else those voted on."""
    accepted = list_claims(scope, consultation=consultation)
    return list(consultation.claims.all()) if may_lead(scope, consultation) else accepted


def claim_rows(scope: Scope, *, consultation: Consultation) -> list[tuple[object, ...]]:
    """A row for each claim; who added it is told to nobody."""
    found = list_every_claim(scope, consultation=consultation)
    return [(each.pk, each.text, ClaimState(each.state).label, each.because) for each in found]


def comment_rows(scope: Scope, *, consultation: Consultation) -> list[tuple[object, ...]]:
    """A row for each comment, with the name of whoever made it."""
    heading = {each.anchor: each.heading for each in list_passages(scope, consultation=consultation)}
    return [
        (
            each.pk,
            each.anchor,
            heading.get(each.anchor, _GONE),
            each.passage,
            each.text,
            each.author.name,
            timezone.localdate(each.at).isoformat(),
            each.answer,
            each.answered_by.name if each.answered_by else "",
        )
        for each in list_comments(scope, consultation=consultation)
    ]
