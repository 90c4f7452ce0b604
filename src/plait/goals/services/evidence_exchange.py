"""Taking a library in from a table or a TOML file: all of it, or nothing and every cell that is to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.core.errors import PlaitError
from plait.goals.alignment_rows import Cells
from plait.goals.alignment_tables import BadCell, BadCells
from plait.goals.evidence import FIELDS, EntrySaid
from plait.goals.evidence_tables import CALLED, SHEET, read_row, read_visibility, split
from plait.goals.models.evidence import Entry
from plait.goals.queries.evidence import list_entries, may_change
from plait.goals.services import evidence
from plait.goals.services.evidence import NotEvidence
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, scope_of
from plait.organisations.visibility import Visibility


@dataclass(frozen=True, slots=True)
class TakenEvidence:
    """How many were added, changed, and stayed as they were."""

    added_n: int = 0
    changed_n: int = 0
    same_n: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    """What a taking in works with."""

    owner: Organisation
    scope: Scope
    by: Person
    known: Mapping[int, Entry]


def take_in(rows: Sequence[Sequence[str]], *, owner: Organisation, by: Person) -> TakenEvidence:
    """Take in entries for a trust or a school; a row with a number changes that entry, one without adds one.

    A row of what came with Plait is passed over. Row 1 is the heading.

    Raises
    ------
    NotAllowed
        If `by` does not write there.
    BadCells
        If anything cannot be taken in: nothing is, and every cell is named.
    """
    bad: list[BadCell] = []
    with transaction.atomic():
        require(May.WRITE, at=owner, by=by)
        scope = scope_of(by)
        work = _Work(owner, scope, by, {each.pk: each for each in list_entries(scope)})
        parts = split(rows, bad=bad)
        done = [_attempt(work, cells) for cells in parts]
        if not parts and not bad:
            bad.append(BadCell(SHEET, 1, "Heading", "", "There is nothing to take in."))
        if bad:
            raise BadCells(sorted(bad, key=lambda each: each.row))
        return TakenEvidence(done.count("added"), done.count("changed"), done.count("same"))


def _attempt(work: _Work, cells: Cells) -> str:
    """Do what a row asks, within a savepoint; a refusal becomes a cell to mend."""
    if cells.get("Number").startswith("Plait:"):
        return "same"
    said = read_row(cells)
    visibility = read_visibility(cells, school=work.owner.kind == Kind.SCHOOL)
    if said is None or visibility is None or cells.refused:
        return "refused"
    try:
        with transaction.atomic():
            return _do(work, cells, said, visibility)
    except NotEvidence as refused:
        for field, what in refused.fields.items():
            cells.refuse(CALLED.get(field, "the row"), what)
        if not refused.fields:
            cells.refuse("the row", f"{refused.why} {refused.mend}")
    except ValidationError as refused:
        for name, texts in refused.message_dict.items():
            cells.refuse(CALLED.get(name, name), " ".join(texts))
    except PlaitError as refused:
        cells.refuse("the row", " ".join(part for part in (refused.why, refused.mend) if part))
    return "refused"


def _do(work: _Work, cells: Cells, said: EntrySaid, visibility: Visibility) -> str:
    number = cells.get("Number").removesuffix(".0")
    if not number:
        evidence.write(said, owner=work.owner, visibility=visibility, by=work.by)
        return "added"
    entry = work.known.get(int(number)) if number.isdecimal() else None
    if entry is None:
        cells.refuse("Number", "There is no such entry. Leave the cell empty to add one.")
        return "refused"
    stays = entry.visibility in {visibility, Visibility.PARTNERS if visibility is Visibility.TRUST else visibility}
    if _stands(entry) == said and (stays or not cells.get("Who reads it")):
        return "same"
    if not may_change(work.scope, entry):
        cells.refuse("Number", "It is changed by whoever looks after it. Leave the cell empty to add one of your own.")
        return "refused"
    reads = visibility if cells.get("Who reads it") else Visibility(entry.visibility)
    evidence.revise(
        entry, said=said, visibility=reads, version=entry.version, because="Taken in from a table", by=work.by
    )
    return "changed"


def _stands(entry: Entry) -> EntrySaid:
    """What an entry says now, as a row would."""
    return EntrySaid(**{name: getattr(entry, name) for name in FIELDS})
