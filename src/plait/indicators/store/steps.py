"""How an import tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import is: `done` of `total` in the step called `name`."""

    name: str
    done: int
    total: int


Progress = Callable[[Step], None]
