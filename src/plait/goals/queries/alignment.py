"""Decisions on alignment, as far as the viewer may read them."""

from django.db.models import QuerySet

from plait.core.errors import NotAllowed, NotThere
from plait.goals.alignment import FIRST_LEVELS, State
from plait.goals.models import AlignmentLevel, AlignmentPage, Decision, Exemption, ImpactReview, Position
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May
from plait.organisations.visibility import Visibility


class NoSuchDecision(NotThere):
    """A decision, or a request beside one, that is not there or that this viewer may not read: the answer is one."""


def get_decision(scope: Scope, *, number: int) -> Decision:
    """One decision.

    Raises
    ------
    NoSuchDecision
        If there is none of this number that the viewer may read.
    """
    found = _readable(scope).filter(pk=number).first()
    if found is None:
        raise _no_such()
    return found


def get_decision_to_change(scope: Scope, *, number: int) -> Decision:
    """One decision, for whoever may change it.

    Raises
    ------
    NoSuchDecision
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    found = get_decision(scope, number=number)
    if not may_change(scope, found):
        who = "those who decide for the trust" if found.state != State.PROPOSED else found.keeper.name
        raise NotAllowed(
            "You cannot change this decision.",
            why="A proposal is changed by whoever looks after it; what is in force, by those who decide for the trust.",
            mend=f"Ask {who}.",
        )
    return found


def get_exemption(scope: Scope, *, number: int) -> Exemption:
    """One request for an exemption, beside a decision that the viewer may read."""
    found = (
        Exemption.objects.filter(decision__in=limit(Decision.objects.all(), scope=scope))
        .select_related("decision__owner", "decision__level", "school", "asked_by", "decided_by")
        .filter(pk=number)
        .first()
    )
    if found is None or not reads_schools(scope, found.decision):
        raise _no_such()
    return found


def list_decisions(scope: Scope, *, trust: int, states: tuple[State, ...] = ()) -> list[Decision]:
    """The decisions of a trust, by domain and item; a viewer's own drafts among them."""
    found = _readable(scope).filter(trust=trust)
    return list(found.filter(state__in=states) if states else found)


def list_levels(scope: Scope, *, trust: int) -> list[AlignmentLevel]:
    """What a trust calls its levels, for those who read its decisions; the usual ones, unsaved, until there are any."""
    if trust not in _trusts(scope):
        return []
    return list(AlignmentLevel.objects.filter(trust=trust)) or [
        AlignmentLevel(trust_id=trust, position=position, name=name, description=description, tie=tie.value)
        for position, (name, description, tie) in enumerate(FIRST_LEVELS)
    ]


def list_history(scope: Scope, *, decision: Decision) -> list[Position]:
    """Everything schools said of where they stand, newest first."""
    if not reads_schools(scope, decision):
        return []
    return list(Position.objects.filter(decision=decision).select_related("school", "level", "by"))


def list_exemptions(scope: Scope, *, decision: Decision) -> list[Exemption]:
    """Every request for an exemption, answered or not, newest first."""
    if not reads_schools(scope, decision):
        return []
    found = Exemption.objects.filter(decision=decision)
    return list(found.select_related("school", "asked_by", "decided_by"))


def list_reviews(scope: Scope, *, decision: Decision) -> list[ImpactReview]:
    """Its reviews by impact, newest first."""
    if not reads_schools(scope, decision):
        return []
    return list(ImpactReview.objects.filter(decision=decision).select_related("by", "level_before", "level_after"))


def find_page(scope: Scope, *, trust: int) -> AlignmentPage | None:
    """The switch of a trust's public page, for those who read its decisions."""
    return AlignmentPage.objects.filter(trust=trust).first() if trust in _trusts(scope) else None


def reads_schools(scope: Scope, decision: Decision) -> bool:
    """Whether the viewer reads where schools stand, and not the decision alone: whoever belongs to its trust."""
    return decision.trust_id in _trusts(scope) and decision.visibility != Visibility.ME


def may_propose(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer writes proposals for a trust."""
    return scope.may_at(May.WRITE, organisation=trust, trust=trust)


def may_decide(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer decides for a trust."""
    return scope.may_at(May.DECIDE, organisation=trust, trust=trust)


def may_change(scope: Scope, decision: Decision) -> bool:
    """Whether the viewer changes a decision: a proposal its keeper, what is in force whoever decides for the trust."""
    if decision.state == State.ENDED:
        return False
    if may_decide(scope, trust=decision.owner_id):
        return True
    keeps = decision.keeper_id == scope.person and decision.state == State.PROPOSED
    return keeps and may_propose(scope, trust=decision.owner_id)


def may_speak_for(scope: Scope, school: Organisation) -> bool:
    """Whether the viewer says where a school stands, and asks for it to be let off."""
    return scope.may_at(May.DECIDE, organisation=school.pk, trust=school.parent_id)


def list_schools_spoken_for(scope: Scope, *, trust: int) -> list[Organisation]:
    """The schools of a trust for which the viewer speaks; a head's own, or all that people belong to."""
    direct = scope.organisations_where(May.DECIDE)
    found = Organisation.objects.filter(kind=Kind.SCHOOL.value, parent=trust, status="open")
    return list(found if may_decide(scope, trust=trust) else found.filter(pk__in=direct))


def _readable(scope: Scope) -> QuerySet[Decision]:
    return limit(Decision.objects.select_related("owner", "trust", "author", "keeper", "level"), scope=scope)


def _trusts(scope: Scope) -> frozenset[int]:
    return scope.trusts_where(May.READ_TRUST) | scope.trusts_where(May.READ_EXCEPTIONS)


def _no_such() -> NoSuchDecision:
    return NoSuchDecision(
        "There is no such decision here.",
        why="The number is not known, or it was not shared with you.",
        mend="Go back to the register; the decisions you may read are listed there.",
    )
