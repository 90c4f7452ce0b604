"""From tables to a definition of quality, naming every cell that cannot be taken and saying what to do about it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.core.pupils import find_identifiers
from plait.goals import quality_tables as tables
from plait.goals.quality import ExemplarKind, make_key
from plait.goals.quality_rules import LONGEST
from plait.goals.quality_sheets import Rows, read_day
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, ShownSaid, StatementSaid, Whole

_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KINDS: Final = {each.value: each for each in ExemplarKind}
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be taken: where, what it holds, why not, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    mend: str


class BadCells(PlaitError):
    """Cells that cannot be taken; nothing was changed."""

    def __init__(self, cells: Sequence[BadCell]) -> None:
        super().__init__(
            "Nothing was taken in.",
            why=f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} cannot be taken.",
            mend="Each is named below. Mend them in the file, and take it in again.",
        )
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Known:
    """What a table may name: components by key and name, and the keys of indicators."""

    components: Mapping[str, str]
    measures: Collection[str]


@dataclass(slots=True)
class _Table:
    """One sheet while it is read; what is wrong is gathered."""

    name: str
    rows: Rows
    bad: list[BadCell] = field(default_factory=list)

    @property
    def heading(self) -> list[str]:
        return self.rows[0] if self.rows else []

    def lines(self) -> Iterator["_Line"]:
        """The rows below the heading that hold anything; row 2 is the first."""
        for at, cells in enumerate(self.rows[1:], start=2):
            if any(cells):
                yield _Line(self, at, dict(zip(self.heading, [*cells, *[""] * len(self.heading)], strict=False)))

    def need(self, columns: Sequence[str]) -> None:
        """Say which columns are missing, or there twice."""
        for each in columns:
            if each not in self.heading:
                self.say(1, each, "", "Add a column with this heading, spelt as here.")
        for each in {name for name in self.heading if name and self.heading.count(name) > 1}:
            self.say(1, each, each, "Two columns have this heading: take one out.")

    def say(self, row: int, column: str, value: str, mend: str) -> None:
        """Note a cell that cannot be taken."""
        self.bad.append(BadCell(self.name, row, column, value[:80], mend))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row."""

    table: _Table
    row: int
    cells: Mapping[str, str]

    def text(self, column: str, longest: str, *, needed: bool = False) -> str:
        """The text of a cell, with what is wrong with it noted."""
        value = self.cells.get(column, "")
        if needed and not value:
            self.say(column, "Write a few words here, or take the row out.")
        if len(value) > LONGEST[longest]:
            self.say(column, f"Shorten it to {LONGEST[longest]:,} characters; it has {len(value):,}.")
        for each in find_identifiers(value):
            self.say(column, f"“{each.shown}” looks like a {each.kind.label}: take it out.")
        return value

    def key(self, column: str) -> str:
        """The key in a cell, or a new one where it is empty."""
        value = self.cells.get(column, "")
        if value and not _KEY.fullmatch(value):
            self.say(column, "Leave it as it was given, or empty for a new one.")
        return value or make_key()

    def say(self, column: str, mend: str) -> None:
        """Note that a cell cannot be taken."""
        self.table.say(self.row, column, self.cells.get(column, ""), mend)


def read_whole(sheets: Mapping[str, Rows], *, before: Whole, known: Known) -> Whole:
    """The definition that the tables tell of; a sheet that is not there leaves that part of `before` as it is.

    Raises
    ------
    BadCells
        With every cell that cannot be taken.
    """
    found = {name: _Table(name, rows) for name, rows in sheets.items() if name in _SHEETS}
    if not found:
        names = ", ".join(_SHEETS)
        raise BadCells([BadCell(next(iter(sheets), ""), 1, "", "", f"Name the sheets {names}, as the export does.")])
    whole = before
    if tables.ABOUT in found:
        whole = _read_about(found[tables.ABOUT], whole)
    if tables.LEVELS in found:
        whole = replace(whole, levels=_read_levels(found[tables.LEVELS]))
    if tables.STATEMENTS in found:
        whole = _read_statements(found[tables.STATEMENTS], whole, known)
    if tables.EXAMPLES in found:
        whole = _read_examples(found[tables.EXAMPLES], whole, before)
    bad = [each for table in found.values() for each in table.bad]
    if bad:
        raise BadCells(bad)
    return whole


