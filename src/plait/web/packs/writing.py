"""A pack as files: the deck, the document and the data, each at once and the same bytes for the same pack."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from plait.web.packs.data import write_data
from plait.web.packs.deck import write_deck
from plait.web.packs.document import write_document
from plait.web.packs.parts import File, Pack

KINDS: Final[Mapping[str, str]] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
Tell = Callable[[str, int, int], object]


def write_file(pack: Pack, kind: str) -> File:
    """One file of a pack: `pptx`, `docx` or `zip`."""
    if kind == "pptx":
        return write_deck(pack)
    return write_document(pack) if kind == "docx" else write_data(pack)


def write_files(pack: Pack, *, tell: Tell) -> Iterator[File]:
    """Every file; `tell` hears what is written, and how many pages of how many."""
    yield write_deck(pack, tell=lambda done, of: tell("slides", done, of))
    yield write_document(pack, tell=lambda done, of: tell("document", done, of))
    yield write_data(pack)
    tell("data", 1, 1)
