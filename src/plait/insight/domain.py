"""What a recipe for statistical neighbours is, and the rules that it must keep."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear

_PROPER = frozenset({"English", "EBacc", "GCSE", "Ofsted"})  # words that keep their capital inside a sentence
WEIGHT_TOLERANCE = 1e-6  # how far the weights may sum from the sum that the recipe states


class RecipeError(PlaitError):
    """A recipe that cannot be used as it stands."""


class BadRecipe(RecipeError):
    """A recipe that lacks an entry, or holds one that is not understood."""


class UnknownRecipe(RecipeError):
    """A recipe asked for by an id that is not there."""


class UnknownIndicator(RecipeError):
    """A recipe that names an indicator for which there is no definition."""


class UnknownField(RecipeError):
    """A recipe that names a field that schools do not have."""


class BadWeights(RecipeError):
    """Weights that are not positive, or do not sum to what the recipe states."""


class OutcomeAsInput(RecipeError):
    """An outcome among the inputs of a recipe that judges it.

    Neighbours would be alike because of what they are compared on.
    """


class NoSuchYear(RecipeError):
    """A year for which the inputs of a recipe are not held."""


class NotScaled(RecipeError):
    """An input that is the same in every school, or known for hardly any: it has no scale."""


class Unit(StrEnum):
    """Whose neighbours a recipe finds."""

    SCHOOL = "school"
    TRUST = "trust"


class Scaling(StrEnum):
    """By what a difference in a characteristic is divided before it is weighted and squared."""

    SAMPLE_SD = "sample_sd"
    POPULATION_SD = "population_sd"
    RANGE = "range"
    MAD = "mad"
    PUBLISHED_SD = "published_sd"  # a national standard deviation that the publisher gives, in the build's `constants`
    STATED = "stated"  # given with each characteristic in the recipe

    @property
    def divisor(self) -> str:
        """What that is, in words."""
        return _DIVISORS[self]


_DIVISORS = {
    Scaling.SAMPLE_SD: "the standard deviation over the schools that can be matched",
    Scaling.POPULATION_SD: "the population standard deviation over the schools that can be matched",
    Scaling.RANGE: "the range over the schools of the same phase",
    Scaling.MAD: "the median absolute deviation over the schools that can be matched",
    Scaling.PUBLISHED_SD: "the national standard deviation that the publisher gives",
    Scaling.STATED: "the scale stated beside it, into which its weight is folded",
}


class ConstraintKind(StrEnum):
    """How much a recipe minds that two schools differ in a category."""

    EXACT = "exact"  # a school of another category is never a neighbour
    PREFERRED = "preferred"  # of the nearest `among`, those of the same category come first
    PENALISED = "penalised"  # `penalty` is added to the squared distance


class YearKind(StrEnum):
    """Which years' figures a recipe uses."""

    FIXED = "fixed"  # only the years that the recipe lists
    LATEST = "latest"  # of each characteristic the newest year that is held
    MEAN = "mean"  # of each characteristic the mean of the years held within the window


