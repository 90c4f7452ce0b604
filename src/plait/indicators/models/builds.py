"""What the database keeps about builds. The figures themselves are in the build, never here."""

from typing import Any, ClassVar

from django.db import models

from plait.core.errors import PlaitError


class LedgerIsAppendOnly(PlaitError):
    """Someone tried to change or remove a line of the ledger of served builds."""


class ServedBuild(models.Model):
    """One line of the ledger: from when this site has shown a build. Lines are added, never changed."""

    name = models.CharField(max_length=120, unique=True)
    content_hash = models.CharField(max_length=64)
    first_served_at = models.DateTimeField()

    impersonal: ClassVar[tuple[str, ...]] = ("name", "content_hash", "first_served_at")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-first_served_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the line."""
        if self.pk is not None:
            raise _refusal(self.name)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise _refusal(self.name)


def _refusal(name: str) -> LedgerIsAppendOnly:
    return LedgerIsAppendOnly(
        f"The record of build {name} was not changed.",
        why="The ledger of served builds is only ever added to.",
        mend="Import the data again to make a new build.",
    )
