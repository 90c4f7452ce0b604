"""The circumstances of schools in one year, spread out into smooth terms; no outcome comes into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput, NoVariation, TooFewUnits
from plait.stats.signals.panel import Bools, Floats, Ints

# Percentiles of the knots of a natural cubic spline (Harrell 2015, table 2.3).
_KNOTS = (5.0, 27.5, 50.0, 72.5, 95.0)
# A school that has a smaller share of the characteristics than this gets no expectation.
LEAST_SHARE = 0.6
# A characteristic that fewer than half of the schools have is not one of the sector.
_LEAST_KNOWN = 0.5
# Products of two characteristics: values further out than this many SD count as this many.
_REACH = 3.0
# Kinds of terms. Those of kind "straight" are not shrunk; the others are, each kind by its own amount.
KINDS = ("straight", "curved", "together", "grouped")


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A characteristic with kinds instead of a number; codes (n,) from 0, −1 where not known."""

    name: str
    labels: tuple[str, ...]
    codes: NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """How one characteristic enters: centre and spread in its unit, knots in spreads, and (5 or 2, c) mixing."""

    name: str
    centre: float
    spread: float
    knots: Floats
    mixing: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Terms of n schools; make one with `basis_of`.

    Attributes
    ----------
    terms
        Shape (n, m); the first is 1. All 0 but the first for what a school lacks.
    names
        The m names of the terms.
    kind
        Shape (m,): position in `KINDS`.
    share
        Shape (n,): share of the characteristics that the school has.
    usable
        Shape (n,): whether that is enough for an expectation.
    curves
        One for each numeric characteristic.
    """

    terms: Floats
    names: tuple[str, ...]
    kind: Ints
    share: Floats
    usable: Bools
    curves: tuple[Curve, ...]


def basis_of(
    values: Floats,
    *,
    names: Sequence[str],
    categories: Sequence[Category] = (),
    together: bool = True,
    least_share: float = LEAST_SHARE,
) -> Basis:
    """Spread the circumstances of schools in one year out into smooth terms.

    Parameters
    ----------
    values
        Shape (n, p): figures, each column in its own unit; NaN where a school has none. Let the logarithm of the
        number of pupils be among them: small schools are else drawn towards the mean of large ones.
    names
        The p names.
    categories
        Region, admissions, gender and the like.
    together
        Whether pairs of characteristics may matter together (products).
    least_share
        Share of the characteristics, numeric and not, that a school must have.

    Returns
    -------
    Basis
        Natural cubic splines with five knots, orthogonal to the straight line and to one another; products of pairs;
        one term for each category; and, where figures are missing, one term that says so.

    Raises
    ------
    TooFewUnits
        Fewer than half of the schools have a characteristic.
    NoVariation
        A characteristic is the same everywhere.
    BadInput
        Shapes do not fit or a figure is infinite.

    Notes
    -----
    The rule for missing figures: nothing is filled in. What a school lacks leaves its sum, and “lacks it” is a
    characteristic of its own with its own (shrunken) coefficient, because what is missing is not missing by chance.

    References
    ----------
    Harrell, F. E. (2015). Regression Modeling Strategies, 2nd ed. doi:10.1007/978-3-319-19425-7.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(names) or np.isinf(values).any():
        raise BadInput(
            "The circumstances do not fit together.",
            why=f"{len(names)} names were given for figures of shape {values.shape}, which must be finite.",
        )
    curves = tuple(_curve_of(values[:, j], name=names[j]) for j in range(len(names)))
    parts = [(np.ones((len(values), 1)), ["all schools"], "straight")]
    bent = [bend(curve, values[:, j]) for j, curve in enumerate(curves)]
    parts += [(each[:, :1], [curve.name], "straight") for curve, each in zip(curves, bent, strict=True)]
    parts += [
        (each[:, 1:], [f"{curve.name} (curve {c})" for c in range(1, each.shape[1])], "curved")
        for curve, each in zip(curves, bent, strict=True)
    ]
    if together:
        parts += _pairs([each[:, 0] for each in bent], names)
    parts += [_lacking(values, names)]
    parts += [_groups(category) for category in categories]
    lacks = np.column_stack([np.isnan(values), *(np.asarray(c.codes)[:, None] < 0 for c in categories)])
    share = 1.0 - lacks.mean(axis=1)
    return Basis(
        terms=np.concatenate([terms for terms, _, _ in parts], axis=1),
        names=tuple(name for _, each, _ in parts for name in each),
        kind=np.array([KINDS.index(kind) for _, each, kind in parts for _ in each], dtype=np.int64),
        share=share,
        usable=share >= least_share - 1e-9,
        curves=curves,
    )


