"""The schools of the fictional sector as they stand before their history is told: kind, place, size, context, name."""

from dataclasses import dataclass

import numpy as np

from plait.simulation.draws import Bools, Floats, Ints, Seed, flag, pick, settle, share_out
from plait.simulation.errors import SectorTooSmall
from plait.simulation.fitted import REGIONS, draw_context, from_scores, load_fitted
from plait.simulation.naming import Kind, name_schools
from plait.simulation.places import Places, write_postcodes

PHASES = ("primary", "secondary", "special", "alternative", "nursery", "independent")
PRIMARY, SECONDARY, SPECIAL, ALTERNATIVE, NURSERY, INDEPENDENT = range(6)
NO_FAITH, CHURCH_OF_ENGLAND, CATHOLIC = range(3)
MIXED, GIRLS, BOYS = range(3)
FULL, INFANT, JUNIOR = range(3)  # the span of a primary
FEWEST_SCHOOLS = 100
CONTEXT = ("pupils", "fsm", "eal", "sen_support", "ehc", "prior", "polar", "stability", "idaci")

_INDEPENDENT_WEIGHT = 0.4  # a few independents, fewer than England has: the sector is for trusts
_SPAN_SHARES = (0.86, 0.075, 0.065)  # full primaries, infants, juniors
_ALL_THROUGH_SHARE = 0.046  # of secondaries: 160 of 3,444 in January 2023
_CLOSED_SHARE, _NEW_SHARE = 0.004, 0.004  # of schools, a year
_SELECTIVE_PRIOR, _SELECTIVE_FSM = 7.0, -1.6  # points of mean scaled score above others; mean normal score of FSM


@dataclass(frozen=True, slots=True)
class Schools:
    """One entry for each school (a school keeps its entry when it becomes an academy). All arrays have one length.

    `scores` are normal scores of context; `opened` and `closed` are academic years (0: before the sector begins, and
    still open).
    """

    phase: Ints
    place: Ints
    region: Ints
    easting: Floats
    northing: Floats
    postcode: tuple[str, ...]
    name: tuple[str, ...]
    street: tuple[str, ...]
    faith: Ints
    gender: Ints
    span: Ints
    all_through: Bools
    selective: Bools
    sixth_form: Bools
    nursery: Bools
    age_low: Ints
    age_high: Ints
    opened: Ints
    closed: Ints
    academy: Bools
    scores: dict[str, Floats]

    @property
    def n(self) -> int:
        """How many schools there are, open or closed."""
        return len(self.phase)


def found_schools(seed: Seed, places: Places, *, open_schools: int) -> Schools:
    """Found the schools: `open_schools` that are open today, and those that closed on the way.

    Raises
    ------
    SectorTooSmall
        If fewer than `FEWEST_SCHOOLS` are asked for.
    """
    _refuse_small(open_schools)
    rng = seed.stream("schools")
    phase, closed = _deal_phases(rng, open_schools)
    n = len(phase)
    region, place = _deal_places(rng, phase, places)
    faith, gender = _deal_characters(rng, phase)
    span = np.where(phase == PRIMARY, pick(rng, _SPAN_SHARES, n), FULL)
    all_through = (phase == SECONDARY) & flag(rng, _ALL_THROUGH_SHARE, n)
    selective = (
        (phase == SECONDARY) & ~all_through & flag(rng, load_fitted()["secondary"]["parts"]["selective_share"], n)
    )
    sixth_form = ((phase == SECONDARY) & flag(rng, load_fitted()["sixth_form"]["share"], n)) | selective
    nursery = (phase == PRIMARY) & (span != JUNIOR) & flag(rng, 0.47, n)
    low, high = _age_ranges(phase, span, all_through=all_through, sixth_form=sixth_form, nursery=nursery)
    academy = _deal_academies(rng, phase)
    new = academy & (closed == 0) & flag(rng, _NEW_SHARE * 12, n)
    opened = np.where(new, 2011 + pick(rng, [1.0] * 13, n), 0)
    scores = _draw_scores(seed.stream("context"), phase, region, selective=selective)
    easting = settle(places.easting[place] + 900 * rng.standard_normal(n).clip(-2, 2))
    northing = settle(places.northing[place] + 900 * rng.standard_normal(n).clip(-2, 2))
    postcode = write_postcodes(seed.stream("postcodes"), place, places)
    traits = zip(*(a.tolist() for a in (phase, faith, span, gender, selective)), strict=True)
    name, street = name_schools(seed.stream("names"), places, place, [Kind(*trait) for trait in traits])
    return Schools(
        phase=phase, place=place, region=region, easting=easting, northing=northing, postcode=tuple(postcode),
        name=name, street=street, faith=faith, gender=gender, span=span, all_through=all_through, selective=selective,
        sixth_form=sixth_form, nursery=nursery, age_low=low, age_high=high, opened=opened, closed=closed,
        academy=academy, scores=scores,
    )  # fmt: skip


