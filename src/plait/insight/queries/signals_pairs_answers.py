"""What the query on pairs of a trust gives back."""

from dataclasses import dataclass
from typing import Literal

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Alike
from plait.insight.queries.signals_trust_answers import Listing

# Why a need has no host: no school of the trust is a bright spot there; those that are work in unlike circumstances;
# those that would do host others already; or the school itself cannot be compared.
Why = Literal["nobody", "unlike", "full", "unmatched"]


@dataclass(frozen=True, slots=True)
class Party:
    """One school of a pair with its evidence in the outcome; `probability` is that of the side its word is on."""

    urn: int
    name: str
    town: str | None
    trust_uid: int | None
    trust_name: str | None
    word: str
    probability: float
    estimate: float
    lo: float
    hi: float
    pupils: str
    years: tuple[AcademicYear, ...]


@dataclass(frozen=True, slots=True)
class Host:
    """A school that answers a need, and how like the two schools are.

    `distance` is that of circumstances under the recipe for the phase of the school in need; `unlike_rate` is the share
    of pairs of schools in England, picked at random, that are more alike than these two; `alike` says in what.
    """

    party: Party
    distance: float
    unlike_rate: float
    miles: float | None
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and the host that answers it.

    Of `willing_n` bright spots of the trust that could answer it, `nearer` are more alike and visited by others in this
    plan; `other` is the most alike of the rest, in case this visit cannot be.
    """

    outcome: Outcome
    margin: float
    reach: float
    need: Party
    host: Host
    willing_n: int
    nearer: tuple[str, ...]
    other: Host | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A need that no school of the trust answers, why, and the most alike bright spots elsewhere (at most three)."""

    outcome: Outcome
    margin: float
    reach: float
    need: Party
    why: Why
    spots_n: int
    outside: tuple[Host, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """How likeness was measured for the schools of one phase: the recipe, its year, and the limit of distance."""

    recipe: str
    recipe_name: str
    year: AcademicYear
    limit: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who could visit whom in a trust: as many needs answered as can be, then by hosts as alike as can be."""

    uid: int
    build: str
    method: str
    level: float
    capacity: int
    miles: float | None
    needs: Listing
    spots: Listing
    pairs: tuple[Pair, ...]
    unanswered: tuple[Unanswered, ...]
    bases: tuple[Basis, ...]
    total: float
