"""Two people at the same record: whoever saves over what they have not read is told, with both texts."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models, transaction

from plait.core.errors import PlaitError


class Conflict(PlaitError):
    """Somebody saved the record after it was read for editing.

    Attributes
    ----------
    theirs, yours
        What stands in the record now, and what was to be saved, for each field that differs.
    version
        The version that stands now: whoever has seen `theirs` saves over this one.
    """

    def __init__(self, what: str, *, theirs: Mapping[str, Any], yours: Mapping[str, Any], version: int) -> None:
        super().__init__(
            f"{what} was not saved yet.",
            why="Somebody else saved it while you were editing.",
            mend="Read both texts, keep what should stand, and save again.",
        )
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        self.version = version


class Gone(PlaitError):
    """The record was removed after it was read for editing."""


class Versioned(models.Model):
    """A record that is saved over a version: the one that its editor has read."""

    version = models.PositiveIntegerField(default=1, editable=False)

    impersonal: ClassVar[tuple[str, ...]] = ("version",)

    class Meta:
        """No table of its own."""

        abstract = True

    def save_over(self, version: int, *, fields: Sequence[str] | None = None) -> Self:
        """Save the record if `version` is still the one that stands; a form carries it from the reading to the saving.

        Parameters
        ----------
        version
            The version that the editor read.
        fields
            The fields that were edited; all, where it is left out. Others keep what stands.

        Raises
        ------
        Conflict
            If another version stands; nothing is saved, and both texts are in the error.
        Gone
            If the record is not there any more.
        """
        rows = type(self)._base_manager.filter(pk=self.pk)  # noqa: SLF001 — documented by Django
        with transaction.atomic():
            # The condition is in the writing itself, so it holds on every database and at every isolation.
            if not rows.filter(version=version).update(version=version + 1):
                raise self._refusal(rows.first(), fields=fields)
            self.version = version + 1
            self.save(update_fields=None if fields is None else [*fields, *self._stamps()])
        return self

    def _stamps(self) -> list[str]:
        return [field.name for field in self._meta.concrete_fields if getattr(field, "auto_now", False)]

    def _refusal(self, standing: Self | None, *, fields: Sequence[str] | None) -> PlaitError:
        name = str(self._meta.verbose_name)
        if standing is None:
            return Gone(
                f"This {name} was not saved.",
                why="It was removed while you were editing.",
                mend="Copy your text, and write it as a new one if it should still stand.",
            )
        stamps = {"version", *self._stamps()}
        named = [field for field in self._meta.concrete_fields if field.name not in stamps and not field.primary_key]
        pairs = {
            field.name: (getattr(standing, field.attname), getattr(self, field.attname))
            for field in named
            if fields is None or field.name in fields
        }
        different = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        return Conflict(
            f"This {name}",
            theirs={name: pair[0] for name, pair in different.items()},
            yours={name: pair[1] for name, pair in different.items()},
            version=standing.version,
        )
