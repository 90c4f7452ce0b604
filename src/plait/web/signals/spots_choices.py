"""What a reader asked for on the pages of bright spots: read from the address, and written back into it."""

from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict

from plait.insight.queries.pools import MOST_MILES
from plait.insight.queries.signals_movers import SPANS
from plait.insight.queries.signals_spots import STRENGTHS, Among
from plait.web.addresses import address

MILES: Final = (10, 25, 50, 100)
_LONGEST: Final = 100  # characters of a value


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that the address of these pages can say; what is empty is not asked for.

    `near` is the URN of the reader's school, `typed` what was typed into its box (None: nothing was sent); `strength`
    is set where one group of the list is read on its own, page by page; `span` and `fell` are of the page of changes.
    """

    outcome: str = ""
    near: int | None = None
    typed: str | None = None
    miles: float = 0.0
    region: str = ""
    trust: Literal["", "own", "other"] = ""
    strength: str = ""
    page: int = 1
    span: str = ""
    fell: bool = False

    @property
    def among(self) -> Among:
        """The filters as the queries take them."""
        return Among(miles=self.miles, region=self.region, trust=self.trust)

    @property
    def whole(self) -> "Choice":
        """The same without filters, and from the first page."""
        return replace(self, miles=0.0, region="", trust="", strength="", page=1)


def read(asked: QueryDict) -> Choice:
    """The choice in an address.

    Raises
    ------
    BadRequest
        If something in it is not one of the things offered.
    """
    trust = _one_of(_text(asked, "trust"), ("", "own", "other"))
    return Choice(
        outcome=_text(asked, "outcome"),
        near=_whole(_text(asked, "near")),
        typed=_text(asked, "school") if "school" in asked else None,
        miles=_miles(_text(asked, "miles")),
        region=_text(asked, "region"),
        trust=trust,  # type: ignore[arg-type]
        strength=_one_of(_text(asked, "strength"), ("", *STRENGTHS)),
        page=_whole(_text(asked, "page")) or 1,
        span=_one_of(_text(asked, "span"), ("", *SPANS)),
        fell=_one_of(_text(asked, "side"), ("", "fell")) == "fell",
    )


def link(route: str, choice: Choice) -> str:
    """The address that says a choice again; nothing where there is no such route."""
    path = address(route)
    told = [
        ("outcome", choice.outcome),
        ("near", choice.near),
        ("miles", f"{choice.miles:g}" if choice.miles else ""),
        ("region", choice.region),
        ("trust", choice.trust),
        ("strength", choice.strength),
        ("page", choice.page if choice.page > 1 else ""),
        ("span", choice.span),
        ("side", "fell" if choice.fell else ""),
    ]
    asked = urlencode([(name, value) for name, value in told if value not in {None, ""}])
    return f"{path}?{asked}" if path and asked else path


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\0", "").strip()[:_LONGEST]


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadRequest("Not a whole number.")
    return int(text)


def _miles(text: str) -> float:
    if not text:
        return 0.0
    try:
        miles = float(text)
    except ValueError as error:
        raise BadRequest("Not a number of miles.") from error
    if not 0 < miles <= MOST_MILES:
        raise BadRequest("Not a number of miles.")
    return miles


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise BadRequest("Not one of the choices.")
    return text
