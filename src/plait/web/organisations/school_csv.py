"""The figures of a school as rows of a file, with what was expected and the estimate where one was made."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition
from plait.insight.queries.signals_answers import SchoolSignals, Signal, YearFigure

HEADING: Final = (
    *("urn", "published_under_urn", "indicator", "name", "unit", "year", "value", "reason", "why"),
    *("cohort_n", "cohort", "interval_low", "interval_high", "source"),
    *("expected", "expected_error", "luck_sd"),
    *("difference", "difference_low", "difference_high", "difference_level", "in_words", "probability"),
    *("build", "method"),
)
_NOTHING: Final = (None,) * 11


def list_rows(
    figures: Iterable[Figure], definitions: Mapping[str, Definition], *, urn: int, judged: SchoolSignals | None = None
) -> Iterator[tuple[object, ...]]:
    """One row for each indicator and year, with a value or the reason why there is none.

    Beside each year that was judged stands what was expected; beside the latest of them the underlying difference.
    """
    known = _by_year(judged)
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
            *_judged(judged, known.get((figure.indicator, figure.year, figure.urn))),
        )


def _by_year(judged: SchoolSignals | None) -> dict[tuple[str, int, int], tuple[Signal, YearFigure]]:
    return {
        (signal.outcome.indicator, each.year.start, each.of_urn): (signal, each)
        for signal in (judged.signals if judged else ())
        for each in signal.figures
    }


def _judged(judged: SchoolSignals | None, known: tuple[Signal, YearFigure] | None) -> tuple[object, ...]:
    if judged is None or known is None:
        return _NOTHING
    signal, each = known
    latest = bool(signal.years) and each.year == signal.years[-1]
    estimate = (signal.estimate, signal.lo, signal.hi, signal.level) if latest else (None,) * 4
    said = (signal.word or "", signal.probability) if latest else ("", None)
    word = f"{said[0]}, may need support" if latest and signal.needs else said[0]
    return (
        *(each.expected, each.expected_sd, each.chance_sd),
        *(_round(value) for value in estimate),
        *(word, _round(said[1])),
        *(judged.build, judged.method),
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
