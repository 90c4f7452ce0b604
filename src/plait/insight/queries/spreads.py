"""How each input of a recipe is spread over the schools that can be matched: the quiet background of every strip.

Open data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, Recipe
from plait.insight.queries.answers import Standing, Strip
from plait.insight.queries.circumstances import Circumstances
from plait.insight.queries.scales import effective_weights

BINS: Final = 64
_ENDS: Final = (0.5, 99.5)  # percentiles between which a strip is drawn; what lies beyond falls in its ends
_FIELD_DECIMALS: Final = {"miles": 1, "percent": 1}


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The known figures of one input, ascending, with what is drawn and said of them."""

    known: NDArray[np.float64]
    median: float
    strip: Strip
    weight_rate: float
    decimals: int

    def below_rate(self, value: float) -> float:
        """The share of the pool (0–1) with a lower figure, counting half of those with the same."""
        lower = np.searchsorted(self.known, value, side="left")
        upper = np.searchsorted(self.known, value, side="right")
        return float((lower + upper) / 2 / self.known.size)


def list_spreads(store: Store, recipe: Recipe, *, made: Circumstances) -> tuple[Spread, ...]:
    """One spread for each input, in their order."""
    key = f"insight.spreads.{recipe.key}.{made.year}.{made.block}"
    return once_per_build(store, key, lambda: _measure(recipe, made))


def stand(
    spreads: Sequence[Spread],
    *,
    made: Circumstances,
    row: int | None,
    near: NDArray[np.float64],
) -> tuple[Standing, ...]:
    """Where a school stands on each input, beside its neighbours; `near` has shape (k, p), nearest first."""
    return tuple(
        _stand_on(item, spread, made=made, row=row, column=column, near=near[:, column])
        for column, (item, spread) in enumerate(zip(made.items, spreads, strict=True))
    )


def as_published(item: Characteristic, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Figures in the publisher's unit.

    An input that is compared on a logarithmic scale is shown as the number it is.
    """
    return np.round(np.exp(values) / item.rounding) * item.rounding if item.log else values


def decimals_of(item: Characteristic) -> int:
    """How many decimals an input is shown with."""
    if item.indicator is not None:
        return load_definitions()[item.indicator].decimals
    return _FIELD_DECIMALS.get(item.unit, 0)


def _stand_on(
    item: Characteristic,
    spread: Spread,
    *,
    made: Circumstances,
    row: int | None,
    column: int,
    near: NDArray[np.float64],
) -> Standing:
    own = float("nan") if row is None else float(as_published(item, made.values[row, column : column + 1])[0])
    shown = as_published(item, near)
    known = shown[~np.isnan(shown)]
    return Standing(
        id=item.id,
        label=item.label,
        unit=item.unit,
        decimals=spread.decimals,
        weight_rate=spread.weight_rate,
        value=None if np.isnan(own) else own,
        reason=None if row is None else made.reason_at(row, column),
        below_rate=None if np.isnan(own) else spread.below_rate(own),
        national_median=spread.median,
        typical=float(np.median(known)) if known.size else None,
        near=tuple(None if np.isnan(each) else float(each) for each in shown),
        strip=spread.strip,
    )


def _measure(recipe: Recipe, made: Circumstances) -> tuple[Spread, ...]:
    values = made.values[made.matched]
    rates = effective_weights(recipe, weights=made.weights, scales=made.scales, values=values)
    return tuple(
        _spread_of(item, as_published(item, values[:, column]), weight_rate=float(rates[column]))
        for column, item in enumerate(made.items)
    )


def _spread_of(item: Characteristic, values: NDArray[np.float64], *, weight_rate: float) -> Spread:
    known = np.sort(values[~np.isnan(values)])
    known.setflags(write=False)
    decimals = decimals_of(item)
    lo, hi = (float(np.round(end, decimals)) for end in np.percentile(known, _ENDS))
    hi = hi if hi > lo else lo + 10.0**-decimals
    counts, _ = np.histogram(np.clip(known, lo, hi), bins=BINS, range=(lo, hi))
    return Spread(
        known=known,
        median=float(np.median(known)),
        strip=Strip(lo=lo, hi=hi, bins=tuple(int(n) for n in counts)),
        weight_rate=weight_rate,
        decimals=decimals,
    )
