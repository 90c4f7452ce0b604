"""Frameworks, crosswalks and improvement models as flat tables, and back: what CSV files and workbooks hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError
from plait.core.pupils import find_identifiers
from plait.framework.answers import FIELDS, Content, Part
from plait.framework.domain import ComponentName, ComponentText, FrameworkText, Kind, Link, LinkText, Named, StrandText
from plait.framework.files import check

ROW: Final = "#"  # under which a row that was read says which row of the sheet it is
_TOP: Final = ("Framework key", "Framework", "Kind", "About", "Source", "Note")
_STRAND: Final = ("Strand key", "Strand", "Strand descriptor", "Strand name is")
_COMPONENT: Final = ("Component key", "Component", "Descriptor", "Component name is", "Questions")
FRAMEWORK: Final = (*_TOP, *_STRAND, *_COMPONENT)
CROSSWALK: Final = ("Component key", "Component", "Is", "Other component key", "Other component", "Note")
MODEL: Final = ("Component key", "Component", *(each.plain for each in FIELDS))
_FIRST_ROW: Final = 2  # row 1 is the heading
_SHOWN: Final = 40  # characters of a long text in a message
_MOST_TOLD: Final = 12  # cells that one message names
_MEND: Final = "Change that in the file, and import it again; nothing was changed."


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be read: where it is, what it holds, and what to do."""

    row: int
    column: str
    value: str
    mend: str


class BadCells(PlaitError):
    """A table of which some cells cannot be read; `cells` names each."""

    def __init__(self, what: str, *, why: str, mend: str, cells: tuple[BadCell, ...]) -> None:
        super().__init__(what, why=why, mend=mend)
        self.cells = cells


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
    BadCells
        Naming each cell that holds none of the words allowed there.
    BadFramework
        If it cannot stand.
    """
    named, kinds = [each.value for each in Named], [each.value for each in Kind]
    allowed = (("Strand name is", named), ("Component name is", named), ("Kind", kinds))
    refuse(
        [
            BadCell(_row(row, at), column, row[column], f"Write one of: {', '.join(known)}.")
            for at, row in enumerate(rows, start=_FIRST_ROW)
            for column, known in allowed
            if row.get(column, "").strip() not in {"", *known}
        ],
        what="The framework",
    )
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
        kind=Kind(top["Kind"]) if top["Kind"] else Kind.QUALITY,
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


def read_crosswalk(
    rows: Sequence[Mapping[str, str]], *, first: Collection[str], other: Collection[str]
) -> tuple[LinkText, ...]:
    """A crosswalk from its table; names are not read, keys are: `first` and `other` hold those there are.

    Raises
    ------
    BadCells
        Naming every cell that holds no key, or something else than `same`, `overlaps` or `part_of`.
    """
    kinds = [each.value for each in Link]
    bad = [
        BadCell(_row(row, at), column, row.get(column, ""), mend)
        for at, row in enumerate(rows, start=_FIRST_ROW)
        for column, known, mend in (
            ("Component key", first, "Use a key of the framework on the left."),
            ("Is", kinds, f"Write one of: {', '.join(kinds)}."),
            ("Other component key", other, "Use a key of the framework on the right."),
        )
        if row.get(column, "").strip() not in known
    ]
    refuse(bad, what="The crosswalk")
    return tuple(
        LinkText(
            row["Component key"].strip(),
            Link(row["Is"].strip()),
            row["Other component key"].strip(),
            row.get("Note", "").strip(),
        )
        for row in rows
    )


def model_rows(content: Content, components: Iterable[ComponentName]) -> list[list[str]]:
    """An improvement model, one component to a row, those with nothing written too."""
    return [
        [each.key, each.name, *(getattr(content.part(each.key), field.name) for field in FIELDS)] for each in components
    ]


def read_model(
    rows: Sequence[Mapping[str, str]], *, now: Content, known: Collection[str], longest: Mapping[str, int]
) -> dict[str, Part]:
    """The parts of an improvement model from its table, over what stands now.

    `known`: the keys of the components; `longest`: how many characters each answer may have, by its name.

    Raises
    ------
    BadCells
        Naming every cell that holds no key, a key twice, too long a text, or what looks like a pupil's identifier.
    """
    bad, seen = [], set()
    for at, row in enumerate(rows, start=_FIRST_ROW):
        key, number = row.get("Component key", "").strip(), _row(row, at)
        if key not in known:
            bad.append(BadCell(number, "Component key", key, "Use a key of the edition that the model is under."))
        elif key in seen:
            bad.append(BadCell(number, "Component key", key, "Leave one row for each component."))
        seen.add(key)
        for field in FIELDS:
            text = row.get(field.plain, "").strip()
            if len(text) > longest[field.name]:
                mend = f"Keep it to {longest[field.name]:,} characters; it has {len(text):,}."
                bad.append(BadCell(number, field.plain, f"{text[:_SHOWN]}…", mend))
            bad += [
                BadCell(number, field.plain, each.shown, f"It looks like a {each.kind.label}; leave it out.")
                for each in find_identifiers(text)
            ]
    refuse(bad, what="The improvement model")
    parts = {}
    for row in rows:
        key = row["Component key"].strip()
        texts = {field.name: row.get(field.plain, "").strip() for field in FIELDS}
        parts[key] = Part(**texts, version=now.part(key).version)
    return parts


def refuse(bad: Sequence[BadCell], *, what: str) -> None:
    """Refuse a table with bad cells.

    Raises
    ------
    BadCells
        If there are any.
    """
    if not bad:
        return
    told = "; ".join(f"row {each.row}, “{each.column}” holds “{each.value}”: {each.mend}" for each in bad[:_MOST_TOLD])
    more = f" And {len(bad) - _MOST_TOLD} more." if len(bad) > _MOST_TOLD else ""
    raise BadCells(f"{what} was not read.", why=f"{told[0].upper()}{told[1:]}{more}", mend=_MEND, cells=tuple(bad))


def _row(row: Mapping[str, str], at: int) -> int:
    return int(row.get(ROW) or at)


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
    return Named(value) if value else Named.WORKING
