"""Which builds this site has served, and since when."""

import datetime as dt
from dataclasses import dataclass

from plait.indicators.models import ServedBuild


@dataclass(frozen=True, slots=True)
class Served:
    """One build that was served."""

    name: str
    content_hash: str
    first_served_at: dt.datetime


def list_served_builds(*, at_most: int = 50) -> list[Served]:
    """The builds that were served, newest first."""
    lines = ServedBuild.objects.all()[:at_most]
    return [Served(line.name, line.content_hash, line.first_served_at) for line in lines]
