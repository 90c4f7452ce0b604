"""Figures that people note by hand for a measure in their own words, and where each comes from."""

from typing import ClassVar

from django.db import models

from plait.core.personal import Basis, Declared
from plait.goals.aims import LONGEST_SOURCE, NotedFigure
from plait.goals.models.aims import SuccessMeasure
from plait.organisations.holding import WORK, work
from plait.organisations.models import Person


class Noted(models.Model):
    """One figure on one day. A correction is added, of the same day, and stands in front of what it corrects."""

    measure_id: int
    measure = models.ForeignKey(SuccessMeasure, on_delete=models.CASCADE, related_name="noted")
    value = models.FloatField()
    stood_on = models.DateField()
    source = models.CharField(max_length=LONGEST_SOURCE)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who noted a figure", of="by_id"),
        "source": Declared("Saying where a figure comes from", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("measure", "value", "stood_on", "at")

    class Meta:
        """The newest day first, and of one day what was noted last."""

        ordering: ClassVar[list[str]] = ["-stood_on", "-pk"]

    def __str__(self) -> str:
        return self.figure.text

    @property
    def figure(self) -> NotedFigure:
        """What was noted."""
        return NotedFigure(self.value, self.stood_on, self.source)
