"""What needs somebody: contexts above register who can say so, and the page of a person asks them all."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person: what, in a sentence; where to do it; by when, if there is a day."""

    sentence: str
    url: str
    action: str
    due: dt.date | None = None
    weight: int = 0  # of two without a day, the heavier comes first


Source = Callable[[Scope], list[Item]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too whenever somebody's page is made; registering again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def list_items(scope: Scope) -> list[Item]:
    """Everything that waits for a viewer: what has a day first, soonest first; then by weight."""
    found = [item for source in _sources for item in source(scope)]
    return sorted(found, key=lambda item: (item.due is None, item.due or dt.date.max, -item.weight, item.sentence))
