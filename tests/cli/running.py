"""Running Plait's commands and code in processes of their own, with a home and a database."""

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, database: dict[str, str]) -> dict[str, str]:
    """What a process is told."""
    return {**os.environ, "PLAIT_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), **database}


def plait(home: Path, database: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, as it is typed."""
    command = [sys.executable, "-m", "plait.cli.main", *arguments]
    return subprocess.run(command, env=environment(home, database), capture_output=True, text=True, check=False)


def run_code(home: Path, database: dict[str, str], code: str) -> str:
    """What some code prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment(home, database), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
