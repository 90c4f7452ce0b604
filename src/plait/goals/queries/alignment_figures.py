"""What a review by impact looks at: where the schools stand, and the figures that the decision names."""

import datetime as dt
from typing import Any

from plait.goals.models import Decision
from plait.goals.queries.alignment_register import list_schools, read_lines
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope


def gather(scope: Scope, *, decision: Decision, store: Store | None, today: dt.date) -> dict[str, Any]:
    """The figures of a decision as they stand today, as a review keeps them."""
    schools = list_schools(scope, trust=decision.owner, store=store)
    (line,) = read_lines(scope, decisions=[decision], schools=schools, today=today)
    return {
        "day": today.isoformat(),
        "schools_n": len(line.stands),
        "stated_n": line.stated_n,
        "there_n": line.there_n,
        "on_the_way_n": sum(each.on_the_way for each in line.stands),
        "apart_n": len(line.apart),
        "exempt_n": len(line.exempt),
    }


def list_figures(scope: Scope, *, decision: Decision) -> list[tuple[str, str]]:
    """The figures that a decision may name, as choices of a form."""
    return []
