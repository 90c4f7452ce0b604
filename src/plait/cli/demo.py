"""`plait demo`: from nothing to a served site, with real files or the fictional sector."""

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plait import __version__
from plait.cli.neighbours import build_sets
from plait.cli.processes import open_sockets
from plait.cli.serve import CannotListen, migrate, serve
from plait.cli.signals import judge
from plait.cli.threads import set_threads
from plait.core.home import Home, find_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20260901  # of the fictional sector that every demo shows

DataOption = Annotated[
    Path | None, typer.Option("--data", help="A folder of real published files. Without it: the fictional sector.")
]
PortOption = Annotated[int, typer.Option("--port", help="Where to listen on this machine.")]


def demo(data: DataOption = None, port: PortOption = 8000) -> None:
    """Make a data store if there is none for these files, migrate the database, and serve the site."""
    set_threads()
    see_that_it_is_free(port)
    home = find_home()
    files = data.expanduser().resolve() if data else write_fictional_files(home)
    import_files(files)
    build_sets()
    judge(in_full=False)
    if data is None:
        add_people(port=port)
    serve(port=port)


def see_that_it_is_free(port: int) -> None:
    """Refuse a port that something else uses now, rather than after the minutes that the rest takes."""
    try:
        for each in open_sockets("127.0.0.1", port):
            each.close()
    except OSError as error:
        raise CannotListen(
            f"Nothing was made: the site could not be shown at port {port}.",
            why=f"{error}.",
            mend=f"Stop what uses that port, or choose another: make demo PORT={port + 80}.",
        ) from error


def add_people(*, port: int) -> None:
    """Put fictional people into the database, once, and let the sign-in page name them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    from plait.demo.cast import PASSWORD

    os.environ.setdefault("PLAIT_DEMO_PASSWORD", PASSWORD)
    import django

    django.setup()
    migrate()
    from plait.demo import people
    from plait.indicators.store.reader import open_current

    with _told() as say:
        people.seed(open_current(find_home()), site_url=f"http://127.0.0.1:{port}", say=say)


@contextmanager
def _told() -> "Iterator[Callable[[int, int], None]]":
    """A bar that shows how much of the story is told, on stderr; none where it was told before."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: list[TaskID] = []

        def say(done: int, of: int) -> None:
            if not tasks:
                tasks.append(bar.add_task("Telling two years of three trusts", total=of))
            bar.update(tasks[0], completed=done)

        yield say


def write_fictional_files(home: Home) -> Path:
    """Write the fictional sector once for this version and seed; return the folder of its official-shaped files."""
    marker = home.fictional / "written.json"
    wanted = json.dumps({"version": __version__, "seed": SEED})
    if not (marker.is_file() and marker.read_text(encoding="utf-8") == wanted):
        from plait.cli.simulate import simulate

        shutil.rmtree(home.fictional, ignore_errors=True)  # an earlier version may have used other file names
        simulate(to=home.fictional, seed=SEED)
        marker.write_text(wanted, encoding="utf-8")
    return home.fictional / "files"


def import_files(files: Path) -> None:
    """Import a folder into a build; unchanged files keep the build there is."""
    from plait.cli.data import import_paths

    import_paths([files])
