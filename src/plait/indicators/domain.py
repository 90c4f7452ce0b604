"""Plain rules for showing a figure to people: rounding, units, signs, and pupils before percentages."""

from decimal import ROUND_HALF_UP, Decimal

from plait.indicators.store.definition_parts import Unit
from plait.indicators.withholding import Shown, withhold

MINUS = "\u2212"
_UNIT_WORDS: dict[Unit, str] = {
    "percent": "per cent",
    "points": "points",
    "score": "score",
    "count": "number",
    "pounds": "pounds",
    "ratio": "ratio",
}


def round_half_up(value: float, decimals: int) -> Decimal:
    """Round as the publisher does: a five goes up, away from zero."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: float, *, unit: Unit, decimals: int, signed: bool = False) -> str:
    """A figure with its unit: 62%, 46.7, £1,234, −0.12; `signed` adds a plus."""
    rounded = round_half_up(value, decimals)
    text = f"{abs(rounded):,f}"
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    if unit == "pounds":
        return f"{sign}£{text}"
    return f"{sign}{text}%" if unit == "percent" else f"{sign}{text}"


def name_unit(unit: Unit) -> str:
    """The unit in a word, for the heading of a column."""
    return _UNIT_WORDS[unit]


def count_pupils(difference: float, *, cohort_n: float | None) -> Shown:
    """A difference in percentage points as a number of pupils of the cohort, or why it is not said."""
    pupils = 0.0 if cohort_n is None else difference / 100 * cohort_n
    return withhold(pupils, pupils_n=cohort_n)


def describe_pupils(difference: float, *, cohort_n: float | None) -> str:
    """A difference in percentage points in pupils: "about 4 more pupils of 30"; or why it is not said."""
    shown = count_pupils(difference, cohort_n=cohort_n)
    if shown.value is None or cohort_n is None:
        return shown.because or ""
    pupils, cohort = int(round_half_up(shown.value, 0)), int(round_half_up(cohort_n, 0))
    if pupils == 0:
        return f"less than one pupil of {cohort:,}"
    number = abs(pupils)
    return f"about {number:,} {'more' if pupils > 0 else 'fewer'} {'pupil' if number == 1 else 'pupils'} of {cohort:,}"
