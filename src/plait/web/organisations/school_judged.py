"""What is known of a school's results in its circumstances, or in a sentence why nothing is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from plait.indicators.queries.schools import School
from plait.indicators.queries.values import Figure
from plait.indicators.store.reader import Store
from plait.insight.queries import signals, signals_next_year, signals_scales
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.domain import Scope, Status
from plait.web import figures as figure_words
from plait.web.signals.looked_facts import find_findings
from plait.web.signals.school_signals import Judged

_NOT_BUILT: Final = (
    "What would be expected of schools in their circumstances has not been worked out for these figures, so they are "
    "shown as they were published."
)


def find_judged(scope: Scope, *, store: Store, school: School, figures: Sequence[Figure]) -> tuple[Judged | None, str]:
    """The signals of a school with their scales and outlooks; else None, and a sentence that says why.

    Nothing is said of a URN that has closed: the school that goes on has a page of its own.
    """
    if school.status is Status.CLOSED:
        return None, ""
    try:
        found = signals.get_school(scope, store, school.urn)
        scales = signals_scales.list_scales(scope, store)
        outlooks = signals_next_year.list_outlooks(scope, store, found)
    except NoSignals:
        return None, _NOT_BUILT
    if found.urn != school.urn:
        return None, ""
    if not found.signals:
        those = figure_words.PHASE_PLURALS[school.phase]
        return None, f"What would be expected in its circumstances is not worked out for {those}."
    gaps = {
        (each.indicator, each.year): each.reason for each in figures if each.value is None and each.reason is not None
    }
    return Judged(found, scales, outlooks, gaps), ""


def with_findings(scope: Scope, judged: Judged | None, *, urns: Sequence[int]) -> Judged | None:
    """The same with what people found behind its signals, as far as this reader may read it; one question."""
    if judged is None:
        return None
    numbers = frozenset({judged.found.urn, *urns})
    return replace(judged, urns=tuple(sorted(numbers, reverse=True)), findings=find_findings(scope, urns=numbers))
