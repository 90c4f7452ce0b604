"""Builds on disk: written beside, flushed, renamed, and only then named as the current one. Quick to load."""

import datetime as dt
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from plait.core import locks
from plait.core.errors import PlaitError
from plait.core.home import Home

MANIFEST = "manifest.json"
_CURRENT = "current"
_LOCK = "import.lock"
_UNFINISHED = ".unfinished-"  # folders of builds that are being written or removed
_HASH_SHOWN = 12  # characters of the content hash in the name of a build


class NoBuild(PlaitError):
    """There is no build to serve."""


class ImportRunning(PlaitError):
    """Another import holds the store."""


class CannotWrite(PlaitError):
    """The store cannot be written: the disk is full, or the folder belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build says about itself. `period` is the latest academic year with figures, written 2024-25."""

    name: str
    built_at: str
    content_hash: str
    inputs_hash: str
    register_hash: str
    period: str
    plait_version: str
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: where it is, what it says, how large it is, and whether it is the one that is served."""

    folder: Path
    manifest: Manifest
    size: int
    is_current: bool


def name_build(*, period: str, built_at: dt.datetime, content_hash: str) -> str:
    """`<latest period>_<built at>_<content hash>`."""
    return f"{period}_{built_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}_{content_hash[:_HASH_SHOWN]}"


def list_builds(home: Home) -> tuple[Build, ...]:
    """Every finished build, the newest first."""
    current = find_current(home)
    found = []
    for folder in _folder(home).glob("*"):
        if folder.name.startswith(".") or not (folder / MANIFEST).is_file():
            continue
        size = sum(file.stat().st_size for file in folder.iterdir())
        found.append(Build(folder, read_manifest(folder), size, folder.name == current))
    return tuple(sorted(found, key=lambda build: (build.manifest.built_at, build.folder.name), reverse=True))


def find_build(home: Home, *, content_hash: str) -> Build | None:
    """The finished build with this content, if there is one and no table of it has gone."""
    for build in list_builds(home):
        whole = all((build.folder / f"{name}.parquet").is_file() for name in build.manifest.tables)
        if whole and build.manifest.content_hash == content_hash:
            return build
    return None


def find_current(home: Home) -> str | None:
    """The name of the build that is served."""
    try:
        return (home.store / _CURRENT).read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def get_current_folder(home: Home) -> Path:
    """The folder of the build that is served.

    Raises
    ------
    NoBuild
        If nothing was imported yet, or the build that should be served is gone.
    """
    name = find_current(home)
    if name is None:
        raise NoBuild(
            "There is no data yet.", why=f"No build lies in {home.store}.", mend="Run: plait data import path/to/files"
        )
    folder = _folder(home) / name
    if not (folder / MANIFEST).is_file():
        raise NoBuild(
            "The data cannot be served.", why=f"The build {name} is gone.", mend="Run: plait data import path/to/files"
        )
    return folder


def read_manifest(folder: Path) -> Manifest:
    """What a build says about itself."""
    return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


@contextmanager
def hold_store(home: Home) -> Iterator[None]:
    """Hold the store against a second import.

    The lock belongs to the process, so that it ends with it however it ends: there is no stale lock to remove.

    Raises
    ------
    ImportRunning
        If another process holds it.
    CannotWrite
        If the store cannot be written, now or while it is held.
    """
    try:
        with locks.hold(home.store / _LOCK, refuse=_import_running):
            yield
    except OSError as fault:
        raise CannotWrite(
            "Nothing was imported or removed.",
            why=f"The store in {home.store} cannot be written: {fault.strerror or fault}.",
            mend="Make room on its disk and see that you may write there, or set PLAIT_HOME to another folder.",
        ) from fault


def _import_running(since: str) -> ImportRunning:
    return ImportRunning(
        "Nothing was imported or removed.",
        why=f"Another import is running ({since}).",
        mend="Wait until it has finished, and try again.",
    )


def clean_leftovers(home: Home) -> int:
    """Remove what killed imports left behind; to be called while the store is held."""
    leftovers = list(_folder(home).glob(f"{_UNFINISHED}*"))
    for folder in leftovers:
        shutil.rmtree(folder, ignore_errors=True)
    (home.store / f"{_CURRENT}.new").unlink(missing_ok=True)
    return len(leftovers)


def start_build(home: Home) -> Path:
    """A new folder to write a build into, which nobody reads."""
    folder = _folder(home) / f"{_UNFINISHED}{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def finish_build(home: Home, folder: Path, manifest: Manifest) -> Path:
    """Flush a build to disk and give it its name. It is not served yet."""
    told = json.dumps({**asdict(manifest), "tables": dict(manifest.tables)}, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(told + "\n", encoding="utf-8")
    for file in sorted(folder.iterdir()):
        _flush(file)
    _flush(folder)
    final = _folder(home) / manifest.name
    folder.rename(final)
    _flush(final.parent)
    return final


def serve_build(home: Home, name: str) -> None:
    """Name the build that is served, in one step: a reader sees the old name or the new one."""
    beside = home.store / f"{_CURRENT}.new"
    beside.write_text(name + "\n", encoding="utf-8")
    _flush(beside)
    beside.replace(home.store / _CURRENT)
    _flush(home.store)


def prune_builds(home: Home, *, keep: int) -> tuple[str, ...]:
    """Remove all but the newest builds, never the one that is served; gives the names of those removed.

    Parameters
    ----------
    keep
        How many builds stay, the served one among them.
    """
    builds = list_builds(home)
    stay = [build for build in builds if build.is_current]
    stay += [build for build in builds if not build.is_current][: max(keep - len(stay), 0)]
    removed = []
    for build in builds:
        if build not in stay:
            hidden = build.folder.with_name(f"{_UNFINISHED}{uuid.uuid4().hex}")
            build.folder.rename(hidden)  # in one step, so that no half-removed build is ever listed
            shutil.rmtree(hidden, ignore_errors=True)
            removed.append(build.folder.name)
    return tuple(removed)


def _folder(home: Home) -> Path:
    return home.store / "builds"


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
