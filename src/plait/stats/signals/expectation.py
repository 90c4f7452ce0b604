"""What would be expected in these circumstances: a smooth regression in which no school informs its own expectation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dtrtri

from plait.stats.errors import BadInput, DidNotConverge, TooFewUnits
from plait.stats.signals.context import KINDS, Basis, bend
from plait.stats.signals.panel import Bools, Floats, Ints

FOLDS = 5
# An expectation needs this many schools, and this many for each term that is not shrunk.
FEWEST_SCHOOLS, FEWEST_PER_TERM = 100, 5
# Below this share of explained variance the expectation says little, and every page that uses it must say so.
WEAK_SKILL = 0.30
# Shrinkage: variance of a kind's coefficients may go down to this share of the residual variance per school.
_LEAST, _MOST_STEPS = 1e-8, 500
# Shrinkage has settled when no kind's effective number of terms would move by more than about this.
_NEAR = 0.003


@dataclass(frozen=True, slots=True)
class Skill:
    """How well the expectation of one outcome foretells schools that it has not seen.

    Attributes
    ----------
    r2
        Share of the variance between schools that the circumstances explain, out of sample; may be negative.
    residual_sd
        Standard deviation of observed less expected, points.
    chance_sd
        Of which chance alone makes so much, points.
    ceiling
        Largest `r2` that chance leaves possible.
    schools_n
        How many schools it was judged on.
    """

    r2: float
    residual_sd: float
    chance_sd: float
    ceiling: float
    schools_n: int

    @property
    def weak(self) -> bool:
        """Whether pages must say that circumstances explain little."""
        return self.r2 < WEAK_SKILL


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """Expected results of n schools in q outcomes of one year.

    Attributes
    ----------
    expected
        Shape (n, q), outcome points; NaN without circumstances enough. Schools without the outcome have one.
    doubt
        Shape (n, q): its standard error, points.
    skill
        One for each outcome.
    coefficients
        Shape (q, m): of the regression on all schools, for inspection; `expected` comes from those without the school.
    covariance
        Shape (q, m, m): of these coefficients.
    shrinkage
        Shape (q, 4): standard deviation of the coefficients of each kind, points; infinite for those not shrunk.
    """

    expected: Floats
    doubt: Floats
    skill: tuple[Skill, ...]
    coefficients: Floats
    covariance: Floats
    shrinkage: Floats


def folds_of(ids: NDArray[np.integer], *, folds: int = FOLDS) -> Ints:
    """Put each school into a fold by its number alone, so that it stays there over years, outcomes and builds.

    Parameters
    ----------
    ids
        Shape (n,): the chain of each school, so that all its years and its predecessors share a fold.
    folds
        How many, at least 2.

    Returns
    -------
    numpy.ndarray
        Shape (n,), 0 to `folds` − 1.
    """
    if folds < 2:
        raise BadInput("There are no folds.", why=f"{folds} leave no school out.")
    # SplitMix64: numbers of neighbouring schools must not fall into a pattern.
    with np.errstate(over="ignore"):
        mixed = np.asarray(ids).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(folds)).astype(np.int64)


def expect(
    basis: Basis, outcomes: Floats, *, names: list[str] | tuple[str, ...], chance: Floats, folds: Ints
) -> Expectation:
    """Estimate what each school's circumstances lead one to expect, from the schools of the other folds only.

    Parameters
    ----------
    basis
        Circumstances of n schools in one year and phase.
    outcomes
        Shape (n, q), in points; NaN where a school has no figure.
    names
        The q names, used to refuse by name.
    chance
        Shape (n, q): known sampling variance, points²; NaN where it is not known: such a figure informs no expectation.
    folds
        Shape (n,), from `folds_of`.

    Returns
    -------
    Expectation
        The estimand is the mean result of schools in the same circumstances in the same year.

    Raises
    ------
    TooFewUnits
        An outcome is known for fewer schools than 100, or than five for each term that is not shrunk.
    BadInput
        Shapes do not fit.

    Notes
    -----
    Weighted least squares with weights 1 / (median chance + chance), which depend on cohort sizes alone; curves,
    products and groups are shrunk, each kind by a variance of its own, by restricted maximum likelihood within the
    schools of the other folds (the fixed point of Fellner and Schall). So nothing of a school reaches its expectation,
    not even through a weight or a penalty. Schools are taken as independent given their circumstances within a year.

    References
    ----------
    Schall, R. (1991). Estimation in generalized linear models with random effects. Biometrika 78.
    doi:10.1093/biomet/78.4.719. Wood, S. N. and Fasiolo, M. (2017). A generalized Fellner–Schall method for smoothing
    parameter optimization. Biometrics 73. doi:10.1111/biom.12666.
    """
    n, m = basis.terms.shape
    if outcomes.shape != (n, len(names)) or chance.shape != outcomes.shape or folds.shape != (n,):
        raise BadInput(
            "The outcomes do not fit the circumstances.",
            why=f"{n} schools, {len(names)} names; outcomes {outcomes.shape}, chance {chance.shape}, "
            f"folds {folds.shape}.",
        )
    q = len(names)
    parts = split(basis, folds)
    expected, doubt = np.full((n, q), np.nan), np.full((n, q), np.nan)
    coefficients, covariance, shrinkage = np.empty((q, m)), np.empty((q, m, m)), np.empty((q, len(KINDS)))
    skills = []
    for j, name in enumerate(names):
        known = basis.usable & ~np.isnan(outcomes[:, j]) & ~np.isnan(chance[:, j])
        _check_enough(basis, known, name=name)
        sums = sum_folds(parts, outcomes[:, j], chance[:, j], known=known)
        whole = total(sums)
        everyone = shrink(basis.kind, whole)
        coefficients[j], covariance[j], shrinkage[j] = everyone.coefficients, everyone.covariance, everyone.spread
        for part, held_out in zip(parts, sums, strict=True):
            rest = shrink(basis.kind, whole - held_out)
            expected[part.rows, j] = part.terms @ rest.coefficients
            doubt[part.rows, j] = doubt_of(part, rest.covariance)
        skills.append(judge(outcomes[known, j], expected[known, j], chance[known, j]))
    return Expectation(
        expected=expected,
        doubt=doubt,
        skill=tuple(skills),
        coefficients=coefficients,
        covariance=covariance,
        shrinkage=shrinkage,
    )


def curve_of(
    basis: Basis, expectation: Expectation, *, outcome: int, characteristic: int, grid: Floats
) -> tuple[Floats, Floats]:
    """How the expected result runs with one characteristic, all others at their mean, and its standard error.

    Parameters
    ----------
    basis, expectation
        As estimated.
    outcome, characteristic
        Positions.
    grid
        Shape (g,): values of the characteristic, in its unit.

    Returns
    -------
    curve, error : numpy.ndarray
        Shape (g,), points, relative to a school at the characteristic's mean square of curve: 0 on average.
    """
    curve = basis.curves[characteristic]
    terms = bend(curve, np.asarray(grid, dtype=np.float64))
    straight, bent = basis.names.index(curve.name), f"{curve.name} (curve "
    at = [straight, *(i for i, name in enumerate(basis.names) if name.startswith(bent))]
    covariance = expectation.covariance[outcome][np.ix_(at, at)]
    return (
        terms @ expectation.coefficients[outcome][at],
        np.sqrt(np.maximum(((terms @ covariance) * terms).sum(axis=1), 0.0)),
    )


def _check_enough(basis: Basis, known: Bools, *, name: str) -> None:
    needed = max(FEWEST_SCHOOLS, FEWEST_PER_TERM * int((basis.kind == 0).sum()))
    if known.sum() < needed:
        raise TooFewUnits(
            f"Nothing can be expected in “{name}”.",
            why=f"{int(known.sum())} schools have it with circumstances enough, and {needed} are needed.",
            mend="Widen the phase, or use fewer characteristics.",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Weighted sums over some schools: terms by terms, terms by outcome, outcome squared, and how many."""

    gram: Floats
    cross: Floats
    square: float
    schools_n: int

    @property
    def variance(self) -> float:
        """Weighted variance of the outcome; the first term is 1."""
        weight = float(self.gram[0, 0])
        return max(self.square / weight - (float(self.cross[0]) / weight) ** 2, np.finfo(float).tiny)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(
            self.gram - other.gram,
            self.cross - other.cross,
            self.square - other.square,
            self.schools_n - other.schools_n,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """The usable schools of a fold: their rows, their terms, and room as large as the terms to work in."""

    rows: Ints
    terms: Floats
    room: Floats


def split(basis: Basis, folds: Ints) -> tuple[Fold, ...]:
    """The terms of each fold side by side, once for all outcomes."""
    rows = [np.flatnonzero((folds == fold) & basis.usable) for fold in range(int(folds.max()) + 1)]
    room = np.empty((max(len(each) for each in rows), basis.terms.shape[1]))
    return tuple(Fold(each, basis.terms[each], room[: len(each)]) for each in rows)


def doubt_of(fold: Fold, covariance: Floats) -> Floats:
    """Standard error of the sum of each school's terms, under the covariance of the coefficients."""
    spread = np.matmul(fold.terms, covariance, out=fold.room)
    return np.asarray(np.sqrt(np.maximum(np.einsum("ij,ij->i", spread, fold.terms), 0.0)))


def sum_folds(parts: tuple[Fold, ...], outcome: Floats, chance: Floats, *, known: Bools) -> tuple[Sums, ...]:
    """The sums of each fold, schools weighted by their chance; those that are not known weigh nothing."""
    usual = np.median(chance[known])
    weight = 1.0 / np.maximum(usual + np.where(known, chance, 0.0), np.finfo(float).tiny)
    if not chance[known].any():
        weight = np.ones_like(chance)
    root, told = np.where(known, np.sqrt(weight / np.mean(weight[known])), 0.0), np.where(known, outcome, 0.0)
    return tuple(
        sum_up(part.terms, told[part.rows], root[part.rows], n=int(known[part.rows].sum()), out=part.room)
        for part in parts
    )


def sum_up(terms: Floats, outcome: Floats, root: Floats, *, n: int, out: Floats) -> Sums:
    """Sums over rows that count by the squares of `root`, of n schools; the weighed terms go to `out`."""
    weighed, result = np.multiply(terms, root[:, None], out=out), outcome * root
    return Sums(weighed.T @ weighed, weighed.T @ result, float(result @ result), n)


def total(sums: tuple[Sums, ...]) -> Sums:
    """The sums over all folds."""
    return Sums(
        np.sum([s.gram for s in sums], axis=0),
        np.sum([s.cross for s in sums], axis=0),
        sum(s.square for s in sums),
        sum(s.schools_n for s in sums),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """A shrunken regression: coefficients (m,), their covariance (m, m), and the spread of each kind (4,)."""

    coefficients: Floats
    covariance: Floats
    spread: Floats


def shrink(kind: Ints, sums: Sums) -> Shrunk:
    """Ridge regression with a variance for each kind of term, by restricted maximum likelihood.

    The fixed point is sped up by Aitken's extrapolation of the logarithms, every third step.
    """
    size = np.bincount(kind, minlength=len(KINDS))
    loose = (size > 0) & (np.arange(len(KINDS)) > 0)
    path: list[Floats] = []
    # The start is 0.1 % of the raw variance; it depends on nothing that is left out.
    log = np.where(loose, np.log(1e-3 * sums.variance), 0.0)
    noise = sums.variance
    for _ in range(_MOST_STEPS):
        penalty = np.where(loose, noise / np.exp(log), 0.0)[kind]
        lower = _unravel(sums.gram, penalty)
        beta = lower.T @ (lower @ sums.cross)
        freedom = size - np.bincount(kind, penalty * np.einsum("ij,ij->j", lower, lower), len(KINDS))
        residual = sums.square - 2.0 * float(beta @ sums.cross) + float(beta @ sums.gram @ beta)
        noise = max(residual, 1e-12 * sums.square) / max(sums.schools_n - float(freedom.sum()), 1.0)
        square = np.bincount(kind, beta**2, len(KINDS))
        with np.errstate(divide="ignore"):
            updated = np.log(square / np.maximum(freedom, 1e-9))
        updated = np.where(loose, np.maximum(updated, np.log(_LEAST * noise)), 0.0)
        if (freedom * np.abs(updated - log) < _NEAR)[loose].all():
            spread = np.where(loose, np.exp(0.5 * log), np.where(size > 0, np.inf, 0.0))
            return Shrunk(beta, lower.T @ lower * noise, spread)
        path = [path[0], log, updated] if len(path) == 2 else [log, updated]
        log = _extrapolate(path, floor=float(np.log(_LEAST * noise))) if len(path) == 3 else updated
    raise DidNotConverge(
        "Nothing can be expected.",
        why=f"The amount of shrinkage was still moving after {_MOST_STEPS} steps.",
        mend="Leave out characteristics that say the same thing.",
    )


def _extrapolate(path: list[Floats], *, floor: float) -> Floats:
    """Where three points of a geometric path lead, but no further than a factor of 50."""
    before, now, after = path
    first, second = now - before, after - now
    ratio = np.clip(np.where(first != 0.0, second / np.where(first != 0.0, first, 1.0), 0.0), -0.9, 0.95)
    jump = np.clip(second * ratio / (1.0 - ratio), -4.0, 4.0)
    return np.asarray(np.maximum(after + jump, floor))


def _unravel(gram: Floats, penalty: Floats) -> Floats:
    """L⁻¹ of a penalised Gram matrix LLᵀ; a breath of ridge holds terms that repeat one another."""
    matrix = gram.copy()
    diagonal = np.arange(len(matrix))
    matrix[diagonal, diagonal] += penalty + 1e-10 * np.trace(gram) / len(gram)
    factor, failed = dpotrf(matrix, lower=1, clean=1, overwrite_a=1)
    if failed:
        raise DidNotConverge("Nothing can be expected.", why="Characteristics repeat one another exactly.")
    lower, _ = dtrtri(factor, lower=1, overwrite_c=1)
    return np.asarray(lower)


def judge(observed: Floats, expected: Floats, chance: Floats) -> Skill:
    """How well results foretold out of sample are foretold, each (n,)."""
    residual, variance = float(np.mean((observed - expected) ** 2)), float(np.var(observed))
    luck = float(np.mean(chance))
    return Skill(
        r2=1.0 - residual / variance if variance > 0.0 else 0.0,
        residual_sd=float(np.sqrt(residual)),
        chance_sd=float(np.sqrt(luck)),
        ceiling=max(1.0 - luck / variance, 0.0) if variance > 0.0 else 0.0,
        schools_n=len(observed),
    )
