"""A small fictional sector, imported once for the whole test run and shared by all workers."""

import os
import subprocess
import sys
from pathlib import Path

from plait.core.home import Home
from tests.made_once import make_once

SCHOOLS = 400
TRUSTS = 25
SEED = 7


def run_plait(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the `plait` command as a person would, in a process of its own."""
    environment = {**os.environ, "PLAIT_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "plait.cli.main", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"plait {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done


def make_fictional_home(shared: Path) -> Home:
    """A PLAIT_HOME with a build of the fictional sector."""
    return Home(make_once(shared, "fictional-home", _make))


def _make(root: Path) -> None:
    size = ["--schools", str(SCHOOLS), "--trusts", str(TRUSTS), "--seed", str(SEED)]
    run_plait(root, "simulate", "--to", str(root / "fictional"), *size)
    run_plait(root, "data", "import", str(root / "fictional" / "files"))
    run_plait(root, "neighbours", "build")
    run_plait(root, "signals", "build")
