"""Files that show a statement: what may be uploaded, and keeping it where only readers of the definition reach it.

A file is judged by its first bytes, not by its name. Places and cameras that a photograph tells of are taken out before
it is kept. It is kept under the digest of its bytes, so that the same file is kept once and a kept version finds it.
"""

import hashlib
import io
import os
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from plait.core.errors import NotThere, PlaitError
from plait.core.files import write_whole
from plait.core.home import find_home
from plait.goals.quality import ExemplarKind

MOST_DOCUMENT: Final = 10 * 1024 * 1024  # bytes
MOST_IMAGE: Final = 5 * 1024 * 1024  # bytes
_PRIVATE: Final = 0o600
_MOST_UNPACKED: Final = 200 * 1024 * 1024  # bytes; more is no document that a school writes
_OFFICE: Final = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PICTURES: Final = {"png": "PNG", "jpg": "JPEG"}
_MOST_PIXELS: Final = 40_000_000  # a photograph of a good camera
_NAME = re.compile(r"[^\w .,()&'-]+")
_KEPT_NAME = re.compile(r"[0-9a-f]{64}\.(?:pdf|docx|pptx|xlsx|png|jpg)")


class NotAFile(PlaitError):
    """A file that cannot be kept: too large, of another kind, or not what it says it is."""


class NoSuchFile(NotThere):
    """A file that is not kept here."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: its name on the disk, what it was called, its kind for browsers, its bytes."""

    kind: ExemplarKind
    file: str
    file_name: str
    media_type: str
    size_n: int


def keep_file(content: bytes, *, name: str) -> KeptFile:
    """Keep an upload below `PLAIT_HOME`; nobody reaches it until an exemplar names it.

    Raises
    ------
    NotAFile
        If it is empty, too large, no PDF, Word, PowerPoint, Excel, PNG or JPEG file, or holds macros.
    """
    kind, ending, media_type = _recognise(content, name=name)
    most = MOST_IMAGE if kind is ExemplarKind.IMAGE else MOST_DOCUMENT
    check_size(len(content), name=name, most=most)
    clean = _clean(content, ending, name=name)
    kept = f"{hashlib.sha256(clean).hexdigest()}.{ending}"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        os.utime(folder / kept)  # as new: it is not removed for want of a name before an exemplar gives it one
    except FileNotFoundError:
        write_whole(folder / kept, lambda path: path.write_bytes(clean), mode=_PRIVATE)
    return KeptFile(kind, kept, _clean_name(name, ending), media_type, len(clean))


def check_size(size_n: int, *, name: str, most: int = MOST_DOCUMENT) -> None:
    """Refuse what is too large, before it is read where its size is known.

    Raises
    ------
    NotAFile
        If it is larger than `most` bytes.
    """
    if size_n > most:
        raise _refuse(
            name,
            f"It has {size_n / 1024 / 1024:.0f} MB; there is room for {most // 1024 // 1024} MB.",
            "Make it smaller, or put a link to where it lies.",
        )


def read_file(file: str) -> bytes:
    """The bytes of a file that was kept, for whoever was found to be a reader of its exemplar.

    Raises
    ------
    NoSuchFile
        If it is not there.
    """
    path = _folder() / file
    if not _KEPT_NAME.fullmatch(file) or not path.is_file():
        raise NoSuchFile(
            "The file is not here.",
            why="It was kept on another machine, or removed by hand.",
            mend="Upload it again, or ask whoever runs this site for a backup.",
        )
    return path.read_bytes()


def _folder() -> Path:
    return find_home().uploads


def _recognise(content: bytes, *, name: str) -> tuple[ExemplarKind, str, str]:
    if not content:
        raise _refuse(name, "It is empty.", "Choose another file.")
    if content.startswith(b"%PDF-"):
        return ExemplarKind.DOCUMENT, "pdf", "application/pdf"
    if content.startswith(_PNG):
        return ExemplarKind.IMAGE, "png", "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return ExemplarKind.IMAGE, "jpg", "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _recognise_office(content, name=name)
    raise _refuse(
        name,
        "It is not a PDF, Word, PowerPoint, Excel, PNG or JPEG file.",
        "Save it as one of these; for anything else, put a link to where it lies.",
    )


def _recognise_office(content: bytes, *, name: str) -> tuple[ExemplarKind, str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            unpacked = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as fault:
        raise _refuse(name, "It is damaged.", "Open it, save it again, and upload that.") from fault
    if any(each.lower().endswith("vbaproject.bin") for each in names):
        raise _refuse(name, "It holds macros, which run on a reader’s machine.", "Save it without macros.")
    found = next((told for start, told in _OFFICE.items() if any(each.startswith(start) for each in names)), None)
    if found is None or "[Content_Types].xml" not in names or unpacked > _MOST_UNPACKED:
        raise _refuse(name, "It is a packed file, and not a Word, PowerPoint or Excel file.", "Upload what is in it.")
    return ExemplarKind.DOCUMENT, *found


def _clean(content: bytes, ending: str, *, name: str) -> bytes:
    """A picture as it looks and no more: drawn anew, turned upright, without what the camera wrote into it."""
    if ending not in _PICTURES:
        return content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[_PICTURES[ending]]) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _refuse(name, f"It has {picture.width:,} by {picture.height:,} dots.", "Make it smaller.")
                upright = ImageOps.exif_transpose(picture)
                drawn = Image.new(upright.mode, upright.size)
                drawn.paste(upright)
                if upright.mode == "P":
                    drawn.putpalette(upright.getpalette() or [])
                held = io.BytesIO()
                drawn.save(held, format=_PICTURES[ending], **({"quality": 90} if ending == "jpg" else {}))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _refuse(name, "It is damaged, or no picture.", "Open it, save it again, and upload that.") from fault
    return held.getvalue()


def _clean_name(name: str, ending: str) -> str:
    stem = " ".join(_NAME.sub(" ", Path(name.replace("\\", "/")).stem).split())[:100] or "exemplar"
    return f"{stem}.{ending}"


def _refuse(name: str, why: str, mend: str) -> NotAFile:
    return NotAFile(f"“{Path(name).name[:80]}” was not uploaded.", why=why, mend=mend)
