"""The library of evidence, what stands on an entry, and on what a record stands, as far as the viewer may read it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from plait.core.errors import NotAllowed, NotThere
from plait.goals.evidence import Shaken
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries.evidence_anchors import STATEMENT, Anchor, Pair, find_anchors, find_living, find_same, may_lean
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May


class NoSuchEvidence(NotThere):
    """An entry or a bet that is not there, or that this viewer may not read: the answer is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for in the library; an empty text asks nothing."""

    words: str = ""
    kind: str = ""
    strength: str = ""
    component: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Leaning:
    """A bet under a record. `entry` is None where the viewer may not read it; `shaken`: why to look again."""

    bet: Bet
    entry: Entry | None
    shaken: Shaken | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that stands on an entry."""

    bet: Bet
    anchor: Anchor
    shaken: Shaken | None


def get_entry(scope: Scope, *, number: int) -> Entry:
    """One entry.

    Raises
    ------
    NoSuchEvidence
        If there is none of this number that the viewer may read.
    """
    found = _readable(scope).filter(pk=number).first()
    if found is None:
        raise _no_such()
    return found


def get_entry_to_change(scope: Scope, *, number: int) -> Entry:
    """One entry, for whoever may change it.

    Raises
    ------
    NoSuchEvidence
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    found = get_entry(scope, number=number)
    if not may_change(scope, found):
        raise NotAllowed(
            "You cannot change this entry.",
            why="It is changed by whoever looks after it, and by those who decide where it belongs."
            if not found.shipped
            else "It comes with Plait. Whoever runs the site says that its figure was checked; nobody rewrites it.",
            mend=f"Ask {found.keeper.name}." if found.keeper else "Write an entry of your own beside it.",
        )
    return found


def list_entries(scope: Scope, *, wanted: Wanted | None = None) -> list[Entry]:
    """The entries that the viewer may read and that fit, by title."""
    wanted = wanted or Wanted()
    found = _readable(scope).filter(withdrawn_on__isnull=not wanted.withdrawn)
    for name in ("kind", "strength", "component"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    for word in wanted.words.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(says__icontains=word)
            | Q(about__icontains=word)
            | Q(context__icontains=word)
            | Q(source__icontains=word)
        )
    return list(found)


def list_leaning(scope: Scope, *, anchor: Anchor, today: dt.date) -> list[Leaning]:
    """On what a record stands, in the order in which it was said; of a statement, in whatever definition it was."""
    pairs = [anchor.pair]
    if anchor.record_type == STATEMENT:
        same = find_same(scope, statements=[int(anchor.record_id)]).get(int(anchor.record_id), frozenset())
        pairs = [(STATEMENT, str(each)) for each in sorted(same)] or pairs
    return _lean(scope, pairs, today=today)


def list_leaning_on_statements(
    scope: Scope, *, statements: Iterable[int], today: dt.date
) -> Mapping[int, tuple[Leaning, ...]]:
    """On what each of some statements stands, in five questions however many there are."""
    same = find_same(scope, statements=statements)
    pairs = sorted({(STATEMENT, str(each)) for group in same.values() for each in group})
    found = _lean(scope, pairs, today=today) if pairs else []
    return {number: tuple(each for each in found if int(each.bet.record_id) in group) for number, group in same.items()}


def list_standing(scope: Scope, *, entry: Entry, today: dt.date) -> list[Standing]:
    """What stands on an entry, among the records that the viewer may read."""
    if not _readable(scope).filter(pk=entry.pk).exists():
        return []
    bets = list(Bet.objects.filter(entry=entry).select_related("by", "entry"))
    return _stand(scope, bets, today=today)


def list_kept_standing(scope: Scope, *, bets: Iterable[Bet], today: dt.date) -> list[Standing]:
    """Of some claims, those under records that the viewer looks after and that are still in force."""
    return [
        each
        for each in _stand(scope, list(bets), today=today)
        if not each.anchor.over and each.anchor.keeper_id == scope.person and may_lean(scope, each.anchor)
    ]


def count_standing(scope: Scope, *, entries: Iterable[Entry]) -> dict[int, int]:
    """How many records that the viewer may read stand on each of some entries, by the entry's number."""
    rows = Bet.objects.filter(entry__in=[each.pk for each in entries])
    bets = list(rows.values_list("entry_id", "record_type", "record_id"))
    anchors = find_anchors(scope, pairs=[(kind, number) for _, kind, number in bets])
    return dict(Counter(entry for entry, kind, number in bets if (kind, number) in anchors))


