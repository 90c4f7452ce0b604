"""What the library shows: the entries that fit, each in a few lines, and what was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from plait.framework.queries.frameworks import list_components
from plait.goals.evidence import EvidenceKind, Strength
from plait.goals.models.evidence import Entry
from plait.goals.queries.evidence import Wanted
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.addresses import address
from plait.web.evidence.wording import say_short, say_sort
from plait.web.parts import Crumb, Filter, Link, Option, Pages
from plait.web.templatetags.plait import day
from plait.web.words import count, starting

_ON_A_PAGE: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list."""

    title: str
    url: str
    sort: str
    says: str
    short: str
    under: str
    stands: str


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """The page."""

    told: str
    words: str
    filters: tuple[Filter, ...]
    lines: tuple[Line, ...]
    pages: Pages | None
    asked: bool
    downloads: tuple[Link, ...]
    withdrawn: bool
    may_write: bool
    crumbs: tuple[Crumb, ...]


def read_wanted(asked: Mapping[str, str]) -> Wanted:
    """What is looked for; what makes no sense asks nothing."""
    components = {each.key for each in list_components()}
    return Wanted(
        words=asked.get("q", "")[:200].strip(),
        kind=asked["kind"] if asked.get("kind") in {each.value for each in EvidenceKind} else "",
        strength=asked["strength"] if asked.get("strength") in {each.value for each in Strength} else "",
        component=asked["component"] if asked.get("component") in components else "",
        withdrawn=asked.get("withdrawn") == "1",
    )


def present_library(
    entries: Sequence[Entry], *, stands: Mapping[int, int], wanted: Wanted, page: int, may_write: bool
) -> LibraryPage:
    """The library, or what of it fits."""
    query = _query(wanted)
    shown = entries[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    return LibraryPage(
        told=_tell(entries, wanted),
        words=wanted.words,
        filters=_filters(wanted),
        lines=tuple(_line(each, stands.get(each.pk, 0)) for each in shown),
        pages=_pages(len(entries), page, query),
        asked=bool(query),
        downloads=(
            Link("Download as Excel", address("evidence-file", "xlsx", **query)),
            Link("Download as CSV", address("evidence-file", "csv", **query)),
            Link("What rests on it, as Excel", address("evidence-bets-file", "xlsx")),
            Link("What rests on it, as CSV", address("evidence-bets-file", "csv")),
            *([Link("Bring in what rests on it", address("evidence-bets-in"))] if may_write else []),
        ),
        withdrawn=wanted.withdrawn,
        may_write=may_write,
        crumbs=crumbs_of(),
    )


def page_of(asked: Mapping[str, str], entries: Sequence[Entry]) -> tuple[int, Sequence[Entry]]:
    """Which page is asked for, and its entries."""
    text = asked.get("page", "")
    last = max(1, -(-len(entries) // _ON_A_PAGE))
    page = min(int(text), last) if text.isdecimal() and int(text) else 1
    return page, entries[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]


def crumbs_of(*last: str) -> tuple[Crumb, ...]:
    """The way to the library, or to a page below it."""
    own = Crumb("Evidence", address("evidence") if last else "")
    return (Crumb("Plait", "/"), own, *(Crumb(each) for each in last))


def whose(entry: Entry) -> str:
    """Whose an entry is, in words."""
    return names.show(entry.owner.name) if entry.owner else "Comes with Plait"


def _line(entry: Entry, stands: int) -> Line:
    under = [whose(entry)]
    if entry.visibility == Visibility.ME:
        under.append("a draft that only you read")
    if entry.to_check:
        under.append("figure to be checked against its source")
    if entry.expires_on:
        under.append(f"good until {day(entry.expires_on)}")
    return Line(
        title=entry.title,
        url=address("evidence-entry", entry.pk),
        sort=say_sort(entry),
        says=entry.says,
        short=starting(say_short(entry)),
        under="; ".join(under),
        stands=f"{count(stands, 'claim stands', 'claims stand')} on it" if stands else "",
    )


def _tell(entries: Sequence[Entry], wanted: Wanted) -> str:
    if wanted.withdrawn:
        return f"{starting(count(len(entries), 'entry', 'entries'))} withdrawn."
    own = sum(1 for each in entries if each.kind == EvidenceKind.INTERNAL)
    told = f"{starting(count(len(entries), 'entry', 'entries'))}"
    return f"{told}, {own or 'none'} of your own." if entries else "Nothing in the library fits."


def _filters(wanted: Wanted) -> tuple[Filter, ...]:
    components = [(each.key, each.name) for each in list_components()]
    return (
        _filter("kind", "Kind", wanted.kind, [(each.value, each.label) for each in EvidenceKind]),
        _filter("strength", "Strength", wanted.strength, [(each.value, each.label) for each in Strength]),
        _filter("component", "Component", wanted.component, components),
    )


def _filter(name: str, label: str, value: str, choices: Sequence[tuple[str, str]]) -> Filter:
    options = [Option("", "Any", chosen=not value), *(Option(key, text, chosen=key == value) for key, text in choices)]
    return Filter(name, label, tuple(options), value=dict(choices).get(value, ""))


def _query(wanted: Wanted) -> dict[str, str]:
    told = {"q": wanted.words, "kind": wanted.kind, "strength": wanted.strength, "component": wanted.component}
    told["withdrawn"] = "1" if wanted.withdrawn else ""
    return {name: value for name, value in told.items() if value}


def _pages(n: int, page: int, query: Mapping[str, str]) -> Pages | None:
    if n <= _ON_A_PAGE:
        return None

    def url(number: int) -> str:
        return f"{address('evidence')}?{urlencode({**query, 'page': number})}"

    first, last = (page - 1) * _ON_A_PAGE + 1, min(page * _ON_A_PAGE, n)
    return Pages(
        f"{first} to {last} of {n}",
        url(page - 1) if page > 1 else "",
        url(page + 1) if last < n else "",
    )
