"""The plain school-effects model: pupils or years within schools, one intercept for each school, by exact REML."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from plait.stats.errors import BadInput, NotIdentified

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The ratio of the variances is sought between these (and 0); beyond, one of them is nothing beside the other.
_RATIOS = (1e-8, 1e8)
# To this precision of its logarithm.
_FINE = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class SchoolEffects:
    """A fitted random-intercept model of N rows in J schools with p fixed effects.

    Attributes
    ----------
    between, within
        Variance of the intercepts and of the rows, squared points.
    fixed, fixed_covariance
        Shapes (p,) and (p, p).
    schools
        Shape (J,): the numbers of the schools, ascending.
    effect, effect_sd
        Shape (J,): predicted intercept and its conditional standard deviation (the fixed effects taken as known).
    log_likelihood
        Restricted, without ½ log |XᵀX|, as lme4 gives it.
    """

    between: float
    within: float
    fixed: Floats
    fixed_covariance: Floats
    schools: Ints
    effect: Floats
    effect_sd: Floats
    log_likelihood: float


def fit_school_effects(outcome: Floats, *, context: Floats, school: NDArray[np.integer]) -> SchoolEffects:
    """Fit y = Xβ + u_school + e with u and e independent and normal, by restricted maximum likelihood.

    Parameters
    ----------
    outcome
        Shape (N,), points; none missing.
    context
        Shape (N, p): fixed effects, the constant among them; of full rank.
    school
        Shape (N,): number of the school of each row.

    Returns
    -------
    SchoolEffects
        The estimands are the two variances and each school's lasting difference from its context.

    Raises
    ------
    NotIdentified
        No school has two rows, or the context repeats itself: the variances cannot be told apart.
    BadInput
        Shapes do not fit or a figure is missing.

    Notes
    -----
    Only sums within schools enter, and the likelihood is profiled to the ratio of the two variances, so the time is
    that of one pass over the rows.

    References
    ----------
    Patterson, H. D. and Thompson, R. (1971). doi:10.1093/biomet/58.3.545. Bates, D. and others (2015). Fitting linear
    mixed-effects models using lme4. JSS 67. doi:10.18637/jss.v067.i01.
    """
    y, x = np.asarray(outcome, dtype=np.float64), np.asarray(context, dtype=np.float64)
    if x.ndim != 2 or y.shape != (len(x),) or np.shape(school) != y.shape:
        raise BadInput("The rows do not fit.", why=f"Outcome {y.shape}, context {x.shape}, school {np.shape(school)}.")
    if not (np.isfinite(y).all() and np.isfinite(x).all()):
        raise BadInput("A figure is missing.", mend="Leave rows without figures out; they cannot be filled.")
    schools, position, count = np.unique(school, return_inverse=True, return_counts=True)
    if len(schools) == len(y) or len(schools) < 2:
        raise NotIdentified(
            "Schools were not told from rows.", why=f"There are {len(y)} rows in {len(schools)} schools."
        )
    both = np.column_stack([x, y])
    means = _sum_within(both, position, len(schools)) / count[:, None]
    within = both - means[position]
    inner = within.T @ within
    rank = np.linalg.matrix_rank(x.T @ x, hermitian=True)
    if rank < x.shape[1]:
        raise NotIdentified("The context repeats itself.", why=f"{x.shape[1]} columns have rank {rank}.")
    sums = _Sums.of(inner, means, count)
    # Zero is tried by itself: on the logarithm it is out of reach.
    low, high = (float(np.log(each)) for each in _RATIOS)
    found = minimize_scalar(
        lambda log: _deviance(sums, float(np.exp(log))),
        bounds=(low, high),
        method="bounded",
        options={"xatol": _FINE},
    )
    ratio = 0.0 if _deviance(sums, 0.0) <= float(found.fun) + 1e-9 else float(np.exp(found.x))
    return _finish(sums, ratio, schools=schools, means=means, count=count)


def _sum_within(rows: Floats, position: NDArray[np.integer], n: int) -> Floats:
    return np.column_stack([np.bincount(position, rows[:, j], n) for j in range(rows.shape[1])])


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """All that the likelihood needs: sums within schools, and between schools by their size.

    `inner` (p+1, p+1); `sizes`, `numbers` (s,): the different numbers of rows of a school, and how many have them;
    `between` (s, p+1, p+1): cross-products of the means of those schools.
    """

    inner: Floats
    sizes: Floats
    numbers: Floats
    between: Floats

    @classmethod
    def of(cls, inner: Floats, means: Floats, count: NDArray[np.integer]) -> "_Sums":
        sizes, of, numbers = np.unique(count, return_inverse=True, return_counts=True)
        parts = np.split(means[np.argsort(of, kind="stable")], np.cumsum(numbers)[:-1])
        return cls(
            inner=inner,
            sizes=sizes.astype(np.float64),
            numbers=numbers.astype(np.float64),
            between=np.array([part.T @ part for part in parts]),
        )

    @property
    def freedom(self) -> float:
        return float(self.sizes @ self.numbers) - len(self.inner) + 1.0


def _solve(sums: _Sums, ratio: float) -> tuple[Floats, Floats, float]:
    """Weighted cross-products of the context, the fixed effects, and the residual sum of squares, at a ratio."""
    weight = sums.sizes / (1.0 + sums.sizes * ratio)
    total = sums.inner + np.tensordot(weight, sums.between, axes=1)
    gram, cross = total[:-1, :-1], total[:-1, -1]
    beta = np.asarray(np.linalg.solve(gram, cross), dtype=np.float64)
    return gram, beta, float(total[-1, -1] - cross @ beta)


def _deviance(sums: _Sums, ratio: float) -> float:
    """Minus twice the restricted log likelihood, the residual variance profiled out."""
    gram, _, residual = _solve(sums, ratio)
    logs = float(sums.numbers @ np.log1p(sums.sizes * ratio)) + float(np.linalg.slogdet(gram)[1])
    return logs + sums.freedom * (1.0 + float(np.log(2.0 * np.pi * residual / sums.freedom)))


def _finish(
    sums: _Sums, ratio: float, *, schools: NDArray[np.integer], means: Floats, count: NDArray[np.integer]
) -> SchoolEffects:
    gram, beta, residual = _solve(sums, ratio)
    within = residual / sums.freedom
    kept = count * ratio / (1.0 + count * ratio)
    return SchoolEffects(
        between=ratio * within,
        within=within,
        fixed=beta,
        fixed_covariance=np.asarray(within * np.linalg.inv(gram), dtype=np.float64),
        schools=np.asarray(schools, dtype=np.int64),
        effect=kept * (means[:, -1] - means[:, :-1] @ beta),
        effect_sd=np.sqrt(ratio * within * (1.0 - kept)),
        log_likelihood=-0.5 * _deviance(sums, ratio),
    )
