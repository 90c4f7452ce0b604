"""What could come next after the page of a school."""

from plait.indicators.queries.schools import School
from plait.organisations.domain import Status
from plait.web import addresses, names
from plait.web.parts import Card


def present_cards(school: School, *, nearest: tuple[int, ...]) -> tuple[Card, ...]:
    """The cards of a school; `nearest` are the URNs of its nearest neighbours, to set it beside."""
    cards = (
        Card(
            "Schools in like circumstances",
            "Who else works with pupils like these, why each was matched, and how sure that is.",
            addresses.neighbours(school.urn) if school.status is Status.OPEN else "",
            "See the similar schools",
            button=True,
        ),
        Card(
            "Set this school beside others",
            "Its circumstances and results next to those of its nearest neighbours, or of any you choose.",
            addresses.compare((school.urn, *nearest)) if nearest else "",
            "Compare side by side",
        ),
        Card(
            names.show(school.trust_name or "Its trust"),
            "The other schools of the trust, how their circumstances differ, and when each joined.",
            addresses.trust(school.trust_uid) if school.trust_uid is not None else "",
            "See the trust",
        ),
        Card(
            "What lies behind the figures",
            "Where each comes from, how fresh it is, and why some are missing.",
            addresses.address("data"),
            "See the data",
        ),
    )
    return tuple(card for card in cards if card.url)
