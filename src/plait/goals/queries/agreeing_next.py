"""What somebody is asked next: a claim that needs them, or a pair of examples."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q, QuerySet

from plait.goals.agreeing import Choice, Way, count_wished
from plait.goals.agreeing_scale import Judged, read
from plait.goals.models import Claim, Compared, Comparing, Consultation, Exemplar, Vote
from plait.goals.queries.agreeing import find_result, list_claims, list_own_votes
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit
from plait.stats import judgement, opinions
from plait.stats.judgement import NoPairLeft, Pairing, Shown


@dataclass(frozen=True, slots=True)
class NextPair:
    """Two exemplars to compare."""

    left: Exemplar
    right: Exemplar


@dataclass(frozen=True, slots=True)
class Progress:
    """How far comparing has come: judgements made and wished for by all, and by the viewer."""

    made_n: int
    wished_n: int
    own_n: int
    exemplars_n: int

    @property
    def left_n(self) -> int:
        """How many more are wished for."""
        return max(self.wished_n - self.made_n, 0)


def find_next_claim(scope: Scope, *, consultation: Consultation) -> Claim | None:
    """The claim to show the viewer next: new ones first, then those that say most; the same until they vote."""
    claims = list_claims(scope, consultation=consultation)
    own = list_own_votes(scope, consultation=consultation)
    unseen = np.array([each.pk not in own for each in claims], dtype=np.bool_)
    if scope.person is None or not unseen.any():
        return None
    priorities = opinions.priority(_counted(claims), extremity=_extremity(scope, consultation, claims))
    rng = np.random.default_rng([consultation.pk, scope.person, len(own)])
    return claims[opinions.draw_next(priorities, unseen=unseen, rng=rng)]


def find_next_pair(scope: Scope, *, consultation: Consultation) -> NextPair | None:
    """The pair to show the viewer next, None where nothing is left or there is nothing to compare."""
    comparing = _comparing(scope, consultation)
    if comparing is None or scope.person is None:
        return None
    found = {each.pk: each for each in list_exemplars(scope, comparing=comparing)}
    made, passed = _judgements(comparing)
    rng = np.random.default_rng([comparing.pk, scope.person, sum(each.judge == scope.person for each in made + passed)])
    made = [each for each in made if each.left in found and each.right in found]
    try:
        pair = judgement.next_pair(
            read(made, exemplars=sorted(found)),
            judge=scope.person,
            rng=rng,
            shown=[
                Shown(each.judge, each.left, each.right) for each in passed if {each.left, each.right} <= set(found)
            ],
            pairing=Pairing.ADAPTIVE if comparing.adaptive else Pairing.BALANCED,
        )
    except NoPairLeft:
        return None
    return NextPair(found[pair.left], found[pair.right])


def list_exemplars(scope: Scope, *, comparing: Comparing) -> list[Exemplar]:
    """The exemplars that are compared: those of its statement, or all of the definition."""
    consultation = limit(Consultation.objects.filter(pk=comparing.consultation_id), scope=scope).first()
    return [] if consultation is None else list(exemplars_of(scope, comparing=comparing, consultation=consultation))


def exemplars_of(scope: Scope, *, comparing: Comparing, consultation: Consultation) -> QuerySet[Exemplar]:  # noqa: ARG001 asked by whoever got it
    """The exemplars of a comparison which a query or a service has already found to be the viewer's to read."""
    rows = Exemplar.objects.select_related("level", "statement").order_by("pk")
    if comparing.statement_id is not None:
        return rows.filter(statement=comparing.statement_id)
    return rows.filter(statement__domain__definition=consultation.definition_id)


def get_progress(scope: Scope, *, consultation: Consultation) -> Progress | None:
    """How far comparing has come, None where nothing is compared."""
    comparing = _comparing(scope, consultation)
    if comparing is None:
        return None
    exemplars_n = len(list_exemplars(scope, comparing=comparing))
    judged = Compared.objects.filter(comparing=comparing, winner__isnull=False)
    counts = judged.aggregate(made=Count("pk"), own=Count("pk", filter=Q(judge=scope.person)))
    return Progress(counts["made"], count_wished(exemplars_n), counts["own"], exemplars_n)


def _comparing(scope: Scope, consultation: Consultation) -> Comparing | None:
    found = Comparing.objects.filter(consultation__in=limit(Consultation.objects.all(), scope=scope).values("pk"))
    return found.filter(consultation=consultation).first()


def _judgements(comparing: Comparing) -> tuple[list[Judged], list[Judged]]:
    """Those with a winner, and those passed over."""
    rows = Compared.objects.filter(comparing=comparing).values_list("judge", "left", "right", "winner")
    made = [Judged(judge, left, right, winner) for judge, left, right, winner in rows if winner is not None]
    passed = [Judged(judge, left, right, left) for judge, left, right, winner in rows if winner is None]
    return made, passed


def _counted(claims: list[Claim]) -> np.ndarray:
    """A table of votes with the same counts: who voted how is not asked, and does not matter here."""
    votes = Vote.objects.filter(claim__in=[each.pk for each in claims]).values_list("claim", "choice")
    counts = {(claim, choice): n for claim, choice, n in votes.annotate(n=Count("pk")).order_by()}
    said = [[(each.value, counts.get((claim.pk, each.value), 0)) for each in Choice] for claim in claims]
    tall = max((sum(n for _, n in column) for column in said), default=0)
    table = np.full((max(tall, 1), len(claims)), np.nan)
    for at, column in enumerate(said):
        cast = [float(choice) for choice, n in column for _ in range(n)]
        table[: len(cast), at] = cast
    return table


def _extremity(scope: Scope, consultation: Consultation, claims: list[Claim]) -> np.ndarray | None:
    kept = find_result(scope, consultation=consultation, way=Way.VOTES)
    if kept is None or not kept.content["extremity"]:
        return None
    far = dict(kept.content["extremity"])
    return np.array([far.get(each.pk, 0.0) for each in claims])
