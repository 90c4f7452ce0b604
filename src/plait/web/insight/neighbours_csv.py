"""A school's neighbours as rows of a file."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.answers import Neighbour
from plait.web import nearness
from plait.web.insight.facts import NeighbourFacts
from plait.web.insight.school_rows import present_rows

_WHO: Final = ("order", "urn", "name", "town", "phase", "trust_uid", "trust", "own_trust", "miles")
_NEAR: Final = ("distance", "nearness", "distance_percentile", "stays_rate", "compared_rate", "figures_of_earlier_urn")
_FIGURE: Final = (
    "indicator",
    "year",
    "value",
    "reason",
    "cohort_n",
    "interval_low",
    "interval_high",
    "published_under_urn",
)


def heading(facts: NeighbourFacts) -> tuple[str, ...]:
    """The names of the columns: the last are each input's figure, then its share of the difference (0 to 1)."""
    found = facts.found
    shares = tuple(f"share of difference: {label}" for label in found.share_labels)
    return (*_WHO, *_NEAR, *_FIGURE, *(each.label for each in found.standings), *shares)


def list_rows(facts: NeighbourFacts) -> Iterator[tuple[object, ...]]:
    """The school itself with order 0, then its neighbours in the order of the page."""
    near = {each.urn: each for each in facts.found.neighbours}
    for row in present_rows(facts):
        yield _own(facts) if row.own else _other(facts, near[row.urn])


def _own(facts: NeighbourFacts) -> tuple[object, ...]:
    school, found = facts.school, facts.found
    who = (0, school.urn, school.name, school.town, school.phase.value, school.trust_uid, school.trust_name, None, None)
    inputs = tuple(each.value for each in found.standings)
    near = (*(None,) * (len(_NEAR) - 1), _yes(found.inherited))
    return (*who, *near, *_figure(facts, school.urn), *inputs, *(None,) * len(found.share_labels))


def _other(facts: NeighbourFacts, each: Neighbour) -> tuple[object, ...]:
    who = (each.order, each.urn, each.name, each.town, each.phase, each.trust_uid, each.trust_name)
    where = (_yes(each.same_trust), None if each.miles is None else round(each.miles, 1))
    percentile = each.distance_percentile
    near = (each.distance, nearness.say(percentile), round(percentile, 1), each.survival_rate, each.compared_rate)
    return (*who, *where, *near, _yes(each.inherited), *_figure(facts, each.urn), *each.values, *each.shares)


def _yes(said: bool) -> str:  # noqa: FBT001 — a cell
    return "yes" if said else "no"


def _figure(facts: NeighbourFacts, urn: int) -> tuple[object, ...]:
    column = facts.column
    if column is None:
        return (None,) * len(_FIGURE)
    figure, reason = column.figures.get(urn), column.reason(urn)
    of, why = (column.definition.id, str(column.year)), reason.value if reason else None
    if figure is None:
        return (*of, None, why, None, None, None, None)
    return (*of, figure.value, why, figure.cohort_n, figure.lo, figure.hi, figure.urn)
