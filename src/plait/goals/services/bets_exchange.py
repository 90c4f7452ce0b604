"""Taking in what rests on evidence, from a table: all of it, or nothing and every cell that is to be mended."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from plait.core.services.taking import WrongCell, take_rows
from plait.core.tables_in import Row, read_table
from plait.goals.evidence import Sure
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries.bets_exchange import COLUMNS, NOT_SHARED, SHEET, list_bets
from plait.goals.queries.evidence import list_entries
from plait.goals.queries.evidence_anchors import CALLED, Pair
from plait.goals.services import evidence_bets
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of


@dataclass(frozen=True, slots=True)
class TakenBets:
    """How many claims were made, and how many looked at again."""

    added_n: int
    changed_n: int


@dataclass(slots=True)
class _Work:
    by: Person
    known: dict[int, Bet]
    entries: dict[str, Entry]
    added_n: int = 0
    changed_n: int = 0


def take_in_bets(content: bytes | str, *, name: str, by: Person) -> TakenBets:
    """Take in claims as they were written out or filled in.

    One with a number is looked at again where it says something else, and stays under its record and on its entry; one
    without is made.

    Raises
    ------
    BadTable
        If anything cannot be taken in, as where `by` does not write for the record: nothing is, and each cell is named.
    """
    rows = read_table(content, name=name, columns=COLUMNS, sheet=SHEET)
    with transaction.atomic():
        scope = scope_of(by)
        entries = {each.in_tables.casefold(): each for each in list_entries(scope)}
        work = _Work(by, {bet.pk: bet for bet, _ in list_bets(scope)}, entries)
        take_rows(
            rows, name=name, do=partial(_take, work), whole="Claim", fields={"mind": "What would change our mind"}
        )
        return TakenBets(work.added_n, work.changed_n)


def _take(work: _Work, row: Row) -> None:
    kind = next(each for each, called in CALLED.items() if called == row.text("Under"))
    under = (kind, row.text("Its number"))
    sure = next(each for each in Sure if each.label == row.text("How sure"))
    if row.text("Number"):
        _look_again(work, row, under, sure)
        return
    entry = work.entries.get(row.text("Entry").casefold())
    if entry is None:
        raise WrongCell("Entry", "There is no such entry for you. Give its number, or “Plait:” and its key.")
    mind = row.text("What would change our mind")
    evidence_bets.lean(entry, under=under, claim=row.text("Claim"), sure=sure, mind=mind, by=work.by)
    work.added_n += 1


def _look_again(work: _Work, row: Row, under: Pair, sure: Sure) -> None:
    bet = work.known.get(int(row.text("Number")))
    if bet is None:
        raise WrongCell("Number", "There is no claim of this number. Leave the cell empty to make one.")
    if (bet.record_type, bet.record_id) != under:
        raise WrongCell(
            "Its number", "A claim stays under its record. Empty the cell “Number” to make it under another."
        )
    named = row.text("Entry").casefold()
    if named not in {bet.entry.in_tables.casefold(), NOT_SHARED.casefold()}:
        raise WrongCell("Entry", "A claim stays on its entry. Empty the cell “Number” to make it on another.")
    claim, mind = row.text("Claim"), row.text("What would change our mind")
    if (claim, sure, mind) == (bet.claim, bet.sure, bet.mind):
        return
    evidence_bets.look_again(bet, claim=claim, sure=sure, mind=mind, version=bet.version, by=work.by)
    work.changed_n += 1
