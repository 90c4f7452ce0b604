"""Rows that are added and never changed: what somebody said, or what was worked out, at one moment."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from plait.core.errors import PlaitError

Row = TypeVar("Row", bound="Lasting")


class LastingRows(models.QuerySet[Row]):
    """Reads and adds."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise self.model.refusal()

    update = delete = bulk_update = update_or_create = _refuse


class Lasting(models.Model):
    """A row that stays as it was added; `refusal` says why, and what to do instead."""

    refusal: ClassVar[Callable[[], PlaitError]]  # makes the PlaitError that whoever would change one is told

    class Meta:
        """Each kind has a table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it; what stands is not changed."""
        if self.pk is not None:
            raise type(self).refusal()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise type(self).refusal()
