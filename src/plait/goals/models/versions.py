"""Every version of a record that is decided upon: what it said at each step, kept and never changed."""

from functools import partial
from typing import ClassVar

from django.db import models

from plait.core.errors import PlaitError
from plait.core.personal import Basis, Declared
from plait.goals.models.lasting import Lasting, LastingRows
from plait.organisations.holding import WORK, work
from plait.organisations.models import Person


class KeptIsKept(PlaitError):
    """Somebody tried to change or remove a version that was kept."""


class _Versions(LastingRows["Kept"]):
    """Reads, and adds through `services.versions` alone."""


class Kept(Lasting):
    """What a record said at one step: all of it, numbered from 1.

    `record_type` and `record_id` name the record, such as `goals.definition` and `12`. `decided`: the step put the
    record in force, so whoever reads decisions alone reads this version too.
    """

    by_id: int
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    decided = models.BooleanField(default=False)
    content = models.JSONField()

    objects = _Versions.as_manager()
    refusal = staticmethod(
        partial(
            KeptIsKept,
            "The version was not changed.",
            why="What a record said at a step is kept as it was.",
            mend="Change the record; that makes a new version.",
        )
    )

    personal: ClassVar[dict[str, Declared]] = {
        "by": work("Showing who brought a record to a step", of="by_id"),
        "note": Declared("Showing why a record was brought to a step", Basis.PUBLIC_TASK, WORK, of="by_id"),
    }
    impersonal: ClassVar[tuple[str, ...]] = ("record_type", "record_id", "number", "at", "decided", "content")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record_type", "record_id", "number"], name="one_version_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.record_type} {self.record_id}"
