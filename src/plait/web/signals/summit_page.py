"""What the page of a summit shows: what is in the pack, what to leave out, and where to get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.indicators.queries.trusts import Trust
from plait.insight.queries.signals_trust_answers import TrustSignal, TrustSignals
from plait.insight.queries.summit import MAIN
from plait.web import addresses, names, words
from plait.web.parts import Crumb, Fact, Link, Option, Tab
from plait.web.signals import summit_words, trust_tabs

ROUTE: Final = "summit"
_FILES: Final = (
    (
        "pptx",
        "Slides",
        "PowerPoint, 16 to 9. Every chart is native: click it to edit its figures. Notes for whoever speaks.",
    ),
    ("docx", "Document", "Word, with headings, tables, every chart and every school. For reading before the day."),
    ("zip", "The data", "One workbook and the same as CSV: every figure of every chart, and where it comes from."),
)


@dataclass(frozen=True, slots=True)
class Download:
    """One file of the pack."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SummitPage:
    """Everything on the page."""

    name: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    facts: tuple[Fact, ...]
    action: str
    outcomes: tuple[Option, ...]
    chosen: bool
    downloads: tuple[Download, ...]
    inside: tuple[tuple[str, str], ...]
    needs: str
    command: str
    links: tuple[Link, ...]


def present(trust: Trust, found: TrustSignals, *, chosen: Sequence[str]) -> SummitPage:
    """The page; `chosen` are keys of outcomes, none for all."""
    name = names.show(trust.name)
    asked = [each for each in found.recent if not chosen or each.outcome.key in chosen]
    listed = sum(member.listed for each in asked for member in each.members)
    rose = sum(_rose(each) for each in asked)
    return SummitPage(
        name=name,
        lede=(
            "Slides, a document and the data for a day on which the leaders of your schools look at trends and bright "
            "spots together."
        ),
        crumbs=trust_tabs.crumbs_of(trust.uid, name=name, here="Summit"),
        tabs=trust_tabs.tabs_of(trust.uid, current=ROUTE),
        facts=(
            Fact(f"{found.schools_n:,}", "school" if found.schools_n == 1 else "schools"),
            Fact(f"{len(asked):,}", "outcome" if len(asked) == 1 else "outcomes"),
            Fact(f"{listed:,}", "bright spot" if listed == 1 else "bright spots"),
        ),
        action=addresses.address(ROUTE, trust.uid),
        outcomes=tuple(
            Option(each.outcome.key, words.starting(summit_words.title_of(each.outcome)), each.outcome.key in chosen)
            for each in found.recent
        ),
        chosen=bool(chosen),
        downloads=tuple(
            Download(title, text, _address(trust.uid, kind, chosen=chosen)) for kind, title, text in _FILES
        ),
        inside=tuple(_inside(found, asked, chosen=chosen, listed=listed, rose=rose)),
        needs=_say_needs(told=found.needs_told),
        command=_command(trust.uid, chosen=chosen, told=found.needs_told),
        links=tuple(
            link
            for link in (
                Link("How sure are we?", addresses.address("sure")),
                Link("How signals are judged", addresses.address("signal-methods")),
                Link("The same on the site", addresses.address("trust-signals", trust.uid)),
            )
            if link.url
        ),
    )


def _rose(signal: TrustSignal) -> int:
    moves = [move for member in signal.members for move in member.moves if move.listed]
    return sum((move.probability or 0.0) >= 0.5 for move in moves)


def _inside(
    found: TrustSignals, asked: Sequence[TrustSignal], *, chosen: Sequence[str], listed: int, rose: int
) -> list[tuple[str, str]]:
    """What is in the pack, in its order."""
    drawn = [
        words.starting(summit_words.title_of(each.outcome)) for each in asked if each.outcome.key in (chosen or MAIN)
    ]
    shared = [each for each in asked if each.shared == "strength"]
    rows = [
        ("How to read it", "What the dot, the line and the band mean, and what the figures cannot tell."),
        ("Who we are", f"{words.starting(words.count(found.schools_n, 'school'))}, by phase."),
        ("What changed", f"The trust as a whole, and {words.count(rose, 'level')} that likely rose."),
        (
            "Trends",
            f"Every school over the years beside what would be expected: {words.listed(drawn)}." if drawn else "",
        ),
        ("Bright spots", f"{words.starting(words.count(listed, 'signal'))} with the evidence, and what to find out."),
        ("What our schools share", f"{words.starting(words.count(len(shared), 'shared strength'))}."),
        ("Since joining", "Every school since it joined, beside schools in like circumstances, with its cautions."),
        ("Questions for the day", "To start from; change them."),
        ("Where this comes from", "Sources, licence, method and limits."),
    ]
    if found.needs_told:
        rows.insert(6, ("Visits", "Who could visit whom: needs of one school that another answers."))
    return [row for row in rows if row[1]]


def _say_needs(*, told: bool) -> str:
    if told:
        return (
            "You may read which schools may need support, so this pack says it too. Keep it to people of the trust who "
            "are entitled to know."
        )
    return "Which schools may need support is not in this pack: people of the trust can have it when they are entitled."


def _address(uid: int, kind: str, *, chosen: Sequence[str]) -> str:
    path = addresses.address("summit-file", uid, kind)
    return f"{path}?{'&'.join(f'outcome={key}' for key in chosen)}" if chosen else path


def _command(uid: int, *, chosen: Sequence[str], told: bool) -> str:
    outcomes = "".join(f" --outcome {key}" for key in chosen)
    return f"plait summit --trust {uid} --to folder{outcomes}{' --needs' if told else ''}"
