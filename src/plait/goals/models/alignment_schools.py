"""What the database keeps of schools beside a decision: where each stands, who is exempt, and what reviews found."""

from typing import ClassVar

from django.db import models

from plait.core.personal import Basis, Declared
from plait.goals.alignment import Asked, Heading, Outcome
from plait.goals.models.alignment import AlignmentLevel, Decision
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person


class Position(models.Model):
    """Where a school said it stands; the newest counts, the older are its history."""

    decision_id: int
    school_id: int
    level_id: int
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="positions")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(AlignmentLevel, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Heading])
    note = models.TextField(max_length=600, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who said where a school stands", of="by_id"),
        "note": Declared("Saying where a school stands", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("decision", "school", "level", "heading", "at")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["decision", "school", "-at"], name="positions_of_a_decision")
        ]

    def __str__(self) -> str:
        return f"{self.school} at {self.level}"


class Exemption(models.Model):
    """A school asks to be let off what was decided, with a reason, until a day; and the answer, with its reason."""

    decision_id: int
    school_id: int
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="exemptions")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    instead = models.TextField(max_length=2000, blank=True)
    until = models.DateField()
    state = models.CharField(
        max_length=9, choices=[(each.value, each.label) for each in Asked], default=Asked.WAITING.value
    )
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(max_length=2000, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "asked_by": work("Showing who asked for an exemption", of="asked_by_id"),
        "reason": Declared("Deciding on an exemption", Basis.PUBLIC_TASK, WORK, of="asked_by_id"),
        "instead": Declared("Deciding on an exemption", Basis.PUBLIC_TASK, WORK, of="asked_by_id"),
        "decided_by": work("Showing who decided on an exemption", of="decided_by_id"),
        "because": Declared("Saying why it was decided so", Basis.PUBLIC_TASK, WORK, of="decided_by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("decision", "school", "until", "state", "asked_at", "decided_at")

    class Meta:
        """Newest first; one open request of a school for a decision."""

        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["decision", "school"],
                condition=models.Q(state=Asked.WAITING.value),
                name="one_open_request_of_a_school",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, exempt until {self.until}"


class ImpactReview(models.Model):
    """A review by impact: what it came to and why, with the figures as they stood that day. Appended to only."""

    decision_id: int
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=7, choices=[(each.value, each.label) for each in Outcome])
    because = models.TextField(max_length=4000)
    level_before = models.ForeignKey(AlignmentLevel, on_delete=models.PROTECT, related_name="+")
    level_after = models.ForeignKey(AlignmentLevel, null=True, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    reviewed_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who reviewed a decision", of="by_id"),
        "because": Declared("Saying what a review came to", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "decision",
        "number",
        "outcome",
        "level_before",
        "level_after",
        "figures",
        "reviewed_on",
    )

    class Meta:
        """Newest first, numbered within their decision."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "number"], name="reviews_of_a_decision_are_numbered")
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.decision}"
