"""Saying something in a consultation: a comment and its answer, a claim, a vote, a judgement of two examples."""

from typing import Final

from django.db import IntegrityError, transaction

from plait.core import clock
from plait.goals.agreeing import LONGEST_CLAIM, MOST_CLAIMS, Choice, ClaimState, Way, refused
from plait.goals.models import Claim, Comment, Compared, Comparing, Consultation, Vote
from plait.goals.queries.agreeing import may_lead, read_passages
from plait.goals.queries.agreeing_next import exemplars_of
from plait.goals.services.agreeing import hold_to_lead, note, require_open
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of

_MOST_WAITING: Final = 10  # claims of one person that nobody has looked at


def comment(consultation: Consultation, *, anchor: str, text: str, by: Person) -> Comment:
    """Say what one thinks of a passage, under one's name; the passage is kept as it reads now.

    Raises
    ------
    NotAllowed, NotOpen
        If `by` does not take part, or nothing is taken now.
    NotAConsultation
        If nothing is said, or there is no such passage.
    """
    with transaction.atomic():
        standing = require_open(consultation, way=Way.COMMENTS, by=by)
        passages = read_passages(scope_of(by), consultation=standing)
        passage = next((each for each in passages if each.anchor == anchor), None)
        if passage is None:
            raise refused("The passage is not there any more.", "Load the page again, and comment on what stands now.")
        made = Comment(
            consultation=standing,
            anchor=anchor,
            passage=passage.text[:2000],
            text=_said(text),
            author=by,
            at=clock.now(),
        )
        made.full_clean(exclude=["consultation", "author"])
        made.save()
        note("consultation.commented", standing, by=by, after={"comment": made.pk, "anchor": anchor})
        return made


def answer(said: Comment, *, text: str, by: Person) -> Comment:
    """Answer a comment, for whoever leads; another answer takes the place of the first.

    Raises
    ------
    NotAllowed
        If `by` does not lead the consultation.
    NotAConsultation
        If nothing is said.
    """
    with transaction.atomic():
        held = hold_to_lead(said.consultation, by=by)
        standing = Comment.objects.select_for_update().get(pk=said.pk, consultation=held)
        standing.answer, standing.answered_by, standing.answered_at = _said(text), by, clock.now()
        standing.full_clean(exclude=["consultation", "author", "answered_by"])
        standing.save(update_fields=["answer", "answered_by", "answered_at"])
        note("consultation.answered", held, by=by, after={"comment": standing.pk})
        return standing


def add_claim(consultation: Consultation, *, text: str, by: Person) -> Claim:
    """Add a claim to vote on: what whoever leads adds stands at once, all others' once it is accepted.

    Raises
    ------
    NotAllowed, NotOpen
        If `by` does not take part, or nothing is taken now.
    NotAConsultation
        If it is there already, is too long, or there are too many.
    """
    with transaction.atomic():
        standing = require_open(consultation, way=Way.VOTES, by=by)
        said = " ".join(_said(text).split())
        _check_claim(standing, said, by=by)
        leads = may_lead(scope_of(by), standing)
        state = ClaimState.ACCEPTED if leads else ClaimState.WAITING
        made = Claim.objects.create(
            consultation=standing, text=said, author=by, added=True, state=state.value, at=clock.now()
        )
        note("consultation.claim_added", standing, by=by, after={"claim": made.pk, "state": made.state})
        return made


def settle_claim(claim: Claim, *, accept: bool, because: str = "", by: Person) -> Claim:
    """Let others vote on a claim that was added, or not and say why; whoever added it is shown the reason.

    Raises
    ------
    NotAllowed
        If `by` does not lead the consultation.
    NotAConsultation
        If it is declined without a reason.
    """
    with transaction.atomic():
        held = hold_to_lead(claim.consultation, by=by)
        standing = Claim.objects.select_for_update().get(pk=claim.pk, consultation=held)
        if standing.state != ClaimState.WAITING:
            return standing
        if not accept and not because.strip():
            raise refused("No reason is given.", "Say in a sentence why; whoever added the claim reads it.")
        standing.state = (ClaimState.ACCEPTED if accept else ClaimState.DECLINED).value
        standing.because = because.strip()
        standing.full_clean(exclude=["consultation", "author"], validate_constraints=False)
        standing.save(update_fields=["state", "because"])
        note("consultation.claim_settled", held, by=by, after={"claim": standing.pk, "state": standing.state})
        return standing


def vote(claim: Claim, *, choice: Choice, by: Person) -> Vote:
    """Say what one thinks of a claim; saying it again changes it, until the consultation closes.

    The trail does not hold it: a vote is told to nobody but the voter.

    Raises
    ------
    NotAllowed, NotOpen
        If `by` does not take part, or nothing is taken now.
    NotAConsultation
        If the claim is not voted on.
    """
    with transaction.atomic():
        require_open(claim.consultation, way=Way.VOTES, by=by)
        if Claim.objects.get(pk=claim.pk).state != ClaimState.ACCEPTED:
            raise refused("People do not vote on this claim.", "Go on with another.")
        told = {"choice": choice.value, "at": clock.now()}
        standing, made = Vote.objects.select_for_update().get_or_create(claim=claim, person=by, defaults=told)
        if not made and standing.choice != choice:  # the same again is no news, and results are told by news
            standing.choice, standing.at = choice.value, clock.now()
            standing.save(update_fields=["choice", "at"])
        return standing


def judge(consultation: Consultation, *, left: int, right: int, winner: int | None, by: Person) -> Compared:
    """Say which of two exemplars shows more of what is asked, or pass them over; a pair is judged once by each.

    Raises
    ------
    NotAllowed, NotOpen
        If `by` does not take part, or nothing is taken now.
    NotAConsultation
        If they are not two of the exemplars that are compared, or the winner is neither.
    """
    with transaction.atomic():
        standing = require_open(consultation, way=Way.COMPARING, by=by)
        comparing = Comparing.objects.get(consultation=standing)
        found = exemplars_of(scope_of(by), comparing=comparing, consultation=standing).values_list("pk", flat=True)
        if left == right or not {left, right} <= set(found) or winner not in {left, right, None}:
            raise refused("These are not two of the examples that are compared.", "Load the page again.")
        try:
            with transaction.atomic():
                return Compared.objects.create(
                    comparing=comparing, judge=by, left_id=left, right_id=right, winner_id=winner, at=clock.now()
                )
        except IntegrityError:  # handed in twice, or in two windows: the first stands
            mine = Compared.objects.filter(comparing=comparing, judge=by, left__in=(left, right))
            return mine.get(right__in=(left, right))


def _check_claim(consultation: Consultation, text: str, *, by: Person) -> None:
    if len(text) > LONGEST_CLAIM:
        raise refused("It is too long for a claim.", f"Say one thing, in {LONGEST_CLAIM} characters or fewer.")
    held = Claim.objects.filter(consultation=consultation)
    if held.filter(text__iexact=text).exists():
        raise refused("This claim is there already.", "Vote on it, or say something else.")
    if held.exclude(state=ClaimState.DECLINED.value).count() >= MOST_CLAIMS:
        raise refused(f"There are {MOST_CLAIMS} claims already, and nobody votes on more.", "Write a comment instead.")
    if held.filter(author=by, state=ClaimState.WAITING.value).count() >= _MOST_WAITING:
        raise refused(
            f"{_MOST_WAITING} claims of yours wait to be looked at.", "Wait until whoever leads has read them."
        )


def _said(text: str) -> str:
    if not text.strip():
        raise refused("Nothing is said.", "Write a sentence.")
    return text.strip()
