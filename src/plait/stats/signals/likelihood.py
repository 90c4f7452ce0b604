"""The model of a panel solved for given spreads: restricted likelihood, its slope, and what estimates are made of.

For school i of trust k the residuals are

    r_i = year effects + (school: constant + moving + yearly) + Z_i (trust: constant + moving + yearly) + doubt + chance

so the schools of a trust have covariance blockdiag(V_i) + Z Ω Zᵀ, with V_i a T × T matrix of the school's own and Ω
of the trust's: every inverse is one of T × T matrices (Woodbury), and nothing is approximated.
"""

from dataclasses import dataclass, replace

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.signals.batches import (
    apply_all,
    apply_to_many,
    combine_all,
    invert_all,
    multiply_all,
    slices_of,
    sum_by,
    sum_squares,
    sweep,
)
from plait.stats.signals.panel import Bools, Floats, Ints, Panel
from plait.stats.signals.spreads import Shape, Spreads, shape_of


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """A panel with the years first and the schools last, those of one trust side by side.

    Attributes
    ----------
    order
        Shape (n,): the row of the panel that each column here holds.
    members
        Columns from `first` on belong to a trust; `starts` (K,) says where each trust begins among them, `trust` (m,)
        which it is.
    residual, chance, doubt, seen
        Shape (T, n); 0 where there is no figure.
    inside
        Shape (T, m): for members, whether the school was in the trust and has a figure.
    """

    panel: Panel
    order: Ints
    first: int
    starts: Ints
    trust: Ints
    residual: Floats
    chance: Floats
    doubt: Floats
    seen: Floats
    inside: Floats


