"""What the page of an entry shows: what it says, how much it bears, what stands on it, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plait.framework.queries.frameworks import find_component
from plait.goals.differences import describe
from plait.goals.evidence import Cost, Shaken, Strength, Sure
from plait.goals.models.evidence import Bet, Entry
from plait.goals.models.versions import Kept
from plait.goals.queries.evidence import Standing
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.addresses import address
from plait.web.evidence.library import crumbs_of, whose
from plait.web.evidence.wording import LABELS, say_effect, say_sort
from plait.web.parts import Crumb
from plait.web.templatetags.plait import day, moment


@dataclass(frozen=True, slots=True)
class OnIt:
    """Something that stands on the entry."""

    title: str
    url: str
    called: str
    claim: str
    sure: str
    shaken: str
    look_url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One version, with what it changed."""

    title: str
    under: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The page."""

    number: int
    title: str
    sort: str
    says: str
    effect: str
    bears: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    source: str
    url: str
    terms: tuple[tuple[str, str], ...]
    component: str
    component_url: str
    to_check: bool
    shipped: bool
    draft: bool
    withdrawn: str
    expired: str
    on_it: tuple[OnIt, ...]
    steps: tuple[Step, ...]
    crumbs: tuple[Crumb, ...]


def present_entry(entry: Entry, *, standing: Sequence[Standing], kept: Sequence[Kept], expired: bool) -> EntryPage:
    """The page of an entry."""
    component = find_component(entry.component) if entry.component else None
    return EntryPage(
        number=entry.pk,
        title=entry.title,
        sort=say_sort(entry),
        says=entry.says,
        effect=say_effect(entry),
        bears=_bears(entry),
        texts=tuple((LABELS[name], text) for name in ("about", "context", "limits") if (text := getattr(entry, name))),
        source=entry.source,
        url=entry.url,
        terms=_terms(entry),
        component=component.name if component else "",
        component_url=address("framework-component", entry.component) if component else "",
        to_check=entry.to_check,
        shipped=bool(entry.shipped),
        draft=entry.visibility == Visibility.ME,
        withdrawn=f"{day(entry.withdrawn_on)}: {entry.withdrawn_because}" if entry.withdrawn_on else "",
        expired=day(entry.expires_on) if expired else "",
        on_it=tuple(_on_it(each) for each in standing),
        steps=list_steps(entry, kept),
        crumbs=crumbs_of(entry.title),
    )


def list_steps(entry: Entry, kept: Sequence[Kept]) -> tuple[Step, ...]:
    """The versions, newest first, each with what it changed in words."""
    if entry.shipped:
        contents: list[Mapping[str, Any]] = [*entry.earlier, entry.content()]
        titles = [f"Until {each['until']}" for each in entry.earlier] + ["As it stands now"]
        unders = ["with a new edition of Plait"] * len(contents)
    else:
        contents = [each.content for each in reversed(kept)]
        titles = [each.note for each in reversed(kept)]
        unders = [f"{moment(each.at)}, {each.by.name}" for each in reversed(kept)]
    made = [
        Step(title, under, say_changes(contents[at - 1], contents[at]) if at else ())
        for at, (title, under) in enumerate(zip(titles, unders, strict=True))
    ]
    return tuple(reversed(made)) if len(made) > 1 or not entry.shipped else ()


def say_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What changed from one version to another, a sentence each."""
    return tuple(each.sentence for each in describe(before, after, labels=LABELS))


def list_since(entry: Entry, kept: Sequence[Kept], bet: Bet) -> tuple[str, ...]:
    """What has changed in an entry since a claim was last looked at."""
    if bet.revision >= entry.revision:
        return ()
    if entry.shipped:
        at = bet.revision - entry.revision  # the last of what it said before was the revision just before this one
        return say_changes(entry.earlier[at], entry.content()) if -at <= len(entry.earlier) else ()
    before = next((each.content for each in kept if each.number == bet.revision), None)
    return say_changes(before, entry.content()) if before else ()


def _bears(entry: Entry) -> tuple[tuple[str, str], ...]:
    strength = Strength(entry.strength).label if entry.strength else "Not judged"
    cost = Cost(entry.cost).label if entry.cost else "Not known"
    return (("Strength of the evidence", strength), ("Cost", cost))


def _terms(entry: Entry) -> tuple[tuple[str, str], ...]:
    found = [
        ("Licence", entry.licence),
        ("Looked at on", day(entry.looked_on)),
        ("Good until", day(entry.expires_on)),
        ("Whose it is", whose(entry)),
        ("Looked after by", names.show(entry.keeper.name) if entry.keeper else ""),
        ("Who may read it", Visibility(entry.visibility).label),
    ]
    return tuple((label, text) for label, text in found if text)


def _on_it(standing: Standing) -> OnIt:
    bet, shaken = standing.bet, standing.shaken
    return OnIt(
        title=standing.anchor.title,
        url=standing.anchor.url,
        called=standing.anchor.called,
        claim=bet.claim,
        sure=Sure(bet.sure).label,
        shaken=f"{Shaken(shaken).label} since somebody last looked." if shaken else "",
        look_url=address("evidence-bet", bet.pk),
    )
