"""The method card of an outcome: how it was judged with this build, read from the run that was kept. Open data."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import polars as pl
from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Family, Refusal, Skill
from plait.organisations.domain import Scope

PROBITS: Final = "probits"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a result rests on: the build it is shown with and the one it was worked out in, method, code and seed."""

    build: str
    computed_in: str
    content_hash: str
    method: str
    code: str
    plait_version: str
    seed: int
    run: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The circumstances that were taken for a year: each with the year that its figures describe."""

    year: AcademicYear
    inputs: tuple[tuple[str, AcademicYear], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A year between the first and the last that has no figures, and why where that is known."""

    year: AcademicYear
    why: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How far schools, or trusts, differ: standard deviations in outcome points, of a percentage around the country's.

    `constant` never changes, `moving` fades by the persistence a year, `yearly` holds in one year only.
    """

    constant: float
    moving: float
    yearly: float

    @property
    def lasting(self) -> float:
        """Of the level in any one year."""
        return float((self.constant**2 + self.moving**2) ** 0.5)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an outcome was judged: what is known of its expectation, its spreads and its list.

    `margin`, `pupil_sd` and the spreads are outcome points; rates are 0–1; `breaks` are years from which the outcome is
    on another scale; `not_asked` counts schools without a word, by reason. `scale` is how far a unit of the latest
    series reaches in each earlier one, oldest first. `bent` says that the model works on probits, on which percentages
    stay between 0 and 100; `shape` is skewness and excess kurtosis of what lasts,
    None where it was taken as normal (method 1).
    """

    skill: tuple[Skill, ...]
    taken: tuple[Taken, ...]
    years: tuple[AcademicYear, ...]
    gaps: tuple[Gap, ...]
    breaks: tuple[tuple[AcademicYear, str], ...]
    margin: float
    pupil_sd: float
    pupil_sd_source: str
    level: float
    school: Spread
    trust: Spread
    bent: bool
    shape: tuple[float, float] | None
    persistence: float
    scale: tuple[float, ...]
    steps: int
    schools_n: int
    cohorts_taken_rate: float
    family: Family
    not_asked: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SignalCard:
    """One outcome: what it rests on, and either how it was judged or why it was not."""

    outcome: Outcome
    provenance: Provenance
    refusal: Refusal | None
    judgement: Judgement | None

    @property
    def skill(self) -> Skill | None:
        """What the expectation of the latest year is worth."""
        return None if self.judgement is None else self.judgement.skill[-1]


def list_cards(scope: Scope, store: Store) -> list[SignalCard]:
    """The card of every outcome of the shelf that was looked at with this build, in its order.

    Raises
    ------
    NoSignals
        If signals were not worked out for this build.
    """
    require_open_data(scope)
    return [_read(store, one) for one in signals.newest(store).values()]


def list_outcomes(scope: Scope, store: Store) -> list[Outcome]:
    """The outcomes that were looked at with this build, in the order of the shelf; none where none were."""
    require_open_data(scope)
    runs = kept.list_runs(kept.folder_of(store.name))
    return [outcome for outcome in shelf.list_outcomes() if outcome.key in runs]


def get_card(scope: Scope, store: Store, key: str) -> SignalCard:
    """The card of one outcome.

    Raises
    ------
    UnknownOutcome
        If there is no such outcome.
    NoSignals
        If it was not looked at with this build.
    """
    require_open_data(scope)
    return _read(store, kept.get(store, shelf.get_outcome(key)))


def get_raw(scope: Scope, store: Store, key: str) -> dict[str, Any]:
    """The card as it was kept, word for word.

    Raises
    ------
    UnknownOutcome, NoSignals
        As for `get_card`.
    """
    require_open_data(scope)
    return kept.get(store, shelf.get_outcome(key)).card


def _read(store: Store, one: kept.Kept) -> SignalCard:
    outcome, card = shelf.get_outcome(one.key), one.card
    names = ("build", "computed_in", "content_hash", "method", "code", "plait_version", "seed", "fingerprint")
    provenance = Provenance(run=one.run, **{name: card[name] for name in names})
    if one.refusal is not None:
        refusal = Refusal(one.refusal["what"], one.refusal["why"], one.refusal["mend"])
        return SignalCard(outcome, provenance, refusal, None)
    return SignalCard(outcome, provenance, None, _judgement(store, outcome, one))