def blocks_of(panel: Panel) -> Blocks:
    """Lay a panel out for the likelihood."""
    order = np.argsort(panel.trust, kind="stable").astype(np.int64)
    trust = panel.trust[order]
    first = int(np.searchsorted(trust, 0))
    seen: Bools = ~np.isnan(panel.residual[order].T)
    return Blocks(
        panel=panel,
        order=order,
        first=first,
        starts=np.searchsorted(trust[first:], np.arange(len(panel.trust_ids))),
        trust=trust[first:],
        residual=np.ascontiguousarray(np.where(seen, panel.residual[order].T, 0.0)),
        chance=np.ascontiguousarray(np.where(seen, panel.chance[order].T, 0.0)),
        doubt=np.ascontiguousarray(np.where(seen, panel.doubt[order].T, 0.0)),
        seen=seen.astype(np.float64),
        inside=(panel.inside[order].T & seen)[:, first:].astype(np.float64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A panel solved for given spreads.

    Attributes
    ----------
    precision
        Shape (T, T, n): V_i⁻¹, 0 in years without a figure.
    reached
        Shape (T, T, m): V_i⁻¹ Z_i of members.
    held
        Shape (T, T, K): Z_kᵀ V⁻¹ Z_k.
    summed
        Shape (T, T, K): Xᵀ V⁻¹ Z_k.
    pooled
        Shape (T, T, K): W_k, with C⁻¹ = V⁻¹ − V⁻¹ Z W Zᵀ V⁻¹.
    year_covariance
        Shape (T, T): of the estimated year effects.
    year_effect
        Shape (T,): what all schools share in a year, points.
    weighed
        Shape (T, n): P r, the residuals weighed by the model.
    trust_weighed
        Shape (T, K): Zᵀ P r.
    """

    blocks: Blocks
    shape: Shape
    precision: Floats
    reached: Floats
    held: Floats
    summed: Floats
    pooled: Floats
    year_covariance: Floats
    year_effect: Floats
    weighed: Floats
    trust_weighed: Floats
    log_likelihood: float


def solve(blocks: Blocks, spreads: Spreads) -> Solution:
    """Solve a panel for given spreads."""
    panel = blocks.panel
    if len(spreads.scale) != panel.segment[-1] + 1:
        raise BadInput(
            "The spreads do not fit the panel.",
            why=f"They have {len(spreads.scale)} segments and the panel has {panel.segment[-1] + 1}.",
        )
    shape = shape_of(spreads, years=panel.years, segment=panel.segment)
    precision, logs = _invert_schools(blocks, shape.school)
    reached = precision[:, :, blocks.first :] * blocks.inside[None]
    held = sum_by(reached * blocks.inside[:, None], starts=blocks.starts)
    summed = sum_by(reached, starts=blocks.starts)
    pooled, trust_log = _pool(shape.trust, held)
    information = precision.sum(axis=2) - sum_squares(multiply_all(summed, pooled), summed)
    year_covariance = np.linalg.inv(information)
    none = np.zeros((len(panel.years), len(panel.trust_ids)))
    bare = Solution(
        blocks=blocks,
        shape=shape,
        precision=precision,
        reached=reached,
        held=held,
        summed=summed,
        pooled=pooled,
        year_covariance=year_covariance,
        year_effect=np.zeros(len(none)),
        weighed=blocks.residual,
        trust_weighed=none,
        log_likelihood=np.nan,
    )
    return _with_residuals(bare, logs=float(logs.sum() + trust_log.sum() + np.linalg.slogdet(information)[1]))


def _with_residuals(bare: Solution, *, logs: float) -> Solution:
    """Weigh the residuals; `logs` are the logarithms of all determinants."""
    blocks = bare.blocks
    weighed, trust_weighed, year_effect = project(bare, blocks.residual)
    freedom = float(blocks.seen.sum()) - len(blocks.seen)
    deviance = logs + float(np.vdot(blocks.residual, weighed)) + freedom * float(np.log(2.0 * np.pi))
    return replace(
        bare, weighed=weighed, trust_weighed=trust_weighed, year_effect=year_effect, log_likelihood=-0.5 * deviance
    )


def project(solution: Solution, vectors: Floats) -> tuple[Floats, Floats, Floats]:
    """Apply P = C⁻¹ − C⁻¹X(XᵀC⁻¹X)⁻¹XᵀC⁻¹ to one vector, (T, n).

    Returns
    -------
    weighed : numpy.ndarray
        Shape (T, n): P v.
    trust_weighed : numpy.ndarray
        Shape (T, K): Zᵀ P v.
    year_effect : numpy.ndarray
        Shape (T,): the generalised least-squares estimate of the year effects in v.
    """
    blocks = solution.blocks
    own = apply_all(solution.precision, vectors)
    shared = apply_all(solution.pooled, sum_by(own[:, blocks.first :] * blocks.inside, starts=blocks.starts))
    total = own.sum(axis=1) - sum_squares(solution.summed, shared[None])[:, 0]
    effect = solution.year_covariance @ total
    fitted = apply_all(solution.pooled, np.tensordot(solution.summed, effect, axes=(0, 0)))
    weighed = own - combine_all(solution.precision, effect)
    if blocks.first < weighed.shape[1]:
        weighed[:, blocks.first :] -= apply_all(solution.reached, (shared - fitted)[:, blocks.trust])
    trust_weighed = sum_by(weighed[:, blocks.first :] * blocks.inside, starts=blocks.starts)
    return weighed, trust_weighed, effect


def _invert_schools(blocks: Blocks, school: Floats) -> tuple[Floats, Floats]:
    """V_i⁻¹ of every school. A year without a figure becomes a row of its own, which is then taken out again."""
    width, n = blocks.seen.shape
    precision, logs = np.empty((width, width, n)), np.empty(n)
    for these in slices_of(n):
        own, seen, doubt = precision[:, :, these], blocks.seen[:, these], blocks.doubt[:, these]
        for t in range(width):
            np.multiply(seen[: t + 1], seen[t], out=own[t, : t + 1])
            own[t, : t + 1] *= school[t, : t + 1, None]
            own[t, : t + 1] += doubt[: t + 1] * doubt[t]
            own[t, t] += blocks.chance[t, these] + (1.0 - seen[t])
        logs[these] = sweep(own)
        for t in range(width):
            own[t, t] -= 1.0 - seen[t]
    return precision, logs


def _pool(trust: Floats, held: Floats) -> tuple[Floats, Floats]:
    """W_k = (Ω⁻¹ + Z'V⁻¹Z)⁻¹ by the symmetric root of Ω, so that Ω may be singular or zero; and log |I + ΩZ'V⁻¹Z|."""
    values, vectors = np.linalg.eigh(trust)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    inner = np.einsum("st,tuk,uv->svk", root, held, root, optimize=True)
    diagonal = np.arange(len(trust))
    inner[diagonal, diagonal] += 1.0
    inverse, logs = invert_all(np.ascontiguousarray(inner))
    return np.ascontiguousarray(np.einsum("st,tuk,uv->svk", root, inverse, root, optimize=True)), logs


def slope_of(solution: Solution) -> dict[str, float]:
    """Derivative of the restricted log likelihood by each parameter."""
    school, trust = _gather(solution)
    return {
        name: float(-0.5 * (np.vdot(school, by) + np.vdot(trust, solution.shape.trust_by[name])))
        for name, by in solution.shape.school_by.items()
    }


def _gather(solution: Solution) -> tuple[Floats, Floats]:
    """What derivatives of V and Ω are multiplied by: P less (Pr)(Pr)ᵀ, summed over schools and over trusts."""
    blocks, covariance = solution.blocks, solution.year_covariance
    root: Floats = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    crossed = combine_all(solution.precision, root)
    school = solution.precision.sum(axis=2) - solution.weighed @ solution.weighed.T
    trust = np.zeros_like(school)
    if blocks.first < len(blocks.order):
        spread = multiply_all(solution.reached, solution.pooled[:, :, blocks.trust])
        school = school - sum_squares(spread, solution.reached)
        down = np.einsum("stk,su->tuk", solution.summed, root, optimize=True)
        back = multiply_all(solution.pooled, np.ascontiguousarray(down))
        crossed[:, :, blocks.first :] -= multiply_all(solution.reached, back[:, :, blocks.trust]).transpose(1, 0, 2)
        kept = multiply_all(solution.held, solution.pooled)
        outer = down - multiply_all(solution.held, back)
        trust = (
            solution.held.sum(axis=2)
            - sum_squares(kept, solution.held)
            - sum_squares(outer, outer)
            - solution.trust_weighed @ solution.trust_weighed.T
        )
    return school - np.matmul(crossed, crossed.transpose(0, 2, 1)).sum(axis=0), trust


def moved_by(solution: Solution, name: str) -> Floats:
    """(dC/dθ) P r of one parameter, (T, n): the working variate of the average information."""
    blocks = solution.blocks
    moved = solution.shape.school_by[name] @ solution.weighed * blocks.seen
    if blocks.first < moved.shape[1]:
        pulled = solution.shape.trust_by[name] @ solution.trust_weighed
        moved[:, blocks.first :] += pulled[:, blocks.trust] * blocks.inside
    return moved


def information_of(solution: Solution, names: tuple[str, ...]) -> Floats:
    """Average of the observed and the expected information of the named parameters.

    References
    ----------
    Gilmour, A. R., Thompson, R. and Cullis, B. R. (1995). Average information REML. Biometrics 51.
    doi:10.2307/2533274.
    """
    if not names:
        return np.zeros((0, 0))
    blocks, p = solution.blocks, len(names)
    moved = np.array([moved_by(solution, name) for name in names])
    owns = apply_to_many(solution.precision, moved)
    # vᵀPw = vᵀV⁻¹w − (Z'V⁻¹v)ᵀ W (Z'V⁻¹w) − (X'C⁻¹v)ᵀ (X'C⁻¹X)⁻¹ (X'C⁻¹w), so P need not be applied to anything.
    held = sum_by(owns[:, :, blocks.first :] * blocks.inside, starts=blocks.starts)
    pooled = apply_to_many(solution.pooled, held)
    years = owns.sum(axis=2) - pooled.reshape(p, -1) @ _flat(solution.summed).T
    of_schools = moved.reshape(p, -1) @ owns.reshape(p, -1).T
    of_trusts = held.reshape(p, -1) @ pooled.reshape(p, -1).T
    return np.asarray(0.5 * (of_schools - of_trusts - years @ solution.year_covariance @ years.T))


def _flat(matrices: Floats) -> Floats:
    return matrices.reshape(len(matrices), -1)
