"""What every test may use: a home of its own, a still calendar, and the real files where they are at hand."""

import contextlib
import datetime as dt
import gc
import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest
import time_machine
from _pytest import runner
from django.conf import settings
from xdist.scheduler import LoadFileScheduling

from plait.core.home import Home
from tests.fictional import make_fictional_home
from tests.made_once import find_shared
from tests.migrated import migrated_once
from tests.real_england import make_england
from tests.roomy import with_room

CHECKOUT = Path(__file__).resolve().parents[1]
TODAY = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)

# Both here, and the settings named nowhere else, because pytest-django would read them before this file is loaded:
# no test writes into the developer's own home.
os.environ["PLAIT_HOME"] = tempfile.mkdtemp(prefix="plait-test-home-")
os.environ["DJANGO_SETTINGS_MODULE"] = "plait.config.settings"
# Several workers with several threads each wait for one another in many small matrix products: tens of times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same of frames: each is small here, and handing it from thread to thread takes longer than the work.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
django.setup()
# A worker has read the settings before it comes here, with the home of the process that started it: counts of attempts
# would be shared, and cleared by one worker under the other's tests.
settings.CACHES["default"]["LOCATION"] = Path(os.environ["PLAIT_HOME"]) / "cache"
# The tests ask for more in a minute than anybody does, and the clock stands; where limits are tried, they are set.
settings.PLAIT_DOWNLOADS_A_MINUTE = settings.PLAIT_FORMS_A_MINUTE = 0
# By default Python looks for what can be thrown away after every 700 objects, which takes a sixth of the processor time
# of a run of this size; memory is not short here.
gc.set_threshold(50_000, 20, 20)
# The same examples each time, and no example fails because the machine is busy.
hypothesis.settings.register_profile("plait", derandomize=True, deadline=None)
hypothesis.settings.load_profile("plait")


def find_real_data() -> Path | None:
    """The folder of real published files, if it is at hand."""
    told = os.environ.get("PLAIT_REAL_DATA")
    folder = Path(told) if told else CHECKOUT.parent / "shared" / "data" / "real"
    return folder if (folder / "manifest.csv").is_file() else None


# Read or served together: the browser and its site, and the real files, are dear to set up on each worker.
TOGETHER = ("tests/journeys/", "tests/indicators/store/")
# Long, and cheap to set up: each half may go to a worker of its own.
IN_HALVES = ("tests/access/test_matrix.py",)


class Shared(LoadFileScheduling):
    """Give each worker whole files, or whole folders or halves of those above, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file in IN_HALVES:
            return f"{file} {zlib.crc32(nodeid.encode()) % 2}"
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shared:
    """Share the tests out; pytest-xdist's own groups by marker do nothing under this pytest."""
    config.option.loadscopereorder = False
    return Shared(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker waits for the other at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("real")}
    items.sort(key=lambda item: (not item.nodeid.startswith(TOGETHER), item.path not in slow))


def pytest_collection_finish() -> None:
    """What is loaded now, stays: it is not looked through again for what may be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Set up, call and tear down each test as pytest does, with room for what it calls."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real published files; without them the test is skipped, saying how to get it to run."""
    folder = find_real_data()
    if folder is None:
        pytest.skip("The real published files are not here: set PLAIT_REAL_DATA to their folder to run this test.")
    return folder


@pytest.fixture(autouse=True)
def still_calendar() -> Iterator[None]:
    """Every test happens on the same day; the clock itself goes on ticking."""
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def audit_trail_can_be_emptied() -> Iterator[None]:
    """Django empties every table after a test with real transactions; only then do the audit trail's triggers yield."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from plait.core import triggers

    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_without_triggers(self: Any, sql_list: list[str]) -> None:
        vendor = self.connection.vendor
        empty(self, [*triggers.list_removals(vendor), *sql_list, *triggers.list_statements(vendor)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty_without_triggers)
        yield


@pytest.fixture(scope="session")
def migrating_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[contextlib.ExitStack]:
    """From here until it is closed, a database for tests is migrated by the first worker only."""
    with contextlib.ExitStack() as until:
        until.enter_context(migrated_once(find_shared(tmp_path_factory)))
        yield until


@pytest.fixture(scope="session")
def django_db_setup(migrating_once: contextlib.ExitStack, django_db_setup: None) -> None:
    """The tests' databases, as pytest-django makes them."""
    migrating_once.close()


@pytest.fixture(scope="session")
def fictional_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A PLAIT_HOME with a build of a small fictional sector: simulated, imported and judged by the real commands."""
    return make_fictional_home(find_shared(tmp_path_factory))


@pytest.fixture(scope="session")
def england(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A PLAIT_HOME with a build of all real published files; to add to it, take a copy (tests/real_england.py)."""
    return make_england(find_shared(tmp_path_factory), real_data)
