"""What may stand on evidence: statements, decisions, goals and priorities, as far as the viewer may read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import Q

from plait.core.errors import NotThere
from plait.goals.models.quality import Definition, Statement
from plait.goals.quality import State as Standing
from plait.organisations.addresses import address
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

STATEMENT: Final = "goals.statement"
KINDS: Final = {
    "statement": STATEMENT,
    "decision": "goals.decision",
    "goal": "goals.goal",
    "priority": "goals.priority",
}
CALLED: Final = {
    STATEMENT: "Statement of quality",
    "goals.decision": "Alignment decision",
    "goals.goal": "Goal",
    "goals.priority": "Priority",
}
_ROUTES: Final = {"goals.decision": "alignment-decision", "goals.goal": "goal", "goals.priority": "priority"}
_OVER: Final = frozenset({"ended", "retired", "closed", "dropped", "stopped", "done", "met"})
_LONGEST_NUMBER: Final = 18  # digits: one more, and no database knows the number
Pair = tuple[str, str]


class NothingThere(NotThere):
    """A record that is not there, or that this viewer may not read: the answer is one."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A record that may stand on evidence. `over`: it is no longer in force, so nobody needs to look at it again."""

    record_type: str
    record_id: str
    title: str
    url: str
    owner: Organisation
    keeper_id: int
    over: bool

    @property
    def called(self) -> str:
        """What sort of record it is, in words."""
        return CALLED[self.record_type]

    @property
    def kind(self) -> str:
        """The word by which an address names its sort."""
        return next(word for word, kind in KINDS.items() if kind == self.record_type)

    @property
    def pair(self) -> Pair:
        """Its type and number."""
        return self.record_type, self.record_id


def get_anchor(scope: Scope, *, kind: str, number: int) -> Anchor:
    """One record, by the word of its sort (`decision`) and its number.

    Raises
    ------
    NothingThere
        If there is none that the viewer may read.
    """
    record_type = KINDS.get(kind, "")
    found = find_anchors(scope, pairs=[(record_type, str(number))]).get((record_type, str(number)))
    if found is None:
        raise NothingThere(
            "There is nothing here that evidence could bear.",
            why="The number is not known, or it was not shared with you.",
            mend="Go to the decision, the goal or the statement itself, and begin from there.",
        )
    return found


def find_anchors(scope: Scope, *, pairs: Iterable[Pair]) -> dict[Pair, Anchor]:
    """Those of the records that the viewer may read; one question for each sort."""
    asked: dict[str, set[int]] = {}
    for record_type, record_id in pairs:
        if record_id.isdecimal() and len(record_id) <= _LONGEST_NUMBER:
            asked.setdefault(record_type, set()).add(int(record_id))
    found: list[Anchor] = []
    for record_type, numbers in asked.items():
        if record_type == STATEMENT:
            found += _find_statements(scope, numbers)
        elif (model := _model_of(record_type)) is not None:
            rows = limit(model.objects.filter(pk__in=numbers).select_related("owner"), scope=scope)
            found += [_of_record(record_type, each) for each in rows]
    return {each.pair: each for each in found}


def find_living(scope: Scope, *, pairs: Iterable[Pair]) -> dict[Pair, Anchor]:
    """The same; a statement of a retired definition gives way to what became of it, where that is not retired too."""
    found = find_anchors(scope, pairs=pairs)
    gone = [int(each.record_id) for each in found.values() if each.record_type == STATEMENT and each.over]
    if not gone:
        return found
    same = find_same(scope, statements=gone)
    now = find_anchors(scope, pairs=[(STATEMENT, str(each)) for group in same.values() for each in group])
    for number, group in same.items():
        heirs = [now[STATEMENT, str(each)] for each in sorted(group)]
        living = next((each for each in heirs if not each.over), None)
        if living is not None:
            found[STATEMENT, str(number)] = living
    return found


def may_lean(scope: Scope, anchor: Anchor) -> bool:
    """Whether the viewer writes where the record belongs, and so says on what it stands."""
    return scope.may_at(May.WRITE, organisation=anchor.owner.pk, trust=anchor.owner.trust_id)


def may_decide_on(scope: Scope, anchor: Anchor) -> bool:
    """Whether the viewer keeps the record or decides where it belongs."""
    decides = scope.may_at(May.DECIDE, organisation=anchor.owner.pk, trust=anchor.owner.trust_id)
    return decides or (anchor.keeper_id == scope.person and may_lean(scope, anchor))


def find_same(scope: Scope, *, statements: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """For each statement, the numbers it has in every definition of its trust that the viewer may read.

    What a statement stands on goes with it when its definition is revised.
    """
    readable = limit(Definition.objects.all(), scope=scope)
    asked = {
        each.pk: (each.domain.definition.owner_id, each.key)
        for each in Statement.objects.filter(pk__in=list(statements), domain__definition__in=readable).select_related(
            "domain__definition"
        )
    }
    if not asked:
        return {}
    same: dict[tuple[int, str], set[int]] = {}
    condition = Q(pk__in=[])
    for owner, key in set(asked.values()):
        condition |= Q(domain__definition__owner=owner, key=key)
    rows = Statement.objects.filter(condition, domain__definition__in=readable)
    for pk, owner, key in rows.values_list("pk", "domain__definition__owner_id", "key"):
        same.setdefault((owner, key), set()).add(pk)
    return {pk: frozenset(same[pair]) for pk, pair in asked.items()}


def _find_statements(scope: Scope, numbers: Iterable[int]) -> list[Anchor]:
    readable = limit(Definition.objects.all(), scope=scope)
    rows = Statement.objects.filter(pk__in=list(numbers), domain__definition__in=readable)
    return [
        Anchor(
            STATEMENT,
            str(each.pk),
            each.text,
            address("quality-domain", each.domain.definition_id, each.domain_id),
            each.domain.definition.owner,
            each.domain.definition.keeper_id,
            each.domain.definition.state == Standing.RETIRED,
        )
        for each in rows.select_related("domain__definition__owner")
    ]


def _of_record(record_type: str, record: TenantedRecord) -> Anchor:
    return Anchor(
        record_type,
        str(record.pk),
        str(record),
        address(_ROUTES[record_type], record.pk),
        record.owner,
        record.keeper_id,
        str(getattr(record, "state", "")) in _OVER,
    )


def _model_of(record_type: str) -> type[TenantedRecord] | None:
    if record_type not in _ROUTES:
        return None
    try:
        model = apps.get_model(record_type)
    except LookupError:
        return None
    return model if issubclass(model, TenantedRecord) else None
