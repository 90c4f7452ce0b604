"""Why a year has no figure, in words: the school's own reason, what is known of that year, or no file here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plait.core.missing import Reason
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import find_gap
from plait.web import figures


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


def say_gaps(missing: Mapping[int, Why]) -> tuple[str, ...]:
    """One sentence for each cause after its years, as in “2019/20 and 2020/21: tests were cancelled”."""
    years_of: dict[str, list[int]] = {}
    for year, why in sorted(missing.items()):
        years_of.setdefault(why.sentence, []).append(year)
    return tuple(f"{figures.say_years(years)}: {_lower(sentence)}" for sentence, years in years_of.items())


def share_out(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Sentences that most rows have in common, to be said once, and for each row those that are its own."""
    listed = list(rows)
    counts: dict[str, int] = {}
    for row in listed:
        for sentence in row:
            counts[sentence] = counts.get(sentence, 0) + 1
    common = tuple(s for s, n in counts.items() if n > 1 and 2 * n > len(listed))
    return common, [tuple(s for s in row if s not in common) for row in listed]


def _lower(sentence: str) -> str:
    """A sentence after a colon; a name at its start keeps its capital."""
    first = sentence.split(" ", 1)[0]
    plain = first in {"Not", "Withheld", "The", "There", "No", "Examinations", "Key", "Pupils", "Does", "Published"}
    return sentence[:1].lower() + sentence[1:] if plain else sentence
