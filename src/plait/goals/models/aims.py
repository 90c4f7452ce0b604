"""What the database keeps of goals: a trust's goals, its schools' priorities, how one would know, and reviews."""

from typing import Any, ClassVar

from django.db import models

from plait.core.concurrency import Versioned
from plait.core.personal import Basis, Declared
from plait.goals.aims import LONGEST_WORD, AimState
from plait.goals.models.quality import Statement
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord
from plait.organisations.visibility import Visibility

_STATES = [(each.value, each.label) for each in AimState]


def _day(day: Any) -> str:
    return "" if day is None else f"{day:%-d %B %Y}"


class Goal(TenantedRecord):
    """What a trust wants to reach, and why. `statement`: the one of its definition of quality that it serves."""

    statement_id: int | None
    title = models.CharField(max_length=160)
    why = models.TextField(max_length=2000)
    component = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=_STATES, default=AimState.PROPOSED.value)

    personal: ClassVar[dict[str, Declared]] = {
        name: Declared("Saying what a trust wants to reach, and why", Basis.PUBLIC_TASK, WORK, of="author_id")
        for name in ("why", "ended_because")
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        *("title", "component", "edition", "statement", "starts_on", "review_on", "ended_on", "state"),
    )

    class Meta:
        """In the order in which they were written."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust", "state", "review_on"], name="goals_of_a_trust")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """How far it has come, in a word or two; a draft is not even proposed."""
        return "Draft" if self.visibility == Visibility.ME else AimState(self.state).label

    def content(self) -> dict[str, Any]:
        """All that it says, as a version keeps it; its measures with it."""
        told: dict[str, Any] = {name: getattr(self, name) for name in ("title", "why", "component", "ended_because")}
        told |= {name: _day(getattr(self, name)) for name in ("starts_on", "review_on", "ended_on")}
        told["state"] = AimState(self.state).label
        told["statement"] = self.statement.text if self.statement is not None else ""
        told["measures"] = [each.content() for each in self.measures.all()] if self.pk else []
        return told


class Priority(TenantedRecord):
    """What a school works on: under a goal of its trust, or on its own with the `reason` why it serves none."""

    goal_id: int | None
    title = models.CharField(max_length=160)
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="priorities")
    reason = models.TextField(max_length=600, blank=True)
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=_STATES, default=AimState.IN_FORCE.value)

    personal: ClassVar[dict[str, Declared]] = {
        name: Declared("Saying what a school works on, and why", Basis.PUBLIC_TASK, WORK, of="author_id")
        for name in ("reason", "ended_because")
    }
    impersonal: ClassVar[tuple[str, ...]] = ("title", "goal", "review_on", "ended_on", "state")

    class Meta:
        """In the order in which they were written."""

        verbose_name_plural = "priorities"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "state"], name="priorities_of_a_school")]

    def __str__(self) -> str:
        return self.title

    @property
    def goal_here(self) -> Goal | None:
        """The goal that it serves, where that is of the school's trust: one of a trust that it has left is not told."""
        return self.goal if self.goal is not None and self.goal.owner_id == self.trust_id else None

    def content(self) -> dict[str, Any]:
        """All that it says, as a version keeps it; its measures with it."""
        told: dict[str, Any] = {name: getattr(self, name) for name in ("title", "reason", "ended_because")}
        told |= {name: _day(getattr(self, name)) for name in ("review_on", "ended_on")}
        told["state"] = AimState(self.state).label
        told["goal"] = self.goal_here.title if self.goal_here is not None else ""
        told["measures"] = [each.content() for each in self.measures.all()] if self.pk else []
        return told


class WithoutPriority(models.Model):
    """Why a school has no priority under a goal: in its own words. A child of the goal."""

    goal_id: int
    school_id: int
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="without")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=600)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who spoke for a school", of="by_id"),
        "reason": Declared("Saying why a school works on something else", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("goal", "school", "at")

    class Meta:
        """One for a school under a goal."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["goal", "school"], name="one_reason_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school} without a priority under {self.goal}"


class SuccessMeasure(Versioned):
    """How one would know of a goal or a priority: a figure by its key or one's own words, and what is expected.

    `baseline_told` says where the baseline comes from: the figure, the year and the build, or that it was entered.
    """

    goal_id: int | None
    priority_id: int | None
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="measures")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.CASCADE, related_name="measures")
    key = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200)
    baseline = models.FloatField(null=True, blank=True)
    baseline_told = models.CharField(max_length=300, blank=True)
    expected_lo = models.FloatField(null=True, blank=True)
    expected_hi = models.FloatField(null=True, blank=True)
    by_when = models.DateField()
    stop_if = models.CharField(max_length=400, blank=True)

    objects: ClassVar[models.Manager["SuccessMeasure"]] = models.Manager()

    impersonal: ClassVar[tuple[str, ...]] = (
        *Versioned.impersonal,
        *("goal", "priority", "key", "name", "baseline", "baseline_told"),
        *("expected_lo", "expected_hi", "by_when", "stop_if"),
    )

    class Meta:
        """In the order in which they were written."""

        verbose_name = "success measure"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(goal__isnull=True) ^ models.Q(priority__isnull=True), name="measure_of_one_aim"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def aim(self) -> Goal | Priority:
        """The goal or the priority of which one would know; the database holds that there is one."""
        found = self.goal if self.priority is None else self.priority
        if found is None:
            raise SuccessMeasure.DoesNotExist
        return found

    def content(self) -> dict[str, Any]:
        """What it says, as a version keeps it."""
        names = ("name", "baseline", "baseline_told", "expected_lo", "expected_hi", "stop_if")
        return {name: getattr(self, name) for name in names} | {"by_when": _day(self.by_when)}


class AimReview(models.Model):
    """A look back at a goal or a priority: what is made of it, in words, and the figures as they stood. Never changed.

    `judgement` is the word as it was chosen, so that a trust may use other words later.
    """

    goal_id: int | None
    priority_id: int | None
    by_id: int
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    term = models.CharField(max_length=40)
    narrative = models.TextField(max_length=4000)
    judgement = models.CharField(max_length=LONGEST_WORD)
    figures = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who reviewed a goal", of="by_id"),
        "narrative": Declared("Saying how a goal stood", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("goal", "priority", "term", "judgement", "figures", "at")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(goal__isnull=True) ^ models.Q(priority__isnull=True), name="review_of_one_aim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.judgement}"


class AimWords(models.Model):
    """The words in which a trust says how a goal stands."""

    trust_id: int
    trust = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.JSONField(default=list)

    impersonal: ClassVar[tuple[str, ...]] = ("trust", "words")

    def __str__(self) -> str:
        return f"Words of {self.trust}"
