"""Which figures a page shows at once, in which order. The rest are one disclosure further down, and in the CSV."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plait.indicators.store.definition_parts import Definition
from plait.web.families import FAMILY_TITLES
from plait.web.titles import PLAIN

CIRCUMSTANCES: Final = tuple(PLAIN)[:11]
FACTS: Final = ("fsm_ever6", "eal")


@dataclass(frozen=True, slots=True)
class Section:
    """A group of results under one heading."""

    id: str
    title: str
    first: tuple[str, ...]


RESULTS: Final = (
    Section(
        "age-11",
        "Results at age 11",
        (
            "ks2_rwm_expected",
            "ks2_reading_score",
            "ks2_maths_score",
            "ks2_reading_progress",
            "ks2_writing_progress",
            "ks2_maths_progress",
            "ks2_rwm_expected_disadvantaged",
        ),
    ),
    Section(
        "age-16",
        "Results at age 16",
        (
            "attainment8",
            "progress8",
            "basics_95",
            "ebacc_entry",
            "attainment8_disadvantaged",
            "progress8_disadvantaged",
        ),
    ),
    Section(
        "after-16",
        "Results of students aged 16 to 18",
        ("a_level_points", "a_level_value_added", "applied_general_points", "a_level_retained"),
    ),
    Section(
        "destinations",
        "Where pupils go next",
        ("destinations_sustained", "destinations_education", "destinations_apprenticeship", "destinations_employment"),
    ),
    Section("attendance", "Attendance", ("absence_overall", "absence_persistent")),
)


def rest_by_family(
    held: Iterable[str], *, definitions: Mapping[str, Definition], shown: Iterable[str]
) -> dict[str, tuple[Definition, ...]]:
    """The indicators that are held and not shown at once, by the title of their family, in the register's order."""
    wanted = set(held) - set(shown)
    groups: dict[str, list[Definition]] = {title: [] for title in FAMILY_TITLES.values()}
    for definition in definitions.values():
        if definition.id in wanted:
            groups[FAMILY_TITLES[definition.family]].append(definition)
    return {title: tuple(group) for title, group in groups.items() if group}
