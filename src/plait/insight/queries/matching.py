"""One school (or trust) against those that may be its neighbours.

The nearest, what each distance is made of, and how sure it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plait.insight.queries import national, pools, spreads
from plait.insight.queries.answers import Neighbour
from plait.insight.queries.national import National
from plait.insight.queries.spaces import Ground
from plait.stats import neighbours as statistics

# Repeats of the disturbed match: the share that survives has a standard error of at most 5 points.
DRAWS: Final = 100
# Standard deviation of the logarithm of a weight: two in three stay within a fifth of the recipe's.
WEIGHT_SD: Final = 0.2
SEED: Final = 20261121


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Who is asked about (its rows in the ground and in the register), who may be a neighbour, and how many."""

    row: int
    subject: dict[str, Any]
    allowed: NDArray[np.bool_]
    k: int
    survival: bool


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """The neighbours, and their figures (k, p) in the units of the recipe."""

    neighbours: tuple[Neighbour, ...]
    values: NDArray[np.float64]
    pool_n: int


def match(asked: Question, *, ground: Ground, background: National) -> Match:
    """The nearest of those allowed that agree in what the recipe insists on."""
    allowed = asked.allowed.copy()
    for codes in ground.exact:
        allowed &= codes == codes[asked.row]
    allowed[asked.row] = False
    found = _nearest(asked, ground=ground, allowed=allowed)
    rows = found.positions[0][: int(found.count[0])] if found is not None else np.empty(0, dtype=np.int64)
    values = ground.made.values[ground.made.matched][rows]
    if found is None or rows.size == 0:
        return Match((), values, int(allowed.sum()))
    kept = _survival(asked, ground=ground, allowed=allowed) if asked.survival else {}
    near = present(asked, found, ground=ground, background=background, kept=kept)
    return Match(near, values, int(allowed.sum()))


def present(
    asked: Question,
    found: statistics.Neighbours,
    *,
    ground: Ground,
    background: National,
    kept: Mapping[int, float],
    query: int = 0,
) -> tuple[Neighbour, ...]:
    """The neighbours of one of the schools asked about, with what each distance is made of.

    `kept` gives survival by row.
    """
    rows = found.positions[query][: int(found.count[query])]
    if rows.size == 0:
        return ()
    distance, share = found.distance[query], found.share[query]
    parts = np.nan_to_num(statistics.explain(ground.space, school=asked.row, others=rows).contribution)
    who = [ground.register.row(int(at), named=True) for at in rows]
    places = np.flatnonzero(ground.made.matched)[rows]
    values, inherited = ground.made.values[places], ground.made.inherited[places]
    shown = np.column_stack([spreads.as_published(item, values[:, at]) for at, item in enumerate(ground.made.items)])
    return tuple(
        Neighbour(
            order=order + 1,
            distance=float(distance[order]),
            distance_percentile=background.percentile(float(distance[order])),
            shares=tuple(float(part) for part in parts[order]),
            values=tuple(None if np.isnan(value) else float(value) for value in shown[order]),
            compared_rate=float(share[order]),
            survival_rate=kept.get(int(at)),
            miles=pools.miles_between(asked.subject, who[order]),
            inherited=bool(inherited[order]),
            **_who(who[order], trust_uid=asked.subject.get("trust_uid")),
        )
        for order, at in enumerate(rows)
    )


def _who(row: dict[str, Any], *, trust_uid: int | None) -> dict[str, Any]:
    named = {name: row.get(name) for name in ("urn", "name", "town", "phase", "trust_uid", "trust_name")}
    return {
        **named,
        "status": str(row.get("status") or "open"),
        "same_trust": trust_uid is not None and row.get("trust_uid") == trust_uid,
    }


def _nearest(asked: Question, *, ground: Ground, allowed: NDArray[np.bool_]) -> statistics.Neighbours | None:
    """The nearest of those allowed; None where nobody is."""
    if not allowed.any():
        return None
    reach = max([asked.k, *(rule.among for rule, _ in ground.preferred)])
    found = statistics.k_nearest(ground.space, k=reach, queries=np.array([asked.row]), pool=allowed)
    return national.choose(found, ground=ground, keep=asked.k) if ground.preferred else found


def _survival(asked: Question, *, ground: Ground, allowed: NDArray[np.bool_]) -> dict[int, float]:
    """By row: in how many of the disturbed repeats a school stays among the k nearest (0–1).

    Where a recipe chooses with a preference, among the nearest that it chooses from.
    """
    done = statistics.survival(
        ground.space,
        school=asked.row,
        k=max([asked.k, *(rule.among for rule, _ in ground.preferred)]),
        candidates=np.flatnonzero(allowed),
        weight_sd=WEIGHT_SD,
        rounding=rounding_of(ground),
        rng=np.random.default_rng((SEED, int(ground.space.ids[asked.row]))),
        draws=DRAWS,
    )
    return {int(at): float(rate) for at, rate in zip(done.positions, done.kept, strict=True)}


def find_nearest(ground: Ground, *, rows: NDArray[np.int64], pool: NDArray[np.bool_], k: int) -> statistics.Neighbours:
    """The k nearest of a pool to each of several rows, agreeing in what the recipe insists on.

    Preferences play no part.
    """
    return statistics.k_nearest(ground.space, k=k, queries=rows, pool=pool, exact=ground.exact)


def rounding_of(ground: Ground) -> NDArray[np.float64]:
    """The unit to which each input is rounded, on the scale on which it is compared."""
    columns = ground.made.values[ground.made.matched]
    units = []
    for at, item in enumerate(ground.made.items):
        # On a logarithmic scale a unit is largest where the number is smallest; the typical number stands for all.
        typical = float(np.exp(np.nanmedian(columns[:, at]))) if item.log else 1.0
        units.append(item.rounding / typical)
    return np.array(units)
