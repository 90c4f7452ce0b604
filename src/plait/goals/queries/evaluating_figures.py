"""The national picture of the indicators that would show a statement: what it is, what was expected, and how far."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.measures import list_measures
from plait.indicators.queries.values import list_figures
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.reader import Store
from plait.insight.queries import signals
from plait.insight.queries.signals_answers import Signal
from plait.organisations.domain import Scope

PREFIX: Final = "indicator:"


@dataclass(frozen=True, slots=True)
class Beside:
    """One indicator beside a judgement, in words; `difference` holds the interval, and is empty where none is known.

    `urn`: the school as the build numbers it. Whether support may be needed is never told here.
    """

    key: str
    name: str
    value: str
    year: str
    expected: str = ""
    difference: str = ""

    def to_json(self) -> dict[str, str]:
        """As a closed term keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Beside":
        """As it was kept."""
        return cls(**{name: str(told.get(name, "")) for name in cls.__slots__})


def gather(scope: Scope, *, store: Store | None, urn: int, keys: Iterable[str]) -> dict[str, Beside]:
    """What the build says of a school's indicators, by key; those that it does not hold are left out."""
    asked = {each for each in keys if each.startswith(PREFIX)}
    if store is None or not asked or not scope.may_read_open_data:
        return {}
    measures = list_measures(scope)
    judged = _signals(scope, store, urn)
    found: dict[str, Beside] = {}
    plain: set[str] = set()
    for key in sorted(asked):
        number = key.removeprefix(PREFIX)
        if number not in measures:
            continue
        signal = judged.get(number)
        if signal is not None and signal.figures:
            found[key] = _from_signal(key, measures[number], signal)
        else:
            plain.add(number)
    return found | (_plain(scope, store, urn, plain, measures) if plain else {})


def _signals(scope: Scope, store: Store, urn: int) -> dict[str, Signal]:
    """The outcomes of a school by indicator; none for a school that is too new, or not judged."""
    try:
        return {each.outcome.indicator: each for each in signals.get_school(scope, store, urn).signals}
    except PlaitError:
        return {}


def _from_signal(key: str, measure: Definition, signal: Signal) -> Beside:
    latest = signal.figures[-1]
    expected = "" if latest.expected is None else _say(latest.expected, measure)
    return Beside(
        key,
        measure.name,
        _say(latest.observed, measure),
        str(AcademicYear(latest.year.start)),
        expected,
        _difference(signal, measure),
    )


def _plain(
    scope: Scope, store: Store, urn: int, numbers: set[str], measures: Mapping[str, Definition]
) -> dict[str, Beside]:
    """The latest figure alone, where nothing is expected of the indicator."""
    latest: dict[str, Beside] = {}
    for each in list_figures(scope, store=store, urns=[urn]):  # oldest first, so the newest stays
        if each.indicator in numbers and each.value is not None:
            key, measure = f"{PREFIX}{each.indicator}", measures[each.indicator]
            latest[key] = Beside(key, measure.name, _say(each.value, measure), str(AcademicYear(each.year)))
    return latest


def _difference(signal: Signal, measure: Definition) -> str:
    """Such as “3.1 percentage points above what was expected, probably between 0.4 below and 6.6 above”."""
    if signal.estimate is None or signal.lo is None or signal.hi is None:
        return ""
    places = max(measure.decimals, 1)
    points = " percentage points" if measure.unit == "percent" else ""

    def side(value: float, of: str = "") -> str:
        return f"{abs(value):.{places}f}{of} {'above' if value > 0 else 'below'}"

    return (
        f"{side(signal.estimate, points)} what was expected, probably between {side(signal.lo)} and {side(signal.hi)}"
    )


def _say(value: float, measure: Definition) -> str:
    written = f"{value:.{max(measure.decimals, 1)}f}".replace("-", "−")
    return f"{written}%" if measure.unit == "percent" else written
