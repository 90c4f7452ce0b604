"""What a review by impact looks at: where the schools stand, and the figures that the decision names."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.goals.models import Decision
from plait.goals.queries.alignment_register import Here, list_schools, read_lines
from plait.indicators.queries.measures import list_measures
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import list_outcomes
from plait.insight.queries import signals
from plait.insight.queries.signals_answers import Signal
from plait.organisations.domain import Scope

PREFIX: Final = "indicator:"


def list_figures(scope: Scope, *, decision: Decision) -> list[tuple[str, str]]:
    """The figures that a decision may name: the outcomes in which schools of its phases are judged, by name."""
    measures = list_measures(scope)
    judged = {
        each.indicator: f"{measures[each.indicator].name} ({each.phase.label.lower()})"
        for each in list_outcomes()
        if each.indicator in measures and (not decision.phases or each.phase.value in decision.phases)
    }
    kept = {name: name for name in decision.shown if name.removeprefix(PREFIX) not in judged}
    return sorted([*((f"{PREFIX}{key}", name) for key, name in judged.items()), *kept.items()], key=lambda x: x[1])


def name_measures(scope: Scope) -> dict[str, str]:
    """What indicators are called, by their ids."""
    return {key: each.name for key, each in list_measures(scope).items()}


def gather(scope: Scope, *, decision: Decision, store: Store | None, today: dt.date) -> dict[str, Any]:
    """The figures of a decision as they stand today, as a review keeps them.

    Of each indicator that it names: every school it is about, with the latest figure, its year, and how far that is
    from what was expected, in words with the interval. Whether support may be needed is never among them.
    """
    schools = list_schools(scope, trust=decision.owner, store=store)
    (line,) = read_lines(scope, decisions=[decision], schools=schools, today=today)
    told: dict[str, Any] = {
        "day": today.isoformat(),
        "schools_n": len(line.stands),
        "stated_n": line.stated_n,
        "there_n": line.there_n,
        "on_the_way_n": sum(each.on_the_way for each in line.stands),
        "apart_n": len(line.apart),
        "exempt_n": len(line.exempt),
    }
    if decision.shown and store is not None and scope.may_read_open_data:
        concerned = [each.school for each in line.stands]
        told |= {"build": store.name, "shown": _shown(scope, store, decision.shown, concerned)}
    return told


def _shown(scope: Scope, store: Store, keys: Sequence[str], schools: Sequence[Here]) -> list[dict[str, Any]]:
    measures = list_measures(scope)
    judged = {each.urn: _signals(scope, store, each.urn) for each in schools}
    found = []
    for key in keys:
        measure = measures.get(key.removeprefix(PREFIX))
        if measure is None:
            continue
        rows = [_row(each, judged[each.urn].get(measure.id), measure) for each in schools]
        found.append({"key": key, "name": measure.name, "rows": [each for each in rows if each is not None]})
    return found


def _signals(scope: Scope, store: Store, urn: int) -> dict[str, Signal]:
    """The outcomes of a school by indicator; none for a school that is too new, or not judged."""
    try:
        return {each.outcome.indicator: each for each in signals.get_school(scope, store, urn).signals}
    except PlaitError:
        return {}


def _row(school: Here, signal: Signal | None, measure: Definition) -> dict[str, str] | None:
    if signal is None or not signal.figures:
        return None
    latest = signal.figures[-1]
    return {
        "urn": str(school.urn),
        "school": school.name,
        "value": f"{_say(latest.observed, measure)} in {AcademicYear(latest.year.start)}",
        "difference": _say_difference(signal, measure),
    }


def _say_difference(signal: Signal, measure: Definition) -> str:
    if signal.estimate is None or signal.lo is None or signal.hi is None:
        return ""
    side = "above" if signal.estimate > 0 else "below"
    unit = "percentage points" if measure.unit == "percent" else "points"
    return (
        f"As best we can tell {abs(signal.estimate):.1f} {unit} {side} what was expected in its circumstances "
        f"(between {_sign(signal.lo)} and {_sign(signal.hi)})"
    )


def _say(value: float, measure: Definition) -> str:
    written = f"{value:,.{measure.decimals}f}".replace("-", "−")
    return f"{written}%" if measure.unit == "percent" else written


def _sign(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
