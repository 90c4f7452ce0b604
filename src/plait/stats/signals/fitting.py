"""Spreads by restricted marginal likelihood: average-information steps inside limits, from a start on some trusts."""

from typing import Literal

import numpy as np
from scipy.optimize import lsq_linear, nnls

from plait.stats.errors import DidNotConverge, NotIdentified
from plait.stats.signals.likelihood import Blocks, Solution, blocks_of, information_of, slope_of, solve
from plait.stats.signals.panel import NO_TRUST, Bools, Floats, Panel, panel_of
from plait.stats.signals.spreads import Spreads, Variances, memory, memory_slope, spreads_from, spreads_of

Structure = Literal["full", "moving", "constant"]

# Persistence per year. Below a third hardly anything is left after two years: that is noise of a year, not a level
# that moves. Above 0.98 (half-life of 34 years) the moving part cannot be told from the constant one.
PERSISTENCE_LIMITS = (0.33, 0.98)
# Segments may differ in scale by no more than this factor either way.
_SCALE_LIMIT = float(np.log(20.0))
# Elapsed times need this many pairs of figures to say how much lasts.
_FEWEST_PAIRS = 30
# Trusts need to be this many, with two schools or more each, to have a spread of their own.
FEWEST_TRUSTS = 10
# The start is sought on an eighth of the schools, but on no fewer than this many.
_START_PART, _START_SCHOOLS = 8, 800
_MOST_STEPS = 200
# A step that promises less log likelihood than this ends the search. 1e-4 is a seventieth of a standard error. For a
# start, more is near enough; few schools cost nothing, so they go further.
_NEAR, _NEAR_START, _NEAR_FEW = 1e-4, 0.03, 1e-7
_PARTS: dict[Structure, tuple[str, ...]] = {
    "full": ("constant", "moving", "yearly"),
    "moving": ("moving", "yearly"),
    "constant": ("constant", "yearly"),
}


def structure_of(panel: Panel) -> Structure:
    """Say which parts a panel can tell apart: by the number of different elapsed times between figures of a school.

    Raises
    ------
    NotIdentified
        No two years share schools. With one year, what lasts cannot be told from what holds in that year only: give
        spreads with `spreads_of`, or wait for a second year.
    """
    seen = (~np.isnan(panel.residual)).astype(np.float64)
    pairs = seen.T @ seen
    apart = np.abs(panel.years[:, None] - panel.years[None, :])
    elapsed = {int(e) for e in np.unique(apart[pairs >= _FEWEST_PAIRS]) if e > 0}
    if not elapsed:
        raise NotIdentified(
            "How long differences last was not estimated.",
            why=f"Fewer than {_FEWEST_PAIRS} schools have figures in two years ({panel.years.tolist()}).",
            mend="Add a year, or give spreads that were estimated from more years.",
        )
    return "full" if len(elapsed) >= 3 else "moving" if len(elapsed) == 2 else "constant"


def fit_spreads(
    panel: Panel, *, structure: Structure | None = None, start: Spreads | None = None, max_steps: int = _MOST_STEPS
) -> Spreads:
    """Estimate how far schools and trusts differ, how long it lasts, and what is only this year's.

    Parameters
    ----------
    panel
        Residuals of one outcome and phase.
    structure
        ``full``: constant, moving and yearly parts. ``moving``: no constant part. ``constant``: no moving part. None:
        what the years can tell apart (`structure_of`).
    start
        Where to begin, such as the spreads of the last build. They do not change the answer.
    max_steps
        Most steps.

    Returns
    -------
    Spreads
        That maximise the restricted likelihood, year effects profiled out. Trusts get parts of their own where 10
        trusts or more have two schools.

    Raises
    ------
    NotIdentified
        No two years share schools.
    DidNotConverge
        The likelihood was still rising after the last step.

    Notes
    -----
    Assumes normal parts; schools exchangeable given their context within a phase; the chance part known.

    References
    ----------
    Patterson, H. D. and Thompson, R. (1971). Recovery of inter-block information when block sizes are unequal.
    Biometrika 58. doi:10.1093/biomet/58.3.545. Gilmour, A. R., Thompson, R. and Cullis, B. R. (1995). Average
    information REML. Biometrics 51. doi:10.2307/2533274.
    """
    kind = structure or structure_of(panel)
    names = _free_names(panel, kind)
    blocks = blocks_of(panel)
    if start is not None and set(names) <= set(start.values):
        return _climb(blocks, _inside(start.values, names), names, max_steps=max_steps)
    few = _some(panel)
    first = blocks if few is panel else blocks_of(few)
    near = _NEAR_FEW if few is panel else _NEAR_START
    starts = (0.6, 0.9) if "persistence" in names else (1.0,)
    tried = [_climb(first, _guess(few, names, kept), names, max_steps=max_steps, near=near) for kept in starts]
    found = max(tried, key=lambda each: each.log_likelihood)
    return found if few is panel else _climb(blocks, _inside(found.values, names), names, max_steps=max_steps)


