"""Schools over years, as a trajectory needs them: figures, and how much chance is in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput, NotIdentified, TooFewUnits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One outcome of n schools over T consecutive years; make one with `panel_of`.

    Attributes
    ----------
    years
        The T years (the start of the academic year), consecutive: a year without results is a column of NaN.
    values
        Shape (n, T): the published figures in one unit; NaN where there is none.
    noise
        Shape (n, T): sampling variance of each figure up to a common factor (1 / pupils for an average, p(1 − p) /
        pupils for a percentage). Where it was not given, the school's own mean over other years, or else the median.
    noise_known
        Shape (n,): whether the school's sampling variance was given for any year.
    """

    years: tuple[int, ...]
    values: Floats
    noise: Floats
    noise_known: Bools

    def column(self, year: int) -> int:
        """The column of a year."""
        return year - self.years[0]


def panel_of(values: Floats, *, years: Sequence[int], noise: Floats) -> Panel:
    """Check the figures and complete what is known of their chance; the figures themselves are never filled.

    Parameters
    ----------
    values
        Shape (n, T); NaN where missing.
    years
        The T years, consecutive and ascending.
    noise
        Shape (n, T): relative sampling variance, positive; NaN where the cohort is not known. It decides only the
        widths of intervals.

    Returns
    -------
    Panel

    Raises
    ------
    BadInput
        The shapes do not fit, the years are not consecutive, or a figure is infinite or a variance negative.
    NotIdentified
        The sampling variance is known for nobody.
    """
    figures, chance = np.asarray(values, dtype=np.float64), np.asarray(noise, dtype=np.float64)
    if figures.ndim != 2 or figures.shape != chance.shape or figures.shape[1] != len(years):
        raise BadInput(
            "The panel was not made.",
            why=f"Figures of shape {figures.shape}, variances of {chance.shape} and {len(years)} years do not fit.",
        )
    if list(years) != list(range(years[0], years[0] + len(years))):
        raise BadInput("The panel was not made.", why="Its years are not consecutive.", mend="Give gaps as NaN.")
    if np.isinf(figures).any() or np.isinf(chance).any() or (chance < 0).any():
        raise BadInput("The panel was not made.", why="A figure is infinite, or a variance is negative.")
    known = np.isfinite(chance)
    if not known.any():
        raise NotIdentified(
            "The panel was not made.",
            why="The size of the cohort is known for nobody, so chance cannot be told from change.",
            mend="Give the number of pupils behind the figures.",
        )
    count = known.sum(axis=1)
    own = np.divide(np.where(known, chance, 0.0).sum(axis=1), count, out=np.zeros(count.size), where=count > 0)
    usual = np.where(count > 0, own, float(np.median(own[count > 0])))
    return Panel(
        years=tuple(int(year) for year in years),
        values=figures,
        noise=np.where(known, chance, usual[:, None]),
        noise_known=count > 0,
    )


def standardise(values: Floats, *, members: Bools) -> Floats:
    """Put each year on one scale, in standard deviations of the schools of that year.

    Used where the years are not comparable as they stand (a new scale of points, another way of grading). Only schools
    that have a figure in every year with figures decide mean and standard deviation, so that schools that come and go
    do not move the scale.

    Parameters
    ----------
    values
        Shape (n, T), each year in its own unit; NaN where missing.
    members
        Shape (n,): the schools among which figures are compared (one phase).

    Returns
    -------
    numpy.ndarray
        Shape (n, T), in standard deviations of schools; NaN stays NaN.

    Raises
    ------
    TooFewUnits
        Fewer than 30 schools have figures in every year.
    """
    held = np.isfinite(values[members]).any(axis=0)
    steady = members & np.isfinite(values[:, held]).all(axis=1)
    if int(steady.sum()) < 30:
        raise TooFewUnits(
            "The years were not put on one scale.",
            why=f"Only {int(steady.sum())} schools have figures in every year, and a scale needs 30.",
            mend="Choose years within which the figures are comparable as they stand.",
        )
    out = np.full(values.shape, np.nan)
    middle, spread = values[steady][:, held].mean(axis=0), values[steady][:, held].std(axis=0, ddof=1)
    out[:, held] = (values[:, held] - middle) / np.where(spread > 0, spread, np.nan)
    return out
