"""Carrying a definition, a goal, a decision or evidence forward to the edition of the framework that is in use."""

from collections.abc import Mapping

from django.db import transaction

from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.framework.queries.carrying import Ahead
from plait.goals.models import Decision, Definition, Entry, Goal
from plait.goals.quality import State
from plait.goals.quality_text import to_content
from plait.goals.queries.carrying import Filed, find_ahead_of
from plait.goals.queries.quality import build_whole
from plait.goals.services import aims, alignment, evidence, quality_holding, versions
from plait.organisations.models import Person
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility


class NotCarried(PlaitError):
    """The record cannot be carried forward like this."""


def carry_forward(record: Filed, *, moves: Mapping[str, str], by: Person) -> Filed:
    """File a record under the components of the edition in use. What it said before is kept as a version.

    Parameters
    ----------
    moves
        For each component that is gone, the one to which it goes; empty where it goes to none. Those that are still
        there stay.

    Raises
    ------
    NotAllowed
        If `by` does not decide on what is in force, or change what is on its way.
    NotCarried
        If it stands under the edition in use, a component that is gone is not told of, or goes where there is none.
    """
    with transaction.atomic():
        standing = _hold(record, by=by)
        scope = scope_of(by)
        ahead = find_ahead_of(scope, record=standing)
        if ahead is None:
            raise _refuse(
                "It stands under the edition in use already, or under no component.", "Nothing is left to do."
            )
        _check(ahead, moves)
        table = {each.key: moves[each.key] for each in ahead.gone}
        _put(standing, table)
        standing.edition = ahead.number
        fields = ["edition"] if isinstance(standing, Definition) else ["edition", "component"]
        standing.save_over(standing.version, fields=fields)
        _tell(standing, ahead, table, by=by)
        return standing


def _hold(record: Filed, *, by: Person) -> Filed:
    """The record as it stands, its row held until the transaction ends, for somebody who may carry it forward."""
    if isinstance(record, Goal):
        goal = aims.hold(record, by=by)
        aims.require_keeper(goal, by=by)
        return goal
    if isinstance(record, Decision):
        decision = alignment.hold(record, by=by)
        alignment.require_keeper(decision, by=by)
        if decision.ended_on is not None:
            raise _refuse("It has ended, and stays as it was.", "Write a new decision on the item.")
        return decision
    if isinstance(record, Entry):
        entry = evidence.hold(record, by=by)
        if entry.withdrawn_on is not None:
            raise _refuse("It was withdrawn, and stays as it was.", "Write a new entry.")
        return entry
    what = May.DECIDE if _is_in_force(record) else May.WRITE
    return quality_holding.hold(record, what=what, by=by, states=[each for each in State if each is not State.RETIRED])


def _check(ahead: Ahead, moves: Mapping[str, str]) -> None:
    known = {each.key for each in ahead.known}
    for each in ahead.gone:
        if each.key not in moves:
            raise _refuse(
                f"Edition {ahead.number} has no “{each.name}”.",
                "Say to which component it goes, or that it goes to none.",
            )
        if moves[each.key] and moves[each.key] not in known:
            raise _refuse(f"“{moves[each.key]}” is not a component of edition {ahead.number}.", "Choose another one.")


def _put(standing: Filed, table: Mapping[str, str]) -> None:
    if not isinstance(standing, Definition):
        standing.component = table.get(standing.component, standing.component)
        return
    for domain in standing.domains.select_for_update().filter(component__in=table).order_by("pk"):
        domain.component = table[domain.component]
        domain.save_over(domain.version, fields=["component"])


def _tell(standing: Filed, ahead: Ahead, table: Mapping[str, str], *, by: Person) -> None:
    """Keep the version and write the trail; of a draft, only that it was done."""
    kind, open_ = type_of(type(standing)), standing.visibility != Visibility.ME
    if open_:
        content = (
            to_content(build_whole(scope_of(by), definition=standing))
            if isinstance(standing, Definition)
            else standing.content()
        )
        note = f"Carried forward to edition {ahead.number} of the framework"
        versions.keep(standing, content=content, note=note, decided=_is_in_force(standing), by=by)
    audit.record(
        f"{kind.rpartition('.')[2]}.carried_forward",
        on=(kind, str(standing.pk)),
        by=by.pk,
        organisation=None if standing.owner is None else standing.owner.pk,
        before={"edition": ahead.before},
        after={"edition": ahead.number, "moves": dict(table)} if open_ else {"edition": ahead.number},
    )


def _is_in_force(record: Filed) -> bool:
    """Whether it was decided; evidence is nobody's decision. The word is the same for the other three."""
    return not isinstance(record, Entry) and record.state == State.IN_FORCE.value


def _refuse(why: str, mend: str) -> NotCarried:
    return NotCarried("Nothing was carried forward.", why=why, mend=mend)
