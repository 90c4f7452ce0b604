"""Taking a definition of quality in from tables, and bringing a kept version back."""

from dataclasses import replace

from django.db import transaction

from plait.framework.queries.frameworks import list_components
from plait.goals.models.quality import Definition
from plait.goals.quality_reading import Known, read_whole
from plait.goals.quality_sheets import read_sheets
from plait.goals.quality_starters import TITLE, begin_blank
from plait.goals.quality_text import Whole, from_content
from plait.goals.queries.quality import build_whole
from plait.goals.queries.versions import get_kept
from plait.goals.services.quality import replace_whole
from plait.goals.services.quality_holding import hold_to_change
from plait.insight.queries.shown import list_choices
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of


def take_in(definition: Definition, *, content: bytes, name: str, version: int, by: Person) -> Definition:
    """Put what tables tell in the place of a definition's text, all or nothing; what stood before is kept.

    Raises
    ------
    NotATable
        If the file cannot be read.
    BadCells
        With every cell that cannot be taken, and what to do about it.
    NotAllowed, WrongState, Conflict, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        before = build_whole(scope_of(by), definition=held)
        whole = read_whole(
            read_sheets(content, name=name), before=before, known=_list_known(before, trust=held.owner, by=by)
        )
        return replace_whole(held, whole=whole, version=version, because=f"“{name[-80:]}” was taken in", by=by)


def read_new(content: bytes, *, name: str, trust: Organisation, by: Person) -> Whole:
    """What tables tell of a definition that is not begun yet; nothing is written.

    Raises
    ------
    NotATable
        If the file cannot be read.
    BadCells
        With every cell that cannot be taken, and what to do about it.
    """
    bare = Whole(TITLE)
    whole = read_whole(read_sheets(content, name=name), before=bare, known=_list_known(bare, trust=trust, by=by))
    return whole if whole.levels else replace(whole, levels=begin_blank().levels)


def bring_back(definition: Definition, *, number: int, version: int, by: Person) -> Definition:
    """Put a version that was kept in the place of a definition's text; what stood before is kept too.

    Raises
    ------
    NoSuchVersion
        If none of this number was kept.
    NotAllowed, WrongState, Conflict, NotADefinition
        As every change of a definition's text.
    """
    with transaction.atomic():
        held = hold_to_change(definition, by=by)
        kept = get_kept(scope_of(by), record=held, number=number)
        because = f"version {number} was brought back"
        return replace_whole(held, whole=from_content(kept.content), version=version, because=because, by=by)


def _list_known(before: Whole, *, trust: Organisation, by: Person) -> Known:
    """What a table may name; what the definition mentions already stays, also a measure that `by` may not read."""
    components = {each.key: each.name for each in list_components()}
    mentioned = {shown.measure for statement in before.statements for shown in statement.shown}
    return Known(components, mentioned | {each.key for each in list_choices(scope_of(by), trust=trust)})
