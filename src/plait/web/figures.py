"""Published figures in words: with their unit, pupils before percentages, and where they stand in the country."""

from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.domain import format_number
from plait.indicators.queries.values import Distribution, Figure
from plait.indicators.store.definition_parts import Definition
from plait.indicators.withholding import withhold
from plait.organisations.domain import Phase
from plait.web import words

_COUNTED: Final = ("pupils", "students", "disadvantaged pupils", "other pupils", "girls", "boys")
_NOT_SHARES_OF_PUPILS: Final = frozenset({"finance", "absence"})
PHASE_PLURALS: Final = {
    Phase.NURSERY: "nursery schools",
    Phase.PRIMARY: "primary schools",
    Phase.SECONDARY: "secondary schools",
    Phase.POST16: "16 to 19 providers",
    Phase.SPECIAL: "special schools",
    Phase.ALTERNATIVE: "alternative providers",
    Phase.INDEPENDENT: "independent schools",
    Phase.OTHER: "other schools",
}


def name_phase(phase: Phase) -> str:
    """A phase as a school is called by it; one that is not known, or of no usual kind, is a school."""
    return "School" if phase is Phase.OTHER else phase.label


def name_schools(phase: str) -> str:
    """The schools of a distribution; beside those of each phase a build holds one of all schools."""
    return PHASE_PLURALS[Phase(phase)] if phase in set(Phase) else "schools of all phases"


def is_difference(definition: Definition) -> bool:
    """Whether nought means the same as others, so that the sign says something."""
    worked_out = (
        definition.derived is not None and definition.derived.kind == "difference" and definition.unit != "pounds"
    )
    return worked_out or definition.family == "progress" or definition.id.endswith(("_value_added", "_progress"))


def write(definition: Definition, value: float) -> str:
    """A figure with its sign or unit: “63%”, “+0.31”, “£4,200”, “46.3”."""
    return format_number(value, unit=definition.unit, decimals=definition.decimals, signed=is_difference(definition))


def say(definition: Definition, value: float) -> str:
    """A figure as it stands in a sentence: “63%”, “46.3 points”, “412 pupils”."""
    text = write(definition, value)
    if definition.unit == "points":
        return f"{text} points"
    return text


def say_with_pupils(definition: Definition, figure: Figure) -> str:
    """A share of pupils with the pupils before it: “19 of 30 pupils (63%)”; any other figure as `say`."""
    if figure.value is None:
        return ""
    counted = (
        definition.unit == "percent"
        and definition.derived is None
        and definition.family not in _NOT_SHARES_OF_PUPILS
        and definition.cohort.startswith(_COUNTED)
    )
    if not counted or not figure.cohort_n or not 0 <= figure.value <= 100:
        return say(definition, figure.value)
    noun = "student" if definition.cohort.startswith("students") else "pupil"
    whole = round(figure.cohort_n)
    part = round(figure.value * figure.cohort_n / 100)
    shown = withhold(part, pupils_n=whole, counted_n=part)
    if shown.value is None:
        return say(definition, figure.value)
    return f"{part:,} of {whole:,} {noun}s ({write(definition, figure.value)})"


def write_range(definition: Definition, low: float, high: float) -> str:
    """Two figures with “to” between, the unit once: “52% to 73%”."""
    return f"{write(definition, low)} to {write(definition, high)}"


def say_middle_half(definition: Definition, spread: Distribution) -> str:
    """“Half of primary schools are between 52% and 73%”."""
    low, high = spread.middle_half
    those = name_schools(spread.phase)
    return f"half of {those} are between {write(definition, low)} and {write(definition, high)}"


def say_position(value: float, spread: Distribution) -> str:
    """Where a figure stands among the schools of its phase, without saying what is better."""
    those = name_schools(spread.phase)
    below = spread.rate_below(value)
    if below >= 0.95:
        return f"Higher than in more than 9 in 10 {those}."
    if below <= 0.05:
        return f"Lower than in more than 9 in 10 {those}."
    if 0.4 <= below <= 0.6:
        return f"About the middle of {those}."
    if below > 0.6:
        return f"Higher than in about {min(9, max(6, round(below * 10)))} in 10 {those}."
    return f"Lower than in about {min(9, max(6, round((1 - below) * 10)))} in 10 {those}."


def say_years(years: list[int]) -> str:
    """Years as runs: “2019/20 and 2020/21”, “2015/16 to 2018/19”."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    if len(runs) == 1 and len(runs[0]) == 2:
        return words.listed([str(AcademicYear(year)) for year in runs[0]])
    return words.listed([_run(run) for run in runs])


def _run(run: list[int]) -> str:
    first, last = str(AcademicYear(run[0])), str(AcademicYear(run[-1]))
    return first if len(run) == 1 else f"{first} to {last}"
