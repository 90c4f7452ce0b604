"""What the database keeps of insight: what people found when they looked behind a signal."""

from typing import ClassVar

from django.db import models

from plait.core import names
from plait.core.personal import Basis, Declared
from plait.insight.findings import Stance
from plait.insight.outcomes import shelf
from plait.organisations.holding import WORK
from plait.organisations.models.records import TenantedRecord


class Finding(TenantedRecord):
    """A signal somebody has looked behind: at which school, in which outcome, and what they saw.

    The signal is named as it stood: the build, and the word that Plait put to it. `needs`: the word was that support
    may be needed, which is told only to those entitled to it.
    """

    urn = models.PositiveIntegerField()
    school_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=80)
    build = models.CharField(max_length=120)
    word = models.CharField(max_length=20, blank=True)
    needs = models.BooleanField(default=False)
    stance = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Stance])
    seen = models.TextField(max_length=4000)
    learn = models.TextField(max_length=4000, blank=True)
    looked_on = models.DateField()

    personal: ClassVar[dict[str, Declared]] = {
        name: Declared("Telling colleagues what was found", Basis.PUBLIC_TASK, WORK, of="author_id")
        for name in ("seen", "learn")
    }
    impersonal: ClassVar[tuple[str, ...]] = (
        "urn",
        "school_name",
        "outcome",
        "build",
        "word",
        "needs",
        "stance",
        "looked_on",
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-looked_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["urn", "outcome"], name="findings_of_a_school")]

    def __str__(self) -> str:
        return f"{shelf.say_outcome(self.outcome)} at {names.show(self.school_name)}"
