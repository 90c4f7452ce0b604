"""What the search pages show."""

from dataclasses import dataclass
from typing import Final

from plait.indicators.queries.search import Found, Hit, Kind, Way
from plait.web import addresses, figures, names, words

_KINDS: Final = {Kind.TRUST: "Trust", Kind.LA: "Local authority", Kind.TOWN: "Town"}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found."""

    name: str
    url: str
    detail: str
    closed: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The page of results."""

    query: str
    heading: str
    lede: str
    results: tuple[Result, ...]


def present_hit(hit: Hit) -> Result:
    """A line of the results or of the suggestions."""
    if hit.kind is Kind.SCHOOL:
        parts = [
            figures.name_phase(hit.phase) if hit.phase else "",
            hit.place or "",
            names.show(hit.trust_name or ""),
            f"URN {hit.number}",
        ]
        return Result(names.show(hit.name), addresses.school(hit.number or 0), _dotted(parts), not hit.open)
    counted = words.count(hit.schools_n or 0, "school")
    if hit.kind is Kind.TRUST:
        parts = ["Trust", counted if hit.open else "", hit.place or ""]
        return Result(names.show(hit.name), addresses.trust(hit.number or 0), _dotted(parts), not hit.open)
    query = {"la": hit.name} if hit.kind is Kind.LA else {"town": hit.name}
    return Result(
        f"Schools in {hit.name}", addresses.address("schools", **query), f"{_KINDS[hit.kind]} · {counted}", closed=False
    )


def present_results(found: Found) -> ResultsPage:
    """The page of results, with a sentence on how they were found."""
    heading = f"Schools and trusts for “{found.typed}”" if found.typed else "Find a school or a trust"
    return ResultsPage(found.typed, heading, _lede(found), tuple(present_hit(hit) for hit in found.hits))


def _lede(found: Found) -> str:
    n = len(found.hits)
    if not found.typed:
        return "Type a name, a URN, a postcode or a place."
    if not n:
        return "Nothing by that name or number is in the registers that this site was built from."
    if found.way is Way.POSTCODE:
        return f"{words.starting(words.count(n, 'school'))} at this postcode."
    if found.way is Way.POSTCODE_START:
        return "No school is at exactly this postcode. These are the ones whose postcode begins in the same way."
    if n >= 50:
        return "The fifty nearest matches. Add a place or another word of the name to narrow them down."
    return "The nearest matches first; schools that are open before those that have closed."


def _dotted(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)
