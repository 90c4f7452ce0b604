"""What rests on evidence as a table that comes back in, as far as the viewer may read it."""

from typing import Final

from plait.core.tables_in import Column, Kind
from plait.goals.evidence import Sure
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries.evidence_anchors import CALLED, Anchor, find_anchors
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit

SHEET: Final = "What rests on it"
COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("Under", choices=tuple(CALLED.values()), required=True),
    Column("Its number", Kind.WHOLE, lo=1, required=True),
    Column("What it is"),
    Column("Entry", longest=80, required=True),
    Column("What the entry is called"),
    Column("Claim", longest=600, required=True),
    Column("How sure", choices=tuple(each.label for each in Sure), required=True),
    Column("What would change our mind", longest=600),
    Column("Looked at on", Kind.DATE),
)
HEADING: Final = tuple(each.name for each in COLUMNS)
NOT_SHARED: Final = "Not shared with you"


def list_bets(scope: Scope) -> list[tuple[Bet, Anchor]]:
    """Every claim under a record that the viewer may read, with the record; in the order in which they were made."""
    found = list(Bet.objects.select_related("entry"))
    anchors = find_anchors(scope, pairs=[(each.record_type, each.record_id) for each in found])
    pairs = ((each, anchors.get((each.record_type, each.record_id))) for each in found)
    return [(bet, anchor) for bet, anchor in pairs if anchor is not None]


def bet_rows(scope: Scope) -> list[tuple[object, ...]]:
    """A row for each claim; an entry that the viewer may not read is not named."""
    held = list_bets(scope)
    shared = limit(Entry.objects.filter(pk__in={bet.entry_id for bet, _ in held}), scope=scope)
    readable = set(shared.values_list("pk", flat=True))
    return [_row(bet, anchor, readable=bet.entry_id in readable) for bet, anchor in held]


def _row(bet: Bet, anchor: Anchor, *, readable: bool) -> tuple[object, ...]:
    entry = (bet.entry.in_tables, bet.entry.title) if readable else (NOT_SHARED, "")
    where = (bet.pk, anchor.called, int(anchor.record_id), anchor.title)
    return (*where, *entry, bet.claim, Sure(bet.sure).label, bet.mind, bet.looked_on.isoformat())
