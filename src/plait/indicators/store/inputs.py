"""Which files an import is given, and their fingerprint. Quick to load, so that an unchanged import is quick."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from plait.core.errors import PlaitError
from plait.indicators.store.names import find_day, find_year

TABLES = (".csv", ".csv.gz", ".zip")  # what is opened when a folder is walked
LARGEST = 512 << 20  # bytes, unpacked: several times the largest published school table
AGAIN = "Download the file again and rerun the import."
ENDLESS = "Its first line has no end within the first million bytes, so it is no table."
HEAD = 1 << 20  # bytes: a published table has its first line end within a few thousand


class BadFile(PlaitError):
    """A file cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file on disk.

    `path` is how it is named in the build: relative to the folder that was given, or its bare name. `names` are the
    file's and folders' names, nearest first. `named` says that it was given itself, not found in a folder.
    """

    path: str
    file: Path
    names: tuple[str, ...]
    named: bool
    size: int
    sha256: str

    @property
    def is_table(self) -> bool:
        """Whether it is opened at all: anything named by hand, and what looks like a table in a folder."""
        return is_table_name(self.file.name) or self.named


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
        whole = path.expanduser().resolve()
        if not whole.exists():
            raise BadFile(f"{path} was not imported.", why="There is no such file or folder.", mend="Check the path.")
        for item in _walk(whole):
            found.setdefault(item.file, item)
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
    for file in sorted(whole.rglob("*")):
        inside = file.relative_to(whole)
        if file.is_file() and not any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            found.append(_describe(file, inside.as_posix(), (*reversed(inside.parts), *above), named=False))
    return found


def _describe(file: Path, path: str, names: tuple[str, ...], *, named: bool) -> InputFile:
    size = file.stat().st_size
    if not (named or is_table_name(file.name)):
        return InputFile(path, file, names, named, size, "")
    try:
        with file.open("rb") as stream:
            if size > LARGEST:
                raise too_large(path, stream.read(HEAD))
            digest = hashlib.sha256()
            while block := stream.read(HEAD):
                digest.update(block)
    except OSError as fault:
        raise BadFile(
            f"{path} was not imported.", why=f"It cannot be read: {fault.strerror}.", mend="Check it."
        ) from fault
    return InputFile(path, file, names, named, size, digest.hexdigest())


def _with_unique_paths(items: list[InputFile]) -> tuple[InputFile, ...]:
    seen: dict[str, int] = {}
    unique = []
    for item in items:
        seen[item.path] = seen.get(item.path, 0) + 1
        path = item.path if seen[item.path] == 1 else f"{item.path} ({seen[item.path]})"
        unique.append(InputFile(path, item.file, item.names, item.named, item.size, item.sha256))
    return tuple(unique)
