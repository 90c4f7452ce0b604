"""Sets of neighbours as tables, one row for each neighbour: for CSV files and for the command line. Open data."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import polars as pl

from plait.insight.domain import Unit
from plait.insight.queries.answers import NeighbourSet

_FIRST: Final = ("Order", "URN", "Name", "Place", "Phase", "Trust UID", "Trust", "Own trust", "Miles")
_FIRST_OF_TRUSTS: Final = ("Order", "UID", "Name", "Place", "Miles")
_OLD_URN: Final = "Figures of an earlier URN"
_SECOND: Final = ("Distance", "Distance percentile", "Stays a neighbour %", "Compared on % of weight")


def neighbours_frame(found: NeighbourSet) -> pl.DataFrame:
    """One row for each neighbour, nearest first.

    Then for each input its figure, and its share of the squared distance in %.

    The first row is the school itself, with order 0 and no distance.
    """
    rows = [_own_row(found), *_neighbour_rows(found)]
    columns = [*_FIRST, *_SECOND, _OLD_URN, *(each.label for each in found.standings)]
    columns += [f"{label}: % of the difference" for label in found.share_labels]
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    if found.recipe.unit is Unit.SCHOOL:
        return frame
    without = [name for name in _FIRST if name not in {*_FIRST_OF_TRUSTS, "URN"}]
    return frame.drop(*without, _OLD_URN).rename({"URN": "UID"})


def _own_row(found: NeighbourSet) -> list[Any]:
    who = [0, found.urn, found.name, None, None, found.trust_uid, found.trust_name, None, None]
    figures = [_round(each.value, each.decimals) for each in found.standings]
    old = "yes" if found.inherited else "no"
    return [*who, *([None] * len(_SECOND)), old, *figures, *([None] * len(found.share_labels))]


def _neighbour_rows(found: NeighbourSet) -> Iterable[list[Any]]:
    decimals = [each.decimals for each in found.standings]
    for each in found.neighbours:
        who = [each.order, each.urn, each.name, each.town, each.phase, each.trust_uid, each.trust_name]
        where = ["yes" if each.same_trust else "no", _round(each.miles, 1)]
        near = [each.distance, _round(each.distance_percentile, 1), _percent(each.survival_rate)]
        yield [
            *(*who, *where, *near, _percent(each.compared_rate), "yes" if each.inherited else "no"),
            *_rounded(each.values, decimals),
            *(_percent(share) for share in each.shares),
        ]


def _rounded(values: Sequence[float | None], decimals: Sequence[int]) -> list[float | None]:
    return [_round(value, places) for value, places in zip(values, decimals, strict=True)]


def _round(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 1)
