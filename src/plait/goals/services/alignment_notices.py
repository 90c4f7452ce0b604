"""Telling schools and those who decide what became of a decision, and of requests to be let off it."""

from plait.core import events
from plait.goals.alignment import Asked, Outcome
from plait.goals.happenings import DecisionChanged, ExemptionChanged
from plait.goals.models import Decision, Exemption
from plait.organisations.addresses import address
from plait.organisations.models import Person
from plait.organisations.notices import Kind
from plait.organisations.roles import May
from plait.organisations.services import notices
from plait.organisations.services.charge import list_in_charge, list_members, list_readers


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(DecisionChanged, _tell_of_decision)
    events.subscribe(ExemptionChanged, _tell_of_exemption)


def _tell_of_decision(event: DecisionChanged) -> None:
    """The heads of the schools for which it holds, and whoever looks after it."""
    decision = Decision.objects.select_related("owner", "level", "keeper").get(pk=event.decision)
    told, key = _say(decision, event.what)
    heads = [
        each.person
        for each in list_members(decision.owner, what=May.DECIDE)
        if each.place.school_id is not None and decision.holds_for(each.place.phase)
    ]
    _tell(decision, [decision.keeper, *heads], key=key, text=told, by=event.by)


def _say(decision: Decision, what: str) -> tuple[str, str]:
    """What happened, and what the notice of it is called."""
    item, trust = decision.item, decision.owner.name
    if what == "reviewed":
        latest = decision.reviews.all()[0]
        outcome = Outcome(latest.outcome).label.lower()
        told = f"{trust} has reviewed “{item}” by its impact: {outcome}."
        if latest.level_after is not None:
            told += f" It is {decision.level.name.lower()} until its next review on {decision.review_on:%-d %B %Y}."
        return told, f"decision:{decision.pk}:reviewed:{latest.number}"
    if what == "ended":
        return f"“{item}” of {trust} has ended: {decision.ended_because}", f"decision:{decision.pk}:ended"
    since = "" if decision.starts_on is None else f" from {decision.starts_on:%-d %B %Y}"
    return (
        f"“{item}” is in force at {trust}{since}, as {decision.level.name.lower()}.",
        f"decision:{decision.pk}:decided",
    )


def _tell_of_exemption(event: ExemptionChanged) -> None:
    """A request goes to those who decide for the trust, its answer to whoever asked and to the head of the school."""
    found = Exemption.objects.select_related("decision__owner", "school__parent", "asked_by").get(pk=event.exemption)
    decision, school = found.decision, found.school
    deciding = [each.person for each in list_members(decision.owner, what=May.DECIDE) if each.place.school_id is None]
    asking = [found.asked_by, *list_in_charge(school, what=May.DECIDE, here_only=True)]
    until = f"{found.until:%-d %B %Y}"
    if event.what == "asked":
        people, told = deciding, f"{school.name} asks to be let off “{decision.item}” until {until}."
    elif event.what == "answered":
        granted = found.state == Asked.GRANTED
        answer = f"is let off “{decision.item}” until {until}" if granted else f"is not let off “{decision.item}”"
        people, told = asking, f"{school.name} {answer}: {found.because}"
    elif found.state == Asked.WITHDRAWN:
        people, told = [*deciding, *asking], f"{school.name} no longer asks to be let off “{decision.item}”."
    else:
        people, told = [*deciding, *asking], f"The exemption of {school.name} from “{decision.item}” has ended."
    _tell(decision, people, key=f"exemption:{found.pk}:{event.what}", text=told, by=event.by, anchor=found.pk)


def _tell(decision: Decision, people: list[Person], *, key: str, text: str, by: int, anchor: int | None = None) -> None:
    """Once each, and neither who did it nor who may not read the decision."""
    others = [each for each in people if each.pk != by]
    url = address("alignment-decision", decision.pk)
    notices.tell(
        list_readers(decision, others),
        of=decision.owner_id,
        kind=Kind.DECISIONS,
        key=key,
        text=text,
        url=url if anchor is None else f"{url}#exemption-{anchor}",
    )
