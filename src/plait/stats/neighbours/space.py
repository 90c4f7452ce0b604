"""The schools, their characteristics, and what it means to be near: checked once, then asked many times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput
from plait.stats.neighbours.measure import UNKNOWN, Codes, Floats, Ints, Measure, Metric, MissingRule, Points


@dataclass(frozen=True, slots=True, eq=False)
class Categorical:
    """A category in which two schools may differ.

    Attributes
    ----------
    name
        What it is called ("gender").
    codes
        Shape (n,), from `codes_of`; −1 where the school's category is not known.
    weight
        With the Euclidean metric: the squared distance that a difference adds. With Gower's: the weight of the
        characteristic.
    """

    name: str
    codes: Codes
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Schools in the space of their characteristics; make one with `space_of`.

    Attributes
    ----------
    ids
        Shape (n,): the number of each school (URN) or trust (UID).
    names, category_names
        What the p numeric and c categorical characteristics are called.
    points
        Their figures and categories, one row per characteristic.
    measure
        The distance between two of them.
    """

    ids: Ints
    names: tuple[str, ...]
    category_names: tuple[str, ...]
    points: Points
    measure: Measure


def codes_of(labels: Sequence[str | None]) -> Codes:
    """Number the categories from 0 in alphabetical order.

    Parameters
    ----------
    labels
        The category of each school; None or an empty string where it is not known.

    Returns
    -------
    numpy.ndarray
        Shape (n,); −1 where it is not known.
    """
    known = sorted({label for label in labels if label})
    number = {label: code for code, label in enumerate(known)}
    return np.array([number[label] if label else UNKNOWN for label in labels], dtype=np.int32)


def space_of(
    values: Floats,
    *,
    ids: NDArray[np.integer],
    names: Sequence[str],
    weights: Floats,
    scale: Floats,
    metric: Metric = "euclidean",
    missing: MissingRule = "complete",
    min_share: float = 1.0,
    categoricals: Sequence[Categorical] = (),
) -> Space:
    """Check everything that makes a distance, and keep copies that nothing can change.

    Parameters
    ----------
    values
        Shape (n, p): the figures, each column in its own unit; NaN where missing. They are never filled.
    ids
        Shape (n,): the number of each school. It breaks ties, the smaller first. If one stands twice, its first row
        counts.
    names
        The p names.
    weights
        Shape (p,), positive; the distance uses them as they are, so they need not sum to one.
    scale
        Shape (p,), positive, in the unit of each column; see `plait.stats.scaling.scale_of`.
    metric
        ``euclidean``, or ``gower`` for mixed types (give ranges as the scale).
    missing
        ``complete``: only schools that have every characteristic are matched. ``shared``: a pair is compared on what
        both have, re-weighted to the total weight, if that is at least `min_share` of it.
    min_share
        Smallest share of the weight, above 0 and at most 1, on which a pair may be compared; used by ``shared``.
    categoricals
        Categories that add to the distance.

    Returns
    -------
    Space
        Ready for `k_nearest`, `explain` and `survival`.

    Raises
    ------
    BadInput
        A shape does not fit, or a weight, a scale or the share is out of range; the message names the characteristic.

    References
    ----------
    Gower, J. C. (1971). A general coefficient of similarity and some of its properties. Biometrics 27.
    doi:10.2307/2528823.
    """
    columns = np.asarray(values, dtype=np.float64)
    n = len(ids)
    _check_figures(columns, ids=ids, names=names)
    for what, given in (("weight", weights), ("scale", scale)):
        _check_positive(what, given, names=names)
    _check_categories(categoricals, n=n)
    if not 0.0 < min_share <= 1.0:
        raise BadInput("The smallest share of weight is out of range.", why=f"{min_share} is not above 0 and up to 1.")
    codes = np.array([each.codes for each in categoricals], dtype=np.int32).reshape(len(categoricals), n)
    measure = Measure(
        weights=_kept(weights),
        scale=_kept(scale),
        category_weights=_kept(np.array([each.weight for each in categoricals])),
        metric=metric,
        missing=missing,
        min_share=min_share,
    )
    codes.flags.writeable = False
    points = Points(_kept(columns.T), codes)
    numbers = np.array(ids, dtype=np.int64)
    numbers.flags.writeable = False
    return Space(numbers, tuple(names), tuple(each.name for each in categoricals), points, measure)


def _kept(array: Floats) -> Floats:
    copy = np.array(array, dtype=np.float64, order="C")
    copy.flags.writeable = False
    return copy


def _check_positive(what: str, given: Floats, *, names: Sequence[str]) -> None:
    if np.shape(given) != (len(names),):
        raise BadInput(f"{len(names)} {what}s are needed.", why=f"Their shape is {np.shape(given)}.")
    for name, one in zip(names, given, strict=True):
        if not (np.isfinite(one) and one > 0.0):
            raise BadInput(
                f"The {what} of “{name}” is {one}.",
                why=f"A {what} must be a positive number.",
                mend="Leave the characteristic out if it is not to count.",
            )


def _check_figures(columns: Floats, *, ids: NDArray[np.integer], names: Sequence[str]) -> None:
    if columns.shape != (len(ids), len(names)) or not names:
        raise BadInput(
            "The characteristics do not fit together.",
            why=f"There are {len(ids)} schools and {len(names)} names, but the figures have shape {columns.shape}.",
        )
    if not np.issubdtype(np.asarray(ids).dtype, np.integer):
        raise BadInput("The schools' numbers are not whole numbers.", why=f"They are {np.asarray(ids).dtype}.")
    infinite = np.isinf(columns)
    if infinite.any():
        row, column = (int(at) for at in np.argwhere(infinite)[0])
        raise BadInput(f"“{names[column]}” is infinite in row {row}.", mend="Write NaN where a figure is missing.")


def _check_categories(categoricals: Sequence[Categorical], *, n: int) -> None:
    for each in categoricals:
        _check_positive("weight", np.array([each.weight]), names=[each.name])
        if each.codes.shape != (n,) or (n and each.codes.min() < UNKNOWN):
            raise BadInput(f"The codes of “{each.name}” do not fit.", why=f"{n} codes of −1 or more are needed.")
