"""What stands under an earlier edition of the framework, of every kind, for whoever may carry it forward."""

from dataclasses import dataclass
from typing import Final

from plait.core.errors import NotAllowed, NotThere
from plait.framework.queries.carrying import Ahead, find_ahead
from plait.framework.queries.frameworks import get_edition_number
from plait.goals.aims import AimState
from plait.goals.alignment import State as Deciding
from plait.goals.models import Decision, Definition, Entry, Goal
from plait.goals.quality import State as Defining
from plait.goals.queries.evidence import may_change
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

Filed = Definition | Goal | Decision | Entry
_KINDS: Final = ("definition", "goal", "decision", "entry")


class NothingToCarry(NotThere):
    """A record that is not there, or that this viewer may not read."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that stands under an earlier edition."""

    kind: str
    record: Filed
    ahead: Ahead


def get_filed(scope: Scope, *, kind: str, number: int) -> Filed:
    """One definition, goal, decision or entry, for whoever may carry it forward.

    Raises
    ------
    NothingToCarry
        If there is none that the viewer may read.
    NotAllowed
        If the viewer reads it, and does not carry it forward.
    """
    found = next(iter(_readable(scope, kind, number=number)), None)
    if found is None:
        raise NothingToCarry(
            "There is nothing here to carry forward.",
            why="The number is not known, or it was not shared with you.",
            mend="Go to the goal, the decision, the definition or the entry, and begin from there.",
        )
    if not may_carry(scope, found):
        raise NotAllowed(
            "You cannot carry this forward.",
            why="What is in force is carried by those who decide for the trust, the rest by whoever looks after it.",
            mend=f"Ask {found.keeper.name}."
            if found.keeper
            else "It comes with Plait: write an entry of your own beside it.",
        )
    return found


def find_ahead_of(scope: Scope, *, record: Filed) -> Ahead | None:
    """What is ahead of a record; None where it stands under the edition in use, or under no component."""
    keys = keys_of(scope, record=record)
    return find_ahead(scope, edition=record.edition, keys=keys) if keys else None


def list_behind(scope: Scope) -> list[Behind]:
    """What the viewer may carry forward, of every kind; in one question where there is but one edition."""
    if get_edition_number() == 1:
        return []
    found = []
    for kind in _KINDS:
        for record in _readable(scope, kind):
            ahead = find_ahead_of(scope, record=record) if may_carry(scope, record) else None
            if ahead is not None:
                found.append(Behind(kind, record, ahead))
    return found


def list_waiting(scope: Scope) -> list[Item]:
    """How many records stand under an earlier edition, for whoever may carry them forward."""
    n = len(list_behind(scope))
    if not n:
        return []
    told = "1 record stands" if n == 1 else f"{n} records stand"
    sentence = f"{told} under an earlier edition of the framework."
    return [Item(sentence, address("carry-forward"), "Carry forward", weight=3)]


def may_carry(scope: Scope, record: Filed) -> bool:
    """Whether the viewer carries a record forward: in force, whoever decides; on its way, whoever may change it."""
    if _is_over(record):
        return False
    if isinstance(record, Entry):
        return may_change(scope, record)
    trust = record.owner_id
    if scope.may_at(May.DECIDE, organisation=trust, trust=trust):
        return True
    writes = scope.may_at(May.WRITE, organisation=trust, trust=trust)
    keeps = isinstance(record, Definition) or record.keeper_id == scope.person
    return writes and keeps and record.state != AimState.IN_FORCE.value


def keys_of(scope: Scope, *, record: Filed) -> set[str]:
    """The components under which a record is filed, as far as the viewer may read it."""
    if not isinstance(record, Definition):
        return {record.component} - {""}
    readable = limit(Definition.objects.filter(pk=record.pk), scope=scope)
    rows = Definition.objects.filter(pk__in=readable, domains__component__gt="")
    return set(rows.values_list("domains__component", flat=True))


def _is_over(record: Filed) -> bool:
    if isinstance(record, Entry):
        return record.withdrawn_on is not None
    return record.state in {AimState.ENDED.value, Deciding.ENDED.value, Defining.RETIRED.value}


def _readable(scope: Scope, kind: str, *, number: int | None = None) -> list[Filed]:
    """The records of a kind that the viewer may read, or the one of a number; those behind, where none is named."""
    which = {"pk": number} if number is not None else {"edition__gt": 0, "edition__lt": get_edition_number()}
    beside = ("owner", "trust", "keeper")
    match kind:
        case "definition":
            return list(limit(Definition.objects.filter(**which).select_related(*beside), scope=scope))
        case "goal":
            return list(limit(Goal.objects.filter(**which).select_related(*beside), scope=scope))
        case "decision":
            return list(limit(Decision.objects.filter(**which).select_related(*beside), scope=scope))
        case "entry":
            return list(limit(Entry.objects.filter(**which).select_related(*beside), scope=scope))
        case _:
            return []


SOURCES: Final[Sources] = {list_waiting: (Definition, Goal, Decision, Entry)}
