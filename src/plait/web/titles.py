"""How a page names a figure to people who do not speak in abbreviations: a title, and a second line or nothing."""

from collections.abc import Mapping
from typing import Final

from plait.indicators.store.definition_parts import Definition

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
    "ks2_rwm_higher": ("Reading, writing and maths", "higher standard"),
    "ks2_reading_expected": ("Reading", "expected standard"),
    "ks2_reading_score": ("Reading", "average scaled score"),
    "ks2_maths_expected": ("Maths", "expected standard"),
    "ks2_maths_score": ("Maths", "average scaled score"),
    "ks2_writing_expected": ("Writing", "expected standard"),
    "ks2_gps_expected": ("Grammar, punctuation and spelling", "expected standard"),
    "ks2_gps_score": ("Grammar, punctuation and spelling", "average scaled score"),
    "ks2_reading_progress": ("Progress in reading", "since key stage 1"),
    "ks2_writing_progress": ("Progress in writing", "since key stage 1"),
    "ks2_maths_progress": ("Progress in maths", "since key stage 1"),
    "ks2_rwm_expected_disadvantaged": ("Disadvantaged pupils", "reading, writing and maths, expected standard"),
    "attainment8": ("Attainment 8", "points over eight qualifications"),
    "attainment8_english": ("English", "part of Attainment 8"),
    "attainment8_maths": ("Maths", "part of Attainment 8"),
    "progress8": ("Progress 8", "grades per subject since key stage 2"),
    "basics_95": ("English and maths", "grade 5 or above in both"),
    "basics_94": ("English and maths", "grade 4 or above in both"),
    "ebacc_entry": ("EBacc entry", "pupils who entered all its subjects"),
    "ebacc_aps": ("EBacc subjects", "average point score"),
    "attainment8_disadvantaged": ("Disadvantaged pupils", "Attainment 8"),
    "basics_95_disadvantaged": ("Disadvantaged pupils", "grade 5 or above in English and maths"),
    "progress8_disadvantaged": ("Disadvantaged pupils", "Progress 8"),
    "a_level_points": ("A levels", "average points per entry"),
    "a_level_best3": ("A levels", "students’ three highest"),
    "a_level_points_disadvantaged": ("Disadvantaged students", "A levels, average points per entry"),
    "a_level_value_added": ("A levels", "value added since GCSE"),
    "applied_general_points": ("Applied general", "average points per entry"),
    "applied_general_retained": ("Applied general", "students who finish their programme"),
    "a_level_retained": ("Staying on", "A-level students who finish their programme"),
    "destinations_sustained": ("Sustained destination", "education, apprenticeship or work for two terms"),
    "destinations_sustained_disadvantaged": ("Disadvantaged pupils", "sustained destination"),
    "destinations_education": ("Education", "for two terms after key stage 4"),
    "destinations_apprenticeship": ("Apprenticeship", "after key stage 4"),
    "destinations_employment": ("Work", "for two terms after key stage 4"),
    "absence_overall": ("Absence", "share of sessions missed"),
    "absence_persistent": ("Persistent absence", "pupils who missed a tenth or more"),
}


def title_of(definition: Definition) -> tuple[str, str]:
    """How a page names a figure: a title, and a second line or nothing."""
    return PLAIN.get(definition.id, (definition.short, definition.name))
