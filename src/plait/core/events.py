"""What a lower floor says has happened, and an upper floor acts upon, without the lower knowing the upper.

An event is a frozen dataclass; the floor that records it owns the class, and the floor that acts subscribes in its
`apps.py`::

    @dataclass(frozen=True, slots=True, kw_only=True)
    class SchoolMoved(Event):
        urn: int


    events.subscribe(SchoolMoved, agreements.follow)  # in the same transaction: its failure undoes all
    events.subscribe(SchoolMoved, letters.tell, after_commit=True)  # once it stands: its failure undoes nothing
    events.record(SchoolMoved(urn=100049))
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from plait.core.transactions import after_commit, require_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened."""


E = TypeVar("E", bound=Event)
_Handler = Callable[[Any], object]
_within: defaultdict[type[Event], list[_Handler]] = defaultdict(list)
_after: defaultdict[type[Event], list[_Handler]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], object], *, after_commit: bool = False) -> None:
    """Call `handler` with each event of this kind, in the order of subscribing; subscribing again changes nothing."""
    handlers = (_after if after_commit else _within)[kind]
    if handler not in handlers:
        handlers.append(handler)


def record(event: Event) -> None:
    """Tell everybody who subscribed.

    Raises
    ------
    NotInTransaction
        Outside a transaction.
    """
    require_transaction(f"“{type(event).__name__}”")
    for handler in tuple(_within[type(event)]):
        handler(event)
    for handler in tuple(_after[type(event)]):
        after_commit(partial(handler, event))


@contextmanager
def listening(kind: type[E]) -> Iterator[list[E]]:
    """Collect the events of a kind that are recorded meanwhile: for tests of those who record them."""
    heard: list[E] = []
    subscribe(kind, heard.append)
    try:
        yield heard
    finally:
        _within[kind].remove(heard.append)
