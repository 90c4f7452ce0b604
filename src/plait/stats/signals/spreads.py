"""How far schools and trusts differ, how long it lasts, and what is only this year's: the hyperparameters."""

from dataclasses import dataclass

import numpy as np

from plait.stats.signals.panel import Floats, Ints


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances in outcome points², in units of the latest segment.

    Attributes
    ----------
    constant
        Of what never changes.
    moving
        Of what changes slowly: first-order autoregressive, with the persistence of the `Spreads` per year.
    yearly
        Of what holds in one year only (beyond the known sampling variance). It is not part of the underlying level.
    """

    constant: float
    moving: float
    yearly: float

    @property
    def lasting(self) -> float:
        """Variance of the underlying level in any one year."""
        return self.constant + self.moving


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """The hyperparameters of the model of one outcome and phase, and how well they are known.

    Attributes
    ----------
    school, trust
        Variances between schools within trusts, and between trusts.
    persistence
        Share of the moving part that is left after a year, 0 to 1.
    scale
        Shape (S,): how far a unit of the latest segment reaches in each segment; the last is 1.
    free
        Names of the parameters that were estimated inside their limits.
    covariance
        Shape (f, f): covariance of the free parameters, from the average information.
    log_likelihood
        Restricted, without the constant ½ log |XᵀX|.
    steps
        How many steps it took; 0 if the spreads were given rather than estimated.
    unseen
        Where no lasting difference was found between schools: the variance, points², that the data could still hide
        (mean of a half-normal with the standard error of that variance). It widens every interval. Else 0.
    """

    school: Variances
    trust: Variances
    persistence: float
    scale: Floats
    free: tuple[str, ...]
    covariance: Floats
    log_likelihood: float
    steps: int
    unseen: float = 0.0

    @property
    def values(self) -> dict[str, float]:
        """Every parameter by name; scales as logarithms."""
        named = {
            "school.constant": self.school.constant,
            "school.moving": self.school.moving,
            "school.yearly": self.school.yearly,
            "trust.constant": self.trust.constant,
            "trust.moving": self.trust.moving,
            "trust.yearly": self.trust.yearly,
            "persistence": self.persistence,
        }
        return named | {f"scale.{g}": float(np.log(each)) for g, each in enumerate(self.scale[:-1])}


def spreads_of(
    *,
    school: Variances,
    trust: Variances | None = None,
    persistence: float = 0.9,
    scale: Floats | None = None,
) -> Spreads:
    """State the spreads instead of estimating them: a known truth, an earlier build, or another outcome's.

    Parameters
    ----------
    school, trust
        Variances, points². None: no trust effect.
    persistence
        Share of the moving part that is left after a year, 0 to 1.
    scale
        Shape (S,), the last 1; None: one segment.

    Returns
    -------
    Spreads
        With no free parameter, so that intervals take them as known.
    """
    return Spreads(
        school=school,
        trust=trust or Variances(0.0, 0.0, 0.0),
        persistence=persistence,
        scale=np.ones(1) if scale is None else np.asarray(scale, dtype=np.float64),
        free=(),
        covariance=np.zeros((0, 0)),
        log_likelihood=np.nan,
        steps=0,
    )


def spreads_from(values: dict[str, float]) -> Spreads:
    """Make spreads of named values, as `Spreads.values` gives them."""
    logs = [values[f"scale.{g}"] for g in range(sum(name.startswith("scale.") for name in values))]
    school, trust = (
        Variances(values[f"{level}.constant"], values[f"{level}.moving"], values[f"{level}.yearly"])
        for level in ("school", "trust")
    )
    return spreads_of(
        school=school, trust=trust, persistence=values["persistence"], scale=np.exp(np.array([*logs, 0.0]))
    )


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Covariance over the years of a panel, for each level: (T, T), and its derivative by each parameter."""

    school: Floats
    trust: Floats
    school_by: dict[str, Floats]
    trust_by: dict[str, Floats]


def shape_of(spreads: Spreads, *, years: Ints, segment: Ints) -> Shape:
    """Spell the spreads out over the years of a panel."""
    apart = np.abs(years[:, None] - years[None, :]).astype(np.float64)
    reach = np.outer(spreads.scale[segment], spreads.scale[segment])
    kept = reach * memory(spreads.persistence, apart)
    slope = reach * memory_slope(spreads.persistence, apart)
    once = reach * np.eye(len(years))
    parts = {"constant": reach, "moving": kept, "yearly": once}
    none = np.zeros_like(reach)
    of = {level: sum_parts(getattr(spreads, level), parts) for level in ("school", "trust")}
    by: dict[str, dict[str, Floats]] = {"school": {}, "trust": {}}
    for level, other in (("school", "trust"), ("trust", "school")):
        for part, matrix in parts.items():
            by[level][f"{level}.{part}"], by[other][f"{level}.{part}"] = matrix, none
    for level, slopes in by.items():
        slopes["persistence"] = getattr(spreads, level).moving * slope
        for g in range(len(spreads.scale) - 1):
            here = (segment == g).astype(np.float64)
            slopes[f"scale.{g}"] = of[level] * (here[:, None] + here[None, :])
    return Shape(school=of["school"], trust=of["trust"], school_by=by["school"], trust_by=by["trust"])


def sum_parts(variances: Variances, parts: dict[str, Floats]) -> Floats:
    """Weigh the three parts by their variances."""
    return (
        variances.constant * parts["constant"] + variances.moving * parts["moving"] + variances.yearly * parts["yearly"]
    )


def lasting_over(variances: Variances, persistence: float, years: Ints, other: Ints) -> Floats:
    """Covariance of the lasting level between two sets of years, (T, J), in units of the latest segment."""
    apart = np.abs(years[:, None] - other[None, :]).astype(np.float64)
    return np.asarray(variances.constant + variances.moving * memory(persistence, apart))


def memory(persistence: float, apart: Floats) -> Floats:
    """Correlation of the moving part over elapsed years."""
    return np.asarray(np.power(persistence, apart))


def memory_slope(persistence: float, apart: Floats) -> Floats:
    """Its derivative by the persistence."""
    return np.where(apart > 0, apart * np.power(persistence, np.maximum(apart - 1.0, 0.0)), 0.0)
