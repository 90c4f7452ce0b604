"""Answers that are worked out once for each build, because a build never changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from plait.indicators.store.reader import Store

T = TypeVar("T")

_MOST_BUILDS: Final = 3  # builds whose answers are kept; the oldest used goes first
_LOCK = threading.Lock()
_BY_BUILD: "OrderedDict[str, tuple[Store, dict[str, Any], threading.RLock]]" = OrderedDict()


def places_by(store: Store, table: str, column: str) -> dict[Any, int]:
    """The row of a table in which each value of a column stands: to filter all rows takes a hundred times as long."""
    return once_per_build(
        store,
        f"places.{table}.{column}",
        lambda: {each: at for at, each in enumerate(store.table(table)[column].to_list())},
    )


def once_per_build(store: Store, key: str, work_out: Callable[[], T]) -> T:
    """The answer under a key for this build, worked out by the first thread that asks."""
    with _LOCK:
        kept = _BY_BUILD.get(store.name)
        if kept is None or kept[0] is not store:
            kept = (store, {}, threading.RLock())
            _BY_BUILD[store.name] = kept
        _BY_BUILD.move_to_end(store.name)
        while len(_BY_BUILD) > _MOST_BUILDS:
            _BY_BUILD.popitem(last=False)
    _, answers, lock = kept
    if key not in answers:
        with lock:
            if key not in answers:
                answers[key] = work_out()
    return cast("T", answers[key])


def lately_per_build(store: Store, kind: str, key: Hashable, work_out: Callable[[], T], *, most: int) -> T:
    """The answer under a key for this build; of this kind, so many are kept, and that used longest ago goes first.

    For what people ask for again soon, such as the neighbours of the school whose pages they read.
    """
    kept: OrderedDict[Hashable, T] = once_per_build(store, f"lately.{kind}", OrderedDict)
    with _LOCK:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    answer = work_out()  # two threads that ask at once both work it out, rather than wait for each other
    with _LOCK:
        kept[key] = answer
        while len(kept) > most:
            kept.popitem(last=False)
    return answer
