"""Schools side by side as rows of a file."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.comparison import Comparison

HEADING: Final = (
    *("kind", "family", "indicator", "name", "unit", "year", "urn", "school", "value", "reason"),
    *("cohort_n", "interval_low", "interval_high", "from_earlier_urn"),
)


def list_rows(found: Comparison) -> Iterator[tuple[object, ...]]:
    """One row for each indicator and school, with a value or the reason why there is none."""
    for row in (*found.context, *found.outcomes):
        what = (row.kind, row.family, row.indicator, row.name, row.unit, str(row.year))
        for school, cell in zip(found.schools, row.cells, strict=True):
            reason = cell.reason.value if cell.reason else None
            figure = (cell.value, reason, cell.cohort_n, cell.lo, cell.hi, "yes" if cell.inherited else "no")
            yield (*what, school.urn, school.name, *figure)
