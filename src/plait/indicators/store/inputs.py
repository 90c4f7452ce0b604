"""Which files an import is given, and their fingerprint. Quick to load, so that an unchanged import is quick."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plait.core.errors import PlaitError
from plait.indicators.store.names import find_day, find_year

TABLES = (".csv", ".csv.gz", ".zip")  # what is opened when a folder is walked
LARGEST = 512 << 20  # bytes, unpacked: several times the largest published school table
AGAIN = "Download the file again and rerun the import."
ENDLESS = "Its first line has no end within the first million bytes, so it is no table."
HEAD = 1 << 20  # bytes: a published table has its first line end within a few thousand
OF_OTHERS = (".", "~$", "__MACOSX")  # how names begin that systems and offices put beside files


class BadFile(PlaitError):
    """A file cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file on disk.

    `path` is how it is named in the build: relative to the folder that was given, or its bare name. `names` are the
    file's and folders' names, nearest first. `named` says that it was given itself, not found in a folder. `sha256` is
    empty for what is no table.
    """

    path: str
    file: Path
    names: tuple[str, ...]
    named: bool
    size: int
    sha256: str

    @property
    def is_table(self) -> bool:
        """Whether it is opened at all: a file named by hand, or one in a folder that looks like a table."""
        return self.sha256 != ""


def is_table_name(name: str) -> bool:
    """Whether a file is named as a table or an archive of tables is."""
    return name.lower().endswith(TABLES)


def too_large(path: str, head: bytes = b"\n") -> BadFile:
    """The refusal of a file beyond all measure; `head` is its beginning, if that is text."""
    why = f"It is larger than {LARGEST >> 20} MiB unpacked, several times the largest published school table."
    if b"\n" not in head:
        why = ENDLESS
    return BadFile(f"{path} was not imported.", why=why, mend=AGAIN)


def find_inputs(paths: Sequence[Path]) -> tuple[InputFile, ...]:
    """Every file under the given paths, in order of name, each once.

    Raises
    ------
    BadFile
        If a path does not exist or cannot be read, or nothing is there.
    """
    found: dict[Path, InputFile] = {}
    for path in paths:
        whole = Path(os.path.realpath(path.expanduser()))  # unlike resolve, this takes links that lead in a circle
        if not (whole.is_file() or whole.is_dir()):
            raise BadFile(f"{path} was not imported.", why="There is no such file or folder.", mend="Check the path.")
        for item in _walk(whole):
            first = found.setdefault(item.file, item)
            found[item.file] = replace(first, named=first.named or item.named)
    if not any(item.is_table for item in found.values()):
        told = ", ".join(str(path) for path in paths)
        raise BadFile(
            f"Nothing was imported from {told}.", why="No .csv, .csv.gz or .zip file is there.", mend="Check the path."
        )
    return _with_unique_paths(sorted(found.values(), key=lambda item: (item.path, str(item.file))))


def hash_inputs(inputs: Iterable[InputFile], *, extra: Sequence[str] = ()) -> str:
    """SHA-256 over what the files hold and what their names say, in whatever folder they lie."""
    digest = hashlib.sha256()
    for item in inputs:
        told = (item.path, item.sha256, str(find_year(item.names)), str(find_day(item.names)))
        digest.update("\0".join(told).encode() + b"\n")
    digest.update("\0".join(extra).encode())
    return digest.hexdigest()


def _walk(whole: Path) -> list[InputFile]:
    if whole.is_file():
        return [_describe(whole, whole.name, (whole.name, whole.parent.name), named=True)]
    above = (whole.name, whole.parent.name)
    found = []
    for file in sorted(_list_files(whole)):
        inside = file.relative_to(whole)
        found.append(_describe(file, inside.as_posix(), (*reversed(inside.parts), *above), named=False))
    return found


def _list_files(whole: Path) -> Iterator[Path]:
    """Every file in a folder; a linked folder stands for itself and is not entered, so that no walk is endless."""

    def refuse(fault: OSError) -> None:
        raise _unreadable(str(fault.filename), fault) from fault

    for folder, inner, files in os.walk(whole, onerror=refuse):
        inner[:] = [name for name in inner if not name.startswith(OF_OTHERS)]
        linked = [name for name in inner if (Path(folder) / name).is_symlink()]
        yield from (Path(folder) / name for name in (*files, *linked) if not name.startswith(OF_OTHERS))


def _describe(file: Path, path: str, names: tuple[str, ...], *, named: bool) -> InputFile:
    _refuse_odd_name(path)
    aside = InputFile(path, file, names, named, file.lstat().st_size, "")
    if not (named or is_table_name(file.name)):
        return aside
    try:
        if not file.is_file() and file.exists():  # a linked folder, or a pipe, which would keep a reader waiting
            return aside
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > LARGEST:
                raise too_large(path, stream.read(HEAD))
            digest = hashlib.sha256()
            while block := stream.read(HEAD):
                digest.update(block)
    except OSError as fault:
        raise _unreadable(path, fault) from fault
    return replace(aside, size=size, sha256=digest.hexdigest())


def _refuse_odd_name(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError as fault:
        told = path.encode(errors="replace").decode()
        raise BadFile(f"{told} was not imported.", why="Its name is not text in UTF-8.", mend="Rename it.") from fault


def _unreadable(path: str, fault: OSError) -> BadFile:
    return BadFile(
        f"{path} was not imported.",
        why=f"It cannot be read: {fault.strerror}.",
        mend="Check that it is there and that you may read it, or leave it out.",
    )


def _with_unique_paths(items: list[InputFile]) -> tuple[InputFile, ...]:
    seen: dict[str, int] = {}
    unique = []
    for item in items:
        seen[item.path] = seen.get(item.path, 0) + 1
        path = item.path if seen[item.path] == 1 else f"{item.path} ({seen[item.path]})"
        unique.append(InputFile(path, item.file, item.names, item.named, item.size, item.sha256))
    return tuple(unique)
