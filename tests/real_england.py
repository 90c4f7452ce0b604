"""A build of all real published files, imported once for the whole test run and shared by all workers."""

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from plait.core.home import Home
from tests.made_once import make_once

MEASURE = """
    import resource, sys
    from pathlib import Path
    from plait.core.home import Home
    from plait.indicators.store.imports import import_data
    import_data([Path(sys.argv[1])], Home(Path(sys.argv[2])))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def make_england(shared: Path, real_data: Path) -> Home:
    """The home of the build: nobody adds to it; `kilobytes` says how much memory the import took."""

    def make(root: Path) -> None:
        command = [sys.executable, "-c", textwrap.dedent(MEASURE), str(real_data), str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (root / "kilobytes").write_text(done.stdout, encoding="ascii")

    return Home(make_once(shared, "england", make))


def copy_england(england: Home, root: Path) -> Home:
    """A home of its own with the same build, whose files are links: to work something out beside it."""
    shutil.copytree(
        england.root / "store", root / "store", copy_function=_link, ignore=shutil.ignore_patterns("*.lock")
    )
    return Home(root)


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:  # on another disk
        shutil.copyfile(source, target)
