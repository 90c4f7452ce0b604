"""What of improvement models waits for somebody: the source that this context gives to a person's page."""

from typing import Final

from django.db.models import F, Max

from plait.framework.models import ImprovementModel
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May


def list_behind(scope: Scope) -> list[Item]:
    """Models that stand under an earlier edition, of the trusts for which the viewer writes."""
    mine = {each.trust for each in scope.standings if each.school is None and each.may(May.WRITE)} - {None}
    if not mine:
        return []
    found = limit(ImprovementModel.objects.filter(owner__in=mine), scope=scope).select_related("owner")
    newest = found.annotate(newest=Max("edition__framework__editions__number"))
    return [
        Item(
            f"The components have changed since {each.owner.name} wrote how it improves its schools.",
            address("improvement-model-keep", each.owner.uid),
            "Carry it forward",
            weight=3,
        )
        for each in newest.filter(edition__number__lt=F("newest"))
    ]


SOURCES: Final[Sources] = {list_behind: (ImprovementModel,)}
