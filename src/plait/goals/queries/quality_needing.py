"""What of definitions of quality waits for a viewer: the sources that this context gives to their page."""

import datetime as dt
from typing import Final

from plait.core import clock
from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.goals.queries.quality import may_decide, may_write
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

AHEAD: Final = dt.timedelta(days=42)  # half a term before it is due, a review begins to be thought of


def list_consulting(scope: Scope) -> list[Item]:
    """Definitions that are talked about: to take part in, and, once the day is past, to go on with.

    Where people are asked in a consultation, that says so itself (`agreeing_needing`).
    """
    within = scope.trusts_where(May.TAKE_PART)
    if not within:
        return []
    found = limit(Definition.objects.select_related("owner"), scope=scope)
    open_now = found.filter(state=State.CONSULTING.value, owner__in=within, consultations__isnull=True)
    items = (_of_consulting(scope, each) for each in open_now)
    return [each for each in items if each is not None]


def list_reviews(scope: Scope) -> list[Item]:
    """Definitions in force that are due for review within six weeks, or were, for those who write for the trust."""
    if not scope.organisations_where(May.WRITE):
        return []
    before = clock.today() + AHEAD
    found = limit(Definition.objects.select_related("owner"), scope=scope)
    due = found.filter(state=State.IN_FORCE.value, review_on__lte=before)
    return [
        Item(
            f"“{each.title}” of {each.owner.name} is due for review.",
            address("quality-definition", each.pk),
            "Read it, and begin a revision if it should change",
            due=each.review_on,
            kind=Kind.GOALS,
            of=each.owner_id,
        )
        for each in due
        if may_write(scope, each)
    ]


def list_agreed(scope: Scope) -> list[Item]:
    """Definitions that are agreed and wait to be put in force, for those who decide."""
    if not scope.organisations_where(May.DECIDE):
        return []
    found = limit(Definition.objects.select_related("owner"), scope=scope)
    return [
        Item(
            f"“{each.title}” is agreed, and not yet in force.",
            address("quality-definition", each.pk),
            "Put it in force",
            weight=5,
        )
        for each in found.filter(state=State.AGREED.value)
        if may_decide(scope, each)
    ]


def _of_consulting(scope: Scope, definition: Definition) -> Item | None:
    until, of = definition.consult_until, definition.owner_id
    url = address("quality-definition", definition.pk)
    if until is None:
        return None
    if until >= clock.today():
        told = f"“{definition.title}” of {definition.owner.name} is open to talk about."
        return Item(told, url, "Read it, and say what you think", due=until, kind=Kind.CONSULTATIONS, of=of)
    if may_write(scope, definition):
        told = f"The time to talk about “{definition.title}” ended on {until:%-d %B}."
        return Item(told, url, "Read what was said, and agree it or go on", due=until, kind=Kind.CONSULTATIONS, of=of)
    return None


SOURCES: Final[Sources] = dict.fromkeys((list_consulting, list_reviews, list_agreed), (Definition,))
