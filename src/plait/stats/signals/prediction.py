"""What the model makes of a weighted sum of lasting levels, of a school or of a trust's schools together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from plait.stats.signals.batches import apply_all, combine_all, sum_by
from plait.stats.signals.likelihood import Blocks, Solution, blocks_of, moved_by, project, solve
from plait.stats.signals.panel import Floats, Ints, Panel
from plait.stats.signals.spreads import Spreads, Variances, lasting_over, memory, memory_slope


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """Of m schools or trusts, each array of shape (m,), in outcome points and points².

    Attributes
    ----------
    school, trust
        The two parts of the posterior mean.
    variance
        Mean squared error with the spreads taken as known.
    spread_variance
        What not knowing the spreads adds.
    prior
        Variance before the figures; NaN for a trust without schools.
    """

    school: Floats
    trust: Floats
    variance: Floats
    spread_variance: Floats
    prior: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How probits of a panel of percentages become points; see `plait.stats.signals.percentages`.

    Attributes
    ----------
    base
        Shape (n, T): where each school is expected in each year, probits.
    expected
        Shape (n, T): the same as a share, 0 to 1.
    stretch
        Shape (T,): probits of a school for each probit of the mean over schools.
    once
        Variance, probits², of what holds in one year only.
    nearest
        An expected share is taken no closer to 0 or 1 than this.
    """

    base: Floats
    expected: Floats
    stretch: Floats
    once: float
    nearest: float


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A panel solved for its spreads once, so that many questions can be asked of it; make one with `model_of`.

    Attributes
    ----------
    panel, spreads
        What it was made of.
    solution
        The panel solved.
    leaning
        For each free spread, how the weighed residuals move with it: (T, n) of schools and (T, K) of trusts.
    bend
        For percentages: the panel is in probits, and answers are in points. None: the panel is in points.
    """

    panel: Panel
    spreads: Spreads
    solution: Solution
    leaning: tuple[tuple[Floats, Floats], ...]
    bend: Bend | None = None


def model_of(panel: Panel, spreads: Spreads) -> Model:
    """Solve a panel for its spreads.

    Parameters
    ----------
    panel
        Residuals of one outcome and phase.
    spreads
        From `fit_spreads` on this panel, or stated.

    Raises
    ------
    BadInput
        The spreads have another number of segments.
    """
    solution = solve(blocks_of(panel), spreads)
    leaning = tuple(project(solution, moved_by(solution, name))[:2] for name in spreads.free)
    return Model(panel=panel, spreads=spreads, solution=solution, leaning=leaning)


def predict_schools(model: Model, sought: Mapping[int, float]) -> Prediction:
    """Predict the weighted sum of each school's levels in the sought years (year → weight), in the panel's order."""
    panel, solution = model.panel, model.solution
    blocks, aim = solution.blocks, _aim_at(panel, model.spreads, sought)
    belongs = np.zeros((len(sought), len(blocks.order)))
    belongs[:, blocks.first :] = _membership(blocks, sought)
    trust = np.full(len(blocks.order), len(panel.trust_ids))
    trust[blocks.first :] = blocks.trust
    own = combine_all(solution.precision, aim.school @ aim.weights)
    own_inside = np.zeros_like(own)
    own_inside[:, blocks.first :] = own[:, blocks.first :] * blocks.inside
    target = _Target(
        trust=trust,
        belongs=belongs * aim.weights[:, None],
        own=own,
        own_inside=own_inside,
        own_square=(aim.school @ aim.weights) @ own,
        own_prior=np.full(len(trust), aim.weights @ aim.school_prior @ aim.weights),
    )
    found = _finish(model, aim, target, gather=lambda weighed: weighed)
    back = np.argsort(blocks.order)
    return Prediction(
        school=found.school[back],
        trust=found.trust[back],
        variance=found.variance[back],
        spread_variance=found.spread_variance[back],
        prior=found.prior[back],
    )


def predict_trusts(model: Model, sought: Mapping[int, float], *, weights: Floats) -> Prediction:
    """Predict the mean over each trust's schools, weighted by (n,) `weights`, of the weighted sum of their levels.

    The schools are those that belong in the latest sought year.
    """
    panel, solution = model.panel, model.solution
    blocks, aim = solution.blocks, _aim_at(panel, model.spreads, sought)
    belongs = _membership(blocks, sought)
    counts = weights[blocks.order][blocks.first :] * belongs[int(np.argmax(list(sought)))]
    total = sum_by(counts, starts=blocks.starts)
    share = counts / np.where(total > 0.0, total, 1.0)[blocks.trust]

    def gather(each: Floats) -> Floats:
        return sum_by(each[..., blocks.first :] * share, starts=blocks.starts)

    k = aim.school @ aim.weights
    own = combine_all(solution.precision, k)[:, blocks.first :]
    squares = sum_by(share**2, starts=blocks.starts)
    target = _Target(
        trust=np.arange(len(panel.trust_ids)),
        belongs=sum_by(belongs * share, starts=blocks.starts) * aim.weights[:, None],
        own=sum_by(own * share, starts=blocks.starts),
        own_inside=sum_by(own * share * blocks.inside, starts=blocks.starts),
        own_square=sum_by((k @ own) * share**2, starts=blocks.starts),
        own_prior=squares * (aim.weights @ aim.school_prior @ aim.weights),
    )
    found = _finish(model, aim, target, gather=gather)
    return replace(found, prior=np.where(total > 0.0, found.prior, np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class _Aim:
    """Covariance of what is sought with the figures, and its derivatives: (T, J) for J weighted years."""

    school: Floats
    trust: Floats
    school_by: dict[str, Floats]
    trust_by: dict[str, Floats]
    school_prior: Floats
    trust_prior: Floats
    weights: Floats


def _aim_at(panel: Panel, spreads: Spreads, sought: Mapping[int, float]) -> _Aim:
    years, weights = np.array(list(sought), dtype=np.int64), np.array(list(sought.values()))
    scale = spreads.scale[panel.segment][:, None]
    apart = np.abs(panel.years[:, None] - years[None, :]).astype(np.float64)
    parts = {"constant": scale * np.ones_like(apart), "moving": scale * memory(spreads.persistence, apart)}
    none = np.zeros_like(apart)
    covariance, by = {}, {}
    for level in ("school", "trust"):
        variances: Variances = getattr(spreads, level)
        covariance[level] = scale * lasting_over(variances, spreads.persistence, panel.years, years)
        slopes = {f"{level}.{part}": matrix for part, matrix in parts.items()}
        slopes["persistence"] = scale * variances.moving * memory_slope(spreads.persistence, apart)
        for g in range(len(spreads.scale) - 1):
            slopes[f"scale.{g}"] = (panel.segment == g)[:, None] * covariance[level]
        by[level] = {name: slopes.get(name, none) for name in spreads.values}
    return _Aim(
        school=covariance["school"],
        trust=covariance["trust"],
        school_by=by["school"],
        trust_by=by["trust"],
        school_prior=lasting_over(spreads.school, spreads.persistence, years, years),
        trust_prior=lasting_over(spreads.trust, spreads.persistence, years, years),
        weights=weights,
    )


def _membership(blocks: Blocks, sought: Mapping[int, float]) -> Floats:
    """Whether each member belongs to its trust in each sought year, (J, m): as in the year before that is nearest."""
    panel = blocks.panel
    inside = panel.inside[blocks.order].T[:, blocks.first :]
    columns = np.maximum(np.searchsorted(panel.years, list(sought), side="right") - 1, 0)
    return inside[columns].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Target:
    """What is sought of m units, schools or trusts.

    Attributes
    ----------
    trust
        Shape (m,): position of the trust; K for none.
    belongs
        Shape (J, m): weight of the trust's level in each sought year.
    own, own_inside
        Shape (T, m): V⁻¹k summed over the unit's schools, and Zᵀ of it.
    own_square, own_prior
        Shape (m,): kᵀV⁻¹k summed, and the variance of the schools' own part before the figures.
    """

    trust: Ints
    belongs: Floats
    own: Floats
    own_inside: Floats
    own_square: Floats
    own_prior: Floats


def _finish(model: Model, aim: _Aim, target: _Target, *, gather: Callable[[Floats], Floats]) -> Prediction:
    """Means, variances, and how the means lean on each free spread."""
    solution, spreads = model.solution, model.spreads
    none = len(model.panel.trust_ids)
    here = np.minimum(target.trust, max(none - 1, 0))

    def means(school: Floats, trust: Floats, weighed: Floats, trust_weighed: Floats) -> tuple[Floats, Floats]:
        own = gather((school @ aim.weights) @ weighed)
        if none == 0:
            return own, np.zeros_like(own)
        # Of each trust first, for there are fewer of them than of units.
        return own, (target.belongs * (trust.T @ trust_weighed)[:, here]).sum(axis=0)

    school, trust = means(aim.school, aim.trust, solution.weighed, solution.trust_weighed)
    slopes = []
    for name, (weighed, trust_weighed) in zip(spreads.free, model.leaning, strict=True):
        up = means(aim.school_by[name], aim.trust_by[name], solution.weighed, solution.trust_weighed)
        down = means(aim.school, aim.trust, weighed, trust_weighed)
        slopes.append(up[0] + up[1] - down[0] - down[1])
    prior = target.own_prior + (target.belongs * (aim.trust_prior @ target.belongs)).sum(axis=0)
    return Prediction(
        school=school,
        trust=trust,
        variance=_variance(solution, target, pull=aim.trust @ target.belongs, prior=prior),
        spread_variance=_spread_variance(slopes, spreads.covariance, len(school)),
        prior=prior,
    )


def _variance(solution: Solution, target: _Target, *, pull: Floats, prior: Floats) -> Floats:
    """Mean squared error of the prediction, the spreads taken as known; `pull` is Ω between trust and figures."""
    explained, across = target.own_square.copy(), target.own.copy()
    members = np.flatnonzero(target.trust < len(solution.blocks.panel.trust_ids))
    if members.size and solution.pooled.any():
        trust, reach, inside = target.trust[members], pull[:, members], target.own_inside[:, members]
        kept = inside + apply_all(solution.held[:, :, trust], reach)
        drawn = apply_all(solution.pooled[:, :, trust], kept)
        explained[members] += (reach * (inside + kept)).sum(axis=0) - (kept * drawn).sum(axis=0)
        across[:, members] += apply_all(solution.summed[:, :, trust], reach - drawn)
    lost = (across * (solution.year_covariance @ across)).sum(axis=0)
    return np.asarray(np.maximum(prior - explained + lost, 0.0))


def _spread_variance(slopes: list[Floats], covariance: Floats, n: int) -> Floats:
    if not slopes:
        return np.zeros(n)
    along = np.array(slopes)
    return np.asarray(np.maximum((along * (covariance @ along)).sum(axis=0), 0.0))
