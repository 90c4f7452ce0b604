"""Why a school is a neighbour: characteristic by characteristic; and whether its nearest are near at all."""

from dataclasses import dataclass

import numpy as np

from plait.stats.errors import BadInput, TooFewUnits
from plait.stats.neighbours.measure import UNKNOWN, Flags, Floats, Ints, Points
from plait.stats.neighbours.nearest import Neighbours
from plait.stats.neighbours.space import Space


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """What the distance between a school and some others is made of.

    Attributes
    ----------
    names
        The p numeric characteristics, then the c categorical ones.
    difference
        Shape (m, p): other less school, in the unit of each characteristic; NaN where either is missing.
    scaled
        Shape (m, p): the same in units of the scale.
    contribution
        Shape (m, p + c): part of the squared distance (Euclidean) or of the dissimilarity (Gower), 0 to 1; the parts
        of a pair sum to 1, or are all 0 where the distance is 0. NaN where either school lacks the characteristic, so
        that it had no part.
    """

    names: tuple[str, ...]
    difference: Floats
    scaled: Floats
    contribution: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Typicality:
    """How near the neighbours of each school are, against those of all others.

    Attributes
    ----------
    mean_distance
        Shape (q,): mean distance to the neighbours found; NaN where there are none.
    percentile
        Shape (q,): share of the schools compared with whose mean distance is smaller, ties counting half; 0 to 1.
    isolated
        Shape (q,): the percentile is at or above the stated one: its nearest schools are not near.
    """

    mean_distance: Floats
    percentile: Floats
    isolated: Flags


def explain(space: Space, *, school: int, others: Ints) -> Explanation:
    """Take apart the distances between one school and others.

    Parameters
    ----------
    space
        The schools and the distance.
    school, others
        Row of the school, and rows, shape (m,), of the others.

    Returns
    -------
    Explanation

    Raises
    ------
    BadInput
        A row is not in the space.
    """
    rows = np.append(others, school)
    if rows.min() < 0 or rows.max() >= space.ids.size:
        raise BadInput("A school to compare with is not in the space.", why=f"Its rows are 0 to {space.ids.size - 1}.")
    measure = space.measure
    one, them = space.points.take(np.array([school])), space.points.take(others)
    difference = (them.values - one.values).T
    scaled = difference / measure.scale
    size = scaled * scaled if measure.metric == "euclidean" else np.abs(scaled)
    numeric = measure.weights * size
    if measure.metric == "euclidean":
        # A pair compared on fewer characteristics has its numeric part weighted up to the total, before categories
        # add to it.
        shared = np.where(np.isnan(numeric), 0.0, measure.weights).sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore"):
            numeric = numeric * (measure.weights.sum() / shared)
    parts = np.hstack([numeric, _categorical(space, one, them)])
    whole = np.nansum(parts, axis=1, keepdims=True)
    contribution = np.divide(parts, whole, out=np.where(np.isnan(parts), np.nan, 0.0), where=whole > 0.0)
    return Explanation(space.names + space.category_names, difference, scaled, contribution)


def typicality(found: Neighbours, *, among: Neighbours | None = None, isolated_from: float) -> Typicality:
    """Compare how near a school's neighbours are with how near those of all schools are.

    Parameters
    ----------
    found
        The neighbours of the schools to judge.
    among
        The neighbours, equally many, of all schools of the pool; `found` itself if None.
    isolated_from
        The percentile, above 0 and up to 1, from which a school counts as isolated.

    Returns
    -------
    Typicality

    Raises
    ------
    TooFewUnits
        No school has any neighbour to compare with.
    BadInput
        The percentile is out of range, or the sets are not equally large.
    """
    if not 0.0 < isolated_from <= 1.0:
        raise BadInput("Isolation was not judged.", why=f"{isolated_from} is not a percentile above 0 and up to 1.")
    everyone = found if among is None else among
    if everyone.distance.shape[1] != found.distance.shape[1]:
        raise BadInput("The sets of neighbours are not equally large, so their mean distances can not be compared.")
    mean, all_means = _mean_distance(found), _mean_distance(everyone)
    known = np.sort(all_means[~np.isnan(all_means)])
    if known.size == 0:
        raise TooFewUnits("Isolation was not judged.", why="No school has a neighbour.", mend="Widen the pool.")
    below = np.searchsorted(known, mean, side="left")
    upto = np.searchsorted(known, mean, side="right")
    percentile = np.where(np.isnan(mean), np.nan, (below + upto) / (2.0 * known.size))
    return Typicality(mean, percentile, np.nan_to_num(percentile) >= isolated_from)


def _mean_distance(found: Neighbours) -> Floats:
    total = np.where(np.isnan(found.distance), 0.0, found.distance).sum(axis=1)
    return np.where(found.count > 0, total / np.maximum(found.count, 1), np.nan)


def _categorical(space: Space, one: Points, them: Points) -> Floats:
    """Return what each category adds: shape (m, c)."""
    known = (one.codes != UNKNOWN) & (them.codes != UNKNOWN)
    differs = one.codes != them.codes
    weights = space.measure.category_weights[:, None]
    if space.measure.metric == "euclidean":
        return np.asarray(np.where(known & ~differs, 0.0, weights).T)
    return np.asarray(np.where(known, weights * differs, np.nan).T)