def _curve_of(column: Floats, *, name: str) -> Curve:
    known = column[~np.isnan(column)]
    if known.size < max(_LEAST_KNOWN * column.size, 2):
        raise TooFewUnits(
            f"“{name}” cannot be a circumstance.",
            why=f"{known.size} of {column.size} schools have it.",
            mend="Leave it out, or choose a year in which it was published.",
        )
    centre, spread = float(known.mean()), float(known.std())
    if np.ptp(known) == 0.0 or spread <= 0.0:
        raise NoVariation(f"“{name}” cannot be a circumstance.", why="It is the same for all schools.")
    scaled = (known - centre) / spread
    knots = np.unique(np.percentile(scaled, _KNOTS))
    raw = _natural(scaled, knots)
    # Orthogonal columns of mean square 1 let one amount of shrinkage fit all characteristics.
    mixing = np.linalg.inv(np.linalg.qr(raw)[1]) * np.sqrt(len(raw))
    return Curve(name=name, centre=centre, spread=spread, knots=knots, mixing=mixing * np.sign(np.diag(mixing)))


def _natural(scaled: Floats, knots: Floats) -> Floats:
    """1, x and the natural cubic spline's bends: straight beyond the outer knots. Fewer than three knots: no bend."""
    columns = [np.ones_like(scaled), scaled]
    if len(knots) >= 3:
        first, before, last = knots[0], knots[-2], knots[-1]
        size = (last - first) ** 2

        def cube(at: float) -> Floats:
            return np.asarray(np.maximum(scaled - at, 0.0) ** 3)

        columns += [
            (
                cube(knot)
                - cube(before) * (last - knot) / (last - before)
                + cube(last) * (before - knot) / (last - before)
            )
            / size
            for knot in knots[:-2]
        ]
    return np.column_stack(columns)


def bend(curve: Curve, column: Floats) -> Floats:
    """The terms of one characteristic without the constant: (n, c), straight first; 0 where it is missing."""
    known = ~np.isnan(column)
    scaled = (np.where(known, column, curve.centre) - curve.centre) / curve.spread
    return np.where(known[:, None], (_natural(scaled, curve.knots) @ curve.mixing)[:, 1:], 0.0)


def _pairs(straight: list[Floats], names: Sequence[str]) -> list[tuple[Floats, list[str], str]]:
    held = [np.clip(column, -_REACH, _REACH) for column in straight]
    found = []
    for a in range(len(held)):
        for b in range(a + 1, len(held)):
            product = held[a] * held[b]
            product = product - product.mean()
            spread = product.std()
            if spread > 0.0:
                found.append(((product / spread)[:, None], [f"{names[a]} × {names[b]}"], "together"))
    return found


def _lacking(values: Floats, names: Sequence[str]) -> tuple[Floats, list[str], str]:
    lacks = np.isnan(values)
    some = [j for j in range(values.shape[1]) if lacks[:, j].any()]
    return lacks[:, some].astype(np.float64), [f"{names[j]} not known" for j in some], "grouped"


def _groups(category: Category) -> tuple[Floats, list[str], str]:
    codes = np.asarray(category.codes)
    if codes.size and codes.max() >= len(category.labels):
        raise BadInput(f"The codes of “{category.name}” do not fit.", why=f"There are {len(category.labels)} labels.")
    terms = (codes[:, None] == np.arange(len(category.labels))).astype(np.float64)
    return terms, [f"{category.name}: {label}" for label in category.labels], "grouped"
