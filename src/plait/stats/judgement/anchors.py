"""Levels by example: anchored exemplars say where one level ends, and the scale says who is beyond it, how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from plait.stats.errors import BadInput, NotIdentified
from plait.stats.judgement.records import Floats, Ints, name_some
from plait.stats.judgement.scale import Scale

# An exemplar may be at every level that has at least this chance on either side.
SURE: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Where levels meet on a scale.

    Attributes
    ----------
    position, se
        Shape (b,): logits, ascending, and standard errors.
    weight
        Shape (b, n): each boundary as a weighted sum of measures; rows sum to 1.
    """

    position: Floats
    se: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Exemplars among levels 0 to b.

    Attributes
    ----------
    exemplars
        Shape (n,).
    above
        Shape (n, b): probability that the exemplar lies above the boundary, the errors of both and what they share
        taken into account.
    level
        Shape (n,): boundaries below its measure.
    lowest, highest
        Shape (n,): levels that are not ruled out at 95 % on either side.
    """

    exemplars: Ints
    above: Floats
    level: Ints
    lowest: Ints
    highest: Ints


def boundaries_between(scale: Scale, *, level_of: Mapping[int, int]) -> Boundaries:
    """Draw each boundary half way between the mean measures of the exemplars anchored at the two levels.

    Parameters
    ----------
    scale
        Holds all anchored exemplars.
    level_of
        Exemplar → level, 0 being the lowest; each level up to the highest has an exemplar.

    Raises
    ------
    BadInput
        An anchored exemplar is not on the scale, fewer than two levels, or a level without an exemplar.
    NotIdentified
        The judgements put the anchors of a level no higher than those of the level below.
    """
    levels = sorted(set(level_of.values()))
    if len(levels) < 2 or levels != list(range(len(levels))):
        raise BadInput(
            "The levels cannot be anchored.",
            why=f"Exemplars are anchored at the levels {name_some(np.array(levels, dtype=np.int64)) or 'of none'}.",
            mend="Anchor at least one exemplar at each level, from 0 upwards without a gap, and at two or more.",
        )
    mean = np.zeros((len(levels), len(scale.exemplars)))
    for exemplar, level in level_of.items():
        mean[level, scale.row_of(exemplar)] = 1.0
    mean /= mean.sum(axis=1, keepdims=True)
    centre = mean @ scale.measure
    for lower in range(len(levels) - 1):
        if centre[lower + 1] <= centre[lower]:
            above = np.array(sorted(e for e, level in level_of.items() if level == lower + 1), dtype=np.int64)
            raise NotIdentified(
                f"Levels {lower} and {lower + 1} cannot be told apart.",
                why=f"Judges put the exemplars anchored at level {lower + 1} ({name_some(above)}) no higher.",
                mend="Look at these exemplars together, and anchor others.",
            )
    return _boundaries(scale, 0.5 * (mean[:-1] + mean[1:]))


def boundaries_at(scale: Scale, *, exemplars: Sequence[int]) -> Boundaries:
    """Draw boundaries at exemplars that stand just on them, from the lowest to the highest.

    Raises
    ------
    BadInput
        No exemplar is given, or one is not on the scale.
    NotIdentified
        The judgements put them in another order.
    """
    if not len(exemplars):
        raise BadInput("There is no boundary.", why="No exemplar is given.", mend="Give one for each boundary.")
    weight = np.zeros((len(exemplars), len(scale.exemplars)))
    for row, exemplar in enumerate(exemplars):
        weight[row, scale.row_of(exemplar)] = 1.0
    if (np.diff(weight @ scale.measure) <= 0.0).any():
        raise NotIdentified(
            "The boundaries are not in order.",
            why="Judges put the exemplars that stand on them in another order.",
            mend="Give them from the lowest to the highest, or choose others.",
        )
    return _boundaries(scale, weight)


def place(scale: Scale, boundaries: Boundaries) -> Placement:
    """Say for every exemplar how likely it is above each boundary, under normal errors of the measures.

    Raises
    ------
    BadInput
        The boundaries belong to another scale.
    """
    weight = boundaries.weight
    if weight.shape[1] != len(scale.exemplars):
        raise BadInput(
            "The boundaries belong to another scale.",
            why=f"They are of {weight.shape[1]} exemplars, and the scale has {len(scale.exemplars)}.",
            mend="Draw them on this scale.",
        )
    gap = scale.measure[:, None] - boundaries.position[None, :]
    own = np.diagonal(scale.covariance)[:, None]
    variance = own + boundaries.se[None, :] ** 2 - 2.0 * scale.covariance @ weight.T
    sd = np.sqrt(np.maximum(variance, 0.0))
    # An exemplar that is the boundary is on neither side: evens.
    above = np.where(sd > 1e-9, ndtr(gap / np.where(sd > 1e-9, sd, 1.0)), 0.5 + 0.5 * np.sign(np.round(gap, 9)))
    return Placement(
        exemplars=scale.exemplars,
        above=above,
        level=(gap > 0.0).sum(axis=1),
        lowest=(above >= SURE).sum(axis=1),
        highest=(above > 1.0 - SURE).sum(axis=1),
    )


def _boundaries(scale: Scale, weight: Floats) -> Boundaries:
    variance = np.einsum("bi,ij,bj->b", weight, scale.covariance, weight)
    return Boundaries(weight @ scale.measure, np.sqrt(np.maximum(variance, 0.0)), weight)
