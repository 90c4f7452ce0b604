"""A definition of quality as tables: out to a workbook or CSV, and what a row and a column mean on the way back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from plait.goals.quality_text import DomainSaid, ExemplarSaid, StatementSaid, Whole

ABOUT: Final = "About"
LEVELS: Final = "Levels"
STATEMENTS: Final = "Statements"
EXAMPLES: Final = "Examples"
LOOKS: Final = "Looks like: "
PARTS: Final = {"Title": "title", "Introduction": "introduction", "Day of review": "review_on"}
ABOUT_COLUMNS: Final = ("Part", "Words")
LEVEL_COLUMNS: Final = ("Key", "Level", "What it means")
STATEMENT_COLUMNS: Final = (
    "Domain key",
    "Domain",
    "About the domain",
    "Component",
    "Key",
    "Statement",
    "Why it matters",
)
SHOWN_COLUMN: Final = "What would show it"
EXAMPLE_COLUMNS: Final = ("Statement key", "Key", "Kind", "Title", "Level", "Words", "Link", "File", "Whose work")
BETWEEN: Final = " | "  # between an indicator and why it would show


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its heading, and its rows of text."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_sheets(whole: Whole) -> tuple[Sheet, ...]:
    """The whole as four sheets; files of examples are named and stay where they are."""
    return (
        Sheet(ABOUT, ABOUT_COLUMNS, tuple(_about_rows(whole))),
        Sheet(LEVELS, LEVEL_COLUMNS, tuple((each.key, each.name, each.description) for each in whole.levels)),
        write_statements(whole),
        Sheet(EXAMPLES, EXAMPLE_COLUMNS, tuple(_example_rows(whole))),
    )


def write_statements(whole: Whole) -> Sheet:
    """The statements alone, a row for each: what a CSV file holds."""
    looks = tuple(f"{LOOKS}{each.name}" for each in whole.levels)
    rows = tuple(_statement_row(domain, each, whole) for domain in whole.domains for each in _rows_of(domain))
    return Sheet(STATEMENTS, (*STATEMENT_COLUMNS, *looks, SHOWN_COLUMN), rows)


def _rows_of(domain: DomainSaid) -> Sequence[StatementSaid]:
    """The statements of a domain; an empty one keeps the row of a domain that has none."""
    return domain.statements or (StatementSaid(""),)


def _about_rows(whole: Whole) -> Iterator[tuple[str, str]]:
    yield "Title", whole.title
    yield "Introduction", whole.introduction
    yield "Day of review", whole.review_on.isoformat() if whole.review_on else ""


def _statement_row(domain: DomainSaid, said: StatementSaid, whole: Whole) -> tuple[str, ...]:
    shown = "\n".join(f"{each.measure}{BETWEEN}{each.why}" if each.why else each.measure for each in said.shown)
    looks = tuple(said.looks_like.get(each.key, "") for each in whole.levels)
    first = (domain.key, domain.name, domain.description, domain.component)
    return (*first, said.key, said.text, said.why, *looks, shown)


def _example_rows(whole: Whole) -> Iterator[tuple[str, ...]]:
    levels = {each.key: each.name for each in whole.levels}
    for statement in whole.statements:
        for each in statement.exemplars:
            yield _example_row(statement, each, levels.get(each.level, ""))


def _example_row(statement: StatementSaid, each: ExemplarSaid, level: str) -> tuple[str, ...]:
    told = (each.title, level, each.text, each.url, each.file_name, each.credit)
    return (statement.key, each.key, each.kind.value, *told)
