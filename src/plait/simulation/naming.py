"""Names for fictional schools: plainly invented, believable, never twice in one place."""

import numpy as np

from plait.simulation.draws import Ints, pick
from plait.simulation.errors import NamesRanOut
from plait.simulation.places import Places
from plait.simulation.words import SAINTS, STREET_KINDS, STREETS

_PRIMARY, _SECONDARY, _SPECIAL, _ALTERNATIVE, _NURSERY, _INDEPENDENT = range(6)  # as in `schools`
_TRIES = 200


def name_schools(
    rng: np.random.Generator,
    places: Places,
    place: Ints,
    *,
    phase: Ints,
    faith: Ints,
    span: Ints,
    selective: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    gender: Ints,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name every school and its street.

    Returns
    -------
    names, streets
        Two tuples of one text for each school; no name stands twice in one place.

    Raises
    ------
    NamesRanOut
        If a place holds more schools than names can be made for.
    """
    names: list[str] = []
    streets: list[str] = []
    taken: set[tuple[int, str]] = set()
    for i in range(len(place)):
        town = places.name[place[i]]
        for _ in range(_TRIES):
            street = _name_street(rng)
            name = _name_school(
                rng, town, street, (int(phase[i]), int(faith[i]), int(span[i]), int(gender[i])), grammar=bool(selective[i])
            )
            if (int(place[i]), name) not in taken:
                break
        else:
            raise NamesRanOut(f"No free name is left for a school in {town}.", mend="Ask for fewer schools.")
        taken.add((int(place[i]), name))
        names.append(name)
        streets.append(street)
    return tuple(names), tuple(streets)


def _name_street(rng: np.random.Generator) -> str:
    return f"{STREETS[int(rng.integers(len(STREETS)))]} {STREET_KINDS[int(rng.integers(len(STREET_KINDS)))]}"


def _name_school(rng: np.random.Generator, town: str, street: str, kind: tuple[int, int, int, int], *, grammar: bool) -> str:
    phase, faith, span, gender = kind
    if phase == _PRIMARY:
        ending = ("Primary School", "Infant School", "Junior School")[span]
        return _name_by_faith(rng, town, street, faith, ending)
    if phase == _SECONDARY:
        return _name_secondary(rng, town, street, faith, gender, grammar=grammar)
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


def _name_secondary(rng: np.random.Generator, town: str, street: str, faith: int, gender: int, *, grammar: bool) -> str:
    sex = ("", " for Girls", " for Boys")[gender]
    word = street.rsplit(" ", 1)[0]
    if grammar:
        return f"{(town, word)[int(rng.integers(2))]} Grammar School{sex}"
    if faith:
        saint = SAINTS[int(rng.integers(len(SAINTS)))]
        label = "Catholic" if faith == 2 else "Church of England"
        return f"{saint} {label} {('High School', 'School', 'College')[int(rng.integers(3))]}{sex}"
    if gender:
        return f"{(town, word)[int(rng.integers(2))]} School{sex}"
    forms = (
        f"{street} School",
        f"{town} High School",
        f"{word} Community School",
        f"{town} {word} School",
        f"{street} High School",
    )
    return forms[int(rng.integers(len(forms)))]
