"""How the numbers of a method card read: circumstances, chance, what matters, and how far schools differ."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from plait.core.years import AcademicYear
from plait.indicators.store.definitions import load_definitions
from plait.insight.domain import in_sentence
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_cards import Judgement, Taken
from plait.stats.signals import pupils_of_mean
from plait.web import figures, words

CLASS: Final = 30  # pupils, as pages say it
QUESTION: Final = (
    "How far is a school’s figure from what its circumstances lead one to expect, once luck is taken out, and how sure "
    "is that?"
)
CATEGORIES: Final = {
    "stage": "for which ages it is",
    "settlement": "town or country",
    "selective": "whether it selects by ability",
    "gender": "girls, boys or mixed",
    "region": "region",
}
_HEAVY, _SKEWED = 1.0, 0.5  # excess kurtosis and skewness from which it is worth a sentence
_UNITS: Final = {"percent": "percentage points"}


def say_unit(outcome: Outcome) -> str:
    """The unit of a difference."""
    return _UNITS.get(outcome.definition.unit, "points")


def write_points(outcome: Outcome, value: float) -> str:
    """A size in outcome points, as exactly as the outcome is published and one place more."""
    return words.number(value, places=outcome.definition.decimals + 1)


def say_margin(outcome: Outcome, judged: Judgement) -> tuple[str, ...]:
    """From which size a difference counts, and why."""
    pupils = judged.margin * CLASS / 100
    if outcome.chance != "percentage":
        pupils = float(pupils_of_mean(np.array(judged.margin), pupil_sd=judged.pupil_sd, of=CLASS))
    more = "" if outcome.definition.family == "absence" else _say_pupils(outcome, pupils)
    return (
        (
            f"A difference counts from {write_points(outcome, judged.margin)} {say_unit(outcome)}: "
            f"{outcome.margin_sd:.2f} of the spread between pupils, about two months of learning{more}."
        ),
        (
            f"The spread between pupils is taken as {write_points(outcome, judged.pupil_sd)} {say_unit(outcome)}. "
            f"Source: {judged.pupil_sd_source}."
        ),
    )


def _say_pupils(outcome: Outcome, pupils: float) -> str:
    if outcome.definition.cohort.startswith("entries"):
        return ""
    beyond = "" if outcome.chance == "percentage" else " above the country’s middle pupil"
    return f", or about {words.number(pupils, places=1)} more pupils in {CLASS}{beyond}"


def say_chance(outcome: Outcome, judged: Judgement) -> tuple[str, ...]:
    """How much luck there is in one figure, and how the pupils behind it are known."""
    rules = {
        "percentage": "The luck of a year group is that of drawing as many pupils as the school has, each with the "
        "chance that would be expected there (binomial).",
        "mean": "The luck of a year group is the spread between pupils divided by the square root of their number.",
        "interval": "The luck of a year group is that of the interval which the publisher gives; where there is "
        "none, the spread between pupils divided by the square root of their number.",
    }
    said = [rules[outcome.chance]]
    if outcome.rounded_to:
        said.append(f"Figures are published to the nearest {outcome.rounded_to:g}, which adds a little.")
    if judged.cohorts_taken_rate > 0:
        of = load_definitions().get(outcome.cohort_from)
        name = f" ({in_sentence(of.name)})" if of is not None else ""
        said.append(
            f"For {words.percent(100 * judged.cohorts_taken_rate)} of the figures the number of pupils is not "
            f"published with them, and is taken from the nearest year that has it{name}."
        )
    return tuple(said)


def say_taken(taken: tuple[Taken, ...]) -> tuple[str, ...]:
    """Which years' circumstances stand for which years' results, where these are not the same."""
    groups: dict[tuple[tuple[str, AcademicYear], ...], list[int]] = {}
    for each in taken:
        groups.setdefault(each.inputs, []).append(each.year.start)
    return tuple(
        f"For results of {figures.say_years(years)}: {_say_inputs(dict(inputs))}." for inputs, years in groups.items()
    )


def _say_inputs(inputs: Mapping[str, AcademicYear]) -> str:
    by_year: dict[AcademicYear, list[str]] = {}
    for name, year in inputs.items():
        by_year.setdefault(year, []).append(in_sentence(load_definitions()[name].short))
    told = [f"{words.listed(names)} of {year}" for year, names in sorted(by_year.items(), reverse=True)]
    return "; ".join(told)


def say_memory(judged: Judgement) -> str:
    """How long a moving difference lasts."""
    if judged.school.moving == 0 and judged.trust.moving == 0:
        return "Nothing was found that moves slowly from year to year."
    one, three = (words.percent(100 * judged.persistence**years) for years in (1, 3))
    rate = f"{judged.persistence:.2f}"
    return f"Of what moves, {one} is left after a year and {three} after three years (persistence {rate})."


def say_shape(judged: Judgement) -> tuple[str, ...]:
    """On what scale the model works, and whether a few schools differ far more than the rest."""
    if judged.shape is None:
        return ("What lasts is taken to be spread normally.",)
    skewness, excess = judged.shape
    said = []
    if judged.bent:
        said.append(
            "The model works on a bent scale (probits), on which a percentage stays between 0 and 100. The sizes above "
            "are those around the country’s figure; nearer to 0 or 100 they are smaller."
        )
    if excess > _HEAVY:
        said.append("A few schools differ far more than the rest, and are drawn in less for it.")
    if abs(skewness) > _SKEWED:
        side = "above" if skewness > 0 else "below"
        said.append(f"Schools lie further out {side} what is expected than on the other side.")
    shape = f"skewness {words.signed(skewness, places=2)}, excess kurtosis {words.signed(excess, places=2)}"
    return (*said, f"The shape of what lasts is taken as it is found: {shape}.")


def say_scale(judged: Judgement) -> tuple[str, ...]:
    """How earlier series were brought to the scale of the latest."""
    if not judged.scale:
        return ()
    told = words.listed([f"{each:.2f}" for each in judged.scale])
    if len(judged.scale) == 1:
        return (f"The earlier series is brought to the scale of the latest: a unit of the latest was {told} in it.",)
    return (f"Earlier series are brought to the scale of the latest: a unit of it was {told} in them, oldest first.",)
