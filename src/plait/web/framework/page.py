"""What the pages of frameworks show."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.core.concurrency import Conflict
from plait.framework.domain import Change, ComponentText, FrameworkText, Kind, Named, StrandText
from plait.framework.models import Edition
from plait.framework.queries.crosswalks import Pair
from plait.web import addresses, names, words
from plait.web.framework.forms import StrandForm
from plait.web.framework.helix import COLOURED
from plait.web.parts import Cell, Column, Crumb, Link, Row, Table
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class FrameworkCard:
    """One framework in the list."""

    name: str
    url: str
    kind: str
    about: str
    note: str


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One component as it is read."""

    key: str
    name: str
    descriptor: str
    prompts: tuple[str, ...]
    named: str
    working: bool


@dataclass(frozen=True, slots=True)
class StrandSection:
    """One strand with its components."""

    key: str
    name: str
    descriptor: str
    colour: str
    components: tuple[ComponentRow, ...]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in the list of editions."""

    label: str
    url: str
    note: str
    changes_url: str
    current: bool


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """A framework, as one edition of it reads."""

    key: str
    name: str
    kind: str
    about: str
    source: str
    lede: str
    strands: tuple[StrandSection, ...]
    editions: tuple[EditionLine, ...]
    beside: tuple[Link, ...]
    downloads: tuple[Link, ...]
    older: bool
    owner: str
    crumbs: tuple[Crumb, ...]


def crumbs_of(*last: Crumb) -> tuple[Crumb, ...]:
    """The way to a page about frameworks."""
    return (Crumb("Plait", "/"), Crumb("Frameworks", addresses.address("frameworks")), *last)


def present_card(edition: Edition, *, components_n: int) -> FrameworkCard:
    """A framework in the list."""
    owner = edition.framework.owner
    whose = f" Of {names.show(owner.name)}." if owner else ""
    return FrameworkCard(
        name=edition.name,
        url=addresses.address("framework", edition.framework.key),
        kind=Kind(edition.kind).label,
        about=edition.about,
        note=f"{words.count(components_n, 'component', 'components')}, edition {edition.number} of "
        f"{day(edition.imported_at.date())}.{whose}",
    )


def present_framework(
    text: FrameworkText,
    *,
    edition: Edition,
    editions: Sequence[Edition],
    pairs: Sequence[Pair],
    all_: Sequence[Edition],
) -> FrameworkPage:
    """One framework."""
    key = edition.framework.key
    strands = tuple(_present_strand(each) for each in text.strands)
    own = edition.framework.owner
    working = sum(each.named is Named.WORKING for each in text.components)
    lede = text.about
    if working and text.kind is Kind.IMPROVEMENT:
        lede += f" {working} of the names are working labels until they can be checked against their source."
    return FrameworkPage(
        key=key,
        name=text.name,
        kind=text.kind.label,
        about=text.about,
        source=text.source,
        lede=lede.strip(),
        strands=strands,
        editions=tuple(_present_edition(each, chosen=edition, newest=editions[0]) for each in editions),
        beside=_beside(edition, pairs, all_),
        downloads=tuple(
            Link(label, addresses.address("framework", key, edition=edition.number, **{"as": kind}))
            for kind, label in (("csv", "CSV"), ("xlsx", "Excel workbook"), ("toml", "TOML"))
        ),
        older=edition.pk != editions[0].pk,
        owner=names.show(own.name) if own else "",
        crumbs=crumbs_of(Crumb(text.name)),
    )


def present_changes(changes: Sequence[Change]) -> Table:
    """Differences as a table."""
    labels = ("Where", "What", "Before", "After")
    return Table(
        "What changed",
        tuple(Column(each) for each in labels),
        tuple(
            Row(
                (
                    Cell(each.where),
                    Cell(each.what, label="What"),
                    Cell(each.before or "–", label="Before"),
                    Cell(each.after or "–", label="After"),
                )
            )
            for each in changes
        ),
        caption_hidden=True,
        stack=True,
    )


def say_changes(changes: Sequence[Change], *, before: str, after: str) -> str:
    """How much changed, in a sentence."""
    if not changes:
        return f"{before} and {after} say the same."
    return f"From {before} to {after}, {words.count(len(changes), 'thing', 'things')} changed."


def present_conflict(conflict: Conflict, *, form: StrandForm) -> tuple[tuple[str, str, str], ...]:
    """Each answer in which the two differ: what it is, theirs, and yours."""
    return tuple((form.label_of(name), conflict.theirs[name], conflict.yours[name]) for name in conflict.theirs)


def _present_strand(strand: StrandText) -> StrandSection:
    return StrandSection(
        key=strand.key,
        name=strand.name,
        descriptor=strand.descriptor,
        colour=strand.key if strand.key in COLOURED else "",
        components=tuple(_present_component(each) for each in strand.components),
    )


def _present_component(each: ComponentText) -> ComponentRow:
    return ComponentRow(
        each.key, each.name, each.descriptor, each.prompts, each.named.label, each.named is Named.WORKING
    )


def _present_edition(each: Edition, *, chosen: Edition, newest: Edition) -> EditionLine:
    key = each.framework.key
    by = f", by {each.imported_by.name}" if each.imported_by else ""
    in_use = "in use, " if each.pk == newest.pk else ""
    changes = addresses.address("framework-changes", key, before=each.number - 1, after=each.number)
    return EditionLine(
        label=f"Edition {each.number}",
        url=addresses.address("framework", key, edition=each.number),
        note=f"{in_use}{day(each.imported_at.date())}{by}. {each.note}".strip(),
        changes_url=changes if each.number > 1 else "",
        current=each.pk == chosen.pk,
    )


def _beside(edition: Edition, pairs: Sequence[Pair], all_: Sequence[Edition]) -> tuple[Link, ...]:
    """Other frameworks to read beside this one, those with a crosswalk first."""
    mine = edition.framework
    links, told = [], set()
    for pair in pairs:
        if mine.pk in {pair.first.framework_id, pair.other.framework_id}:
            other = pair.other if pair.first.framework_id == mine.pk else pair.first
            told.add(other.framework_id)
            url = addresses.address("crosswalk", pair.first.framework.key, pair.other.framework.key)
            links.append(Link(f"{other.name} ({words.count(pair.links_n, 'link', 'links')})", url))
    rest = (each for each in all_ if each.framework_id not in told and each.framework_id != mine.pk)
    return (*links, *(Link(each.name, addresses.address("crosswalk", mine.key, each.framework.key)) for each in rest))
