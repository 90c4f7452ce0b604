"""What could come next after the page of a school."""

from plait.indicators.queries.schools import School
from plait.organisations.domain import Status
from plait.web import addresses, names
from plait.web.parts import Card
from plait.web.signals import school_cards
from plait.web.signals.school_signals import Judged


def present_cards(school: School, *, nearest: tuple[int, ...], judged: Judged | None) -> tuple[Card, ...]:
    """The cards of a school; `nearest` are the URNs of its nearest neighbours, to set it beside."""
    is_open = school.status is Status.OPEN
    told = school_cards.present_cards(judged, name=names.show(school.name)) if judged is not None and is_open else ()
    cards = (
        *told,
        *_beside_others(school, nearest=nearest, is_open=is_open, first=not told),
        *_around(school, is_open=is_open),
    )
    return tuple(card for card in cards if card.url)


def _beside_others(school: School, *, nearest: tuple[int, ...], is_open: bool, first: bool) -> tuple[Card, ...]:
    """Who else there is; `first`: nothing comes before these."""
    return (
        Card(
            "Schools in like circumstances",
            "Who else works with pupils like these, why each was matched, and how sure that is.",
            addresses.neighbours(school.urn) if is_open else "",
            "See the similar schools",
            button=first,
        ),
        Card(
            "Set this school beside others",
            "Its circumstances and results next to those of its nearest neighbours, or of any you choose.",
            addresses.compare((school.urn, *nearest)) if nearest else "",
            "Compare side by side",
        ),
    )


def _around(school: School, *, is_open: bool) -> tuple[Card, ...]:
    """The school over the years, on paper, in its trust, and where its figures come from."""
    return (
        Card(
            "Since joining the trust",
            "How far it moved beside its neighbours over the same years, with what that cannot tell.",
            addresses.address("school-since", school.urn) if is_open and school.trust_uid is not None else "",
            "See since joining",
        ),
        Card(
            "On one side of A4",
            "For governors and trustees: who we are, how we are doing, what changed, and what is not known.",
            addresses.address("school-page", school.urn) if is_open else "",
            "Open the page to print",
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
