"""The schools of a trust as rows of a file."""

from collections.abc import Iterator
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries.values import Figure
from plait.web.organisations.trust_facts import TrustFacts

HEADING: Final = (
    *("trust_uid", "urn", "school", "phase", "town", "local_authority", "in_trust_since", "since_is", "pupils"),
    *("indicator", "name", "year", "value", "reason", "source"),
)


def list_rows(found: TrustFacts) -> Iterator[tuple[object, ...]]:
    """One row for each school, indicator and year; a school without figures has one row."""
    by_school: dict[int, list[Figure]] = {}
    for (urn, _, _), figure in found.figures.items():
        by_school.setdefault(urn, []).append(figure)
    for school in found.schools:
        who = (
            *(found.trust.uid, school.urn, school.name, school.phase.value, school.town, school.la_name),
            *(school.trust_since.isoformat() if school.trust_since else None, school.trust_since_kind, school.pupils_n),
        )
        own = by_school.get(school.urn, [])
        if not own:
            yield (*who, None, None, None, None, None, None)
        for figure in own:
            definition = found.definitions.get(figure.indicator)
            yield (
                *who,
                figure.indicator,
                definition.name if definition else figure.indicator,
                str(AcademicYear(figure.year)),
                figure.value,
                figure.reason.value if figure.reason else None,
                figure.source,
            )
