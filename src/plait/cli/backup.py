"""`plait backup` and `plait restore`: the database, the store, uploads, and mail of a demonstration, in one file."""

import datetime as dt
import shutil
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from plait import __version__
from plait.cli import archives, database_copies, database_moves
from plait.cli.archives import DATABASE, SECRET_KEY, UNFINISHED, Kept
from plait.core.errors import PlaitError
from plait.core.home import Home, find_home

_FORMAT = 1
_PRIVATE = 0o600
_A_DAY = 24 * 60 * 60.0


class NotRestored(PlaitError):
    """A backup was not put back, because something is there."""


def backup(
    to: Annotated[Path, typer.Option("--to", help="The file to write, such as plait-2026-11-22.tar.gz.")],
    *,
    with_secret_key: Annotated[
        bool, typer.Option("--with-secret-key", help="Put the key that a demo site made into it too.")
    ] = False,
) -> None:
    """Write everything that cannot be made again into one file, while the site is in use.

    It holds personal data: keep it where only you can read it.
    """
    kept = make(find_home(), to=to.absolute(), with_secret_key=with_secret_key)
    size = to.stat().st_size / 1_000_000
    typer.echo(
        f"{to} holds the database, build {kept.build or '(none)'} and {len(kept.files):,} files: {size:,.1f} MB."
    )
    typer.echo("Keep it where only you can read it: it holds personal data.")


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `plait backup` wrote.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what PLAIT_HOME and the database hold now.")
    ] = False,
) -> None:
    """Put a backup back. Stop the site first; everybody signs in anew afterwards."""
    kept = put_back(find_home(), archive=archive.absolute(), replace=replace)
    typer.echo(
        f"Restored as it was on {kept.made_at[:16].replace('T', ' at ')} UTC, with build {kept.build or '(none)'}."
    )
    typer.echo("Check the audit trail with `plait audit verify`, then start the site with `plait serve`.")


def make(home: Home, *, to: Path, with_secret_key: bool) -> Kept:
    """Write a backup: the database, the build that is served, which is at least as new, and every upload it names."""
    from plait.config import databases

    copies = database_copies.of(databases.from_environment(home))
    home.root.mkdir(parents=True, exist_ok=True)
    for place in {to.parent, home.root}:
        _sweep(place)
    with (
        tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=to.parent) as folder,
        tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=home.root) as second,
    ):
        copy, held = Path(folder) / DATABASE, Path(second)
        copy.touch(mode=_PRIVATE)
        archives.hold_uploads(home, into=held)  # before, for what is removed while the database is copied
        copies.copy(copy)
        archives.hold_uploads(home, into=held)  # and after, for what was added
        build = archives.hold_store(home, into=held)
        files = {DATABASE: copy} | archives.list_held(held)
        if with_secret_key and home.secret_key.is_file():
            files[SECRET_KEY] = home.secret_key
        told = Kept(
            format=_FORMAT,
            made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            plait_version=__version__,
            database=copies.kind,
            build=build,
            files={},
        )
        return archives.write(to, files=files, told=told)


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed left behind: a copy of the database, and second names of files."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def put_back(home: Home, *, archive: Path, replace: bool) -> Kept:
    """Unpack and check everything beside its place; only then put it there.

    Raises
    ------
    NotABackup
        If the file is not whole.
    NotRestored
        If something is there and `replace` is not given, or the backup is of another kind of database.
    """
    from plait.config import databases

    copies = database_copies.of(databases.from_environment(home))
    home.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home.root) as folder:
        unpacked = Path(folder)
        kept = archives.unpack(archive, into=unpacked)
        moves = (kept.database, copies.kind) == ("sqlite", "postgresql")
        if kept.database != copies.kind and not moves:
            raise _refuse(
                f"The backup is of {kept.database}, and the database that is set is {copies.kind}.",
                "Set DATABASE_URL to a database of the same kind. Only from SQLite to PostgreSQL is there a way.",
            )
        there = [path.name for path in (home.store, home.uploads, home.mail) if _holds_files(path)]
        there += ["the database"] if copies.holds_anything() else []
        if there and not replace:
            raise _refuse(
                f"There is something already: {', '.join(there)}.",
                "Restore into an empty PLAIT_HOME and an empty database, or add --replace to lose what is there.",
            )
        if moves:
            copies.empty()
            database_moves.carry_over(unpacked / DATABASE)
        else:
            copies.put_back(unpacked / DATABASE)
        _put_folders(home, unpacked, build=kept.build)
    return kept


def _put_folders(home: Home, unpacked: Path, *, build: str) -> None:
    """Put store, uploads and mail in place; what names the build that is served comes last."""
    for place in (home.store, home.uploads, home.mail):
        if place.exists():
            shutil.rmtree(place)
        source = unpacked / place.name
        if source.is_dir():
            shutil.move(source, place)
    if build:
        beside = home.store / ".current"
        beside.write_text(f"{build}\n", encoding="utf-8")
        beside.replace(home.store / "current")
    if (unpacked / SECRET_KEY).is_file():
        (unpacked / SECRET_KEY).chmod(_PRIVATE)
        shutil.move(unpacked / SECRET_KEY, home.secret_key)
    for place in (home.uploads, home.mail):
        if place.is_dir():
            place.chmod(0o700)
            for each in place.iterdir():
                each.chmod(_PRIVATE)


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() and path.suffix != ".lock" for path in folder.rglob("*"))


def _refuse(why: str, mend: str) -> NotRestored:
    return NotRestored("Nothing was restored.", why=why, mend=mend)
