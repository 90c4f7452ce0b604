"""A backup as one file: everything in it is named, measured and summed, and nothing else is taken out of it."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from plait.core.errors import PlaitError
from plait.core.home import Home

MANIFEST = "manifest.json"
DATABASE = "database"
SECRET_KEY = "secret_key"  # noqa: S105 the name of a file
UNFINISHED = ".backup-"  # how a folder is named in which a backup is being made
_FORMAT = 1
_PRIVATE = 0o600
_PIECE = 1 << 20  # bytes read at once
_FOLDERS = ("neighbours", "signals")


class NotABackup(PlaitError):
    """The file is no backup of Plait, or not whole."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup says of itself: when, of what, and each file with its size in bytes and its SHA-256."""

    format: int
    made_at: str
    plait_version: str
    database: str
    build: str
    files: Mapping[str, tuple[int, str]]


def hold_uploads(home: Home, *, into: Path) -> None:
    """Hold uploads, and mail of a demonstration, by a second name: what is removed meanwhile is still there."""
    for folder in (home.uploads, home.mail):
        for path in _below(folder):
            _hold(path, into / path.relative_to(home.root))


def hold_store(home: Home, *, into: Path) -> str:
    """Hold the build that is served, kept neighbours and signals, none of which ever changes; its name, or nothing.

    Should another build come to be served meanwhile, that one is held.
    """
    while True:
        build = _read_served(home)
        shutil.rmtree(into / home.store.name, ignore_errors=True)
        for folder in (Path("builds", build), *map(Path, _FOLDERS)) if build else map(Path, _FOLDERS):
            for path in _below(home.store / folder):
                _hold(path, into / path.relative_to(home.root))
        if build == _read_served(home):
            return build


def list_held(into: Path) -> dict[str, Path]:
    """What is held, under the names that it has in a home."""
    return {path.relative_to(into).as_posix(): path for path in _below(into)}


def _read_served(home: Home) -> str:
    pointer = home.store / "current"
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""


def _hold(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to)
    except FileExistsError:
        return  # held already: a file never changes under its name
    except FileNotFoundError:
        return  # removed in between, so nothing names it
    except OSError:  # the disk knows no second names, or they may not be given
        shutil.copyfile(path, to)


def _below(folder: Path) -> Iterator[Path]:
    """Finished files: what is being written has a name with a full stop before it."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix != ".lock":
            yield path


def write(to: Path, *, files: Mapping[str, Path], told: Kept) -> Kept:
    """Write the archive beside its place, readable by its owner only, and only then give it its name.

    A file that has two names is written twice: nothing in it is a link.
    """
    sums: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=to.parent) as folder:
        beside, manifest = Path(folder) / to.name, Path(folder) / MANIFEST
        with (
            os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=6, dereference=True) as archive,
        ):
            for name, path in files.items():
                archive.add(path, arcname=name, recursive=False)
                sums[name] = (path.stat().st_size, sum_of(path))
            whole = replace(told, files=sums)
            manifest.write_text(json.dumps(asdict(whole), indent=1, sort_keys=True), encoding="utf-8")
            archive.add(manifest, arcname=MANIFEST, recursive=False)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        beside.replace(to)
    return whole


def unpack(archive: Path, *, into: Path) -> Kept:
    """Unpack into an empty folder, and check every file against what the archive says of itself.

    Raises
    ------
    NotABackup
        If it is no backup, is damaged, or holds anything that it does not name.
    """
    try:
        with tarfile.open(archive, mode="r:gz") as opened:
            for member in opened:
                if not member.isfile() or not _is_plain(member.name):
                    raise _refuse(archive, f"It holds “{member.name[:80]}”, which no backup does.")
                _take_out(opened, member, to=into / member.name)
    except (tarfile.TarError, EOFError, OSError) as fault:
        raise _refuse(archive, f"It cannot be read: {fault}.") from fault
    told = _read(archive, into / MANIFEST)
    there = {str(path.relative_to(into).as_posix()) for path in into.rglob("*") if path.is_file()} - {MANIFEST}
    if there != set(told.files):
        raise _refuse(archive, "The files in it are not those that it names.")
    for name, (size, digest) in told.files.items():
        if (into / name).stat().st_size != size or sum_of(into / name) != digest:
            raise _refuse(archive, f"“{name}” is not as it was when the backup was made.")
    return told


def _take_out(opened: tarfile.TarFile, member: tarfile.TarInfo, *, to: Path) -> None:
    """Write one file, with the rights of every new file; tarfile's own filters came with Python 3.11.4."""
    to.parent.mkdir(parents=True, exist_ok=True)
    held = opened.extractfile(member)
    if held is not None:
        with held, to.open("xb") as file:
            shutil.copyfileobj(held, file, _PIECE)


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    known = path.parts[:1] in {("store",), ("uploads",), ("mail",), (DATABASE,), (SECRET_KEY,), (MANIFEST,)}
    return known and not path.is_absolute() and ".." not in path.parts


def _read(archive: Path, manifest: Path) -> Kept:
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        kept = Kept(**{**told, "files": {name: (int(n), str(d)) for name, (n, d) in told["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _refuse(archive, "It does not say what it holds.") from fault
    if kept.format != _FORMAT:
        raise _refuse(archive, f"It is of format {kept.format}; this version of Plait reads format {_FORMAT}.")
    return kept


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _refuse(archive: Path, why: str) -> NotABackup:
    return NotABackup(f"{archive} was not restored.", why=why, mend="Use another backup; nothing was changed.")
