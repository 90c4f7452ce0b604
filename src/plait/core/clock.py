"""What time it is: asked here by every service, so that one demonstration can tell what happened before today.

Only `plait.demo` imports `as_of`; a test holds that. Nothing that serves people can set the clock.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils import timezone

from plait.core.errors import PlaitError

if TYPE_CHECKING:
    _Field = models.DateTimeField[str | dt.datetime | dt.date, dt.datetime]
else:
    _Field = models.DateTimeField

_STEP: Final = dt.timedelta(seconds=1)
_told_moment: ContextVar[dt.datetime | None] = ContextVar("plait_told_moment", default=None)


class NotYet(PlaitError, ValueError):
    """A moment that has not come, or that lies before one that is being told."""


def now() -> dt.datetime:
    """The moment it is, with its time zone. While something is told as of a moment, each asking is a second later."""
    told = _told_moment.get()
    if told is None:
        return timezone.now()
    _told_moment.set(told + _STEP)
    return told


def today() -> dt.date:
    """The day that it is at schools of England."""
    return timezone.localdate(_told_moment.get())


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[None]:
    """Do what follows as if it were done at a moment that is past: for telling the story of a demonstration.

    Raises
    ------
    NotYet
        If the moment lies in the future, or before the one as of which something is told already.
    """
    standing = _told_moment.get()
    if moment > timezone.now() or (standing is not None and moment < standing):
        raise NotYet(
            f"Nothing can be told as of {moment:%-d %B %Y}.",
            why="It is not past, or lies before what is being told.",
            mend="Tell what happened in its order, up to today.",
        )
    token = _told_moment.set(moment)
    try:
        yield
    finally:
        _told_moment.reset(token)


class MomentField(_Field):
    """A moment that is noted by this clock when a row is made, or whenever it is saved. In the database a plain one."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 Django's own signature
        """The moment to save."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, now())
            return getattr(model_instance, self.attname)
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As migrations know it: only who tells the time differs."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
