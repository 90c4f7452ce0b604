"""What the database keeps of alignment: a trust's levels, its decisions, and the page it may publish."""

from typing import Any, ClassVar

from django.db import models

from plait.core.personal import Basis, Declared
from plait.goals.alignment import State, Tie, Travel
from plait.organisations.domain import Phase
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord
from plait.organisations.visibility import Visibility


class AlignmentLevel(models.Model):
    """A level of alignment as a trust calls it. `tie`: what it asks of a school, so that questions can be answered."""

    trust_id: int
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    description = models.CharField(max_length=300, blank=True)
    tie = models.CharField(max_length=5, choices=[(each.value, each.label) for each in Tie])

    impersonal: ClassVar[tuple[str, ...]] = ("trust", "position", "name", "description", "tie")

    class Meta:
        """From the firmest to the freest, as the trust sets them out."""

        ordering: ClassVar[list[str]] = ["trust", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust", "name"], name="one_level_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(TenantedRecord):
    """What a trust does alike or leaves open: one item, for some phases, at a level, and why.

    `phases` is empty where it holds for all. `shown` are the keys of indicators and own measures in which its impact
    would be seen. `told` is the one text of it that is meant for the trust's public page.
    """

    TEXTS: ClassVar[tuple[str, ...]] = (
        "why",
        "evidence",
        "equity",
        "workload",
        "deployability",
        "cost",
        "risk",
        "loose",
        "consulted_whom",
        "consulted_how",
        "consulted_said",
        "told",
        "ended_because",
    )

    SAID: ClassVar[tuple[str, ...]] = (
        "item",
        "domain",
        "component",
        *TEXTS,
        "decides",
        "delegation",
        "shown",
        "published",
    )

    level_id: int
    item = models.CharField(max_length=120)
    domain = models.CharField(max_length=60)
    component = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)
    phases = models.JSONField(default=list, blank=True)
    level = models.ForeignKey(AlignmentLevel, on_delete=models.PROTECT, related_name="+")
    travel = models.CharField(
        max_length=8, choices=[(each.value, each.label) for each in Travel], default=Travel.HOLD.value
    )
    why = models.TextField(max_length=2000)
    evidence = models.TextField(max_length=2000, blank=True)
    equity = models.TextField(max_length=2000, blank=True)
    workload = models.TextField(max_length=2000, blank=True)
    deployability = models.TextField(max_length=2000, blank=True)
    cost = models.TextField(max_length=2000, blank=True)
    risk = models.TextField(max_length=2000, blank=True)
    loose = models.TextField(max_length=2000, blank=True)
    consulted_whom = models.TextField(max_length=2000, blank=True)
    consulted_how = models.TextField(max_length=2000, blank=True)
    consulted_said = models.TextField(max_length=4000, blank=True)
    decides = models.CharField(max_length=200, blank=True)
    delegation = models.CharField(max_length=200, blank=True)
    shown = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=8, choices=[(each.value, each.label) for each in State], default=State.PROPOSED.value
    )
    published = models.BooleanField(default=True)
    told = models.TextField(max_length=600, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        name: Declared("Saying why a trust decided as it did", Basis.PUBLIC_TASK, WORK, of="author_id")
        for name in TEXTS
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "item",
        "domain",
        "component",
        "edition",
        "phases",
        "level",
        "travel",
        "decides",
        "delegation",
        "shown",
        "starts_on",
        "review_on",
        "ended_on",
        "state",
        "published",
    )

    class Meta:
        """By domain and item."""

        verbose_name = "alignment decision"
        ordering: ClassVar[list[str]] = ["domain", "item", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["trust", "state", "review_on"], name="decisions_of_a_trust")
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def standing(self) -> str:
        """How far it has come, in a word or two; a draft is not even proposed."""
        return "Draft" if self.visibility == Visibility.ME else State(self.state).label

    def holds_for(self, phase: str) -> bool:
        """Whether it is about schools of a phase; one whose phase is not known is asked too."""
        return not self.phases or not phase or phase in self.phases

    def content(self) -> dict[str, Any]:
        """All that it says, as a version keeps it and people read it."""
        days = {name: getattr(self, name) for name in ("starts_on", "review_on", "ended_on")}
        told: dict[str, Any] = {name: getattr(self, name) for name in self.SAID}
        told |= {name: "" if day is None else f"{day:%-d %B %Y}" for name, day in days.items()}
        told["phases"] = [Phase(each).label for each in self.phases]
        told["level"], told["travel"] = self.level.name, Travel(self.travel).label
        told["state"] = State(self.state).label
        return told


class AlignmentPage(models.Model):
    """The public page of a trust's decisions: one switch, and what it may show beyond items and levels."""

    trust_id: int
    trust = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.BooleanField(default=False)
    introduction = models.TextField(max_length=1200, blank=True)
    with_schools = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "changed_by": work("Showing who published the page", of="changed_by_id"),
        "introduction": Declared("Introducing a trust’s page", Basis.PUBLIC_TASK, WORK, of="changed_by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("trust", "on", "with_schools", "changed_at")

    def __str__(self) -> str:
        return f"Alignment at {self.trust}"
