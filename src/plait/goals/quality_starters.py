"""What a definition of quality can begin from: our own small starter, areas of a framework, or pasted text."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from plait.goals.quality_text import DomainSaid, LevelSaid, StatementSaid, Whole

_FILE: Final = Path(__file__).parent / "starters" / "quality.toml"
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\d{1,2}[.)]|[a-z][.)])\s+")
_HEADING_MARK = re.compile(r"^\s*#+\s*")
_LONGEST_NAME: Final = 120
TITLE: Final = "What we mean by quality"


@cache
def read_starter() -> Whole:
    """The small starter that comes with Plait."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    levels = tuple(LevelSaid(each["name"], each["description"], each["key"]) for each in told["level"])
    keys = [each.key for each in levels]
    return Whole(
        title=told["title"],
        introduction=" ".join(told["introduction"].split()),
        levels=levels,
        domains=tuple(_read_domain(each, keys) for each in told["domain"]),
    )


def begin_blank() -> Whole:
    """A title and the starter's levels, with nothing in them: levels are the hardest to think of from nothing."""
    return Whole(title=TITLE, levels=read_starter().levels)


def begin_from_areas(areas: Iterable[tuple[str, str, str]]) -> Whole:
    """A domain for each area of a framework: its key as a component (or empty), its name, and what it is about."""
    return Whole(
        title=TITLE,
        levels=read_starter().levels,
        domains=tuple(DomainSaid(name, about, component) for component, name, about in areas),
    )


def begin_from_text(text: str) -> Whole:
    """A definition from pasted text: headings are domains, lines with a dash, a dot or a number are statements.

    A heading is a line that begins with `#`, ends with a colon, or stands before lines with a dash. Where no line has a
    dash, the first line of each paragraph is a heading and the others are statements.
    """
    blocks = list(_read_blocks(text))
    return Whole(title=TITLE, levels=read_starter().levels, domains=tuple(_merge(blocks)))


def _read_blocks(text: str) -> Iterator[DomainSaid]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    has_bullets = any(_BULLET.match(line) for line in lines)
    name, about, statements = "", list[str](), list[str]()
    blank = True
    for line in lines:
        if not line.strip():
            blank = True
            continue
        said = _HEADING_MARK.sub("", _BULLET.sub("", line)).strip()
        is_statement = bool(_BULLET.match(line)) if has_bullets else not blank
        marked = bool(_HEADING_MARK.match(line)) or line.endswith(":")
        if is_statement and not marked:
            statements.append(said)
        elif has_bullets and not marked and name and not statements:
            about.append(said)
        else:
            if name or statements:
                yield _make(name, about, statements)
            name, about, statements = said.rstrip(":").strip(), [], []
        blank = False
    if name or statements:
        yield _make(name, about, statements)


def _make(name: str, about: list[str], statements: list[str]) -> DomainSaid:
    once = list(dict.fromkeys(statements))
    if len(name) > _LONGEST_NAME:
        about, name = [name, *about], f"{name[: _LONGEST_NAME - 2].rsplit(' ', 1)[0]} …"
    return DomainSaid(name or "Without a heading", "\n".join(about), statements=tuple(map(StatementSaid, once)))


def _merge(domains: list[DomainSaid]) -> Iterator[DomainSaid]:
    """Domains of one name as one."""
    known: dict[str, DomainSaid] = {}
    for each in domains:
        before = known.get(each.name.casefold())
        if before is None:
            known[each.name.casefold()] = each
            continue
        texts = dict.fromkeys([*(one.text for one in before.statements), *(one.text for one in each.statements)])
        known[each.name.casefold()] = DomainSaid(
            before.name, before.description or each.description, statements=tuple(map(StatementSaid, texts))
        )
    yield from known.values()


def _read_domain(told: dict[str, Any], levels: list[str]) -> DomainSaid:
    statements = tuple(
        StatementSaid(each["text"], each["why"], {key: each[key] for key in levels}, key=each["key"])
        for each in told["statement"]
    )
    return DomainSaid(told["name"], told["description"], told["component"], statements, told["key"])
