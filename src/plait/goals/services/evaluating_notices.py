"""Telling a colleague that a school asks to be read, and the school that they have read it."""

from plait.core import events
from plait.goals.happenings import ModerationChanged
from plait.goals.models.evaluating import Moderator
from plait.organisations.addresses import address
from plait.organisations.notices import Kind
from plait.organisations.roles import May
from plait.organisations.services import notices
from plait.organisations.services.charge import list_in_charge, list_readers


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(ModerationChanged, _tell)


def _tell(event: ModerationChanged) -> None:
    """Whoever is asked by name may read that one self-evaluation from now on; of the others, those who read it."""
    rows = Moderator.objects.select_related("evaluation__owner__parent", "person", "asked_by", "school")
    found = rows.get(pk=event.moderator)
    evaluation, school = found.evaluation, found.evaluation.owner
    if event.what == "asked":
        people = [found.person]
        told = f"{found.asked_by.name} asks you to read what {school.name} says of itself, and to say what you see."
    else:
        heads = [found.asked_by, *list_in_charge(school, what=May.DECIDE, here_only=True)]
        people = list_readers(evaluation, heads)
        told = f"{found.person.name} of {found.school.name} has read the self-evaluation of {school.name}."
    notices.tell(
        [each for each in people if each.pk != event.by],
        of=school.pk,
        kind=Kind.EVALUATIONS,
        key=f"moderation:{found.pk}:{event.what}:{found.asked_at:%Y%m%d%H%M%S}",
        text=told,
        url=address("evaluation", evaluation.pk),
    )
