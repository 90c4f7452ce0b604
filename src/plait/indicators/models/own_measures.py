"""Measures that a trust or a school keeps itself: what is measured, its figures with their history, and its limits."""

from typing import ClassVar

from django.db import models

from plait.core import clock
from plait.core.personal import Basis, Declared
from plait.indicators.own import Better, EnteredBy, Move, Unit
from plait.indicators.periods import Cadence
from plait.organisations.holding import WORK, work
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord


class OwnMeasure(TenantedRecord):
    """What is measured, how often, of whom, and which way is better. `each_school`: of each school of the trust."""

    name = models.CharField(max_length=120)
    why = models.TextField(max_length=2000, blank=True)
    unit = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Unit])
    unit_words = models.CharField(max_length=40, blank=True)
    counted = models.CharField(max_length=80, blank=True)
    denominator = models.CharField(max_length=80, blank=True)
    per = models.FloatField(default=100.0)
    better = models.SmallIntegerField(choices=[(each.value, each.label) for each in Better])
    cadence = models.CharField(max_length=12, choices=[(each.value, each.label) for each in Cadence])
    target = models.FloatField(null=True, blank=True)
    each_school = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=8, choices=[(each.value, each.label) for each in EnteredBy])
    of_pupils = models.BooleanField(default=False)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "why": Declared("Telling colleagues why something is measured", Basis.PUBLIC_TASK, WORK, of="author_id")
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "name",
        "unit",
        "unit_words",
        "counted",
        "denominator",
        "per",
        "better",
        "cadence",
        "target",
        "each_school",
        "entered_by",
        "of_pupils",
        "starts_on",
        "ended_on",
    )

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class OwnValue(models.Model):
    """One figure of one place and period. A correction adds a row and leaves what stood before; one is current."""

    measure_id: int
    organisation_id: int
    by_id: int
    measure = models.ForeignKey(OwnMeasure, on_delete=models.PROTECT, related_name="values")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    number = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    value = models.FloatField(null=True, blank=True)
    counted_n = models.FloatField(null=True, blank=True)
    denominator_n = models.FloatField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = clock.MomentField(auto_now_add=True)

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who entered or corrected a figure", of="by_id"),
        "because": Declared("Telling why a figure was corrected", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "measure",
        "organisation",
        "starts_on",
        "number",
        "current",
        "value",
        "counted_n",
        "denominator_n",
        "at",
    )

    class Meta:
        """One current figure to a measure, place and period; every earlier one under its number."""

        ordering: ClassVar[list[str]] = ["starts_on", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["measure", "organisation", "starts_on", "number"], name="one_own_value_to_a_number"
            ),
            models.UniqueConstraint(
                fields=["measure", "organisation", "starts_on"],
                condition=models.Q(current=True),
                name="one_current_own_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.starts_on}"


class OwnLimit(models.Model):
    """Limits of a chart begun anew or frozen at a period, for all places of a measure or for one, with the reason."""

    measure_id: int
    organisation_id: int | None
    measure = models.ForeignKey(OwnMeasure, on_delete=models.PROTECT, related_name="limits")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    move = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Move])
    note = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = clock.MomentField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who set limits anew", of="by_id"),
        "note": Declared("Telling why limits were set anew", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("measure", "organisation", "starts_on", "move", "at", "withdrawn_at")

    class Meta:
        """In the order of time."""

        ordering: ClassVar[list[str]] = ["starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.move} at {self.starts_on}"
