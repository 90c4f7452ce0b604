"""The ledger of builds that this site has served: added to, never changed."""

import datetime as dt

from django.db import transaction

from plait.core.errors import PlaitError
from plait.indicators.models import ServedBuild


class BuildChanged(PlaitError):
    """A build of this name was served before with other contents."""


def record(name: str, *, content_hash: str, at: dt.datetime) -> ServedBuild:
    """Write down that a build is being served, unless it is already written.

    Raises
    ------
    BuildChanged
        If a build of the same name but another content is in the ledger: a build is immutable.
    """
    with transaction.atomic():
        line, _ = ServedBuild.objects.get_or_create(
            name=name, defaults={"content_hash": content_hash, "first_served_at": at}
        )
    if line.content_hash != content_hash:
        raise BuildChanged(
            f"Build {name} is not being served.",
            why="Its contents are not those that this site served under the same name before.",
            mend="Import the data again to make a new build.",
        )
    return line
