"""A figure as it stands: its value and interval, what was expected, and how far it is from that. Open data.

What may need support is never among them: a word is given only where the reader of the signal is told it.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from scipy.special import ndtri

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.measures import NoSuchMeasure, get_measure
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.queries.values import Figure as Published
from plait.indicators.queries.values import TrustFigure, list_figures, list_trust_figures
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.reader import Store
from plait.insight.queries import signals, signals_trust
from plait.insight.queries.signals_answers import Signal
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.domain import Scope

PREFIX: Final = "indicator:"
_Kind = TypeVar("_Kind", Published, TrustFigure)
_LEVEL: Final = 0.90  # of every interval on the pages


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure of a school or a trust, in the units of its indicator.

    `value` with its published interval `lo` to `hi`, or the `gap`: why there is none. `difference` from `expected`
    with its interval: of the underlying level for the latest year, of that one year where a year was asked for.
    `word` is empty where none is put to it or this reader is not told; of a trust it always is.
    """

    key: str
    name: str
    unit: str
    decimals: int
    year: int | None
    value: float | None
    gap: str
    lo: float | None
    hi: float | None
    expected: float | None
    difference: float | None
    difference_lo: float | None
    difference_hi: float | None
    word: str
    source: str
    build: str

    @property
    def value_text(self) -> str:
        """The value with its unit and year, or why there is none."""
        if self.value is None or self.year is None:
            return self.gap
        span = ""
        if self.lo is not None and self.hi is not None:
            span = f" (between {self.say(self.lo)} and {self.say(self.hi)})"
        return f"{self.say(self.value)}{span} in {AcademicYear(self.year)}"

    @property
    def difference_text(self) -> str:
        """How far from what was expected, with the interval, as it can be read aloud; empty where nobody can tell."""
        if self.difference is None or self.difference_lo is None or self.difference_hi is None:
            return ""
        side = "above" if self.difference > 0 else "below"
        far, lo, hi = (
            f"{value:{sign}.{max(self.decimals, 1)}f}".replace("-", "−")
            for value, sign in ((abs(self.difference), ""), (self.difference_lo, "+"), (self.difference_hi, "+"))
        )
        points = " percentage points" if self.unit == "percent" else ""
        return (
            f"As best we can tell {far}{points} {side} what was expected in like circumstances (between {lo} and {hi})"
        )

    def say(self, value: float) -> str:
        """A number in this figure's unit."""
        written = f"{value:.{max(self.decimals, 1)}f}"
        return f"{written.replace('-', '−')}{'%' if self.unit == 'percent' else ''}"

    def freeze(self) -> dict[str, Any]:
        """The figure as a record keeps it, without the word: a record is read by more people than its writer."""
        told = {name: value for name, value in asdict(self).items() if name != "word"}
        return told | {"value_text": self.value_text, "difference_text": self.difference_text}


def get_figure(
    scope: Scope, store: Store, key: str, *, urn: int | None = None, uid: int | None = None, year: int | None = None
) -> ShownFigure:
    """One figure of a school (`urn`) or of a trust (`uid`): the latest, or that of a year.

    Raises
    ------
    OpenDataClosed
        If the viewer may not read published figures.
    NoSuchMeasure
        If the key names no indicator.
    """
    return list_shown(scope, store, [key], urn=urn, uid=uid, year=year)[0]


def list_shown(
    scope: Scope,
    store: Store,
    keys: Sequence[str],
    *,
    urn: int | None = None,
    uid: int | None = None,
    year: int | None = None,
) -> list[ShownFigure]:
    """Several figures of one school or trust, in the order of the keys; read once for all of them."""
    measures = [_measure(scope, key) for key in keys]
    if (urn is None) == (uid is None):
        raise ValueError("name a school or a trust, and not both")
    if urn is not None:
        judged = _judged(scope, store, urn)
        found = list_figures(scope, store=store, urns=_line(store, urn))
        return [
            _of_school(measure, _latest(found, measure, year), judged.get(measure.id), store=store, year=year)
            for measure in measures
        ]
    levels = _levels(scope, store, uid or 0)
    published = list_trust_figures(scope, store=store, uid=uid or 0)
    return [
        _make(measure, _latest(published, measure, year), levels.get(measure.id) if year is None else None, store=store)
        for measure in measures
    ]


def _measure(scope: Scope, key: str) -> Definition:
    if not key.startswith(PREFIX):
        raise NoSuchMeasure(f"“{key}” names no indicator.", mend=f"Write {PREFIX} and the id of an indicator.")
    return get_measure(scope, indicator_id=key.removeprefix(PREFIX))


def _line(store: Store, urn: int) -> list[int]:
    end = signals.end_of_chain(store, urn)
    return [urn] if end == urn else [urn, end]


def _judged(scope: Scope, store: Store, urn: int) -> dict[str, Signal]:
    try:
        return {each.outcome.indicator: each for each in signals.get_school(scope, store, urn).signals}
    except (NoSuchSchool, NoSignals):
        return {}


def _levels(scope: Scope, store: Store, uid: int) -> dict[str, tuple[float | None, float, float, float]]:
    try:
        found = signals_trust.get_trust(scope, store, uid).signals
    except PlaitError:
        return {}
    return {
        each.outcome.indicator: (None, each.mean.estimate, each.mean.lo, each.mean.hi)
        for each in found
        if each.mean is not None
    }


def _latest(found: Sequence[_Kind], measure: Definition, year: int | None) -> _Kind | None:
    own = [each for each in found if each.indicator == measure.id and (year is None or each.year == year)]
    known = [each for each in own if each.value is not None] or own
    return max(known, key=lambda each: each.year) if known else None


def _of_school(
    measure: Definition, found: Published | None, signal: Signal | None, *, store: Store, year: int | None
) -> ShownFigure:
    if signal is None or found is None:
        return _make(measure, found, None, store=store)
    of_year = next((each for each in signal.figures if each.year.start == found.year), None)
    expected = None if of_year is None else of_year.expected
    if year is not None and of_year is not None and of_year.expected is not None:
        sd = math.hypot(of_year.expected_sd or 0.0, of_year.chance_sd or 0.0)
        reach = float(ndtri(0.5 + _LEVEL / 2.0)) * sd
        apart = of_year.observed - of_year.expected
        return _make(measure, found, (expected, apart, apart - reach, apart + reach), store=store)
    if year is not None or signal.estimate is None or signal.lo is None or signal.hi is None:
        return _make(measure, found, None, store=store)
    told = (expected, signal.estimate, signal.lo, signal.hi)
    return _make(measure, found, told, store=store, word=signal.word or "")


def _make(
    measure: Definition,
    found: Published | TrustFigure | None,
    apart: tuple[float | None, float, float, float] | None,
    *,
    store: Store,
    word: str = "",
) -> ShownFigure:
    gap = "" if found is not None and found.value is not None else "No figure is published"
    if found is not None and found.reason is not None:
        gap = f"No figure: {found.reason.value.replace('_', ' ')}"
    expected, difference, lo, hi = apart or (None, None, None, None)
    return ShownFigure(
        key=f"{PREFIX}{measure.id}",
        name=measure.name,
        unit=str(measure.unit),
        decimals=measure.decimals,
        year=None if found is None else found.year,
        value=None if found is None else found.value,
        gap=gap,
        lo=None if found is None else found.lo,
        hi=None if found is None else found.hi,
        expected=expected,
        difference=difference,
        difference_lo=lo,
        difference_hi=hi,
        word=word,
        source="" if found is None else found.source,
        build=store.name,
    )
