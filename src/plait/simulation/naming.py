"""Names for fictional schools: plainly invented, believable, never twice in one place."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from plait.simulation.draws import Ints, pick
from plait.simulation.errors import NamesRanOut
from plait.simulation.places import Places
from plait.simulation.words import SAINTS, STREET_KINDS, STREETS

_PRIMARY, _SECONDARY, _SPECIAL, _ALTERNATIVE, _NURSERY, _INDEPENDENT = range(6)  # as in `schools`
_TRIES = 200


class Kind(NamedTuple):
    """What a school's name may tell: phase, faith, span and gender as numbers of `schools`, and whether it selects."""

    phase: int
    faith: int
    span: int
    gender: int
    selective: bool


def name_schools(
    rng: np.random.Generator, places: Places, place: Ints, kinds: Sequence[Kind]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name every school and its street; no name stands twice in one place.

    Raises
    ------
    NamesRanOut
        If a place holds more schools than names can be made for.
    """
    names: list[str] = []
    streets: list[str] = []
    taken: set[tuple[int, str]] = set()
    for at, kind in zip(place.tolist(), kinds, strict=True):
        town = places.name[at]
        for _ in range(_TRIES):
            street = _name_street(rng)
            name = _name_school(rng, town, street, kind)
            if (at, name) not in taken:
                break
        else:
            raise NamesRanOut(f"No free name is left for a school in {town}.", mend="Ask for fewer schools.")
        taken.add((at, name))
        names.append(name)
        streets.append(street)
    return tuple(names), tuple(streets)


def _name_street(rng: np.random.Generator) -> str:
    return f"{STREETS[int(rng.integers(len(STREETS)))]} {STREET_KINDS[int(rng.integers(len(STREET_KINDS)))]}"


def _name_school(rng: np.random.Generator, town: str, street: str, kind: Kind) -> str:
    phase, faith, span = kind.phase, kind.faith, kind.span
    if phase == _PRIMARY:
        ending = ("Primary School", "Infant School", "Junior School")[span]
        return _name_by_faith(rng, town, street, faith, ending)
    if phase == _SECONDARY:
        return _name_secondary(rng, town, street, kind)
    word = street.rsplit(" ", 1)[0]
    if phase == _SPECIAL:
        return (f"{street} School", f"{word} House School", f"The {word} School")[int(rng.integers(3))]
    if phase == _ALTERNATIVE:
        return (f"{street} Centre", f"{town} {word} Centre", f"The {word} Bridge School")[int(rng.integers(3))]
    if phase == _NURSERY:
        return f"{street} Nursery School"
    return (f"{word} House School", f"{town} {word} Preparatory School", f"{word} College")[int(rng.integers(3))]


def _name_by_faith(rng: np.random.Generator, town: str, street: str, faith: int, ending: str) -> str:
    if faith == 0:
        return (f"{street} {ending}", f"{town} {ending}")[int(pick(rng, (0.8, 0.2), 1)[0])]
    saint = SAINTS[int(rng.integers(len(SAINTS)))]
    label = "Catholic" if faith == 2 else "Church of England"
    if faith == 1 and rng.random() < 0.4:
        return f"{town} Church of England {ending}"
    return f"{saint} {label} {ending}"


def _name_secondary(rng: np.random.Generator, town: str, street: str, kind: Kind) -> str:
    sex = ("", " for Girls", " for Boys")[kind.gender]
    word = street.rsplit(" ", 1)[0]
    if kind.selective:
        return f"{(town, word)[int(rng.integers(2))]} Grammar School{sex}"
    if kind.faith:
        saint = SAINTS[int(rng.integers(len(SAINTS)))]
        label = "Catholic" if kind.faith == 2 else "Church of England"
        return f"{saint} {label} {('High School', 'School', 'College')[int(rng.integers(3))]}{sex}"
    if kind.gender:
        return f"{(town, word)[int(rng.integers(2))]} School{sex}"
    forms = (
        f"{street} School",
        f"{town} High School",
        f"{word} Community School",
        f"{town} {word} School",
        f"{street} High School",
    )
    return forms[int(rng.integers(len(forms)))]
