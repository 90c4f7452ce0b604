"""What needs somebody: contexts above register who can say so, and the page of a person asks them all."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plait.organisations.domain import Scope
from plait.organisations.notices import Kind
from plait.organisations.queries.present import Kind as Record
from plait.organisations.queries.present import find_present


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person: what, in a sentence; where to do it; by when, if there is a day.

    What has a day becomes a notice of its `kind`, once for each `key`; without one, once for each sentence. Then
    `of` is the organisation of whose matters it tells, by number.
    """

    sentence: str
    url: str
    action: str
    due: dt.date | None = None
    weight: int = 0  # of two without a day, the heavier comes first
    kind: Kind = Kind.PEOPLE
    key: str = ""
    of: int | None = None


Source = Callable[[Scope], list[Item]]
Sources = Mapping[Source, Sequence[Record]]
_sources: dict[Source, Sequence[Record]] = {}


def register(sources: Sources) -> None:
    """Ask these sources too whenever somebody's page is made; registering again changes nothing.

    Each is given with the kinds of record of which it tells: it is not asked for somebody whose trusts hold none of
    them. One that may tell of other trusts' records, or where there are none, is given with no kind.
    """
    _sources.update(sources)


def list_items(scope: Scope) -> list[Item]:
    """Everything that waits for a viewer: what has a day first, soonest first; then by weight."""
    present = find_present(scope, {kind for kinds in _sources.values() for kind in kinds})
    asked = [source for source, kinds in _sources.items() if not kinds or not present.isdisjoint(kinds)]
    found = [item for source in asked for item in source(scope)]
    return sorted(found, key=lambda item: (item.due is None, item.due or dt.date.max, -item.weight, item.sentence))
