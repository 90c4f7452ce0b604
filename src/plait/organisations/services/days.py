"""The daily job: what contexts have registered, and reminders of what has a day."""

from typing import Final

from plait.organisations import daily
from plait.organisations.models import Notice
from plait.organisations.services import letters

_REMINDED: Final = "reminders of what has a day"


def run() -> dict[str, int]:
    """Do everything that is registered, then remind people; how many things were done, by name."""
    done = {name: act() for name, act in daily.list_acts().items()}
    before = Notice.objects.count()
    letters.remind()
    return done | {_REMINDED: Notice.objects.count() - before}