def get_bet(scope: Scope, *, number: int) -> tuple[Bet, Anchor]:
    """One bet, with the record under which it stands.

    Raises
    ------
    NoSuchEvidence
        If there is none under a record that the viewer may read.
    """
    found = Bet.objects.filter(pk=number).select_related("entry", "by").first()
    if found is None:
        raise _no_such()
    anchor = find_anchors(scope, pairs=[(found.record_type, found.record_id)]).get((found.record_type, found.record_id))
    if anchor is None:
        raise _no_such()
    return found, anchor


def reads_entry(scope: Scope, entry: Entry) -> bool:
    """Whether the viewer may read an entry on which something stands."""
    return _readable(scope).filter(pk=entry.pk).exists()


def list_places(scope: Scope) -> list[Organisation]:
    """The trusts and schools for which the viewer writes evidence, trusts first."""
    numbers = scope.schools_where(May.WRITE) | {
        each.trust for each in scope.standings if each.trust is not None and each.school is None and each.may(May.WRITE)
    }
    found = Organisation.objects.filter(pk__in=numbers, kind__in=["trust", "school"])
    return sorted(found, key=lambda each: (each.kind == "school", each.name, each.pk))


def may_change(scope: Scope, entry: Entry) -> bool:
    """Whether the viewer changes an entry: its keeper, or whoever decides where it belongs; of Plait's own, nobody."""
    if entry.owner is None:
        return False
    if scope.may_at(May.DECIDE, organisation=entry.owner.pk, trust=entry.owner.trust_id):
        return True
    writes = scope.may_at(May.WRITE, organisation=entry.owner.pk, trust=entry.owner.trust_id)
    return entry.keeper_id == scope.person and writes


def may_confirm(scope: Scope, entry: Entry) -> bool:
    """Whether the viewer says that the figure of an entry was held against its source."""
    if entry.owner is not None:
        return may_change(scope, entry)
    return bool(scope.organisations_where(May.OPERATE) | scope.organisations_where(May.CURATE))


def _lean(scope: Scope, pairs: list[Pair], *, today: dt.date) -> list[Leaning]:
    """Bets under records that somebody has already found to be the viewer's to read."""
    kinds: dict[str, list[str]] = {}
    for record_type, record_id in pairs:
        kinds.setdefault(record_type, []).append(record_id)
    condition = Q(pk__in=[])
    for record_type, numbers in kinds.items():
        condition |= Q(record_type=record_type, record_id__in=numbers)
    bets = list(Bet.objects.filter(condition).select_related("entry", "by"))
    if not bets:
        return []
    held = limit(Entry.objects.filter(pk__in={each.entry_id for each in bets}), scope=scope)
    readable = set(held.values_list("pk", flat=True))
    return [Leaning(each, each.entry if each.entry_id in readable else None, each.find_shaken(today)) for each in bets]


def _stand(scope: Scope, bets: list[Bet], *, today: dt.date) -> list[Standing]:
    anchors = find_living(scope, pairs=[(each.record_type, each.record_id) for each in bets])
    return [
        Standing(each, anchors[pair], each.find_shaken(today))
        for each in bets
        if (pair := (each.record_type, each.record_id)) in anchors
    ]


def _readable(scope: Scope) -> QuerySet[Entry]:
    return limit(Entry.objects.select_related("owner", "keeper"), scope=scope)


def _no_such() -> NoSuchEvidence:
    return NoSuchEvidence(
        "There is no such evidence here.",
        why="The number is not known, or it was not shared with you.",
        mend="Go back to the library; what you may read is listed there.",
    )
