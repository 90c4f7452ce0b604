"""A long list of people or schools, and those of it whose name somebody typed a part of."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from django.http import HttpRequest

Line = TypeVar("Line")

MANY: Final = 20  # lines in all that one reads through without a search
_LONGEST: Final = 100


def typed_in(request: HttpRequest) -> str:
    """What somebody typed to find a line; empty where nothing was."""
    return request.GET.get("q", "").strip()[:_LONGEST]


def of_name(lines: Iterable[Line], typed: str, *, texts: Callable[[Line], Sequence[str]]) -> tuple[Line, ...]:
    """The lines in whose texts every word that was typed stands, in small letters or capitals; all where none was."""
    wanted = typed.casefold().split()
    return tuple(each for each in lines if all(word in " ".join(texts(each)).casefold() for word in wanted))
