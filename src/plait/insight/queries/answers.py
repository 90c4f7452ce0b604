"""What the queries about neighbours answer with: frozen, in the units of the publisher, ready to be presented."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.insight.domain import Recipe
from plait.insight.queries.pools import Filters, Reach


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a school cannot be matched: an input that is missing, or a pool that it does not belong to."""

    label: str
    reason: Reason | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Strip:
    """How an input is spread over the pool: `bins` are counts over equal steps from `lo` to `hi`.

    Figures beyond fall in the ends.
    """

    lo: float
    hi: float
    bins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One input of the recipe: the school's own figure, where that lies nationally, and the neighbours' figures.

    `weight_rate` is its share of the weight (0–1); `below_rate` the share of the pool with a lower figure (0–1), None
    where the school has no figure; `typical` the median of the neighbours; `near` the figure of each neighbour in their
    order.
    """

    id: str
    label: str
    unit: str
    decimals: int
    weight_rate: float
    value: float | None
    reason: Reason | None
    below_rate: float | None
    national_median: float
    typical: float | None
    near: tuple[float | None, ...]
    strip: Strip


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One school (or trust) in like circumstances.

    `order` starts at 1. `shares` is what the distance is made of: one share (0–1) for each input in the order of the
    standings, then, where the recipe penalises categories, one for each of those; they sum to 1, and are all 0 at
    distance 0. `compared_rate` is the share of the weight on which the pair could be compared. `survival_rate` says in
    how many of the disturbed repeats it stays among the k (None where that was not asked for). `distance_percentile`
    (0–100) says where the distance lies among the distances of all neighbours nationally: 50 is as near as neighbours
    usually are. `inherited` says that a figure compared is a predecessor's.
    """

    urn: int
    name: str
    town: str | None
    phase: str | None
    status: str
    trust_uid: int | None
    trust_name: str | None
    order: int
    distance: float
    distance_percentile: float
    shares: tuple[float, ...]
    values: tuple[float | None, ...]
    compared_rate: float
    survival_rate: float | None
    miles: float | None
    same_trust: bool
    inherited: bool


@dataclass(frozen=True, slots=True)
class Typicality:
    """Whether a school has near neighbours at all, against every other school of the national pool.

    `nearer_rate`: the share of schools (0–1) whose neighbours are, on average, farther than this school's;
    `mean_distance` is the mean to its k national neighbours, `national_median` that of the middle school, `nearest` the
    distance of its nearest.
    """

    nearer_rate: float
    mean_distance: float
    national_median: float
    nearest: float
    schools_n: int

    @property
    def words(self) -> str:
        """In the words of a sentence: “typical”, “fairly typical”, “unusual”, “very unusual”."""
        if self.nearer_rate >= 0.5:
            return "typical"
        if self.nearer_rate >= 0.2:
            return "fairly typical"
        return "unusual" if self.nearer_rate >= 0.05 else "very unusual"


@dataclass(frozen=True, slots=True)
class NeighbourSet:
    """The neighbours of one school under one recipe, and how sure that is.

    `matched` is False where the recipe cannot be used for the school; `obstacles` then say why, and there are no
    neighbours. `pool_n` counts the schools that could have been neighbours. `trust_n` and `near_n` count neighbours in
    the school's own trust and within 25 miles; `placed_n` those whose place is known. `inherited` says that a figure is
    a predecessor's.
    """

    urn: int
    name: str
    trust_uid: int | None
    trust_name: str | None
    recipe: Recipe
    build: str
    year: AcademicYear
    years: tuple[AcademicYear, ...]
    reach: Reach
    pool: str
    filters: Filters
    k: int
    matched: bool
    obstacles: tuple[Obstacle, ...]
    pool_n: int
    standings: tuple[Standing, ...]
    share_labels: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    typicality: Typicality | None
    trust_n: int
    near_n: int
    placed_n: int
    inherited: bool
    compared_rate: float

    @property
    def urns(self) -> tuple[int, ...]:
        """The neighbours' URNs, nearest first."""
        return tuple(each.urn for each in self.neighbours)

    @property
    def outside(self) -> bool:
        """Whether the school is of a kind that the recipe leaves out, so that no figure would help."""
        return any(each.label == self.recipe.name for each in self.obstacles)

    @property
    def fewer(self) -> bool:
        """Whether the pool held fewer schools than were asked for, so that it may be worth widening."""
        return self.matched and len(self.neighbours) < self.k

    @property
    def far(self) -> bool:
        """Whether even the nearest school here is farther than nine in ten national neighbours are."""
        return bool(self.neighbours) and self.neighbours[0].distance_percentile > 90


@dataclass(frozen=True, slots=True)
class InOut:
    """For one school of a trust: the nearest in the trust and the nearest outside it, with absolute similarity."""

    urn: int
    name: str
    recipe: str
    inside: Neighbour | None
    outside: Neighbour | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """How many of a school's neighbours stay, on average over a sample of schools (0–1)."""

    jitter_rate: float
    sample_n: int
    years_rate: Mapping[str, float]
