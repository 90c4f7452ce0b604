"""What schools have shown over the years, less what was expected: checked once, then estimated from many times."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput, TooFewUnits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# No trust: a school maintained by its local authority, or one whose trust is not known.
NO_TRUST = -1
# Fewer schools than this say too little about how far schools differ to judge any of them by it.
FEWEST_SCHOOLS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Residuals of n schools in T years; make one with `panel_of`.

    Attributes
    ----------
    ids
        Shape (n,): the number of each school (the chain, so that a conversion does not cut its history).
    years
        Shape (T,), ascending: years in which at least one school has a figure. Their distances are elapsed time.
    segment
        Shape (T,): 0, 1, …; years of one segment share a scale. A break in series starts a new one.
    residual
        Shape (n, T): observed less expected, in outcome points; NaN where there is no figure.
    chance
        Shape (n, T): known sampling variance, points²; NaN where there is no figure.
    doubt
        Shape (n, T): standard error of the expectation, points; 0 where it is taken as known.
    trust
        Shape (n,): position of the school's trust in `trust_ids`, −1 for none.
    inside
        Shape (n, T): whether the school belonged to that trust in that year.
    trust_ids
        Shape (K,): the number of each trust (UID), ascending.
    """

    ids: Ints
    years: Ints
    segment: Ints
    residual: Floats
    chance: Floats
    doubt: Floats
    trust: Ints
    inside: Bools
    trust_ids: Ints

    @property
    def schools_n(self) -> int:
        """How many schools there are."""
        return len(self.ids)


def panel_of(
    residual: Floats,
    *,
    ids: NDArray[np.integer],
    years: NDArray[np.integer],
    chance: Floats,
    doubt: Floats | None = None,
    segment: NDArray[np.integer] | None = None,
    trust: NDArray[np.integer] | None = None,
    inside: Bools | None = None,
) -> Panel:
    """Check the residuals of one outcome and phase, and keep copies that nothing can change.

    Parameters
    ----------
    residual
        Shape (n, T): observed less expected, in outcome points; NaN where there is no figure. A gap stays a gap.
    ids
        Shape (n,), each school once.
    years
        Shape (T,), ascending. Years without any figure (2019/20, 2020/21) may stand or be left out: they are dropped.
    chance
        Shape (n, T): known sampling variance, points², not negative; see `plait.stats.signals.chance`. A figure
        without one is refused.
    doubt
        Shape (n, T): standard error of the expectation, points. It is taken as the same error in all years of a
        school, which is the careful side. None: known exactly.
    segment
        Shape (T,): which years share a scale; any ascending numbers. None: all do.
    trust
        Shape (n,): UID of the trust each school belongs to, −1 for none. None: no trusts.
    inside
        Shape (n, T): years in which the school belonged to it. None: all.

    Returns
    -------
    Panel
        With only the schools that have a figure in some year.

    Raises
    ------
    BadInput
        Shapes do not fit, years or segments go back, a school stands twice, or a figure has no sampling variance.
    TooFewUnits
        Fewer than 30 schools have a figure.
    """
    n, width = np.shape(residual) if np.ndim(residual) == 2 else (0, 0)
    _check_shapes(n, width, ids=ids, years=years, chance=chance, doubt=doubt, segment=segment, trust=trust)
    segments = np.zeros(width, dtype=np.int64) if segment is None else np.asarray(segment, dtype=np.int64)
    _check_order(np.asarray(ids), np.asarray(years), segments)
    seen = ~np.isnan(residual)
    _check_figures(residual, chance, seen)
    kept, columns = seen.any(axis=1), seen.any(axis=0)
    _check_enough(int(kept.sum()))
    at = np.ix_(kept, columns)
    uid = np.full(n, NO_TRUST, dtype=np.int64) if trust is None else np.asarray(trust, dtype=np.int64)
    trust_ids = np.unique(uid[kept & (uid >= 0)])
    position = np.where(uid >= 0, np.searchsorted(trust_ids, uid), NO_TRUST)[kept]
    member = np.ones((n, width), dtype=np.bool_) if inside is None else np.asarray(inside, dtype=np.bool_)
    error = np.zeros((n, width)) if doubt is None else np.asarray(doubt, dtype=np.float64)
    return Panel(
        ids=_kept(np.asarray(ids, dtype=np.int64)[kept]),
        years=_kept(np.asarray(years, dtype=np.int64)[columns]),
        segment=_kept(np.unique(segments[columns], return_inverse=True)[1].astype(np.int64)),
        residual=_kept(np.asarray(residual, dtype=np.float64)[at]),
        chance=_kept(np.where(seen, chance, np.nan)[at]),
        doubt=_kept(np.where(seen, error, 0.0)[at]),
        trust=_kept(position),
        inside=_kept(member[at] & (position >= 0)[:, None]),
        trust_ids=_kept(trust_ids),
    )


def _kept(array: NDArray[Any]) -> NDArray[Any]:
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def _check_shapes(n: int, width: int, **given: NDArray[np.generic] | None) -> None:
    wanted = {"ids": (n,), "trust": (n,), "years": (width,), "segment": (width,)}
    for name, array in given.items():
        shape = wanted.get(name, (n, width))
        if array is not None and np.shape(array) != shape:
            raise BadInput(
                "The panel does not fit together.",
                why=f"`{name}` has shape {np.shape(array)}; {shape} is needed beside residuals of shape {(n, width)}.",
            )
    if n == 0 or width == 0:
        raise BadInput("The panel is empty.", why=f"The residuals have shape {(n, width)}.")


def _check_order(ids: NDArray[np.integer], years: NDArray[np.integer], segment: Ints) -> None:
    if len(np.unique(ids)) != len(ids):
        values, counts = np.unique(ids, return_counts=True)
        raise BadInput(f"School {int(values[counts > 1][0])} stands twice.", mend="Give each school one row.")
    if (np.diff(years) <= 0).any():
        raise BadInput("The years are not ascending.", why=f"They are {years.tolist()}.")
    if (np.diff(segment) < 0).any():
        raise BadInput("The segments are not ascending.", why=f"They are {segment.tolist()}.")


def _check_enough(schools_n: int) -> None:
    if schools_n < FEWEST_SCHOOLS:
        raise TooFewUnits(
            "No underlying difference was estimated.",
            why=f"{schools_n} schools have a figure, and how far schools differ needs {FEWEST_SCHOOLS}.",
            mend="Widen the phase or choose another outcome.",
        )


def _check_figures(residual: Floats, chance: Floats, seen: Bools) -> None:
    bad = seen & ~(np.isfinite(residual) & np.isfinite(chance) & (np.nan_to_num(chance, nan=-1.0) >= 0.0))
    if bad.any():
        row, column = (int(at) for at in np.argwhere(bad)[0])
        raise BadInput(
            f"The figure in row {row}, year {column} cannot be used.",
            why=f"It is {residual[row, column]} with sampling variance {chance[row, column]}.",
            mend="Write NaN for a figure whose cohort size is not known: chance cannot be told from difference there.",
        )
