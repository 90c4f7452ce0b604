"""What a board of trustees should know of a span of time: what was decided, what was reviewed, what stopped."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from plait.goals.aims import AimState
from plait.goals.alignment import Asked, State
from plait.goals.models import AimReview, Decision, Definition, Exemption, Goal, ImpactReview
from plait.goals.quality import State as QualityState
from plait.goals.queries.alignment_register import Line, get_register
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit

SOON: Final = dt.timedelta(days=120)  # about a term


@dataclass(frozen=True, slots=True)
class Board:
    """A span of a trust, as far as this viewer reads it: every list by day, oldest first.

    `apart` are decisions beside which schools stand elsewhere without an exemption; `overdue` and `coming` those whose
    review was due by the end of the span, or will be within a term after it.
    """

    trust: Organisation
    since: dt.date
    until: dt.date
    definition: Definition | None
    decided: tuple[Decision, ...]
    reviewed: tuple[ImpactReview, ...]
    ended: tuple[Decision, ...]
    exempted: tuple[Exemption, ...]
    in_force_n: int
    apart: tuple[Line, ...]
    overdue: tuple[Decision, ...]
    coming: tuple[Decision, ...]
    goals: tuple[Goal, ...]
    goal_reviews: tuple[AimReview, ...]
    goals_ended: tuple[Goal, ...]

    @property
    def stopped_n(self) -> int:
        """How much was stopped: decisions and goals that ended."""
        return len(self.ended) + len(self.goals_ended)


def get_board(scope: Scope, *, trust: Organisation, since: dt.date, until: dt.date, store: Store | None) -> Board:
    """The report of a trust over a span, both days within it; what the viewer may not read is not in it."""
    readable = limit(Decision.objects.select_related("level"), scope=scope).filter(trust=trust)
    inside, ahead = (since, until), until + SOON
    reviews = ImpactReview.objects.filter(decision__in=readable, reviewed_on__range=inside)
    granted = Exemption.objects.filter(
        decision__in=readable, state=Asked.GRANTED.value, decided_at__date__range=inside
    ).select_related("decision", "school")
    lines = get_register(scope, trust=trust, store=store, today=until).lines
    standing = [each.decision for each in lines if each.in_force]
    goals = limit(Goal.objects.all(), scope=scope).filter(trust=trust)
    definitions = limit(Definition.objects.all(), scope=scope).filter(trust=trust, state=QualityState.IN_FORCE.value)
    return Board(
        trust=trust,
        since=since,
        until=until,
        definition=definitions.first(),
        decided=tuple(
            readable.filter(starts_on__range=inside).exclude(state=State.PROPOSED.value).order_by("starts_on", "pk")
        ),
        reviewed=tuple(reviews.select_related("decision", "level_before", "level_after").order_by("reviewed_on", "pk")),
        ended=tuple(
            readable.filter(ended_on__range=inside, starts_on__isnull=False, state=State.ENDED.value).order_by(
                "ended_on", "pk"
            )
        ),
        exempted=tuple(granted.order_by("decided_at", "pk")),
        in_force_n=len(standing),
        apart=tuple(each for each in lines if each.in_force and each.apart),
        overdue=tuple(sorted((each for each in standing if each.review_on <= until), key=_by_review)),
        coming=tuple(sorted((each for each in standing if until < each.review_on <= ahead), key=_by_review)),
        goals=tuple(goals.filter(state=AimState.IN_FORCE.value).order_by("review_on", "pk")),
        goal_reviews=tuple(
            AimReview.objects.filter(goal__in=goals, at__date__range=inside).select_related("goal").order_by("at", "pk")
        ),
        goals_ended=tuple(goals.filter(state=AimState.ENDED.value, ended_on__range=inside).order_by("ended_on", "pk")),
    )


def _by_review(decision: Decision) -> tuple[dt.date, int]:
    return decision.review_on, decision.pk
