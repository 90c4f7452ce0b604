"""What could come next after a school's signals: find out how, look for practice, see who is alike."""

from collections.abc import Sequence

from plait.insight.queries.signals_answers import Signal
from plait.web.addresses import address
from plait.web.parts import Card
from plait.web.signals.school_signals import Judged, headlines_of, list_asked
from plait.web.titles import title_of


def present_cards(judged: Judged, *, name: str) -> tuple[Card, ...]:
    """The cards of a school with signals; those of needs only where this reader was told of them."""
    known = [each for each in list_asked(judged.found) if each.estimate is not None]
    first = headlines_of(known)
    ordered = [*first, *(each for each in known if each not in first)]
    bright = next((each for each in ordered if each.listed and not each.needs and each.word is not None), None)
    needs = next((each for each in ordered if each.needs and each.word in {"likely", "clear"}), None)
    urn = judged.found.urn
    cards = []
    if bright is not None:
        cards.append(
            Card(
                "Find out how",
                f"A signal in “{_title(bright)}”: it stays one until somebody has looked. Is it real, and what "
                "explains it? The list shows others with the same signal, to compare notes with.",
                address("bright-spots", outcome=bright.outcome.key, near=urn),
                "See who else",
                strand="capability",
                button=True,
            )
        )
    sought = needs or _plain(ordered)
    if sought is not None:
        cards.append(
            Card(
                "Where practice may be found",
                f"Schools in like circumstances to {name} that likely do something worth learning from, in "
                f"“{_title(sought)}”.",
                address("bright-spots", outcome=sought.outcome.key, near=urn),
                "Look for bright spots",
                strand="capability",
                button=bright is None,
            )
        )
    return tuple(card for card in cards if card.url)


def _plain(ordered: Sequence[Signal]) -> Signal | None:
    """The first outcome in which the school does not stand out itself."""
    return next((each for each in ordered if not each.listed), None)


def _title(signal: Signal) -> str:
    return title_of(signal.outcome.definition)[0]
