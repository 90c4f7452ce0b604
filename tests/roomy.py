"""Room for deep calls: without it, a fifth of a test's time with pages goes into asking the system for memory.

CPython keeps the frames of calls in pieces of 16 KB. A call that no longer fits takes a further piece from the system,
and gives it back when it returns. A page in a test is some hundred calls deep; where a loop stands at the edge, each
turn takes a piece and gives it back: a quarter of a million times in a few addresses of the matrix of access. A frame
that claims much takes a large piece for itself, and what is called from it finds room in the rest.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_SLOTS = 66_000  # of 8 bytes: just over half a megabyte, for which a piece of one megabyte is taken

P = ParamSpec("P")
R = TypeVar("R")


def with_room(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a function returns, called with half a megabyte for the frames of all that it calls."""
    return function(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
