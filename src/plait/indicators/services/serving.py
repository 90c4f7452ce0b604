"""What happens when a build is first served: it is written into the ledger, and people's organisations follow it."""

import datetime as dt

from plait.indicators.services import register, served_builds
from plait.indicators.store.reader import Store


def begin(store: Store, *, at: dt.datetime) -> tuple[str, ...]:
    """Write the build into the ledger, and bring schools and trusts into step with it; what changed, in sentences.

    Raises
    ------
    BuildChanged
        If a build of this name was served before with other contents.
    """
    served_builds.record(store.name, content_hash=store.manifest.content_hash, at=at)
    return register.follow(store)
