"""Why a year has no figure, in words: the school's own reason, what is known of that year, or no file here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import find_gap, find_span
from plait.web import figures, words


@dataclass(frozen=True, slots=True)
class Why:
    """A reason and its sentence."""

    reason: Reason
    sentence: str


def why_missing(definition: Definition, year: int, figure: Figure | None) -> Why:
    """Why there is no figure for a year."""
    known = find_gap(definition, year)
    if known is not None and (figure is None or figure.reason in {None, Reason.NOT_COLLECTED, Reason.NOT_PUBLISHED}):
        return Why(known.reason, known.sentence)
    reason = Reason.NOT_PUBLISHED if figure is None or figure.reason is None else figure.reason
    return Why(reason, reason.sentence)


@dataclass(frozen=True, slots=True)
class Explained:
    """Years, and what is to be known about them."""

    years: str
    sentence: str


def explain_gaps(missing: Mapping[int, Why]) -> tuple[Explained, ...]:
    """One sentence for each cause, with its years."""
    years_of: dict[str, list[int]] = {}
    for year, why in sorted(missing.items()):
        years_of.setdefault(why.sentence, []).append(year)
    return tuple(Explained(figures.say_years(years), sentence) for sentence, years in years_of.items())


def say_gaps(missing: Mapping[int, Why]) -> str:
    """The gaps in a line: “No figure for 2019/20 and 2020/21 (not collected) or 2021/22 (not published).”."""
    years_of: dict[Reason, list[int]] = {}
    for year, why in sorted(missing.items()):
        years_of.setdefault(why.reason, []).append(year)
    told = [f"{figures.say_years(years)} ({reason.short})" for reason, years in years_of.items()]
    return f"No figure for {words.listed(told, joiner='or')}." if told else ""


def explain_breaks(definition: Definition, known: Sequence[int]) -> tuple[Explained, ...]:
    """For each pair of years with figures that follow each other and are not comparable: where, and why."""
    told = []
    for earlier, later in pairwise(known):
        span = find_span(definition, later)
        if span is not None and span != find_span(definition, earlier):
            told.append(Explained(f"{AcademicYear(later)}, a new series", span.because))
    return tuple(told)


def say_breaks(definition: Definition, known: Sequence[int]) -> str:
    """The breaks in a line: “Not comparable across 2016/17 and 2022/23.”."""
    later = [each.years.removesuffix(", a new series") for each in explain_breaks(definition, known)]
    return f"New series in {words.listed(later)}: do not compare across." if later else ""


def share_out(rows: Iterable[tuple[Explained, ...]]) -> tuple[tuple[Explained, ...], list[tuple[Explained, ...]]]:
    """What most rows have in common, to be said once, and for each row what is its own."""
    listed = list(rows)
    counts: dict[Explained, int] = {}
    for row in listed:
        for each in row:
            counts[each] = counts.get(each, 0) + 1
    common = tuple(each for each, n in counts.items() if n > 1 and 2 * n > len(listed))
    return common, [tuple(each for each in row if each not in common) for row in listed]
