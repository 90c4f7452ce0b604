"""Opening a file: gzip or not, zip of several or not; is it text, in which encoding, what are its headings."""

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from plait.indicators.store.inputs import AGAIN, ENDLESS, HEAD, LARGEST, OF_OTHERS, BadFile, InputFile, too_large

BOM = b"\xef\xbb\xbf"
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGED = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    NotImplementedError,  # zipfile: a way of packing that it cannot undo
    RuntimeError,  # zipfile: a member under a password
)
_MARKUP = (b"<!doctype", b"<!--", b"<html", b"<?xml", b"<head", b"<body")
_BINARY = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"\x1f\x8b": "a gzip archive within an archive",
    b"PK\x03\x04": "an archive within an archive",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table to be read: a file, or a member of a zip; its headings as they stand, and where its rows begin.

    `body` is the offset in bytes of the first row in the unpacked file.
    """

    item: InputFile
    member: str | None
    headings: tuple[str, ...]
    body: int
    bom: bool

    @property
    def path(self) -> str:
        """The name under which the build knows it: "a.csv", or "a.zip!b.csv"."""
        return self.item.path if self.member is None else f"{self.item.path}!{self.member}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names that may tell the year, nearest first."""
        inside = () if self.member is None else tuple(reversed(self.member.split("/")))
        return (*inside, *self.item.names)


def open_tables(item: InputFile) -> tuple[Table, ...]:
    """Look into a file without reading it whole: one table, or one for each table of a zip.

    Raises
    ------
    BadFile
        If it is no text table: an error page, a workbook, cut short, or one line without end.
    """
    names = _names_in(item)
    if names is None:
        return (_look(item, None),)
    if "[Content_Types].xml" in names:
        raise _not_a_table(item.path, "an Excel workbook, whatever its name ends in")
    if any(".." in name.replace("\\", "/").split("/") for name in names):
        raise BadFile(f"{item.path} was not imported.", why="A name in it leads out of the archive.", mend=AGAIN)
    tables = [name for name in names if _is_table(name)]
    if not tables:
        raise BadFile(f"{item.path} was not imported.", why="No .csv file is in the archive.", mend="Check the file.")
    # A member was not named by hand: one that is of no use is set aside, as in a folder.
    inner = replace(item, named=item.named and len(tables) == 1)
    return tuple(_look(inner, name) for name in tables)


def list_others(item: InputFile) -> tuple[str, ...]:
    """What a zip holds beside tables, under the names by which the build knows it."""
    return tuple(f"{item.path}!{name}" for name in _names_in(item) or () if not _is_table(name))


def _names_in(item: InputFile) -> list[str] | None:
    """The names in a zip, without those of folders and hidden files; None if the file is no zip."""
    with item.file.open("rb") as stream:
        start = stream.read(8)
    if not start.startswith(_ZIP):
        return None
    with _unpacking(item.path), zipfile.ZipFile(item.file) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    return sorted(name for name in names if not any(_is_hidden(part) for part in name.split("/")))


def _is_hidden(part: str) -> bool:
    return part.startswith(OF_OTHERS) and part != ".."


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv")


def read_body(table: Table, encodings: Sequence[str]) -> tuple[bytes, str]:
    """The rows of a table as UTF-8 with line feeds, and the encoding in which they were written.

    Raises
    ------
    BadFile
        If the file is cut short, too large, or in none of the encodings.
    """
    with _unpacking(table.path), _stream(table.item, table.member) as stream:
        whole = stream.read(LARGEST + 1)
    if len(whole) > LARGEST:
        raise too_large(table.path)
    _refuse_zeros(table.path, whole)
    body = whole[table.body :]
    if b"\r" in body and b"\n" not in body:
        body = body.replace(b"\r", b"\n")
    return _to_utf8(table.path, body, encodings)


