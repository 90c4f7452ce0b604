"""What is attached to goals and priorities: contexts above register who can say so, and the pages ask them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class Attached:
    """One thing that serves a goal or a priority, such as an initiative: its name, where, and how it stands."""

    label: str
    url: str
    told: str = ""


Source = Callable[[Scope, str, Sequence[int]], Mapping[int, Sequence[Attached]]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too, with the kind of record (`goals.goal`) and its numbers; registering again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def forget(source: Source) -> None:
    """Ask it no more."""
    if source in _sources:
        _sources.remove(source)


def list_attached(scope: Scope, *, record_type: str, numbers: Sequence[int]) -> dict[int, list[Attached]]:
    """What is attached to each of the records, as far as the viewer may read it."""
    found: dict[int, list[Attached]] = {each: [] for each in numbers}
    for source in _sources:
        for number, attached in source(scope, record_type, numbers).items():
            found[number].extend(attached)
    return found
