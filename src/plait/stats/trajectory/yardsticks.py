"""What schools that did not join show in the years compared: learnt once for each set of years, and kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from plait.stats.trajectory.answers import Rules
from plait.stats.trajectory.contrasts import NONE, Contrast, Peers, contrast, unmoved
from plait.stats.trajectory.panel import Bools, Floats, Ints, Panel
from plait.stats.trajectory.placebo import Placebo, placebo_of


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """What schools that did not join reached after the same results.

    Attributes
    ----------
    fitted
        Shape (1 + 2b,): regression of the gap to neighbours after on the gaps of b years before, and on the same
        gaps where chance is large.
    usual
        Median relative sampling variance of a gap before.
    placebo
        The yardstick of what is left.
    """

    fitted: Floats
    usual: float
    placebo: Placebo


class Yardsticks:
    """The yardsticks of one panel under one order of neighbours.

    A yardstick depends on the years compared and on nothing about the schools that are followed, so that many trusts
    can be followed against the same ones. Each is learnt when it is first asked for.

    Parameters
    ----------
    panel
        n schools, T years.
    peers
        Who may be compared with whom.
    rules
        See `Rules`.
    rng_for
        The source of randomness for a key, which chooses placebos where there are more than needed. Give one that
        depends on the key alone (`seeded`), and a yardstick is the same whatever was asked for before.
    """

    def __init__(
        self, panel: Panel, *, peers: Peers, rules: Rules, rng_for: Callable[[bytes], np.random.Generator]
    ) -> None:
        self._panel, self._peers, self._rules, self._rng_for = panel, peers, rules, rng_for
        self._changes: dict[bytes, Placebo | None] = {}
        self._alike: dict[bytes, Alike | None] = {}

    def of_change(self, weights: Floats) -> Placebo | None:
        """The yardstick of a weighted sum over years, shape (T,); None where too few schools can tell.

        Raises
        ------
        TooFewUnits, NoVariation
            What schools that did not join show is not enough to learn from.
        """
        key = weights.tobytes()
        if key not in self._changes:
            self._changes[key] = self._learn(weights, key=key)
        return self._changes[key]

    def of_alike(self, later: Floats, columns: Sequence[int]) -> Alike | None:
        """What schools reached in `later` (weights, shape (T,)) after the same results in some columns.

        None where too few can tell.
        """
        key = later.tobytes() + np.asarray(columns, dtype=np.int64).tobytes()
        if key not in self._alike:
            self._alike[key] = self._learn_alike(later, columns, key=key)
        return self._alike[key]

    def _choose(self, needed: Bools, *, key: bytes) -> tuple[Ints, Bools]:
        """Rows of schools that have all the years and joined nothing between them, and who may be a neighbour."""
        fit = fit_for(self._panel, self._peers, needed=needed)
        complete = np.isfinite(self._panel.values[:, needed]).all(axis=1)
        pool = np.flatnonzero(fit & complete & (self._peers.order != NONE).any(axis=1))
        if pool.size > self._rules.most_placebos:
            pool = np.sort(self._rng_for(key).choice(pool, self._rules.most_placebos, replace=False))
        return pool, fit

    def _learn(self, weights: Floats, *, key: bytes) -> Placebo | None:
        pool, fit = self._choose(weights != 0, key=key)
        found = contrast(self._panel, weights=weights, rows=pool, peers=self._peers, fit=fit, k=self._rules.k)
        told = found.used >= self._rules.fewest_neighbours
        if int(told.sum()) < self._rules.fewest_placebos:
            return None
        return placebo_of(
            found.difference[told],
            noise=found.noise[told],
            trusts=self._peers.trusts[pool[told]],
            fewest=self._rules.fewest_placebos,
        )

    def _learn_alike(self, later: Floats, columns: Sequence[int], *, key: bytes) -> Alike | None:
        needed = later > 0
        needed[list(columns)] = True
        pool, fit = self._choose(needed, key=key)
        parts = gaps_of(self._panel, self._peers, later=later, columns=columns, rows=pool, fit=fit, k=self._rules.k)
        told = usable(parts, fewest=self._rules.fewest_neighbours)
        if int(told.sum()) < self._rules.fewest_placebos + 20 * len(columns):
            return None
        usual = float(np.median(chance_before(parts)[told]))
        design = lay_out(parts, usual=usual)[told]
        after = parts[0].difference[told]
        fitted = np.asarray(np.linalg.lstsq(design, after, rcond=None)[0], dtype=np.float64)
        placebo = placebo_of(
            after - design @ fitted,
            noise=noise_left(parts, fitted=fitted, usual=usual)[told],
            trusts=self._peers.trusts[pool[told]],
            fewest=self._rules.fewest_placebos,
        )
        return Alike(fitted=fitted, usual=usual, placebo=placebo)


def seeded(seed: int) -> Callable[[bytes], np.random.Generator]:
    """A source of randomness that depends on a seed and a key alone."""
    return lambda key: np.random.default_rng((seed, crc32(key)))


def fit_for(panel: Panel, peers: Peers, *, needed: Bools) -> Bools:
    """Which schools joined nothing from the first to the last of the years needed; shape (n,)."""
    used = np.flatnonzero(needed)
    return unmoved(panel, peers, first=panel.years[used[0]], last=panel.years[used[-1]])


def gaps_of(
    panel: Panel, peers: Peers, *, later: Floats, columns: Sequence[int], rows: Ints, fit: Bools, k: int
) -> list[Contrast]:
    """The gap of some schools to their neighbours after, then in each of some columns, over the same neighbours."""
    needed = later > 0
    needed[list(columns)] = True
    weights = [later, *np.eye(needed.size)[list(columns)]]
    return [contrast(panel, weights=w, rows=rows, peers=peers, fit=fit, k=k, needed=needed) for w in weights]


def usable(parts: Sequence[Contrast], *, fewest: int) -> Bools:
    """Which schools have every gap, from enough neighbours."""
    return np.isfinite([part.difference for part in parts]).all(axis=0) & (parts[0].used >= fewest)


def chance_before(parts: Sequence[Contrast]) -> Floats:
    """Mean relative sampling variance of the gaps before."""
    return np.asarray(np.mean([part.noise for part in parts[1:]], axis=0))


def lay_out(parts: Sequence[Contrast], *, usual: float) -> Floats:
    """The regressors: one, each gap before, and each where chance is large.

    The results of small cohorts say less about the next ones, so each gap may count for less.
    """
    gaps = np.column_stack([part.difference for part in parts[1:]])
    return np.column_stack([np.ones(len(gaps)), gaps, gaps * _faint(parts, usual)[:, None]])


def noise_left(parts: Sequence[Contrast], *, fitted: Floats, usual: float) -> Floats:
    """Relative sampling variance of what is left of the gap after."""
    years = len(parts) - 1
    worth = fitted[1 : years + 1] + _faint(parts, usual)[:, None] * fitted[years + 1 :]
    before = sum((worth[:, j] ** 2 * part.noise for j, part in enumerate(parts[1:])), np.zeros(len(worth)))
    return np.asarray(parts[0].noise + before)


def _faint(parts: Sequence[Contrast], usual: float) -> Floats:
    chance = chance_before(parts)
    return np.asarray(chance / (chance + usual))
