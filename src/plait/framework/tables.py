"""Frameworks, crosswalks and improvement models as flat tables, and back: what CSV files and workbooks hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plait.framework.answers import FIELDS, Content, Part
from plait.framework.domain import ComponentName, ComponentText, FrameworkText, Kind, Link, LinkText, Named, StrandText
from plait.framework.files import BadFramework, check

_TOP: Final = ("Framework key", "Framework", "Kind", "About", "Source", "Note")
_STRAND: Final = ("Strand key", "Strand", "Strand descriptor", "Strand name is")
_COMPONENT: Final = ("Component key", "Component", "Descriptor", "Component name is", "Questions")
FRAMEWORK: Final = (*_TOP, *_STRAND, *_COMPONENT)
CROSSWALK: Final = ("Component key", "Component", "Is", "Other component key", "Other component", "Note")
MODEL: Final = ("Component key", "Component", *(each.plain for each in FIELDS))
_MEND: Final = "Change that in the file, and import it again; nothing was changed."


def framework_rows(text: FrameworkText) -> list[list[str]]:
    """A framework, one component to a row; what is the same for all stands in every row."""
    top = [text.key, text.name, text.kind.value, text.about, text.source, text.note]
    return [
        [
            *top,
            *(strand.key, strand.name, strand.descriptor, strand.named.value),
            *(each.key, each.name, each.descriptor, each.named.value, "\n".join(each.prompts)),
        ]
        for strand in text.strands
        for each in strand.components
    ]


def read_framework(rows: Sequence[Mapping[str, str]]) -> FrameworkText:
    """A framework from its table. What is the same for all may stand in the first row alone.

    Raises
    ------
    BadFramework
        If it cannot stand.
    """
    strands: dict[str, dict[str, str]] = {}
    held: dict[str, list[ComponentText]] = {}
    for row in rows:
        key = row.get("Strand key", "").strip()
        strands.setdefault(key, {name: row.get(name, "").strip() for name in _STRAND})
        held.setdefault(key, []).append(_component(row))
    top = {name: _first(rows, name) for name in _TOP}
    text = FrameworkText(
        key=top["Framework key"],
        name=top["Framework"],
        kind=_kind(top["Kind"]),
        about=top["About"],
        source=top["Source"],
        note=top["Note"],
        strands=tuple(
            StrandText(key, told["Strand"], told["Strand descriptor"], _named(told["Strand name is"]), tuple(held[key]))
            for key, told in strands.items()
        ),
    )
    check(text)
    return text


def crosswalk_rows(links: Iterable[LinkText], *, first: Mapping[str, str], other: Mapping[str, str]) -> list[list[str]]:
    """A crosswalk; `first` and `other` give the names of the components by key."""
    return [
        [
            each.component,
            first.get(each.component, ""),
            each.kind.value,
            each.other,
            other.get(each.other, ""),
            each.note,
        ]
        for each in links
    ]


def read_crosswalk(rows: Iterable[Mapping[str, str]]) -> tuple[LinkText, ...]:
    """A crosswalk from its table; names are not read, keys are.

    Raises
    ------
    BadFramework
        If a line says something else than `same`, `overlaps` or `part_of`.
    """
    found = []
    for row in rows:
        kind = row.get("Is", "").strip()
        if kind not in {each.value for each in Link}:
            allowed = ", ".join(each.value for each in Link)
            raise BadFramework(
                "The crosswalk was not read.", why=f"“Is” holds “{kind}”; it may be: {allowed}.", mend=_MEND
            )
        key, other = row.get("Component key", "").strip(), row.get("Other component key", "").strip()
        found.append(LinkText(key, Link(kind), other, row.get("Note", "").strip()))
    return tuple(found)


def model_rows(content: Content, components: Iterable[ComponentName]) -> list[list[str]]:
    """An improvement model, one component to a row, those with nothing written too."""
    return [
        [each.key, each.name, *(getattr(content.part(each.key), field.name) for field in FIELDS)] for each in components
    ]


def read_model(rows: Iterable[Mapping[str, str]], *, now: Content) -> dict[str, Part]:
    """The parts of an improvement model from its table, over what stands now."""
    return {
        row["Component key"].strip(): Part(
            **{field.name: row.get(field.plain, "").strip() for field in FIELDS},
            version=now.part(row["Component key"].strip()).version,
        )
        for row in rows
    }


def _component(row: Mapping[str, str]) -> ComponentText:
    questions = (each.strip() for each in row.get("Questions", "").splitlines())
    return ComponentText(
        key=row.get("Component key", "").strip(),
        name=row.get("Component", "").strip(),
        descriptor=row.get("Descriptor", "").strip(),
        prompts=tuple(each for each in questions if each),
        named=_named(row.get("Component name is", "").strip()),
    )


def _first(rows: Iterable[Mapping[str, str]], name: str) -> str:
    return next((row[name].strip() for row in rows if row.get(name, "").strip()), "")


def _named(value: str) -> Named:
    if value and value not in {each.value for each in Named}:
        raise _bad(f"“{value}” is not how a name stands; it may be: {', '.join(each.value for each in Named)}.")
    return Named(value) if value else Named.WORKING


def _kind(value: str) -> Kind:
    if value and value not in {each.value for each in Kind}:
        raise _bad(f"“Kind” is “{value}”; it may be: {', '.join(each.value for each in Kind)}.")
    return Kind(value) if value else Kind.QUALITY


def _bad(why: str) -> BadFramework:
    return BadFramework("The framework was not read.", why=why, mend=_MEND)