_SHEETS: Final = (tables.ABOUT, tables.LEVELS, tables.STATEMENTS, tables.EXAMPLES)


def _read_about(table: _Table, whole: Whole) -> Whole:
    table.need(tables.ABOUT_COLUMNS)
    told = {"title": whole.title, "introduction": whole.introduction}
    review_on = whole.review_on
    for line in table.lines():
        part = tables.PARTS.get(line.cells.get("Part", ""))
        if part is None:
            line.say("Part", f"Write one of: {', '.join(tables.PARTS)}.")
        elif part == "review_on":
            try:
                review_on = read_day(line.cells.get("Words", ""))
            except ValueError:
                line.say("Words", "Write the day as 31/01/2027.")
        else:
            told[part] = line.text("Words", part, needed=part == "title")
    return replace(whole, title=told["title"], introduction=told["introduction"], review_on=review_on)


def _read_levels(table: _Table) -> tuple[LevelSaid, ...]:
    table.need(tables.LEVEL_COLUMNS[1:])
    levels: list[LevelSaid] = []
    for line in table.lines():
        name = line.text("Level", "level", needed=True)
        if name.casefold() in {each.name.casefold() for each in levels}:
            line.say("Level", "Another level has this name: choose another.")
        levels.append(LevelSaid(name, line.text("What it means", "level_description"), line.key("Key")))
    return tuple(levels)


def _read_statements(table: _Table, whole: Whole, known: Known) -> Whole:
    table.need(("Domain", "Statement"))
    levels = whole.levels or tuple(
        LevelSaid(name.removeprefix(tables.LOOKS), key=make_key())
        for name in table.heading
        if name.startswith(tables.LOOKS)
    )
    by_column = {f"{tables.LOOKS}{each.name}": each.key for each in levels}
    _check_columns(table, by_column)
    there = {each.key: each for each in whole.statements}
    domains: dict[str, DomainSaid] = {}
    seen: set[str] = set()
    for line in table.lines():
        domain = _read_domain(line, domains, whole, known)
        if line.cells.get("Statement") or line.cells.get("Key"):
            said = _read_statement(line, by_column, there, known)
            if said.key in seen:
                line.say("Key", "Another row has this key: leave it empty for a new statement.")
            if said.text.casefold() in {each.text.casefold() for each in domain.statements}:
                line.say("Statement", "The domain says this twice: take one out.")
            seen.add(said.key)
            domain = replace(domain, statements=(*domain.statements, said))
        domains[domain.name.casefold()] = domain
    return replace(whole, levels=levels, domains=tuple(domains.values()))


def _check_columns(table: _Table, looks: Collection[str]) -> None:
    expected = {*tables.STATEMENT_COLUMNS, tables.SHOWN_COLUMN, *looks, ""}
    for each in table.heading:
        if each not in expected:
            level = each.startswith(tables.LOOKS)
            mend = "No level has this name: add the level first, or rename the column." if level else "Take it out."
            table.say(1, each, each, mend)


def _read_domain(line: _Line, domains: Mapping[str, DomainSaid], whole: Whole, known: Known) -> DomainSaid:
    name = line.text("Domain", "domain", needed=True)
    if name.casefold() in domains:
        return domains[name.casefold()]
    same = next((each.key for each in whole.domains if each.name.casefold() == name.casefold()), "")
    key = line.key("Domain key") if line.cells.get("Domain key") else same or make_key()
    if key in {each.key for each in domains.values()}:
        line.say("Domain key", "Another domain has this key: leave it empty for a new one.")
    told = line.cells.get("Component", "")
    component = told if told in known.components else _find_component(told, known)
    if told and not component:
        line.say("Component", "Write the name of a component of the framework, or leave it empty.")
    return DomainSaid(name, line.text("About the domain", "description"), component, key=key)


