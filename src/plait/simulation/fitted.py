"""The structures estimated from the real files (`fitted.toml`, written by `tools/fit_simulation.py`)."""

import functools
import tomllib
from importlib import resources
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from plait.simulation.draws import Floats

REGIONS = (
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
)


@functools.cache
def load_fitted() -> dict[str, Any]:
    """Read the estimated parameters."""
    return tomllib.loads(resources.files("plait.simulation").joinpath("fitted.toml").read_text(encoding="utf-8"))


def from_scores(scores: Floats, quantiles: list[float]) -> Floats:
    """Give normal scores the marginal distribution of a published variable.

    Parameters
    ----------
    scores : (n,) float64, standard normal
    quantiles : values at the probabilities of `fitted.toml`, in the unit of the variable

    Returns
    -------
    (n,) float64 in the unit of the variable, never outside the outermost quantiles.
    """
    probabilities = load_fitted()["scale"]["probabilities"]
    return np.interp(share_below(scores), probabilities, quantiles)


def share_below(scores: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.asarray(ndtr(scores), dtype=np.float64)


def score_of(shares: Floats | float) -> Floats:
    """The inverse of `share_below`."""
    return np.asarray(ndtri(shares), dtype=np.float64)


def draw_context(rng: np.random.Generator, phase: str, regions: np.ndarray[Any, Any]) -> dict[str, Floats]:
    """Draw normal scores of context with the correlations of a phase and the shifts of its regions.

    Parameters
    ----------
    rng : numpy.random.Generator
    phase : a table of `context` in `fitted.toml`: primary, secondary, special or alternative
    regions : (n,) of int, index into `REGIONS`

    Returns
    -------
    variable → (n,) float64, about standard normal over the whole country.

    Notes
    -----
    Multiplies by the stored Cholesky factor column by column, in fixed order.
    """
    told = load_fitted()["context"][phase]
    variables: list[str] = told["region_shift"]["variables"].split("|")
    shifts = np.array([told["region_shift"][name.lower().replace(" ", "_")] for name in REGIONS])
    independent = [rng.standard_normal(len(regions)) for _ in variables]
    scores: dict[str, Floats] = {}
    for row, name in enumerate(variables):
        factor: list[float] = told["within"][f"cholesky_{row}"]
        own = np.zeros(len(regions))
        for column, weight in enumerate(factor):
            own = own + weight * independent[column]
        scores[name] = shifts[regions, row] + told["within"]["sd"][row] * own
    return scores