def _judgement(store: Store, outcome: Outcome, one: kept.Kept) -> Judgement:
    card, spreads = one.card, one.card["spreads"]
    years = tuple(AcademicYear(year) for year in card["years"])
    logs = sorted((name for name in spreads if name.startswith("scale.")), key=lambda name: int(name.split(".")[1]))
    return Judgement(
        skill=tuple(_skill(row) for row in card["skill"]),
        taken=tuple(_taken(row) for row in card["contexts"] if row["year"] in card["years"]),
        years=years,
        gaps=_gaps(outcome, card),
        breaks=_breaks(outcome, years),
        margin=card["margin"],
        pupil_sd=card["pupil_sd"],
        pupil_sd_source=card["pupil_sd_source"],
        level=card["level"],
        school=_spread(card, "school"),
        trust=_spread(card, "trust"),
        bent=card.get("spreads_unit") == PROBITS,
        shape=(card["shape"]["skewness"], card["shape"]["excess"]) if "shape" in card else None,
        persistence=spreads["persistence"],
        scale=tuple(math.exp(spreads[name]) for name in logs),
        steps=card["spreads_steps"],
        schools_n=card["schools_n"],
        cohorts_taken_rate=card["taken_rate"],
        family=signals.family_of(one),
        not_asked=_count_not_asked(store, one),
    )


def _skill(row: Mapping[str, Any]) -> Skill:
    return Skill(
        year=AcademicYear(row["year"]),
        explained_rate=row["r2"],
        ceiling_rate=row["ceiling"],
        residual_sd=row["residual_sd"],
        chance_sd=row["chance_sd"],
        schools_n=row["schools_n"],
        weak=row["weak"],
    )


def _taken(row: Mapping[str, Any]) -> Taken:
    inputs = tuple((name, AcademicYear(year)) for name, year in row["inputs"].items())
    return Taken(AcademicYear(row["year"]), inputs)


def _spread(card: Mapping[str, Any], whose: str) -> Spread:
    spreads, unit = card["spreads"], _points_of_a_unit(card)
    return Spread(**{name: unit * math.sqrt(spreads[f"{whose}.{name}"]) for name in ("constant", "moving", "yearly")})


def _points_of_a_unit(card: Mapping[str, Any]) -> float:
    """Outcome points that a unit of the spreads is worth; of a probit, around the country's percentage.

    The pupil SD is √(p (100 − p)), and a probit is worth as much at p as at 100 − p.
    """
    if card.get("spreads_unit") != PROBITS:
        return 1.0
    share = 0.5 + math.sqrt(max(0.0, 0.25 - (card["pupil_sd"] / 100.0) ** 2))
    return 100.0 * math.exp(-(float(ndtri(share)) ** 2) / 2.0) / math.sqrt(2.0 * math.pi)


def _gaps(outcome: Outcome, card: Mapping[str, Any]) -> tuple[Gap, ...]:
    """Years from the first to the last without figures that count: what the definition says of them, or the run."""
    left_out = {row["year"]: row["why"] for row in card["left_out"]}
    missing = set(range(min(card["years"]), max(card["years"]) + 1)) - set(card["years"])
    found = []
    for year in sorted(missing | left_out.keys()):
        known = (each for each in outcome.definition.gaps if each.first <= year <= (each.last or year))
        said = next((each.sentence for each in known), "")
        found.append(Gap(AcademicYear(year), said or left_out.get(year, "")))
    return tuple(found)


def _breaks(outcome: Outcome, years: tuple[AcademicYear, ...]) -> tuple[tuple[AcademicYear, str], ...]:
    """Where a new series begins among the years judged, and why."""
    held = [year.start for year in years]
    spans = [each for each in outcome.definition.spans if any(each.first <= y <= (each.last or y) for y in held)]
    return tuple((AcademicYear(each.first), each.because) for each in spans[1:])


def _count_not_asked(store: Store, one: kept.Kept) -> Mapping[str, int]:
    table = kept.frame(store, one, "schools").filter(~pl.col("answerable"))
    counts = table.group_by("why").len().sort("len", "why", descending=[True, False])
    return MappingProxyType(dict(counts.iter_rows()))