def _find_component(told: str, known: Known) -> str:
    return next((key for key, name in known.components.items() if name.casefold() == told.casefold()), "")


def _read_statement(
    line: _Line, by_column: Mapping[str, str], there: Mapping[str, StatementSaid], known: Known
) -> StatementSaid:
    key = line.key("Key")
    before = there.get(key, StatementSaid("", key=key))
    looks = {level: line.text(column, "looks_like") for column, level in by_column.items()}
    kept = {level: text for level, text in before.looks_like.items() if level not in looks}
    shown = tuple(_read_shown(line, known)) if tables.SHOWN_COLUMN in line.cells else before.shown
    return replace(
        before,
        text=line.text("Statement", "statement", needed=True),
        why=line.text("Why it matters", "why") if "Why it matters" in line.cells else before.why,
        looks_like={level: text for level, text in {**kept, **looks}.items() if text},
        shown=shown,
    )


def _read_shown(line: _Line, known: Known) -> Iterator[ShownSaid]:
    seen: set[str] = set()
    for each in filter(None, map(str.strip, line.cells[tables.SHOWN_COLUMN].split("\n"))):
        measure, _, why = (part.strip() for part in each.partition(tables.BETWEEN.strip()))
        if measure not in known.measures:
            line.say(tables.SHOWN_COLUMN, f"“{measure[:40]}” is no indicator: write its key, as the export does.")
        elif measure in seen:
            line.say(tables.SHOWN_COLUMN, f"“{measure}” stands here twice: take one out.")
        elif len(why) > LONGEST["shown_why"]:
            line.say(tables.SHOWN_COLUMN, f"Shorten why to {LONGEST['shown_why']} characters.")
        seen.add(measure)
        yield ShownSaid(measure, why)


def _read_examples(table: _Table, whole: Whole, before: Whole) -> Whole:
    table.need(("Statement key", "Kind", "Title"))
    levels = {each.name.casefold(): each.key for each in whole.levels}
    files = {each.key: each for statement in before.statements for each in statement.exemplars if each.kind.is_file}
    statements = {each.key for each in whole.statements}
    found: dict[str, list[ExemplarSaid]] = {}
    for line in table.lines():
        of = line.cells.get("Statement key", "")
        if of not in statements:
            line.say("Statement key", "No statement has this key: copy it from the sheet of statements.")
        found.setdefault(of, []).append(_read_example(line, levels, files))
    domains = tuple(
        replace(
            domain,
            statements=tuple(replace(each, exemplars=tuple(found.get(each.key, ()))) for each in domain.statements),
        )
        for domain in whole.domains
    )
    return replace(whole, domains=domains)


def _read_example(line: _Line, levels: Mapping[str, str], files: Mapping[str, ExemplarSaid]) -> ExemplarSaid:
    kind = _KINDS.get(line.cells.get("Kind", "").casefold())
    key = line.key("Key")
    if kind is None:
        line.say("Kind", f"Write one of: {', '.join(_KINDS)}.")
        kind = ExemplarKind.TEXT
    if kind.is_file and key not in files:
        line.say("Kind", "A file is uploaded on the page of its statement: take the row out, and upload it there.")
    level = line.cells.get("Level", "")
    if level and level.casefold() not in levels:
        line.say("Level", "No level has this name: write one of them, or leave it empty.")
    url = line.cells.get("Link", "")
    if kind is ExemplarKind.LINK and not url.startswith(_WEB):
        line.say("Link", "Write the whole address, beginning with https://.")
    said = replace(files[key], kind=kind) if kind.is_file and key in files else ExemplarSaid(kind, "", key=key)
    return replace(
        said,
        title=line.text("Title", "exemplar", needed=True),
        level=levels.get(level.casefold(), ""),
        text=line.text("Words", "exemplar_text"),
        url=url if kind is ExemplarKind.LINK else "",
        credit=line.text("Whose work", "credit"),
    )
