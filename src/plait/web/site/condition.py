"""Whether the site is well: its database, its build, its assets."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

import plait
from plait.core.home import find_home
from plait.core.years import AcademicYear
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import open_current
from plait.web.site import outages
from plait.web.site.outages import Outage

_OUTAGES = {
    Outage.AWAY: "The database cannot be reached: {}. See that its server runs; the site finds it again by itself.",
    Outage.BUSY: "The database is busy: {}. Ask again in a few seconds.",
}
_OTHERWISE = "The database does not answer as it should: {}. Run “plait serve”, which migrates it."

OK = "ok"


@dataclass(frozen=True, slots=True)
class Condition:
    """What an examination found; each finding is “ok” or says what is wrong."""

    version: str
    database: str
    store: str
    build: str | None
    period: str | None

    @property
    def well(self) -> bool:
        """Whether everything is as it should be."""
        return self.database == OK and self.store == OK

    def as_dict(self) -> dict[str, Any]:
        """The findings, with a status in front."""
        return {"status": OK if self.well else "unwell", **asdict(self)}


def examine() -> Condition:
    """Look at each part the pages stand on."""
    database = _examine_database()
    try:
        store = open_current(find_home())
    except NoBuild as error:
        return Condition(plait.__version__, database, f"{error.what} {error.mend}", None, None)
    return Condition(plait.__version__, database, OK, store.name, str(AcademicYear.parse(store.manifest.period)))


def _examine_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM indicators_servedbuild")
            cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        outage = outages.recognise(error)
        return (_OTHERWISE if outage is None else _OUTAGES[outage]).format(type(error).__name__)
    return OK
