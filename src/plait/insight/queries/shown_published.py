"""Published figures of schools and of a trust, with what was expected of them. Open data.

What may need support is never among them: a word is given only where the reader of the signal is told it.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeVar

from scipy.special import ndtri

from plait.core.errors import PlaitError
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.queries.values import (
    Distribution,
    Figure,
    TrustFigure,
    all_spreads,
    list_figures,
    list_trust_figures,
)
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.reader import Store
from plait.insight.queries import signals, signals_trust
from plait.insight.queries.shown_answers import PREFIX, ShownFigure
from plait.insight.queries.signals_answers import Signal
from plait.insight.queries.signals_kept import NoSignals
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope

_Kind = TypeVar("_Kind", Figure, TrustFigure)
_LEVEL: Final = 0.90  # of every interval on the pages


def of_schools(
    scope: Scope, store: Store, measures: Sequence[Definition], *, urns: Iterable[int], year: int | None = None
) -> dict[tuple[int, str], ShownFigure]:
    """Figures of several schools, by URN and key: the latest, or those of a year."""
    asked, spreads = {each.id for each in measures}, all_spreads(scope, store=store)
    made = {}
    for urn in urns:
        found = list_figures(scope, store=store, urns=_line(store, urn), indicators=asked)
        judged, phase = _judged(scope, store, urn, asked), _phase(store, urn)
        for each in measures:
            one = _latest(found, each, year)
            spread = None if one is None else spreads.get((each.id, one.year, phase))
            made[urn, f"{PREFIX}{each.id}"] = _of_school(
                each, one, judged.get(each.id), store=store, year=year, spread=spread
            )
    return made


def of_trust(
    scope: Scope, store: Store, measures: Sequence[Definition], *, uid: int, year: int | None = None
) -> dict[str, ShownFigure]:
    """Figures published for a trust as a whole, by key; beside the latest, how far its schools' level is from that."""
    levels = {} if year is not None else _levels(scope, store, uid)
    published = list_trust_figures(scope, store=store, uid=uid)
    return {
        f"{PREFIX}{each.id}": _make(each, _latest(published, each, year), levels.get(each.id), store=store)
        for each in measures
    }


def without_build(measure: Definition) -> ShownFigure:
    """An indicator where no build is served."""
    return _make(measure, None, None, store=None)


def _line(store: Store, urn: int) -> list[int]:
    end = signals.end_of_chain(store, urn)
    return [urn] if end == urn else [urn, end]


def _phase(store: Store, urn: int) -> str:
    try:
        return str(get_subject(store, signals.end_of_chain(store, urn))["phase"])
    except NoSuchSchool:
        return ""


def _judged(scope: Scope, store: Store, urn: int, indicators: Collection[str]) -> dict[str, Signal]:
    try:
        found = signals.get_school(scope, store, urn, indicators=indicators)
    except (NoSuchSchool, NoSignals):
        return {}
    return {each.outcome.indicator: each for each in found.signals}


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
    measure: Definition,
    found: Figure | None,
    signal: Signal | None,
    *,
    store: Store,
    year: int | None,
    spread: Distribution | None,
) -> ShownFigure:
    if signal is None or found is None:
        return _make(measure, found, None, store=store, spread=spread)
    of_year = next((each for each in signal.figures if each.year.start == found.year), None)
    expected = None if of_year is None else of_year.expected
    if year is not None and of_year is not None and of_year.expected is not None:
        sd = math.hypot(of_year.expected_sd or 0.0, of_year.chance_sd or 0.0)
        reach = float(ndtri(0.5 + _LEVEL / 2.0)) * sd
        apart = of_year.observed - of_year.expected
        beside = (of_year.expected, apart, apart - reach, apart + reach)
        return _make(measure, found, beside, store=store, spread=spread)
    if year is not None or signal.estimate is None or signal.lo is None or signal.hi is None:
        return _make(measure, found, None, store=store, spread=spread)
    told = (expected, signal.estimate, signal.lo, signal.hi)
    return _make(measure, found, told, store=store, word=signal.word or "", spread=spread)


def _make(
    measure: Definition,
    found: Figure | TrustFigure | None,
    apart: tuple[float | None, float, float, float] | None,
    *,
    store: Store | None,
    word: str = "",
    spread: Distribution | None = None,
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
        gap=gap if store is not None else "No published figures are held here",
        lo=None if found is None else found.lo,
        hi=None if found is None else found.hi,
        expected=expected,
        difference=difference,
        difference_lo=lo,
        difference_hi=hi,
        word=word,
        source="" if found is None else found.source,
        build="" if store is None else store.name,
        spread=spread,
    )
