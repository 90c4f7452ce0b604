"""What the levels of a trust are called, taken in from a table: first, since decisions and positions name them."""

from collections.abc import Sequence

from plait.core.errors import PlaitError
from plait.goals.alignment import Tie
from plait.goals.alignment_rows import Cells
from plait.goals.models import AlignmentLevel
from plait.goals.services import alignment_levels
from plait.goals.services.alignment_levels import Level
from plait.organisations.models import Organisation, Person

_TIES = {each.label.casefold(): each for each in Tie}


def take_levels(
    rows: Sequence[Cells], *, held: tuple[AlignmentLevel, ...], trust: Organisation, by: Person
) -> tuple[AlignmentLevel, ...]:
    """Call the levels as the rows do, in their order; the levels as they are then.

    One with a number is changed, one without is added, and one that no row names stays, after those that are named.
    Where nothing differs nothing is done, so that whoever may not choose levels brings the rest of a workbook in.

    Raises
    ------
    NotAllowed
        If something differs, and `by` does not decide for the trust.
    """
    if not rows:
        return held
    known = {each.pk: each for each in held}
    wanted = [found for cells in rows if (found := _read(cells, known)) is not None]
    if any(cells.refused for cells in rows):
        return held
    named = {each.number for each in wanted}
    wanted += [_stands(each) for each in held if each.pk not in named]
    if wanted == [_stands(each) for each in held]:
        return held
    try:
        return alignment_levels.choose(trust, levels=wanted, by=by)
    except alignment_levels.NotALevel as refused:
        rows[0].refuse("the table", _say(refused))
        return held


def _read(cells: Cells, known: dict[int, AlignmentLevel]) -> Level | None:
    number, tie = cells.get("Number"), _TIES.get(cells.get("What it asks of a school").casefold())
    one = known.get(int(number)) if number.isdecimal() else None
    if one is None:  # as another trust wrote it out, or as somebody filled it in
        one = next((each for each in known.values() if each.name.casefold() == cells.get("Level").casefold()), None)
    if number and one is None:
        cells.refuse("Number", "There is no such level. Leave the cell empty to add one.")
    if tie is None:
        cells.refuse("What it asks of a school", f"Use one of: {'; '.join(each.label for each in Tie)}.")
    if tie is None or cells.refused:
        return None
    return Level(None if one is None else one.pk, cells.get("Level"), cells.get("What it means"), tie)


def _stands(one: AlignmentLevel) -> Level:
    return Level(one.pk, one.name, one.description, Tie(one.tie))


def _say(refused: PlaitError) -> str:
    return " ".join(part for part in (refused.why, refused.mend) if part)
