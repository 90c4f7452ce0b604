"""Telling a school's head that somebody wrote down what they found there, once the head may read it."""

from plait.core import events
from plait.insight.happenings import FindingSaved
from plait.insight.models import Finding
from plait.organisations.addresses import address
from plait.organisations.models import Organisation
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind as Of
from plait.organisations.roles import May
from plait.organisations.services import notices
from plait.organisations.services.authority import scope_of
from plait.organisations.services.charge import list_in_charge


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(FindingSaved, _tell)


def _tell(event: FindingSaved) -> None:
    """A draft is told of once it is one no more; nobody is told twice, nor of what they may not read."""
    finding = Finding.objects.select_related("author").get(pk=event.finding)
    school = Organisation.objects.filter(kind=Of.SCHOOL.value, urn=finding.urn).select_related("parent").first()
    if school is None:
        return
    heads = list_in_charge(school, what=May.SHARE, here_only=True)
    others = [each for each in heads if each.pk not in {event.by, finding.author_id}]
    this = Finding.objects.filter(pk=finding.pk)
    notices.tell(
        [each for each in others if limit(this, scope=scope_of(each)).exists()],
        of=school.pk,
        kind=Kind.FINDINGS,
        key=f"finding:{finding.pk}",
        text=f"{finding.author.name} wrote down what was found behind a signal at {school.name}.",
        url=address("finding", finding.pk),
    )