# Numbers that stand in the table of schools, and may be characteristics.
NUMERIC_FIELDS = frozenset({"age_low", "age_high", "easting", "northing", "pupils_n"})
# Categories that stand in that table, or follow from it (`stage`, `faith`, `settlement`), and may be constraints.
CATEGORY_FIELDS = frozenset(
    {
        "phase",
        "gender",
        "admissions",
        "religious_character",
        "urban_rural",
        "region",
        "sixth_form",
        "nursery_provision",
        "type_group",
        "academy",
        "la_code",
        "stage",
        "selective",
        "faith",
        "settlement",
    }
)
# What is known of a trust as a whole.
TRUST_FIELDS = frozenset({"schools_n", "primary_share", "secondary_share", "special_share", "spread_miles"})


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One input of a recipe: an indicator or a field of the register, and how much it weighs.

    `scale` is set where the recipe states it; `constant` names the published standard deviation otherwise; `rounding`
    is the unit to which the publisher rounds; `years` limits the input to some of the recipe's fixed years; `plus` are
    indicators added to the first; `stands` marks a figure that holds until it is replaced, however old.
    """

    id: str
    label: str
    weight: float
    unit: str
    rounding: float
    indicator: str | None = None
    field: str | None = None
    scale: float | None = None
    constant: str | None = None
    years: tuple[int, ...] = ()
    plus: tuple[str, ...] = ()
    stands: bool = False
    log: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that it is made of."""
        return () if self.indicator is None else (self.indicator, *self.plus)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A category in which neighbours should agree."""

    field: str
    kind: ConstraintKind
    label: str
    among: int = 0
    penalty: float = 0.0


@dataclass(frozen=True, slots=True)
class Pool:
    """Which schools can be neighbours at all. Empty `phases` or `statuses`: any."""

    phases: tuple[str, ...]
    statuses: tuple[str, ...]
    sentence: str
    by_phase: bool = False  # each phase is a pool of its own, with its own scales (all-through schools apart)


@dataclass(frozen=True, slots=True)
class Years:
    """The year basis: `choices` are the years of a fixed basis, newest first.

    `window` counts back from the year asked for.
    """

    kind: YearKind
    choices: tuple[int, ...] = ()
    window: int = 1
    follow_chain: bool = False


@dataclass(frozen=True, slots=True)
class PublishedScale:
    """Where the published standard deviations are: `source` in `constants`.

    `population` ones are corrected by n/(n−1).
    """

    source: str
    population: bool
    n: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the inputs explained of an outcome in schools that the fit had not seen, when, and on how many."""

    outcome: str
    year: int
    inputs_year: int
    explained: float
    schools_n: int
    residual_sd: float
    unit: str
    shares: Mapping[str, float]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How neighbours are chosen, and why so."""

    id: str
    version: str
    name: str
    why: str
    status: str
    owner: str
    next_review: dt.date
    unit: Unit
    k: int
    weights_sum: float
    scaling: Scaling
    years: Years
    pool: Pool
    min_weight_share: float
    missing: str
    characteristics: tuple[Characteristic, ...]
    constraints: tuple[Constraint, ...] = ()
    judged: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    published: PublishedScale | None = None
    evidence: tuple[Evidence, ...] = ()
    agreement: str = ""
    source: str = ""

    @property
    def key(self) -> str:
        """Id and version, as kept sets are named."""
        return f"{self.id}@{self.version}"

    def characteristics_of(self, year: int | None) -> tuple[Characteristic, ...]:
        """The inputs that apply on one year basis."""
        return tuple(c for c in self.characteristics if not c.years or year is None or year in c.years)


def check(recipe: Recipe, *, kinds: Mapping[str, str]) -> None:
    """Raise the first rule that a recipe breaks, by name.

    `kinds` maps the id of every defined indicator to its kind (`context`, `outcome`, …).
    """
    _check_names(recipe, kinds=kinds)
    _check_outcomes(recipe, kinds=kinds)
    for year in recipe.years.choices or (None,):
        _check_weights(recipe, year=year)
    _check_scales(recipe)
    _check_numbers(recipe)


def _check_names(recipe: Recipe, *, kinds: Mapping[str, str]) -> None:
    fields = TRUST_FIELDS if recipe.unit is Unit.TRUST else NUMERIC_FIELDS
    for item in recipe.characteristics:
        if (item.indicator is None) == (item.field is None):
            raise BadRecipe(
                f"The input “{item.id}” of recipe “{recipe.id}” is not usable.",
                why="It names both an indicator and a field, or neither.",
                mend="Give it exactly one of “indicator” and “field”.",
            )
        for indicator in item.indicators:
            if indicator not in kinds:
                raise UnknownIndicator(
                    f"Recipe “{recipe.id}” uses the indicator “{indicator}”.",
                    why="No definition has that id.",
                    mend="Correct the id, or add the definition.",
                )
        if item.field is not None and item.field not in fields:
            raise UnknownField(
                f"Recipe “{recipe.id}” uses the field “{item.field}”.",
                why="It is not a number that the register holds.",
                mend=f"Use one of: {', '.join(sorted(fields))}.",
            )
    for outcome in recipe.judged:
        if outcome not in kinds:
            raise UnknownIndicator(
                f"Recipe “{recipe.id}” says that it judges “{outcome}”.",
                why="No definition has that id.",
                mend="Correct the id.",
            )
    for constraint in recipe.constraints:
        if constraint.field not in CATEGORY_FIELDS:
            raise UnknownField(
                f"Recipe “{recipe.id}” constrains the field “{constraint.field}”.",
                why="It is not a category of the register.",
                mend=f"Use one of: {', '.join(sorted(CATEGORY_FIELDS))}.",
            )


def _check_outcomes(recipe: Recipe, *, kinds: Mapping[str, str]) -> None:
    for indicator in (each for item in recipe.characteristics for each in item.indicators):
        if indicator in recipe.judged or kinds[indicator] == "outcome":
            raise OutcomeAsInput(
                f"Recipe “{recipe.id}” was refused: its input “{indicator}” is an outcome.",
                why="Schools chosen to have like results cannot then be compared on results.",
                mend="Take it out of the characteristics.",
            )


def _check_weights(recipe: Recipe, *, year: int | None) -> None:
    items = recipe.characteristics_of(year)
    if not items:
        raise BadRecipe(f"Recipe “{recipe.id}” has no inputs{_on(year)}.", mend="Give it at least one characteristic.")
    for item in items:
        if not item.weight > 0:
            raise BadWeights(
                f"The weight of “{item.id}” in recipe “{recipe.id}” is {item.weight:g}.",
                why="A weight must be above zero.",
                mend="Leave the characteristic out, or give it a weight.",
            )
    total = sum(item.weight for item in items)
    if abs(total - recipe.weights_sum) > WEIGHT_TOLERANCE:
        raise BadWeights(
            f"The weights of recipe “{recipe.id}” sum to {total:g}{_on(year)}.",
            why=f"The recipe states that they sum to {recipe.weights_sum:g}.",
            mend="Correct the weights or “weights_sum”.",
        )


def _check_scales(recipe: Recipe) -> None:
    for item in recipe.characteristics:
        if recipe.scaling is Scaling.STATED and not (item.scale is not None and item.scale > 0):
            raise BadRecipe(
                f"The input “{item.id}” of recipe “{recipe.id}” has no scale.",
                why="The recipe says that each input states its own.",
                mend="Give it a “scale” above zero.",
            )
        if recipe.scaling is Scaling.PUBLISHED_SD and (item.constant is None or recipe.published is None):
            raise BadRecipe(
                f"The input “{item.id}” of recipe “{recipe.id}” names no published standard deviation.",
                mend="Give the input a “constant”, and the recipe a [published] entry.",
            )


def _check_numbers(recipe: Recipe) -> None:
    if recipe.k < 1:
        raise BadRecipe(f"Recipe “{recipe.id}” asks for {recipe.k} neighbours.", mend="Ask for at least one.")
    if not 0 < recipe.min_weight_share <= 1:
        raise BadRecipe(
            f"Recipe “{recipe.id}” compares pairs on {recipe.min_weight_share:g} of the weight.",
            mend="Give a share above 0 and at most 1.",
        )
    for constraint in recipe.constraints:
        if constraint.kind is ConstraintKind.PREFERRED and constraint.among < recipe.k:
            raise BadRecipe(
                f"Recipe “{recipe.id}” prefers the same {constraint.label} among the {constraint.among} nearest.",
                why=f"That is fewer than the {recipe.k} neighbours it gives.",
                mend="Make “among” larger than “k”.",
            )
        if constraint.kind is ConstraintKind.PENALISED and not constraint.penalty > 0:
            raise BadRecipe(
                f"Recipe “{recipe.id}” penalises another {constraint.label} by {constraint.penalty:g}.",
                mend="Give a “penalty” above zero.",
            )


def _on(year: int | None) -> str:
    return "" if year is None else f" on the {AcademicYear(year)} basis"


def freeze(shares: Mapping[str, float]) -> Mapping[str, float]:
    """A mapping that cannot be changed, for a frozen result."""
    return MappingProxyType(dict(shares))


def list_labels(items: Sequence[Characteristic]) -> str:
    """The inputs in words, for a sentence."""
    labels = [in_sentence(item.label) for item in items]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: “pupils on roll”, but “English …” and “SEN support”."""
    first = label.split(" ", 1)[0]
    return label if first in _PROPER or first[1:].lower() != first[1:] else label[:1].lower() + label[1:]
