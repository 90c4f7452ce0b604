"""What is dear to make is made once, by the first worker to ask, and waited for by the others."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def find_shared(factory: pytest.TempPathFactory) -> Path:
    """The folder that the workers of a run share; `tools/run_tests` names one for both of its runs, and empties it."""
    told = os.environ.get("PLAIT_TEST_SHARED")
    if told:
        return Path(told)
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def make_once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of a name in the shared one, filled by `make` if nobody has filled it yet."""
    folder, ready = shared / name, shared / f"{name}.ready"  # beside it: one folder may be made of a copy of another
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.is_file():
            shutil.rmtree(folder, ignore_errors=True)  # what a run that failed has left
            folder.mkdir()
            make(folder)
            ready.touch()
    return folder
