"""What every write upon a definition of quality begins and ends with: holding it, and a line in the trail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import ProtectedError, QuerySet

from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.goals.quality_rules import NotADefinition
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, require_readable
from plait.organisations.visibility import Visibility

TYPE = "goals.definition"


class WrongState(PlaitError):
    """The definition does not stand where this can be done with it."""


def hold(definition: Definition, *, what: May, by: Person, states: Iterable[State]) -> Definition:
    """The definition as it stands, held until the transaction ends, for someone who may do this with it.

    Raises
    ------
    NotAllowed
        If `by` may not read it, or may not do this at its trust.
    WrongState
        If it is not in one of the states.
    """
    held = Definition.objects.select_for_update().get(pk=definition.pk)
    require_readable(held, by=by)
    require(what, at=held.owner, by=by)
    allowed = tuple(states)
    if State(held.state) not in allowed:
        raise WrongState(
            "Nothing was changed.",
            why=f"“{held.title}” is {State(held.state).label.lower()}.",
            mend=_mend(State(held.state)),
        )
    return held


def hold_to_change(definition: Definition, *, by: Person) -> Definition:
    """The definition, held, for someone who changes its text."""
    return hold(definition, what=May.WRITE, by=by, states=[each for each in State if each.may_change])


def note(
    action: str,
    definition: Definition,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    because: str = "",
) -> None:
    """Add a line to the trail; of a draft that is its writer's alone, only that something was done."""
    secret = definition.visibility == Visibility.ME
    audit.record(
        action,
        on=(TYPE, str(definition.pk)),
        by=by.pk,
        organisation=definition.owner_id,
        before=None if secret else before,
        after={"visibility": definition.visibility} if secret else after,
        note="" if secret else because,
    )


def tell(definition: Definition) -> dict[str, object]:
    """What the trail keeps of where a definition stands."""
    days = ("consult_until", "agreed_on", "in_force_from", "in_force_until", "review_on")
    held: dict[str, object] = {"title": definition.title, "state": definition.state}
    told = {name: getattr(definition, name) for name in days}
    return held | {name: day.isoformat() for name, day in told.items() if day} | {"visibility": definition.visibility}


def remove(rows: QuerySet[Any], *, called: str) -> None:
    """Delete rows, unless something else stands upon them.

    Raises
    ------
    NotADefinition
        If votes, judgements, goals or other records point to one of them.
    """
    try:
        rows.delete()
    except ProtectedError as fault:
        names = sorted({str(each._meta.verbose_name) for each in fault.protected_objects})  # noqa: SLF001
        raise NotADefinition(
            "Nothing was removed.",
            why=f"{called} is used elsewhere ({', '.join(names)}).",
            mend="Reword it instead, or remove what stands upon it first.",
        ) from fault


def _mend(state: State) -> str:
    if state is State.AGREED:
        return "Open it again first, with a reason."
    if state is State.IN_FORCE:
        return "Begin a revision: it can be changed while this one stays in force."
    if state is State.RETIRED:
        return "Begin anew, or revise the one in force."
    return "Look at where it stands, and choose again."