def _refuse_small(open_schools: int) -> None:
    if open_schools < FEWEST_SCHOOLS:
        raise SectorTooSmall(
            f"A sector of {open_schools} schools was not simulated.",
            why="Every phase and region needs some.",
            mend=f"Ask for {FEWEST_SCHOOLS} or more.",
        )


def _deal_phases(rng: np.random.Generator, open_schools: int) -> tuple[Ints, Ints]:
    told = load_fitted()["phase"]
    weights = [told[p]["share"] * (_INDEPENDENT_WEIGHT if p == "independent" else 1.0) for p in PHASES]
    counts = [max(2, n) for n in share_out(open_schools, weights)]
    counts[PRIMARY] -= sum(counts) - open_schools
    still_open = np.repeat(np.arange(len(PHASES)), counts)
    gone_n = round(open_schools * _CLOSED_SHARE * 10)
    gone = pick(rng, weights, gone_n)
    phase = np.concatenate([still_open, gone])
    closed = np.concatenate([np.zeros(open_schools, dtype=np.int64), 2015 + pick(rng, [1.0] * 10, gone_n)])
    order = rng.permutation(len(phase))
    return phase[order], closed[order]


def _deal_places(rng: np.random.Generator, phase: Ints, places: Places) -> tuple[Ints, Ints]:
    told = load_fitted()["phase"]
    region, place = np.zeros(len(phase), dtype=np.int64), np.zeros(len(phase), dtype=np.int64)
    for p, label in enumerate(PHASES):
        of_phase = np.flatnonzero(phase == p)
        region[of_phase] = pick(rng, told[label]["region_share"], len(of_phase))
        for r in range(len(REGIONS)):
            here = of_phase[region[of_phase] == r]
            inside = np.flatnonzero(places.region == r)
            weight = places.weight[inside] * np.where(places.kind[inside] == 2, 1.0 if p == PRIMARY else 0.25, 1.0)
            place[here] = inside[pick(rng, weight, len(here))]
    return region, place


def _deal_characters(rng: np.random.Generator, phase: Ints) -> tuple[Ints, Ints]:
    told = load_fitted()["phase"]
    religious = np.array([told[p]["religious_share"] for p in PHASES])[phase]
    catholic = np.array([told[p]["catholic_share"] for p in PHASES])[phase]
    drawn = rng.random(len(phase))
    faith = np.where(drawn < catholic, CATHOLIC, np.where(drawn < religious, CHURCH_OF_ENGLAND, NO_FAITH))
    parts = load_fitted()["secondary"]["parts"]
    single = rng.random(len(phase))
    gender = np.where(single < parts["girls_share"], GIRLS, np.where(single > 1 - parts["boys_share"], BOYS, MIXED))
    return faith, np.where(phase == SECONDARY, gender, MIXED)


def _deal_academies(rng: np.random.Generator, phase: Ints) -> Bools:
    told = load_fitted()["phase"]
    return flag(rng, np.array([told[p]["academy_share"] for p in PHASES])[phase], len(phase))


def _age_ranges(phase: Ints, span: Ints, *, all_through: Bools, sixth_form: Bools, nursery: Bools) -> tuple[Ints, Ints]:
    low = np.array([4, 11, 4, 11, 2, 7])[phase]
    high = np.array([11, 16, 16, 16, 5, 18])[phase]
    low = np.where(span == JUNIOR, 7, np.where(nursery, 3, np.where(all_through, 4, low)))
    high = np.where(span == INFANT, 7, np.where(sixth_form, 18, high))
    return low, high


def _draw_scores(rng: np.random.Generator, phase: Ints, region: Ints, *, selective: Bools) -> dict[str, Floats]:
    scores = {name: rng.standard_normal(len(phase)) for name in CONTEXT}
    for p, label in enumerate(PHASES[:INDEPENDENT]):
        here = np.flatnonzero(phase == p)
        for name, values in draw_context(rng, label, region[here]).items():
            scores[name][here] = values
    fsm = scores["fsm"]
    primary = phase == PRIMARY
    for name in ("polar", "stability", "idaci"):
        r = load_fitted()["primary"][name]["r_fsm"]
        tied = r * fsm + np.sqrt(1 - r * r) * scores[name]
        scores[name] = np.where(primary, tied, scores[name])
    r = load_fitted()["primary"]["ks1"]["r_fsm"]
    scores["prior"] = np.where(primary, r * fsm + np.sqrt(1 - r * r) * scores["prior"], scores["prior"])
    scores["fsm"] = np.where(selective, _SELECTIVE_FSM + 0.35 * fsm, fsm)
    scores["idaci"] = np.where(selective, scores["idaci"] - 1.0, scores["idaci"])
    return {name: settle(values) for name, values in scores.items()}


def mean_prior(schools: Schools) -> Floats:
    """Mean Key Stage 2 scaled score of the intake of secondaries; 0 elsewhere."""
    values = from_scores(schools.scores["prior"], load_fitted()["context"]["secondary"]["marginal"]["prior"])
    return np.where(schools.phase == SECONDARY, values + _SELECTIVE_PRIOR * schools.selective, 0.0)
