"""A school's self-evaluation: term by term, and what a colleague of a partner school says to it."""

from typing import ClassVar

from django.db import models

from plait.core.concurrency import Versioned
from plait.core.personal import Basis, Declared
from plait.goals.evaluating import LONGEST_CHANGED, LONGEST_EVIDENCE, LONGEST_NOTE, Confidence, State
from plait.goals.models.quality import Definition, Level, Statement
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord


class SelfEvaluation(TenantedRecord):
    """What a school says of itself in one term, against the definition of quality that was in force.

    `kept_number`: the version of the definition. It is the school's until it is shared with the trust.
    """

    definition_id: int
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="evaluations")
    kept_number = models.PositiveIntegerField()
    term_starts = models.DateField()
    state = models.CharField(
        max_length=6, choices=[(each.value, each.label) for each in State], default=State.OPEN.value
    )
    closed_on = models.DateField(null=True, blank=True)
    build = models.CharField(max_length=120, blank=True)

    impersonal: ClassVar[tuple[str, ...]] = (
        "definition",
        "kept_number",
        "term_starts",
        "state",
        "closed_on",
        "build",
    )

    class Meta:
        """Newest term first; one of a school in a term."""

        ordering: ClassVar[list[str]] = ["-term_starts", "-pk"]
        verbose_name = "self-evaluation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "term_starts"], name="one_self_evaluation_of_a_term"),
        ]

    def __str__(self) -> str:
        return f"Self-evaluation of {self.owner}, {self.term_starts:%B %Y}"


class Judged(Versioned):
    """What is said of one statement in one term; `figures` are those beside it as they stood when the term was closed.

    `since`: the term in which the level was last changed. `looked_at`: when somebody looked at it this term.
    """

    evaluation_id: int
    statement_id: int
    level_id: int | None
    by_id: int | None
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="judged")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="judged")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=6, blank=True, choices=[(each.value, each.label) for each in Confidence])
    evidence = models.TextField(max_length=LONGEST_EVIDENCE, blank=True)
    changed = models.TextField(max_length=LONGEST_CHANGED, blank=True)
    help_wanted = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=list, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who judged", of="by_id"),
        "evidence": Declared("Saying what a judgement rests on", Basis.PUBLIC_TASK, WORK, of="by_id"),
        "changed": Declared("Saying what changed since last time", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "evaluation",
        "statement",
        "level",
        "confidence",
        "help_wanted",
        "since",
        "looked_at",
        "figures",
    )

    class Meta:
        """In the order of the definition."""

        ordering: ClassVar[list[str]] = ["statement__domain__position", "statement__position", "pk"]
        verbose_name = "judgement"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evaluation", "statement"], name="one_judgement_of_a_statement"),
        ]

    def __str__(self) -> str:
        return f"Judgement {self.pk}"


class Moderator(models.Model):
    """A colleague of a partner school in the trust, asked by name to read a self-evaluation and say what they see."""

    evaluation_id: int
    person_id: int
    school_id: int
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="moderators")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ask = models.TextField(max_length=LONGEST_NOTE, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.TextField(max_length=LONGEST_NOTE, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "person": work("Letting a colleague read and moderate", of="person_id"),
        "asked_by": work("Showing who asked", of="asked_by_id"),
        "ask": Declared("Saying what the colleague is asked to look at", Basis.PUBLIC_TASK, WORK, of="asked_by_id"),
        "told": Declared("Saying what the colleague saw", Basis.PUBLIC_TASK, WORK, of="person_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("evaluation", "school", "asked_at", "done_at", "ended_at")

    class Meta:
        """In the order in which they were asked; each once."""

        ordering: ClassVar[list[str]] = ["asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evaluation", "person"], name="one_request_to_moderate"),
        ]

    def __str__(self) -> str:
        return f"Moderator {self.pk}"


class Moderated(models.Model):
    """What a moderator says of one statement, beside what the school says."""

    moderator_id: int
    judged_id: int
    level_id: int | None
    moderator = models.ForeignKey(Moderator, on_delete=models.CASCADE, related_name="moderated")
    judged = models.ForeignKey(Judged, on_delete=models.CASCADE, related_name="moderated")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "note": Declared("Saying what the colleague saw", Basis.PUBLIC_TASK, WORK, of="moderator__person_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("moderator", "judged", "level", "at")

    class Meta:
        """One of a moderator for a statement."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["moderator", "judged"], name="one_moderation_of_a_judgement"),
        ]

    def __str__(self) -> str:
        return f"Moderation {self.pk}"