def _free_names(panel: Panel, structure: Structure) -> tuple[str, ...]:
    sizes = np.bincount(panel.trust[panel.trust >= 0], minlength=1)
    levels = ("school", "trust") if (sizes >= 2).sum() >= FEWEST_TRUSTS else ("school",)
    names = [f"{level}.{part}" for level in levels for part in _PARTS[structure]]
    if "moving" in _PARTS[structure]:
        names.append("persistence")
    return (*names, *(f"scale.{g}" for g in range(panel.segment[-1])))


def _some(panel: Panel) -> Panel:
    """Every so-manieth trust whole, and every so-manieth school without one."""
    every = min(panel.schools_n // _START_SCHOOLS, _START_PART)
    if every < 2:
        return panel
    alone = panel.trust == NO_TRUST
    kept = np.where(alone, np.cumsum(alone) % every == 0, panel.trust % every == 0)
    some = _rows(panel, kept)
    full = (~np.isnan(some.residual)).sum(axis=0)
    return some if len(some.years) == len(panel.years) and full.min() >= _FEWEST_PAIRS else panel


def _rows(panel: Panel, kept: Bools) -> Panel:
    uid = np.where(panel.trust >= 0, panel.trust_ids[panel.trust] if len(panel.trust_ids) else NO_TRUST, NO_TRUST)
    return panel_of(
        panel.residual[kept],
        ids=panel.ids[kept],
        years=panel.years,
        chance=panel.chance[kept],
        doubt=panel.doubt[kept],
        segment=panel.segment,
        trust=uid[kept],
        inside=panel.inside[kept],
    )


def _guess(panel: Panel, names: tuple[str, ...], persistence: float) -> dict[str, float]:
    """Start from moments: the spread of each segment beyond chance, shared out among the parts."""
    beyond = [_beyond_chance(panel, panel.segment == g) for g in range(panel.segment[-1] + 1)]
    share = {"constant": 0.35, "moving": 0.35, "yearly": 0.3}
    values = dict(spreads_of(school=Variances(0.0, 0.0, 0.0), persistence=persistence).values)
    values |= {f"scale.{g}": 0.5 * float(np.log(beyond[g] / beyond[-1])) for g in range(len(beyond) - 1)}
    levels = {name.split(".")[0] for name in names}
    for name in names:
        level, _, part = name.partition(".")
        if part in share:
            level_share = 1.0 if "trust" not in levels else 0.8 if level == "school" else 0.2
            values[name] = share[part] * level_share * beyond[-1]
    return _inside(values, names)


def _beyond_chance(panel: Panel, columns: Bools) -> float:
    spread = np.nanvar(panel.residual[:, columns], axis=0)
    chance = np.nanmean(panel.chance[:, columns], axis=0)
    return float(max(np.mean(spread - chance), 0.05 * np.mean(spread), np.finfo(float).tiny))


def _limits(name: str) -> tuple[float, float]:
    if name == "persistence":
        return PERSISTENCE_LIMITS
    return (-_SCALE_LIMIT, _SCALE_LIMIT) if name.startswith("scale.") else (0.0, np.inf)


def _inside(values: dict[str, float], names: tuple[str, ...]) -> dict[str, float]:
    """Bring the free parameters inside their limits; the others of the structure are zero, and no part is lost."""
    inside = {k: v if k in names or k == "persistence" else 0.0 for k, v in values.items()}
    total = sum(v for k, v in values.items() if k.startswith(("school.", "trust.")))
    for name in names:
        low, high = _limits(name)
        # A variance that starts at zero cannot show that it wants to grow beside one that can.
        least = 1e-3 * total if "." in name and not name.startswith("scale.") else low
        inside[name] = float(np.clip(inside.get(name, 0.0), least, high))
    return inside


def _climb(
    blocks: Blocks, start: dict[str, float], names: tuple[str, ...], *, max_steps: int, near: float = _NEAR
) -> Spreads:
    """Go up the restricted likelihood; parameters at a limit that pull outwards stand still."""
    low, high = (np.array(each) for each in zip(*(_limits(name) for name in names), strict=True))
    lags = np.unique(np.abs(blocks.panel.years[:, None] - blocks.panel.years[None, :])).astype(np.float64)
    at, solution, hold = dict(start), solve(blocks, spreads_from(start)), 0.0
    for step in range(1, max_steps + 1):
        slope, here = _slope(solution, names), np.array([at[name] for name in names])
        free = ~(((here <= low) & (slope <= 0.0)) | ((here >= high) & (slope >= 0.0)))
        loose = tuple(name for name, one in zip(names, free, strict=True) if one)
        information = information_of(solution, loose)
        hold = hold / 100.0 if hold > 1e-5 else 0.0
        while True:
            move = _step(slope[free], information, room=((low - here)[free], (high - here)[free]), hold=hold)
            climb = float(slope[free] @ move)
            # What the quadratic promises.
            if climb - 0.5 * float(move @ information @ move) < near:
                return _settle(solution, at, loose, information=information, steps=step)
            found, trial = _try(blocks, solution, at, loose, move=move, climb=climb, lags=lags)
            if found.log_likelihood > solution.log_likelihood:
                solution, at = found, trial
                break
            hold = max(10.0 * hold, 1e-5)
    raise DidNotConverge(
        "How far schools differ was not estimated.",
        why=f"The likelihood was still rising after {max_steps} steps.",
        mend="Look for years with very few schools, or choose a simpler structure.",
    )


def _try(
    blocks: Blocks,
    solution: Solution,
    at: dict[str, float],
    names: tuple[str, ...],
    *,
    move: Floats,
    climb: float,
    lags: Floats,
) -> tuple[Solution, dict[str, float]]:
    """Take a step; if it gained under a quarter of its promise, the part of it where a parabola has its peak."""
    trial = _bend(at, dict(zip(names, move.tolist(), strict=True)), lags)
    found = solve(blocks, spreads_from(trial))
    gained = found.log_likelihood - solution.log_likelihood
    if gained >= 0.25 * climb:
        return found, trial
    part = float(np.clip(0.5 * climb / (climb - gained), 0.1, 0.9))
    shorter = _bend(at, dict(zip(names, (part * move).tolist(), strict=True)), lags)
    other = solve(blocks, spreads_from(shorter))
    return (other, shorter) if other.log_likelihood > found.log_likelihood else (found, trial)


def _slope(solution: Solution, names: tuple[str, ...]) -> Floats:
    by = slope_of(solution)
    return np.array([by[name] for name in names])


def _step(slope: Floats, information: Floats, *, room: tuple[Floats, Floats], hold: float) -> Floats:
    """Go to the peak of the quadratic within the limits.

    Parameters are scaled to a unit diagonal; `hold` (Levenberg and Marquardt) shortens the step where it overshot.
    """
    if slope.size == 0:
        return slope
    size = np.sqrt(np.maximum(np.diag(information), np.finfo(float).tiny))
    values, vectors = np.linalg.eigh(information / np.outer(size, size))
    root = np.sqrt(np.maximum(values, 1e-9) + hold)
    # A limit that is met leaves no room, and the solver wants some.
    low, high = np.minimum(room[0] * size, -1e-12), np.maximum(room[1] * size, 1e-12)
    found = lsq_linear(root[:, None] * vectors.T, (vectors.T @ (slope / size)) / root, (low, high), method="bvls")
    return np.clip(found.x / size, *room)


def _bend(at: dict[str, float], move: dict[str, float], lags: Floats) -> dict[str, float]:
    """Take a step along the ridge of the likelihood, which is straight in covariances but curved in the persistence.

    The constant and the moving part are chosen anew, so that at the new persistence they come nearest, over the
    elapsed times of the panel, to the covariances that the step aims at.
    """
    there = {name: value + move.get(name, 0.0) for name, value in at.items()}
    before, after = at["persistence"], there["persistence"]
    if before == after:
        return there
    design = np.column_stack([np.ones_like(lags), memory(after, lags)])
    for level in ("school", "trust"):
        constant, moving = f"{level}.constant", f"{level}.moving"
        if constant not in move or moving not in move:
            continue
        slope = at[moving] * (after - before) * memory_slope(before, lags)
        aim = there[constant] + there[moving] * memory(before, lags) + slope
        there[constant], there[moving] = (float(x) for x in nnls(design, aim)[0])
    return there


def _settle(
    solution: Solution, at: dict[str, float], free: tuple[str, ...], *, information: Floats, steps: int
) -> Spreads:
    known = spreads_from(at)
    return Spreads(
        school=known.school,
        trust=known.trust,
        persistence=known.persistence,
        scale=known.scale,
        free=free,
        covariance=np.asarray(np.linalg.pinv(information, hermitian=True), dtype=np.float64)
        if free
        else np.zeros((0, 0)),
        log_likelihood=solution.log_likelihood,
        steps=steps,
        unseen=0.0 if known.school.lasting > 0.0 else _unseen(solution),
    )


def _unseen(solution: Solution) -> float:
    """Mean of a half-normal with the standard error of the lasting variance, where that was estimated as nothing."""
    information = float(information_of(solution, ("school.constant",))[0, 0])
    return float(np.sqrt(2.0 / np.pi / information)) if information > 0.0 else 0.0
