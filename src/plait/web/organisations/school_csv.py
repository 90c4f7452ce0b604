"""The figures of a school as rows of a file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition

HEADING: Final = (
    *("urn", "published_under_urn", "indicator", "name", "unit", "year", "value", "reason", "why"),
    *("cohort_n", "cohort", "interval_low", "interval_high", "source"),
)


def list_rows(
    figures: Iterable[Figure], definitions: Mapping[str, Definition], *, urn: int
) -> Iterator[tuple[object, ...]]:
    """One row for each indicator and year, with a value or the reason why there is none."""
    for figure in figures:
        definition = definitions.get(figure.indicator)
        yield (
            urn,
            figure.urn,
            figure.indicator,
            definition.name if definition else figure.indicator,
            definition.unit if definition else "",
            str(AcademicYear(figure.year)),
            figure.value,
            figure.reason.value if figure.reason else "",
            figure.reason.sentence if figure.reason else "",
            figure.cohort_n,
            definition.cohort if definition else "",
            figure.lo,
            figure.hi,
            figure.source,
        )
