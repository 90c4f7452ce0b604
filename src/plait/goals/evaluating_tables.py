"""A self-evaluation as a table: what a row and a column mean on the way back, with each bad cell named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plait.core.pupils import find_identifiers
from plait.goals.evaluating import LONGEST_CHANGED, LONGEST_EVIDENCE, Confidence, Said
from plait.goals.quality_reading import BadCell, BadCells
from plait.goals.quality_sheets import Rows

SHEET: Final = "Judgements"
KEY, LEVEL, SURE, EVIDENCE, CHANGED, HELP = "Key", "Judgement", "How sure", "Evidence", "What changed", "Asks for help"
COLUMNS: Final = (KEY, "Domain", "Statement", LEVEL, SURE, EVIDENCE, CHANGED, HELP)
_YES: Final = {"": False, "no": False, "yes": True}
_SURE: Final = {each.label.casefold(): each for each in Confidence}


@dataclass(frozen=True, slots=True)
class Known:
    """What a table may speak of: rows by the key of their statement, and levels by name without regard to case."""

    rows: Mapping[str, Said]
    levels: Mapping[str, int]
    level_names: Sequence[str]


@dataclass(slots=True)
class _Line:
    """One row while it is read."""

    row: int
    cells: Mapping[str, str]
    bad: list[BadCell]
    seen: set[str] = field(default_factory=set)

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def say(self, column: str, mend: str) -> None:
        self.bad.append(BadCell(SHEET, self.row, column, self.get(column)[:80], mend))

    def text(self, column: str, longest: int) -> str:
        told = self.get(column)
        if len(told) > longest:
            self.say(column, f"Shorten it to {longest} characters; it has {len(told):,}.")
        for each in find_identifiers(told):
            self.say(column, f"“{each.shown}” looks like a {each.kind.label}: take it out.")
        return told


def read_rows(rows: Rows, *, known: Known) -> tuple[Said, ...]:
    """What the rows say; statements that have no row, and columns that are left out, stay as they are.

    Raises
    ------
    BadCells
        With every cell that cannot be taken.
    """
    heading = [each.strip() for each in rows[0]] if rows else []
    missing = [each for each in (KEY, LEVEL) if each not in heading]
    bad = [BadCell(SHEET, 1, each, "", "Add a column with this heading, spelt as here.") for each in missing]
    if bad:
        raise BadCells(bad)
    said: list[Said] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows[1:], start=2):
        if any(each.strip() for each in cells):
            line = _Line(number, dict(zip(heading, cells, strict=False)), bad, seen)
            found = _read(line, known)
            said += [found] if found else []
    if not said and not bad:
        bad.append(BadCell(SHEET, 2, KEY, "", "There is no row below the heading."))
    if bad:
        raise BadCells(bad)
    return tuple(said)


def _read(line: _Line, known: Known) -> Said | None:
    key = line.get(KEY)
    now = known.rows.get(key)
    if now is None:
        line.say(KEY, "No statement of this self-evaluation has this key: leave it as the download has it.")
        return None
    if key in line.seen:
        line.say(KEY, "This statement stands here twice: take one row out.")
    line.seen.add(key)
    level = known.levels.get(line.get(LEVEL).casefold())
    if line.get(LEVEL) and level is None:
        line.say(LEVEL, f"Write one of: {', '.join(known.level_names)}. Or leave it empty.")
    sure = _SURE.get(line.get(SURE).casefold())
    if line.get(SURE) and sure is None:
        line.say(SURE, f"Write one of: {', '.join(each.label for each in Confidence)}. Or leave it empty.")
    wanted = _YES.get(line.get(HELP).casefold())
    if wanted is None:
        line.say(HELP, "Write yes or no.")
    has = line.cells
    return Said(
        now.row,
        now.version,
        level,
        (sure.value if sure else "") if SURE in has else now.confidence,
        line.text(EVIDENCE, LONGEST_EVIDENCE) if EVIDENCE in has else now.evidence,
        line.text(CHANGED, LONGEST_CHANGED) if CHANGED in has else now.changed,
        bool(wanted) if HELP in has else now.help_wanted,
    )
