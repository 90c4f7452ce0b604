"""Which figures a page shows at once, in which order. The rest are one disclosure further down, and in the CSV."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from plait.indicators.store.definition_parts import Definition
from plait.web.families import FAMILY_TITLES

# Titles and second lines for people who do not speak in abbreviations.
PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "roll": ("Pupils", "on roll"),
    "fsm_ever6": ("Free school meals", "eligible in the last six years"),
    "eal": ("English as an additional language", ""),
    "sen_support": ("SEN support", "special educational needs, without a plan"),
    "ehc_plan": ("Education, health and care plans", ""),
    "ks4_intake_score": ("Attainment on entry", "average key stage 2 score"),
    "prior_attainment_low": ("Low attainment on entry", "at key stage 2"),
    "prior_attainment_high": ("High attainment on entry", "at key stage 2"),
    "similar_stability": ("Stability", "pupils who joined at the usual time"),
    "area_idaci": ("Deprivation around the school", "children in low-income homes (IDACI 2019), 0 to 1"),
    "pupils_per_teacher": ("Pupils per teacher", ""),
    "ks2_rwm_expected": ("Reading, writing and maths", "expected standard"),
    "ks2_reading_score": ("Reading", "average scaled score"),
    "ks2_maths_score": ("Maths", "average scaled score"),
    "ks2_reading_progress": ("Progress in reading", "since key stage 1"),
    "ks2_writing_progress": ("Progress in writing", "since key stage 1"),
    "ks2_maths_progress": ("Progress in maths", "since key stage 1"),
    "ks2_rwm_expected_disadvantaged": ("Disadvantaged pupils", "reading, writing and maths, expected standard"),
    "attainment8": ("Attainment 8", "points over eight qualifications"),
    "progress8": ("Progress 8", "grades per subject since key stage 2"),
    "basics_95": ("English and maths", "grade 5 or above in both"),
    "ebacc_entry": ("EBacc entry", "pupils who entered all its subjects"),
    "attainment8_disadvantaged": ("Disadvantaged pupils", "Attainment 8"),
    "progress8_disadvantaged": ("Disadvantaged pupils", "Progress 8"),
    "a_level_points": ("A levels", "average points per entry"),
    "a_level_value_added": ("A levels", "value added since GCSE"),
    "applied_general_points": ("Applied general", "average points per entry"),
    "a_level_retained": ("Staying on", "A-level students who finish their programme"),
    "destinations_sustained": ("Sustained destination", "education, apprenticeship or work for two terms"),
    "destinations_education": ("Education", "for two terms after key stage 4"),
    "destinations_apprenticeship": ("Apprenticeship", "after key stage 4"),
    "destinations_employment": ("Work", "for two terms after key stage 4"),
    "absence_overall": ("Absence", "share of sessions missed"),
    "absence_persistent": ("Persistent absence", "pupils who missed a tenth or more"),
}
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


def title_of(definition: Definition) -> tuple[str, str]:
    """How a page names a figure: a title, and a second line or nothing."""
    return PLAIN.get(definition.id, (definition.short, definition.name))


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
