"""Telling those who may take part that a consultation is open, and those who did what it came to."""

from plait.core import clock, events
from plait.goals.agreeing import Way, name_open
from plait.goals.happenings import ConsultationChanged
from plait.goals.models import Comment, Compared, Consultation, Vote
from plait.organisations.addresses import address
from plait.organisations.models import Person
from plait.organisations.notices import Kind
from plait.organisations.roles import May
from plait.organisations.services import notices
from plait.organisations.services.charge import list_members, list_readers


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(ConsultationChanged, _tell)


def _tell(event: ConsultationChanged) -> None:
    rows = Consultation.objects.select_related("owner", "keeper")
    consultation = rows.get(pk=event.consultation)
    if event.what == "closed":
        _tell_closed(consultation, by=event.by)
    elif consultation.is_open(clock.today()):  # what opens later is told of on its day, to those who wait for it
        _tell_open(consultation, moved=event.what == "moved", by=event.by)


def _tell_open(consultation: Consultation, *, moved: bool, by: int | None) -> None:
    """Everybody who may take part and has said nothing yet."""
    answered = _find_answering(consultation)
    people = [each.person for each in list_members(consultation.owner, what=May.TAKE_PART)]
    silent = [each for each in people if each.pk not in answered and each.pk not in {by, consultation.keeper_id}]
    route = "consultation-vote" if consultation.goes_by(Way.VOTES) else "consultation"
    asks = f"{consultation.owner.name} asks what you think: “{consultation.title}”."
    until = f"{consultation.closes_on:%-d %B %Y}"
    open_key = name_open(consultation.pk, closes_on=consultation.closes_on, today=clock.today())
    notices.tell(
        list_readers(consultation, silent),
        of=consultation.owner_id,
        kind=Kind.CONSULTATIONS,
        key=f"consultation:{consultation.pk}:moved:{until}" if moved else open_key,
        text=f"There is time until {until} to say what you think: “{consultation.title}”." if moved else asks,
        url=address(route, consultation.pk),
        due=consultation.closes_on,
    )


def _tell_closed(consultation: Consultation, *, by: int | None) -> None:
    """Whoever took part, leads it or decides, and the heads of the trust's schools: they read what it came to."""
    answered = _find_answering(consultation)
    people = [consultation.keeper, *(each.person for each in list_members(consultation.owner, what=May.DECIDE))]
    people += Person.objects.filter(pk__in=answered)
    when = "" if consultation.closed_at is None else f"{consultation.closed_at:%Y%m%d%H%M%S}"
    notices.tell(
        list_readers(consultation, [each for each in people if each.pk != by]),
        of=consultation.owner_id,
        kind=Kind.CONSULTATIONS,
        key=f"consultation:{consultation.pk}:closed:{when}",
        text=f"“{consultation.title}” of {consultation.owner.name} is closed. Read what it came to.",
        url=address("consultation", consultation.pk),
    )


def _find_answering(consultation: Consultation) -> set[int]:
    """The numbers of those who have said something, so that each is told or left alone; told to nobody else."""
    said = set(Comment.objects.filter(consultation=consultation).values_list("author", flat=True))
    said |= set(Vote.objects.filter(claim__consultation=consultation).values_list("person", flat=True))
    return said | set(Compared.objects.filter(comparing__consultation=consultation).values_list("judge", flat=True))
