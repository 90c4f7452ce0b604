"""What the database keeps of agreeing together: consultations, comments, claims and votes."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from plait.core.personal import Basis, Declared
from plait.goals.agreeing import LONGEST_CLAIM, Choice, ClaimState, Way
from plait.goals.models.alignment import Decision
from plait.goals.models.quality import Definition
from plait.organisations.holding import WORK, work
from plait.organisations.models import Person
from plait.organisations.models.records import TenantedRecord


class Consultation(TenantedRecord):
    """A question to the people of a trust, on a definition of quality or on a proposal for alignment.

    `ways` are those of `Way` by which they answer; its keeper leads it. It is open from its first
    to its last day, unless it was closed before.
    """

    definition_id: int | None
    decision_id: int | None
    definition = models.ForeignKey(
        Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations"
    )
    title = models.CharField(max_length=160)
    question = models.TextField(max_length=600)
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    ways = models.JSONField(default=list)

    personal: ClassVar[dict[str, Declared]] = {
        "question": Declared("Asking colleagues what they think", Basis.PUBLIC_TASK, WORK, of="author_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "definition",
        "decision",
        "title",
        "opens_on",
        "closes_on",
        "closed_at",
        "ways",
    )

    class Meta:
        """What closes last comes first."""

        ordering: ClassVar[list[str]] = ["-closes_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(definition__isnull=False, decision__isnull=True)
                | Q(definition__isnull=True, decision__isnull=False),
                name="a_consultation_is_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="a_consultation_closes_after_it_opens"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust", "closes_on"], name="consultations_of_a_trust")
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, today: dt.date) -> bool:
        """Whether people may say something on a day; the last day counts."""
        return self.closed_at is None and self.opens_on <= today <= self.closes_on

    def is_over(self, today: dt.date) -> bool:
        """Whether its last day is past, or it was closed before."""
        return self.closed_at is not None or today > self.closes_on

    def goes_by(self, way: Way) -> bool:
        """Whether it is answered in this way."""
        return way.value in self.ways


class Comment(models.Model):
    """What somebody says, with their name, on a passage: `statement:12`, `field:why`, or the whole where it is empty.

    `passage` is how the passage read when it was said.
    """

    consultation_id: int
    author_id: int
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    anchor = models.CharField(max_length=60, blank=True)
    passage = models.TextField(max_length=2000, blank=True)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "text": Declared("Saying what one thinks of a passage", Basis.PUBLIC_TASK, WORK, of="author_id"),
        "author": work("Showing who made a comment", of="author_id"),
        "answer": Declared("Answering a comment", Basis.PUBLIC_TASK, WORK, of="answered_by_id"),
        "answered_by": work("Showing who answered a comment", of="answered_by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("consultation", "anchor", "passage", "at", "answered_at")

    class Meta:
        """As they were made."""

        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class Claim(models.Model):
    """Something to agree or disagree with; what a participant adds, others see once whoever leads has accepted it."""

    consultation_id: int
    author_id: int
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="claims")
    text = models.CharField(max_length=LONGEST_CLAIM)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added = models.BooleanField(default=False)
    state = models.CharField(
        max_length=8, choices=[(each.value, each.label) for each in ClaimState], default=ClaimState.ACCEPTED.value
    )
    because = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "text": Declared("Putting a claim to the vote", Basis.PUBLIC_TASK, WORK, of="author_id"),
        "author": work("Telling whoever added a claim what became of it", of="author_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("consultation", "added", "state", "because", "at")

    class Meta:
        """As they were added."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "text"], name="one_claim_of_a_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """What one person says of a claim: shown to that person alone, and to all only in counts that are not small."""

    claim_id: int
    person_id: int
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.SmallIntegerField(choices=[(each.value, each.label) for each in Choice])
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "choice": Declared("Counting what people think of a claim", Basis.PUBLIC_TASK, WORK, of="person_id"),
        "person": work("Counting each person once, and letting them change their vote", of="person_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("claim", "at")

    class Meta:
        """One for each person and claim."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["claim", "person"], name="one_vote_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"A vote on claim {self.claim_id}"
