"""A pack as files: the deck, the document, the paper and the data, each whole, and the same bytes for the same pack."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from plait.web.packs.data import write_data
from plait.web.packs.deck import write_deck
from plait.web.packs.document import write_document
from plait.web.packs.paper import write_paper
from plait.web.packs.parts import File, Pack

KINDS: Final[Mapping[str, str]] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
REPORTS: Final[Mapping[str, str]] = {"docx": KINDS["docx"], "pdf": "application/pdf", "zip": KINDS["zip"]}
Tell = Callable[[str, int, int], object]


def write_file(pack: Pack, kind: str) -> File:
    """One file of a pack: `pptx`, `docx`, `pdf` or `zip`."""
    return _WRITERS[kind](pack)


_WRITERS: Final[Mapping[str, Callable[[Pack], File]]] = {
    "pptx": write_deck,
    "docx": write_document,
    "pdf": write_paper,
    "zip": write_data,
}


def write_files(pack: Pack, *, tell: Tell) -> Iterator[File]:
    """Every file; `tell` hears what is written, and how many pages of how many."""
    yield write_deck(pack, tell=lambda done, of: tell("slides", done, of))
    yield write_document(pack, tell=lambda done, of: tell("document", done, of))
    yield write_data(pack)
    tell("data", 1, 1)
