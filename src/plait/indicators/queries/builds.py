"""The builds that lie in the store, and since when this site has served each. Open data."""

import datetime as dt
from dataclasses import dataclass

from plait.core.home import Home
from plait.indicators.models import ServedBuild
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store import builds
from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class KnownBuild:
    """A build that is in the store, or that was served and has been removed since. `size` is in bytes."""

    name: str
    period: str | None
    built_at: dt.datetime | None
    first_served_at: dt.datetime | None
    size: int | None
    figures_n: int | None
    is_current: bool


def list_builds(scope: Scope, *, home: Home) -> list[KnownBuild]:
    """Every build that is kept or was ever served, the newest first."""
    require_open_data(scope)
    served = dict(ServedBuild.objects.values_list("name", "first_served_at"))
    known = [
        KnownBuild(
            name=build.manifest.name,
            period=build.manifest.period,
            built_at=dt.datetime.fromisoformat(build.manifest.built_at),
            first_served_at=served.pop(build.manifest.name, None),
            size=build.size,
            figures_n=build.manifest.tables.get("values"),
            is_current=build.is_current,
        )
        for build in builds.list_builds(home)
    ]
    removed = sorted(served.items(), key=lambda item: item[1], reverse=True)
    return known + [KnownBuild(name, None, None, since, None, None, is_current=False) for name, since in removed]
