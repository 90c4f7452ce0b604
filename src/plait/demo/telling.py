"""A story told in its order: what happened on which day, done by services as of that day, the oldest first."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from plait.core import clock

_BEGINS: Final = dt.time(8, 30)
_BETWEEN: Final = dt.timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day of the past."""

    on: dt.date
    do: Callable[[], object]


def tell(happenings: Iterable[Happening], *, say: Callable[[int, int], None] | None = None) -> int:
    """Do what happened, day by day; how many things happened. Of one day, in the order in which they are given.

    `say` hears how many are told, and of how many.
    """
    ordered = sorted(happenings, key=lambda each: each.on)
    moment = None
    for done, each in enumerate(ordered, start=1):
        first = timezone.make_aware(dt.datetime.combine(each.on, _BEGINS))
        moment = first if moment is None else max(first, moment + _BETWEEN)
        with clock.as_of(moment):
            each.do()
            moment = clock.now()
        if say is not None:
            say(done, len(ordered))
    return len(ordered)
