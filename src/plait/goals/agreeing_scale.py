"""From judgements of pairs to the scale that is kept: examples, levels, how sure it is. Of nobody by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from plait.goals.agreeing import ENOUGH_NEW, FEWEST_EXEMPLARS, count_wished
from plait.stats import judgement
from plait.stats.errors import StatsError
from plait.stats.judgement import Judgements, Pairing, Scale, Separation

METHOD: Final = judgement.METHOD_VERSION
_SPLITS: Final = 20
_LEVEL: Final = 0.9
_FEW: Final = (
    "Too few people have compared examples. A scale is shown from five people on, so that nobody’s choices can be "
    "read from it."
)
_LOOSE: Final = (
    "Some examples have not been compared with the others yet, so that they do not stand on one scale. A few more "
    "comparisons will tie them together."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair as it was judged, by numbers."""

    judge: int
    left: int
    right: int
    winner: int


def scale(
    judged: Sequence[Judged], *, exemplars: Sequence[int], levels: Mapping[int, int], adaptive: bool, seed: int
) -> dict[str, Any]:
    """What the judgements come to, as JSON holds it.

    Parameters
    ----------
    judged
        Every judgement with a winner.
    exemplars
        The exemplars that are compared; those without a judgement yet stand on no scale.
    levels
        Exemplar → position of the level at which it stands in the definition.
    adaptive
        Whether pairs were chosen by what was judged so far.
    seed
        Of the splits of judges.
    """
    judges_n = len({each.judge for each in judged})
    told = _begin(judged, exemplars, adaptive=adaptive)
    seen = {each.winner for each in judged} | {each.left for each in judged} | {each.right for each in judged}
    if judges_n < ENOUGH_NEW or len(seen) < FEWEST_EXEMPLARS:
        return told | {"refused": _FEW}
    made = read(judged)
    try:
        found = judgement.fit(made, method="drawn" if adaptive else "reduced")
        plain = judgement.fit(made) if adaptive else found
    except StatsError:
        return told | {"refused": _LOOSE}
    pairing = Pairing.ADAPTIVE if adaptive else Pairing.BALANCED
    return (
        told
        | {"judges_n": judges_n, "exemplars": _tell_scale(found, levels)}
        | _tell_reliability(made, found, pairing=pairing, seed=seed)
        | _tell_levels(found, levels)
        | _tell_misfit(made, plain)
    )


def read(judged: Sequence[Judged], *, exemplars: Sequence[int] | None = None) -> Judgements:
    """The judgements as the method takes them."""
    return judgement.judgements_of(
        np.array([each.judge for each in judged], dtype=np.int64),
        winner=np.array([each.winner for each in judged], dtype=np.int64),
        loser=np.array([each.left + each.right - each.winner for each in judged], dtype=np.int64),
        exemplars=None if exemplars is None else list(exemplars),
        winner_left=np.array([each.winner == each.left for each in judged], dtype=np.bool_),
    )


def _begin(judged: Sequence[Judged], exemplars: Sequence[int], *, adaptive: bool) -> dict[str, Any]:
    return {
        "refused": "",
        "adaptive": adaptive,
        "judgements_n": len(judged),
        "wished_n": count_wished(len(exemplars)),
        "exemplars": [],
        "reliability": None,
        "halves": None,
        "more": None,
        "strata": None,
        "boundaries": [],
        "levels_refused": "",
        "misfit": [],
        "judges": None,
    }


def _tell_scale(found: Scale, levels: Mapping[int, int]) -> list[dict[str, Any]]:
    lo, hi = found.interval(_LEVEL)
    rows = [
        {
            "exemplar": int(number),
            "measure": round(float(found.measure[at]), 3),
            "lo": round(float(lo[at]), 3),
            "hi": round(float(hi[at]), 3),
            "judged_n": int(found.judged_n[at]),
            "anchored": levels.get(int(number)),
        }
        for at, number in enumerate(found.exemplars)
    ]
    return sorted(rows, key=lambda each: -float(each["measure"] or 0.0))


def _tell_reliability(made: Judgements, found: Scale, *, pairing: Pairing, seed: int) -> dict[str, Any]:
    """Only what means what it says: a figure that is not to be trusted is left out."""
    told: dict[str, Any] = {}
    try:
        separation = judgement.separation_of(found, pairing=pairing)
    except StatsError:
        return told
    if separation.trustworthy:
        told["reliability"] = [round(each, 3) for each in (separation.reliability, separation.lo, separation.hi)]
        told["strata"] = round(separation.strata, 1)
        told["more"] = _project(separation)
    try:
        halves = judgement.split_half(made, pairing=pairing, rng=np.random.default_rng(seed), splits_n=_SPLITS)
    except StatsError:
        return told
    if halves.trustworthy:
        told["halves"] = [round(each, 3) for each in (halves.reliability, halves.lo, halves.hi)]
    return told


def _project(separation: Separation) -> list[int | None] | None:
    try:
        more = judgement.project(separation)
    except StatsError:
        return None
    return [None if np.isinf(each) else int(each) for each in (more.more_n, more.more_lo, more.more_hi)]


def _tell_levels(found: Scale, levels: Mapping[int, int]) -> dict[str, Any]:
    """Where levels meet, drawn between the examples that the definition puts at them."""
    on_scale = {number: levels[number] for number in map(int, found.exemplars) if number in levels}
    used = sorted(set(on_scale.values()))
    if len(used) < 2:
        return {"levels_refused": "Examples stand at fewer than two levels, so none can be told apart by examples."}
    try:
        edges = judgement.boundaries_between(found, level_of={each: used.index(at) for each, at in on_scale.items()})
    except StatsError:
        return {
            "levels_refused": (
                "People put the examples of one level no higher than those of the level below. Look at these examples "
                "together: that is a finding, and not a fault of theirs."
            )
        }
    placed = judgement.place(found, edges)
    return {
        "boundaries": [round(float(each), 3) for each in edges.position],
        "levels": used,
        "placed": [
            {"exemplar": int(number), "level": used[int(at)], "lowest": used[int(low)], "highest": used[int(high)]}
            for number, at, low, high in zip(placed.exemplars, placed.level, placed.lowest, placed.highest, strict=True)
        ],
    }


def _tell_misfit(made: Judgements, plain: Scale) -> dict[str, Any]:
    judges, exemplars = judgement.misfit_of_judges(made, plain), judgement.misfit_of_exemplars(made, plain)
    told = [round(float(each), 2) for each in sorted(judges.infit[judges.judged_n > 0])]
    return {
        "misfit": [int(each) for each in exemplars.number[exemplars.flagged]],
        "judges": {"infit": told, "limit": round(judges.limit, 2), "flagged_n": int(judges.flagged.sum())},
    }