def _look(item: InputFile, member: str | None) -> Table:
    path = item.path if member is None else f"{item.path}!{member}"
    with _unpacking(path), _stream(item, member) as stream:
        head = stream.read(HEAD)
    _refuse_other_things(path, head)
    bom = head.startswith(BOM)
    text = head[len(BOM) :] if bom else head
    lines = text if b"\n" in text else text.replace(b"\r", b"\n")
    if b"\n" not in lines and len(head) == HEAD:
        raise BadFile(f"{path} was not imported.", why=ENDLESS, mend=AGAIN)
    headings, used = _read_headings(path, lines)
    return Table(item, member, headings, used + (len(BOM) if bom else 0), bom)


def _refuse_other_things(path: str, head: bytes) -> None:
    if not head.removeprefix(BOM).strip():
        raise BadFile(f"{path} was not imported.", why="It is empty.", mend=AGAIN)
    for magic, name in _BINARY.items():
        if head.startswith(magic):
            raise _not_a_table(path, name)
    start = head[:512].removeprefix(BOM).lstrip().lower()
    if start.startswith(_MARKUP):
        raise BadFile(
            f"{path} was not imported.",
            why="It is a web page saved under the name of a table, often an error page.",
            mend="Open the publisher's page in a browser and download the file again.",
        )
    _refuse_zeros(path, head)


def _refuse_zeros(path: str, text: bytes) -> None:
    at = text.find(b"\0")
    if at >= 0:
        line = text.count(b"\n", 0, at) + 1
        raise _not_a_table(path, f"not text: a byte of zero stands in line {line}")


def _read_headings(path: str, lines: bytes) -> tuple[tuple[str, ...], int]:
    # latin-1 keeps one character to the byte, so that what the reader used up can be counted in bytes.
    text, used = lines.decode("latin-1"), 0

    def each() -> Iterator[str]:
        nonlocal used
        for line in io.StringIO(text, newline="\n"):
            used += len(line)
            yield line

    try:
        row = next(csv.reader(each()))
    except csv.Error as fault:
        raise BadFile(f"{path} was not imported.", why=f"Its first line is no heading: {fault}.", mend=AGAIN) from fault
    if not any(cell.strip() for cell in row):
        raise BadFile(
            f"{path} was not imported.",
            why="Its first line is blank, and should hold the headings.",
            mend="Remove the lines above the headings, or download the file again.",
        )
    return tuple(_heading(cell) for cell in row), used


def _heading(cell: str) -> str:
    written = cell.encode("latin-1")
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError:
        text = written.decode("cp1252", errors="replace")
    return text.replace("\ufeff", "").replace("\u00a0", " ").strip().strip('"').strip()


def _to_utf8(path: str, body: bytes, encodings: Sequence[str]) -> tuple[bytes, str]:
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (body if encoding == "utf-8" else text.encode("utf-8")), encoding
    told = " nor ".join(encodings)
    raise BadFile(
        f"{path} was not imported.",
        why=f"Its text is neither {told}.",
        mend="Save it as “CSV UTF-8” and import it again.",
    )


@contextmanager
def _stream(item: InputFile, member: str | None) -> Iterator[BinaryIO]:
    if member is not None:
        with zipfile.ZipFile(item.file) as archive, archive.open(member) as inner:
            yield cast("BinaryIO", inner)
        return
    with item.file.open("rb") as outer:
        packed = outer.read(2) == _GZIP
        outer.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=outer) as inner_gzip:
                yield cast("BinaryIO", inner_gzip)
        else:
            yield outer


@contextmanager
def _unpacking(path: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as fault:
        why = "The archive is cut short or damaged" if "encrypted" not in str(fault) else "The archive is locked"
        raise BadFile(f"{path} was not imported.", why=f"{why} ({fault}).", mend=AGAIN) from fault
    except OSError as fault:
        raise BadFile(f"{path} was not imported.", why=f"It cannot be read ({fault}).", mend="Check it.") from fault


def _not_a_table(path: str, what: str) -> BadFile:
    return BadFile(f"{path} was not imported.", why=f"It is {what}.", mend="Save the table as CSV and import that.")
