"""Pages of the pack on who could visit whom: only for those entitled to know which schools may need support."""

from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_pairs_answers import Pairs
from plait.web import names, words
from plait.web.packs.parts import Page, Table
from plait.web.signals import summit_words

VISITS: Final = "Visits"
_WARNING: Final = "For people of the trust who are entitled to it. Do not pass these pages on."
_WHY_ALONE: Final = {
    "nobody": "No school of ours stands out there",
    "unlike": "Those that stand out work in unlike circumstances",
    "full": "Those that could host others already",
    "unmatched": "Too few of its circumstances are published",
}


def list_visits(pairs: Pairs) -> Iterator[Page]:
    """Needs with a host in the trust, and those without."""
    hosts = words.count(pairs.capacity, "visit")
    matched = f"Matched in like circumstances, each host at most {hosts} at a time."
    source = f"Plait, method {pairs.method}, build {pairs.build}. {matched}"
    if pairs.pairs or not pairs.unanswered:
        yield Page(
            VISITS,
            "Who could visit whom",
            said=f"A need of one school, and another of ours in like circumstances that likely does better. {_WARNING}",
            source=source,
            points=() if pairs.pairs else (pairs.needs.sentence,),
            table=_paired(pairs) if pairs.pairs else None,
            foot=_WARNING,
        )
    if pairs.unanswered:
        rows = tuple(
            (names.show(each.need.name), words.starting(summit_words.title_of(each.outcome)), _WHY_ALONE[each.why])
            for each in pairs.unanswered
        )
        yield Page(
            VISITS,
            "Needs that no school of ours answers",
            said=f"Look outside the trust for these. {_WARNING}",
            source=source,
            table=Table(("School", "In", "Why no visit inside the trust"), rows, (1.3, 1.1, 1.6)),
            foot=_WARNING,
        )


def _paired(pairs: Pairs) -> Table:
    rows = tuple(
        (
            names.show(each.need.name),
            words.starting(summit_words.title_of(each.outcome)),
            names.show(each.host.party.name),
            "not known" if each.host.miles is None else f"about {each.host.miles:.0f}",
        )
        for each in pairs.pairs
    )
    return Table(("School", "In", "Could visit", "Miles"), rows, (1.5, 1.3, 1.5, 0.6), numbers=(3,))
