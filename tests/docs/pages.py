"""The documents as the tests read them: their blocks of code, and the command lines in them."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.floors import CHECKOUT
from tests.architecture.test_words import list_committed

_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`(?P<text>(?:\.venv/bin/)?plait [^`\n]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code of a document, with the line on which it begins."""

    name: str
    line: int
    language: str
    text: str


def list_documents() -> list[str]:
    """Every document of the repository, by its path."""
    return list_committed("*.md", "docs/**/*.md", "src/**/*.md")


def list_blocks(name: str, language: str) -> list[Block]:
    """The blocks of a document in one language."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    found = [Block(name, text.count("\n", 0, m.start()) + 2, m["language"], m["text"]) for m in _BLOCK.finditer(text)]
    return [block for block in found if block.language == language]


def list_command_lines() -> list[tuple[str, str]]:
    """Every line of a shell block that calls `plait`, with the document it is in."""
    return [
        (name, line)
        for name in list_documents()
        for block in list_blocks(name, "sh")
        for line in block.text.splitlines()
        if arguments_of(line) is not None
    ]


def list_spans() -> list[tuple[str, str]]:
    """Every `plait …` in the running text, with the document it is in."""
    found = []
    for name in list_documents():
        text = _BLOCK.sub("", (CHECKOUT / name).read_text(encoding="utf-8"))
        found += [(name, m["text"]) for m in _SPAN.finditer(text)]
    return found


def arguments_of(line: str) -> list[str] | None:
    """What a line of shell gives to `plait`; None where it calls something else."""
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if not words or Path(words[0]).name != "plait":
        return None
    redirected = next((at for at, word in enumerate(words) if word.startswith((">", "|", "<"))), len(words))
    return words[1:redirected]
