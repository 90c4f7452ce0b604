"""Working out what a consultation came to: once for each change that may be told, and kept."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from plait.core import clock
from plait.goals import agreeing_scale, agreeing_votes
from plait.goals.agreeing import ENOUGH_NEW, ClaimState, Way
from plait.goals.agreeing_scale import Judged
from plait.goals.models import AgreeingResult, Compared, Comparing, Consultation, Level, Vote
from plait.goals.queries.agreeing_next import exemplars_of
from plait.organisations.domain import Scope
from plait.organisations.models import Person
from plait.organisations.services.authority import require_readable


@dataclass(frozen=True, slots=True)
class _Given:
    """What goes into a result: rows that begin with a person."""

    way: Way
    method: str
    rows: Sequence[tuple[int, ...]]

    @property
    def fingerprint(self) -> str:
        """Of everything that goes in."""
        return hashlib.sha256(json.dumps([self.method, sorted(self.rows)]).encode()).hexdigest()


def work_out(consultation: Consultation, *, by: Person) -> list[AgreeingResult]:
    """Work out what is due, keep it, and give what was made.

    While it is open, results are worked out again once five people have said something new: from fewer one could read
    what they said. Once it is closed, they are worked out a last time, from everything. The work is done outside any
    transaction; if two do it at once, one result is kept.

    Raises
    ------
    NotAllowed
        If `by` may not read it.
    """
    require_readable(consultation, by=by)
    return settle(consultation)


def settle(consultation: Consultation) -> list[AgreeingResult]:
    """The same, for somebody who was found to be a reader, and for the daily job."""
    over = consultation.is_over(clock.today())
    made = []
    for way in (Way.VOTES, Way.COMPARING):
        if not consultation.goes_by(way):
            continue
        at = clock.now()  # before the reading, so that what comes meanwhile is news
        last = AgreeingResult.objects.filter(consultation=consultation, way=way.value).first()
        if not _is_due(consultation, way, last, over=over):
            continue
        given = _read(consultation, way)
        seed = int(given.fingerprint[:12], 16)
        content = _hear(given, seed=seed) if way is Way.VOTES else _scale(consultation, given, seed=seed)
        kept = _keep(
            AgreeingResult(
                consultation=consultation,
                way=way.value,
                fingerprint=given.fingerprint,
                method=given.method,
                seed=seed,
                people_n=len({row[0] for row in given.rows}),
                given_n=len(given.rows),
                last=over,
                at=at,
                content=content,
            )
        )
        made += [kept] if kept is not None else []
    return made


def _is_due(consultation: Consultation, way: Way, last: AgreeingResult | None, *, over: bool) -> bool:
    news = _news(consultation, way, since=None if last is None else last.at)
    if over:
        return news > 0 or (last is not None and not last.last)
    return news >= ENOUGH_NEW


def _news(consultation: Consultation, way: Way, *, since: dt.datetime | None) -> int:
    """How many people have said something since a moment."""
    later = {} if since is None else {"at__gt": since}
    if way is Way.VOTES:
        votes = _votes(consultation).filter(**later)
        return votes.order_by().values("person").distinct().count()
    judged = _judged(consultation).filter(**later)
    return judged.order_by().values("judge").distinct().count()


def _read(consultation: Consultation, way: Way) -> _Given:
    if way is Way.VOTES:
        votes = _votes(consultation).order_by("pk").values_list("person", "claim", "choice")
        return _Given(way, agreeing_votes.METHOD, [tuple(each) for each in votes])
    pairs = _judged(consultation).order_by("pk").values_list("judge", "left", "right", "winner")
    return _Given(way, agreeing_scale.METHOD, [tuple(each) for each in pairs])


def _votes(consultation: Consultation) -> QuerySet[Vote]:
    return Vote.objects.filter(claim__consultation=consultation, claim__state=ClaimState.ACCEPTED.value)


def _judged(consultation: Consultation) -> QuerySet[Compared]:
    return Compared.objects.filter(comparing__consultation=consultation, winner__isnull=False)


def _hear(given: _Given, *, seed: int) -> dict[str, Any]:
    return agreeing_votes.hear([(person, claim, choice) for person, claim, choice in given.rows], seed=seed)


def _scale(consultation: Consultation, given: _Given, *, seed: int) -> dict[str, Any]:
    comparing = Comparing.objects.get(consultation=consultation)
    found = list(exemplars_of(Scope(open_data=False), comparing=comparing, consultation=consultation))
    numbers = {each.pk for each in found}
    levels = {each.pk: each.level.position for each in found if each.level is not None}
    judged = [Judged(*row) for row in given.rows if {row[1], row[2]} <= numbers]
    told = agreeing_scale.scale(
        judged, exemplars=sorted(numbers), levels=levels, adaptive=comparing.adaptive, seed=seed
    )
    titles = {each.pk: each.title for each in found}
    for each in told["exemplars"]:
        each["title"] = titles[each["exemplar"]]
    definitions = {each.statement.domain_id for each in found}
    rows = Level.objects.filter(definition__domains__in=definitions).distinct().order_by("position")
    return told | {"names": {str(each.position): each.name for each in rows}}


def _keep(result: AgreeingResult) -> AgreeingResult | None:
    """Keep it, unless somebody else has kept the same meanwhile."""
    try:
        with transaction.atomic():
            result.save()
    except IntegrityError:
        return None
    return result
