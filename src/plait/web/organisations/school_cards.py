"""What could come next after the page of a school."""

from plait.indicators.queries.schools import School
from plait.organisations.domain import Status
from plait.web import addresses, names
from plait.web.parts import Card


def present_cards(school: School, *, nearest: tuple[int, ...]) -> tuple[Card, ...]:
    """The cards of a school; `nearest` are the URNs of its nearest neighbours, to set it beside."""
    cards = []
    if school.status is Status.OPEN and addresses.neighbours(school.urn):
        cards.append(
            Card(
                "Schools in like circumstances",
                "Who else works with pupils like these, why each was matched, and how sure that is.",
                addresses.neighbours(school.urn),
                "See the similar schools",
                button=True,
            )
        )
    beside = addresses.compare((school.urn, *nearest)) if nearest else ""
    if beside:
        cards.append(
            Card(
                "Set this school beside others",
                "Its circumstances and results next to those of its two nearest neighbours, or of any you choose.",
                beside,
                "Compare side by side",
            )
        )
    if school.trust_uid is not None:
        cards.append(
            Card(
                names.show(school.trust_name or "Its trust"),
                "The other schools of the trust, how their circumstances differ, and when each joined.",
                addresses.trust(school.trust_uid),
                "See the trust",
            )
        )
    data = addresses.address("data")
    if data:
        cards.append(
            Card(
                "What lies behind the figures",
                "Where each comes from, how fresh it is, and why some are missing.",
                data,
                "See the data",
            )
        )
    return tuple(cards)
