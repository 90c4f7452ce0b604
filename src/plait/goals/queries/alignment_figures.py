"""What a review by impact looks at: where the schools stand, and the figures that the decision names."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from plait.goals.models import Decision
from plait.goals.queries.alignment_register import Here, list_schools, read_lines
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import list_outcomes
from plait.insight.queries.shown import figures_of_schools, list_choices, name_keys
from plait.insight.queries.shown_answers import NOTHING_NATIONAL, PREFIX, ShownFigure, freeze_spread
from plait.organisations.domain import Scope


def list_figures(scope: Scope, *, decision: Decision) -> list[tuple[str, str]]:
    """The figures that a decision may name, and those it names already.

    The trust's own measures, then the outcomes in which schools of its phases are judged, each by name.
    """
    phases: dict[str, list[str]] = {}
    for each in list_outcomes():
        if not decision.phases or each.phase.value in decision.phases:
            phases.setdefault(f"{PREFIX}{each.indicator}", []).append(each.phase.label.lower())
    choices = list_choices(scope, trust=decision.owner)
    found = [(each.key, f"{each.label} (our own)") for each in choices if each.own]
    found += [(each.key, f"{each.label} ({', '.join(phases[each.key])})") for each in choices if each.key in phases]
    offered = {key for key, _ in found}
    kept = [key for key in decision.shown if key not in offered]
    names = name_keys(scope, kept) if kept else {}
    return [*found, *((key, names.get(key, key)) for key in kept)]


def gather(scope: Scope, *, decision: Decision, store: Store | None, today: dt.date) -> dict[str, Any]:
    """The figures of a decision as they stand today, as a review keeps them.

    Of each figure that it names: every school it is about, with the latest one, its period, and how far that is from
    what was expected, or what its own limits show; and how schools of England lay then, by phase. Whether support may
    be needed is never among them.
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
    if decision.shown:
        concerned = [each.school for each in line.stands]
        told |= {"build": store.name if store is not None else ""}
        told |= {"shown": _shown(scope, store, decision.shown, concerned)}
    return told


def _shown(scope: Scope, store: Store | None, keys: Sequence[str], schools: Sequence[Here]) -> list[dict[str, Any]]:
    figures = figures_of_schools(scope, store, keys, urns=[each.urn for each in schools])
    names = name_keys(scope, keys)
    found = []
    for key in keys:
        held = [(each, figures[each.urn][key]) for each in schools if key in figures[each.urn]]
        known = [(school, figure) for school, figure in held if figure.value is not None]
        if not held:
            continue
        spreads = {one.spread.phase: freeze_spread(one.spread) for _, one in known if one.spread is not None}
        rows = [_row(school, figure) for school, figure in known]
        note = NOTHING_NATIONAL if held[0][1].own else ""
        found.append({"key": key, "name": names.get(key, key), "note": note, "rows": rows, "spreads": spreads})
    return found


def _row(school: Here, figure: ShownFigure) -> Mapping[str, Any]:
    """A school's figure in words, and whole; how the others lay is kept once for all of its phase."""
    return {
        "urn": str(school.urn),
        "school": school.name,
        "value": figure.value_text,
        "difference": figure.trend if figure.own else figure.difference_text,
        "phase": figure.spread.phase if figure.spread is not None else "",
        "figure": {name: value for name, value in figure.freeze().items() if name != "spread"},
    }
