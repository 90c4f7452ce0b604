"""What a trust publishes of its decisions: read by anybody, and nothing but what is meant for that page.

The page has a switch of its own, beside who may read a record: a decision is read whole within the trust, and of it
item, domain, phases, level, direction, dates and one text stand here. So the rows are not handed on, only these words.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q

from plait.core.errors import NotThere
from plait.goals.alignment import State, Tie, Travel
from plait.goals.models import AlignmentLevel, AlignmentPage, Decision, Position
from plait.organisations.domain import Scope
from plait.organisations.visibility import Visibility


class NotPublished(NotThere):
    """A trust that publishes no such page, or is not there: the answer is the same."""


@dataclass(frozen=True, slots=True)
class PublicLevel:
    """A level, as the trust explains it."""

    name: str
    description: str
    tie: Tie


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """What is published of one decision. `there_n` of `stated_n` schools stand there; None where not published."""

    item: str
    domain: str
    phases: tuple[str, ...]
    level: str
    tie: Tie
    travel: Travel
    told: str
    starts_on: dt.date | None
    review_on: dt.date
    there_n: int | None = None
    stated_n: int | None = None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page."""

    trust: str
    uid: int
    introduction: str
    levels: tuple[PublicLevel, ...]
    decisions: tuple[PublicDecision, ...]
    with_schools: bool
    changed_on: dt.date


_FEWEST = 3  # schools that have said where they stand: of fewer, a count would name them


def get_public(scope: Scope, *, uid: int) -> PublicPage:
    """What a trust publishes, to anybody; `scope` changes nothing.

    Raises
    ------
    NotPublished
        If there is no such trust, or its switch is off.
    """
    del scope
    page = AlignmentPage.objects.select_related("trust").filter(trust__uid=uid, on=True).first()
    if page is None:
        raise NotPublished(
            "There is no such page here.",
            why="The trust is not known, or publishes no page on what its schools do alike.",
            mend="Look for the trust by its name.",
        )
    levels = AlignmentLevel.objects.filter(trust=page.trust_id)
    return PublicPage(
        trust=page.trust.name,
        uid=uid,
        introduction=page.introduction,
        levels=tuple(PublicLevel(each.name, each.description, Tie(each.tie)) for each in levels),
        decisions=_read(page),
        with_schools=page.with_schools,
        changed_on=page.changed_at.date(),
    )


def _read(page: AlignmentPage) -> tuple[PublicDecision, ...]:
    meant = Decision.objects.filter(trust=page.trust_id, state=State.IN_FORCE.value, published=True)
    meant = meant.exclude(visibility=Visibility.ME.value)
    counts = _count(page) if page.with_schools else {}
    names = ("pk", "item", "domain", "phases", "level__name", "level__tie", "travel", "told", "starts_on", "review_on")
    return tuple(
        PublicDecision(
            item=item,
            domain=domain,
            phases=tuple(phases),
            level=level,
            tie=Tie(tie),
            travel=Travel(travel),
            told=told,
            starts_on=starts_on,
            review_on=review_on,
            there_n=counts[pk][0] if pk in counts else None,
            stated_n=counts[pk][1] if pk in counts else None,
        )
        for pk, item, domain, phases, level, tie, travel, told, starts_on, review_on in meant.values_list(*names)
    )


def _count(page: AlignmentPage) -> dict[int, tuple[int, int]]:
    """Of each decision, how many schools stand there, of how many that said so; left out where they are few."""
    said = Position.objects.filter(decision__trust=page.trust_id, school__parent=page.trust_id, school__status="open")
    last = said.order_by().values("decision", "school").annotate(last=Max("pk")).values("last")
    there = Q(level=F("decision__level"))
    rows = Position.objects.filter(pk__in=last).order_by().values("decision")
    counted = rows.annotate(stated=Count("pk"), there=Count("pk", filter=there))
    return {row["decision"]: (row["there"], row["stated"]) for row in counted if row["stated"] >= _FEWEST}
