"""The first of the two commands of the README, on a machine that is not quite ready for it."""

import subprocess
from pathlib import Path

from tests.architecture.floors import CHECKOUT

HALF = """#!/bin/sh
case "$1" in
  -c) exit 0 ;;
  -m) mkdir -p "$3/bin" && ln -s /bin/true "$3/bin/python"; echo "ensurepip is not available"; exit 1 ;;
esac
"""


def test_half_a_virtual_environment_is_not_left_to_be_taken_for_a_whole_one(tmp_path: Path):
    python, folder = tmp_path / "python", tmp_path / "venv"
    python.write_text(HALF, encoding="utf-8")
    python.chmod(0o755)
    done = subprocess.run(
        [CHECKOUT / "tools" / "make_venv", folder, python, "requirements/run.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not folder.exists()
