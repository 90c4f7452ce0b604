"""What is ahead of a record that was written under an earlier edition: which components stay, and which are gone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from plait.framework.domain import ComponentName, Link, name_components
from plait.framework.files import MAIN
from plait.framework.models import Crosswalk, Edition
from plait.framework.queries.frameworks import list_frameworks, name_component, read_edition
from plait.organisations.domain import Scope

_NEAR: Final = 3  # counterparts that are named; more would be no help


@dataclass(frozen=True, slots=True)
class Gone:
    """A component that the edition in use no longer has, and those of it to which it may go, the likeliest first."""

    key: str
    name: str
    counterparts: tuple[ComponentName, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """From which edition to which a record would be carried, and what of it stays, what is gone, what there is."""

    before: int
    number: int
    stays: tuple[ComponentName, ...]
    gone: tuple[Gone, ...]
    known: tuple[ComponentName, ...]


def find_ahead(scope: Scope, *, edition: int | None, keys: Collection[str], framework: str = MAIN) -> Ahead | None:
    """What is ahead of a record with these components; None where it stands under the edition in use, or none.

    A component with the same key stays. One that is gone goes, at a guess, to the one that bears its name, and then to
    those that stand as it does to a component of another framework, as the crosswalks that the viewer reads say.
    """
    newest = Edition.objects.filter(framework__key=framework).first()
    held = {each for each in keys if each}
    if newest is None or not edition or edition >= newest.number:
        return None
    known = name_components(read_edition(newest))
    there = {each.key for each in known}
    gone = []
    for key in sorted(held - there):
        name = name_component(key, edition=edition, framework=framework)
        same = [each for each in known if each.name.casefold() == name.casefold()]
        linked = [each for each in _list_linked(scope, newest, key, known) if each not in same]
        gone.append(Gone(key, name, (*same, *linked)[:_NEAR]))
    stays = tuple(each for each in known if each.key in held)
    return Ahead(edition, newest.number, stays, tuple(gone), known)


def _list_linked(scope: Scope, edition: Edition, key: str, known: Iterable[ComponentName]) -> tuple[ComponentName, ...]:
    """The components that stand to one of another framework as this one does; those that are the same first."""
    readable = {each.framework_id for each in list_frameworks(scope)}
    main = edition.framework_id
    rows = Crosswalk.objects.filter(Q(framework=main) | Q(other=main), framework__in=readable, other__in=readable)
    sides = [
        ((each.component, each.other_component, each.other_id), each.kind)
        if each.framework_id == main
        else ((each.other_component, each.component, each.framework_id), each.kind)
        for each in rows
    ]
    theirs = {(component, whose): kind for (own, component, whose), kind in sides if own == key}
    near = {
        own: kind == theirs[component, whose] == Link.SAME
        for (own, component, whose), kind in sides
        if (component, whose) in theirs
    }
    return tuple(sorted((each for each in known if each.key in near), key=lambda each: not near[each.key]))
