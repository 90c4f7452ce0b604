"""Files that people brought in, so that they can be counted: whose each is, who brought it, and how large it is."""

from typing import ClassVar

from django.db import models

from plait.core.personal import Declared
from plait.organisations.holding import work
from plait.organisations.models import Organisation, Person


class Upload(models.Model):
    """A file that is kept for an organisation. `file` is its name below `PLAIT_HOME/uploads`: its digest."""

    by_id: int
    owner_id: int
    file = models.CharField(max_length=80)
    size_n = models.PositiveIntegerField()
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal: ClassVar[dict[str, Declared]] = {"by": work("Counting what a person may still bring in", of="by_id")}
    impersonal: ClassVar[tuple[str, ...]] = ("file", "size_n", "owner", "at")

    class Meta:
        """Each once for an organisation."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "owner"], name="a_file_counts_once"),
        ]

    def __str__(self) -> str:
        return self.file
