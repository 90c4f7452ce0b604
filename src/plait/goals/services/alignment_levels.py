"""What a trust calls its levels of alignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models, transaction

from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.goals.alignment import FIRST_LEVELS, Tie
from plait.goals.models import AlignmentLevel, Decision, ImpactReview, Position
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require

_FEWEST: Final = 2
_MOST: Final = 6  # more words than that nobody keeps apart


class NotALevel(PlaitError):
    """The levels cannot stand like this."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level as the trust wants it. `number` is None for a new one."""

    number: int | None
    name: str
    description: str
    tie: Tie


def prepare(trust: Organisation, *, by: Person) -> tuple[AlignmentLevel, ...]:
    """The levels of a trust; the first time, those with which everybody begins."""
    with transaction.atomic():
        held = tuple(AlignmentLevel.objects.filter(trust=trust))
        if held:
            return held
        require(May.WRITE, at=trust, by=by)
        for position, (name, description, tie) in enumerate(FIRST_LEVELS):
            AlignmentLevel.objects.get_or_create(
                trust=trust,
                name=name,
                defaults={"position": position, "description": description, "tie": tie.value},
            )
        return tuple(AlignmentLevel.objects.filter(trust=trust))


def choose(trust: Organisation, *, levels: Sequence[Level], by: Person) -> tuple[AlignmentLevel, ...]:
    """Call the levels of a trust as it wants, from the firmest to the freest.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotALevel
        If two have the same name, there are too few or too many, one is of another trust, or one that is left out is
        in use.
    """
    with transaction.atomic():
        require(May.DECIDE, at=trust, by=by)
        held = {each.pk: each for each in AlignmentLevel.objects.select_for_update().filter(trust=trust)}
        _check(levels, known=set(held))
        before = [each.name for each in held.values()]
        _remove([each for pk, each in held.items() if pk not in {level.number for level in levels}])
        for one in held.values():  # out of the way, so that two may exchange their names
            AlignmentLevel.objects.filter(pk=one.pk).update(name=f"~{one.pk}")
        for position, level in enumerate(levels):
            one = held.get(level.number or 0) or AlignmentLevel(trust=trust)
            one.position, one.name, one.tie = position, level.name.strip(), level.tie.value
            one.description = level.description.strip()
            one.full_clean(exclude=["trust"], validate_constraints=False, validate_unique=False)
            one.save()
        after = [level.name.strip() for level in levels]
        on = ("organisations.organisation", trust.pk)
        audit.record("levels.chosen", on=on, by=by.pk, organisation=trust.pk, before=before, after=after)
        return tuple(AlignmentLevel.objects.filter(trust=trust))


def _check(levels: Sequence[Level], *, known: set[int]) -> None:
    names = [level.name.strip().casefold() for level in levels]
    faults = {
        f"There would be {len(levels)}.": not _FEWEST <= len(levels) <= _MOST,
        "One has no name.": "" in names,
        "Two have the same name.": len(set(names)) < len(names),
        "One is not the trust’s.": any(level.number is not None and level.number not in known for level in levels),
    }
    for why, wrong in faults.items():
        if wrong:
            raise NotALevel(
                "The levels were not saved.", why=why, mend="Use two to six levels, each with its own name."
            )


def _remove(levels: Sequence[AlignmentLevel]) -> None:
    for level in levels:
        used = (
            Decision.objects.filter(level=level).exists()
            or Position.objects.filter(level=level).exists()
            or ImpactReview.objects.filter(models.Q(level_before=level) | models.Q(level_after=level)).exists()
        )
        if used:
            raise NotALevel(
                "The levels were not saved.",
                why=f"“{level.name}” is in use.",
                mend="Give it another name, or move its decisions to another level first.",
            )
        level.delete()
