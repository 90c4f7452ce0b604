"""The slow and obvious way to find neighbours, in plain Python: what the fast one must agree with to the last digit."""

import math
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Sector:
    """Schools as lists of figures (None where missing) and of category codes (−1 where not known)."""

    ids: list[int]
    values: list[list[float | None]]
    weights: list[float]
    scale: list[float]
    metric: str = "euclidean"
    missing: str = "complete"
    min_share: float = 1.0
    codes: list[list[int]] = field(default_factory=list)  # one list per category
    category_weights: list[float] = field(default_factory=list)


def score(sector, one, other):
    """The score of a pair, and None if it may not be compared."""
    numerator = shared = total = 0.0
    for j, weight in enumerate(sector.weights):
        a, b = sector.values[one][j], sector.values[other][j]
        total += weight
        if a is not None and b is not None:
            step = (a - b) / sector.scale[j]
            numerator += weight * (step * step if sector.metric == "euclidean" else abs(step))
            shared += weight
    if sector.metric == "gower":
        for codes, weight in zip(sector.codes, sector.category_weights, strict=True):
            total += weight
            if codes[one] != -1 and codes[other] != -1:
                numerator += weight if codes[one] != codes[other] else 0.0
                shared += weight
    least = 1.0 if sector.missing == "complete" else sector.min_share
    if shared == 0.0 or shared / total < least - 1e-12:
        return None
    if sector.metric == "gower":
        return numerator / shared
    result = numerator * (total / shared)
    for codes, weight in zip(sector.codes, sector.category_weights, strict=True):
        result += 0.0 if codes[one] == codes[other] != -1 else weight
    return result


def in_order(scored):
    """Sort (score, id, row) by score, and by id within chains of scores that differ by rounding only."""
    scored = sorted(scored)
    chains = [scored[:1]]
    for before, after in pairwise(scored):
        if after[0] - before[0] <= 1e-12 * after[0]:
            chains[-1].append(after)
        else:
            chains.append([after])
    return [each for chain in chains for each in sorted(chain, key=lambda each: each[1])]


def k_nearest(sector, school, *, k, pool=None, exact=()):
    """The (id, distance) of the k nearest of one school, nearest first."""
    scored, seen = [], set()
    for other, number in enumerate(sector.ids):
        if number in seen:
            continue
        seen.add(number)
        if number == sector.ids[school] or (pool is not None and not pool[other]):
            continue
        if any(codes[school] == -1 or codes[school] != codes[other] for codes in exact):
            continue
        figure = score(sector, school, other)
        if figure is not None:
            scored.append((figure, number, other))
    root = math.sqrt if sector.metric == "euclidean" else float
    return [(number, root(figure)) for figure, number, _ in in_order(scored)[:k]]
