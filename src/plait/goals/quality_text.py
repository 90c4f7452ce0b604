"""A definition of quality as one whole text: what is shown, kept, compared, carried forward, and taken in from a file.

Each part has the `key` by which it is known again; `number` is its row, where it has one, and is no part of the text.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plait.goals.differences import Change, describe
from plait.goals.quality import ExemplarKind


@dataclass(frozen=True, slots=True)
class LevelSaid:
    """A level: its name, and what it means anywhere."""

    name: str
    description: str = ""
    key: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ExemplarSaid:
    """Something that shows a statement; `level` is the key of a level, or empty before anybody has said at which."""

    kind: ExemplarKind
    title: str
    text: str = ""
    url: str = ""
    credit: str = ""
    level: str = ""
    file: str = ""
    file_name: str = ""
    media_type: str = ""
    size_n: int = 0
    key: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ShownSaid:
    """An indicator that would show a statement, and why it would."""

    measure: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class StatementSaid:
    """One statement; `looks_like` is its text at a level, by the level's key."""

    text: str
    why: str = ""
    looks_like: Mapping[str, str] = field(default_factory=dict)
    exemplars: tuple[ExemplarSaid, ...] = ()
    shown: tuple[ShownSaid, ...] = ()
    key: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DomainSaid:
    """A part of quality with its statements; `component` is a component's key in the framework, or empty."""

    name: str
    description: str = ""
    component: str = ""
    statements: tuple[StatementSaid, ...] = ()
    key: str = ""
    number: int = field(default=0, compare=False)
    version: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a definition."""

    title: str
    introduction: str = ""
    review_on: dt.date | None = None
    levels: tuple[LevelSaid, ...] = ()
    domains: tuple[DomainSaid, ...] = ()

    @property
    def statements(self) -> Iterator[StatementSaid]:
        """Every statement, in order."""
        return (each for domain in self.domains for each in domain.statements)

    def find_domain(self, number: int) -> DomainSaid | None:
        """The domain of a row."""
        return next((each for each in self.domains if each.number == number), None)

    def with_domain(self, said: DomainSaid) -> "Whole":
        """The same, with another text of one domain."""
        return replace(self, domains=tuple(said if each.key == said.key else each for each in self.domains))


def to_content(whole: Whole) -> dict[str, Any]:
    """The whole as JSON holds it: what a kept version is."""
    return {
        "title": whole.title,
        "introduction": whole.introduction,
        "review_on": whole.review_on.isoformat() if whole.review_on else "",
        "levels": [{"key": each.key, "name": each.name, "description": each.description} for each in whole.levels],
        "domains": [_write_domain(each) for each in whole.domains],
    }


def from_content(content: Mapping[str, Any]) -> Whole:
    """A kept version as a whole."""
    day = content.get("review_on") or ""
    return Whole(
        title=content["title"],
        introduction=content.get("introduction", ""),
        review_on=dt.date.fromisoformat(day) if day else None,
        levels=tuple(LevelSaid(each["name"], each.get("description", ""), each["key"]) for each in content["levels"]),
        domains=tuple(_read_domain(each) for each in content["domains"]),
    )


def describe_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What changed from one version to another, in words."""
    named = {each["key"]: each["name"] for content in (before, after) for each in content.get("levels", ())}
    return describe(before, after, labels=_LABELS | named)


_LABELS = {
    "review_on": "Day of review",
    "looks_like": "What it looks like",
    "shown": "What would show it",
    "text": "Words",
    "file": "",
    "media_type": "",
    "size_n": "",
    "level": "",
    "kind": "",
    "measure": "",
}


def _write_domain(said: DomainSaid) -> dict[str, Any]:
    return {
        "key": said.key,
        "name": said.name,
        "description": said.description,
        "component": said.component,
        "statements": [_write_statement(each) for each in said.statements],
    }


def _write_statement(said: StatementSaid) -> dict[str, Any]:
    return {
        "key": said.key,
        "text": said.text,
        "why": said.why,
        "looks_like": dict(said.looks_like),
        "exemplars": [_write_exemplar(each) for each in said.exemplars],
        "shown": [{"key": each.measure, "name": each.measure, "why": each.why} for each in said.shown],
    }


def _write_exemplar(said: ExemplarSaid) -> dict[str, Any]:
    names = ("key", "title", "text", "url", "credit", "level", "file", "file_name", "media_type", "size_n")
    return {**{name: getattr(said, name) for name in names}, "kind": said.kind.value}


def _read_domain(held: Mapping[str, Any]) -> DomainSaid:
    return DomainSaid(
        held["name"],
        held.get("description", ""),
        held.get("component", ""),
        tuple(_read_statement(each) for each in held["statements"]),
        held["key"],
    )


def _read_statement(held: Mapping[str, Any]) -> StatementSaid:
    return StatementSaid(
        text=held["text"],
        why=held.get("why", ""),
        looks_like=dict(held.get("looks_like", {})),
        exemplars=tuple(_read_exemplar(each) for each in held.get("exemplars", ())),
        shown=tuple(ShownSaid(each["key"], each.get("why", "")) for each in held.get("shown", ())),
        key=held["key"],
    )


def _read_exemplar(held: Mapping[str, Any]) -> ExemplarSaid:
    told = {name: value for name, value in held.items() if name != "kind"}
    return ExemplarSaid(kind=ExemplarKind(held["kind"]), **told)
