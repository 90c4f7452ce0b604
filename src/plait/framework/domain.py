"""What a framework is: strands and components in plain data, and how two editions of one differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a framework is for."""

    IMPROVEMENT = "improvement"
    QUALITY = "quality"
    INSPECTION = "inspection"
    TRUST_QUALITY = "trust_quality"
    ASSURANCE = "assurance"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.IMPROVEMENT: "How improvement is done",
    Kind.QUALITY: "What quality means",
    Kind.INSPECTION: "What inspectors look at",
    Kind.TRUST_QUALITY: "What a strong trust is held to",
    Kind.ASSURANCE: "How a trust assures itself",
}


class Named(StrEnum):
    """Where a name comes from."""

    PUBLISHED = "published"
    WORKING = "working"
    OWN = "own"

    @property
    def label(self) -> str:
        """As a page says it."""
        return _NAMED_LABELS[self]


_NAMED_LABELS = {
    Named.PUBLISHED: "Name as published",
    Named.WORKING: "Working label",
    Named.OWN: "The trust's own name",
}


class Link(StrEnum):
    """How a component of one framework stands to a component of another."""

    SAME = "same"
    OVERLAPS = "overlaps"
    PART_OF = "part_of"

    @property
    def label(self) -> str:
        """As it is read from left to right."""
        return _LINK_LABELS[self]

    @property
    def reverse(self) -> str:
        """As it is read from right to left."""
        return "contains" if self is Link.PART_OF else _LINK_LABELS[self]


_LINK_LABELS = {Link.SAME: "the same as", Link.OVERLAPS: "overlaps with", Link.PART_OF: "part of"}


@dataclass(frozen=True, slots=True)
class ComponentText:
    """A component as it is read from a file or a form."""

    key: str
    name: str
    descriptor: str = ""
    prompts: tuple[str, ...] = ()
    named: Named = Named.WORKING


@dataclass(frozen=True, slots=True)
class StrandText:
    """A strand with its components, in order."""

    key: str
    name: str
    descriptor: str = ""
    named: Named = Named.WORKING
    components: tuple[ComponentText, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkText:
    """A whole framework as one edition of it is written: what a file holds."""

    key: str
    name: str
    kind: Kind
    about: str
    source: str
    note: str
    strands: tuple[StrandText, ...]

    @property
    def components(self) -> tuple[ComponentText, ...]:
        """Every component, in order."""
        return tuple(each for strand in self.strands for each in strand.components)


@dataclass(frozen=True, slots=True)
class ComponentName:
    """A component as other parts of Plait name it; `strand` and `key` are what records keep."""

    key: str
    strand: str
    name: str
    descriptor: str
    strand_name: str = ""


@dataclass(frozen=True, slots=True)
class LinkText:
    """One line of a crosswalk: a component of the one framework, how it stands, and the component of the other."""

    component: str
    kind: Link
    other: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two editions, in words."""

    where: str
    what: str
    before: str = ""
    after: str = ""


def name_components(text: FrameworkText) -> tuple[ComponentName, ...]:
    """The components of a framework, in its order."""
    return tuple(
        ComponentName(each.key, strand.key, each.name, each.descriptor, strand.name)
        for strand in text.strands
        for each in strand.components
    )


def describe_changes(before: FrameworkText, after: FrameworkText) -> tuple[Change, ...]:
    """What differs from one edition to the next, in the order of the later one; nothing where they say the same."""
    changes = [
        Change("The framework", f"{what} changed", str(was), str(now))
        for what, was, now in (
            ("Its name", before.name, after.name),
            ("What it is", before.about, after.about),
            ("Its source", before.source, after.source),
            ("Its kind", before.kind.label, after.kind.label),
        )
        if was != now
    ]
    changes += _describe_strands(before, after)
    changes += _describe_components(before, after)
    return tuple(changes)


def _describe_strands(before: FrameworkText, after: FrameworkText) -> Iterable[Change]:
    old, new = ({each.key: each for each in text.strands} for text in (before, after))
    for key, now in new.items():
        was = old.get(key)
        if was is None:
            yield Change(now.name, "Strand added", after=now.descriptor)
            continue
        yield from _describe_words(
            now.name, (was.name, was.descriptor, was.named), (now.name, now.descriptor, now.named)
        )
    for key, was in old.items():
        if key not in new:
            yield Change(was.name, "Strand taken out", before=was.descriptor)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Change("The framework", "Strands stand in another order")


def _describe_components(before: FrameworkText, after: FrameworkText) -> Iterable[Change]:
    old, new = _with_strands(before), _with_strands(after)
    for key, (strand, now) in new.items():
        if key not in old:
            yield Change(now.name, f"Component added to “{strand.name}”", after=now.descriptor)
            continue
        stood, was = old[key]
        if stood.key != strand.key:
            yield Change(now.name, "Moved to another strand", stood.name, strand.name)
        yield from _describe_words(
            now.name, (was.name, was.descriptor, was.named), (now.name, now.descriptor, now.named)
        )
        yield from (Change(now.name, "Question added", after=each) for each in now.prompts if each not in was.prompts)
        yield from (Change(now.name, "Question taken out", each) for each in was.prompts if each not in now.prompts)
    for key, (strand, was) in old.items():
        if key not in new:
            yield Change(was.name, f"Component taken out of “{strand.name}”", before=was.descriptor)
    for strand in after.strands:
        kept = [each.key for each in strand.components if each.key in old and old[each.key][0].key == strand.key]
        if kept != [key for key, (stood, _) in old.items() if stood.key == strand.key and key in kept]:
            yield Change(strand.name, "Components stand in another order")


def _with_strands(text: FrameworkText) -> dict[str, tuple[StrandText, ComponentText]]:
    return {each.key: (strand, each) for strand in text.strands for each in strand.components}


def _describe_words(where: str, was: tuple[str, str, Named], now: tuple[str, str, Named]) -> Iterable[Change]:
    if was[0] != now[0]:
        yield Change(where, "Name changed", was[0], now[0])
    if was[1] != now[1]:
        yield Change(where, "Descriptor changed", was[1], now[1])
    if was[2] != now[2]:
        yield Change(where, "Standing of its name changed", was[2].label, now[2].label)
