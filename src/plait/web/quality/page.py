"""What the pages of a definition of quality show: the whole, and one domain on one screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.goals.models.quality import Definition
from plait.goals.quality import ExemplarKind, State
from plait.goals.quality_text import DomainSaid, ExemplarSaid, StatementSaid, Whole
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.addresses import address
from plait.web.parts import Crumb, Link
from plait.web.quality.naming import Names
from plait.web.templatetags.plait import day
from plait.web.words import count, starting


@dataclass(frozen=True, slots=True)
class ExemplarView:
    """One exemplar: an address where it is a file or a link, and its picture's address where it is one."""

    number: int
    title: str
    kind: str
    level: str
    paragraphs: tuple[str, ...]
    url: str
    is_image: bool
    outside: bool
    credit: str
    size: str


@dataclass(frozen=True, slots=True)
class ShownView:
    """An indicator that would show it."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What it looks like at a level, with the exemplars that show that level."""

    level: str
    text: str
    exemplars: tuple[ExemplarView, ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement as it is read."""

    number: int
    text: str
    why: str
    looks: tuple[Look, ...]
    written: bool
    exemplars: tuple[ExemplarView, ...]
    shown: tuple[ShownView, ...]
    change_url: str


@dataclass(frozen=True, slots=True)
class DomainView:
    """One domain as it is read; `told`: how much of it is written, in words."""

    number: int
    name: str
    description: str
    component: Link | None
    statements: tuple[StatementView, ...]
    url: str
    change_url: str
    told: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level, in the trust's words."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with the definition now."""

    label: str
    url: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """A definition as it is read."""

    number: int
    title: str
    owner: str
    lede: str
    introduction: tuple[str, ...]
    levels: tuple[Level, ...]
    domains: tuple[DomainView, ...]
    keeper: str
    reads: str
    coverage: str
    draft: bool
    may_change: bool
    crumbs: tuple[Crumb, ...]


def present(definition: Definition, whole: Whole, *, names_: Names, may_change: bool) -> DefinitionPage:
    """The page of a definition."""
    state = State(definition.state)
    return DefinitionPage(
        number=definition.pk,
        title=whole.title,
        owner=names.show(definition.owner.name),
        lede=say_state(definition),
        introduction=split(whole.introduction),
        levels=tuple(Level(each.name, each.description) for each in whole.levels),
        domains=tuple(
            present_domain(definition, each, whole=whole, names_=names_, may_change=may_change)
            for each in whole.domains
        ),
        keeper=definition.keeper.name,
        reads=Visibility(definition.visibility).label,
        coverage=_say_coverage(whole),
        draft=state.is_open,
        may_change=may_change and state.may_change,
        crumbs=crumbs_of(definition),
    )


def present_domain(
    definition: Definition, said: DomainSaid, *, whole: Whole, names_: Names, may_change: bool
) -> DomainView:
    """One domain."""
    levels = {each.key: each.name for each in whole.levels}
    change = may_change and State(definition.state).may_change
    return DomainView(
        number=said.number,
        name=said.name,
        description=said.description,
        component=names_.components.get(said.component),
        statements=tuple(
            _present_statement(definition, each, levels, names_, change=change) for each in said.statements
        ),
        url=address("quality-domain", definition.pk, said.number),
        change_url=address("quality-domain-change", definition.pk, said.number) if change else "",
        told=_say_written(said, levels),
    )


def say_state(definition: Definition) -> str:
    """Where a definition stands, in a sentence."""
    state, owner = State(definition.state), names.show(definition.owner.name)
    match state:
        case State.IN_FORCE:
            review = f" We look at it again by {day(definition.review_on)}." if definition.review_on else ""
            return f"What {owner} means by quality, in force since {day(definition.in_force_from)}.{review}"
        case State.RETIRED if definition.in_force_from:
            return f"In force from {day(definition.in_force_from)} to {day(definition.in_force_until)}."
        case State.RETIRED:
            return "Set aside: it never came in force."
        case State.AGREED:
            return f"Agreed on {day(definition.agreed_on)}, and not yet in force."
        case State.CONSULTING:
            return f"People of {owner} talk about it until {day(definition.consult_until)}. It can still change."
        case _:
            draft = f"The next version for {owner}, a draft" if definition.supersedes_id else f"A draft for {owner}"
            return f"{draft}, which you alone read." if definition.visibility == Visibility.ME else f"{draft}."


def crumbs_of(definition: Definition, *last: Crumb) -> tuple[Crumb, ...]:
    """The way to a definition, or to a page below it."""
    own = Crumb(definition.title, address("quality-definition", definition.pk) if last else "")
    return (
        Crumb("Plait", "/"),
        Crumb("Clear goals", address("curate")),
        Crumb("Quality", address("quality")),
        own,
        *last,
    )


def split(text: str) -> tuple[str, ...]:
    """The paragraphs of a text."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def present_exemplar(said: ExemplarSaid, levels: Mapping[str, str]) -> ExemplarView:
    """One exemplar."""
    url = address("quality-exemplar", said.number) if said.kind.is_file else said.url
    return ExemplarView(
        number=said.number,
        title=said.title,
        kind=_KIND_WORDS[said.kind],
        level=levels.get(said.level, ""),
        paragraphs=split(said.text),
        url=url,
        is_image=said.kind is ExemplarKind.IMAGE,
        outside=said.kind is ExemplarKind.LINK,
        credit=said.credit,
        size=_say_size(said.size_n) if said.size_n else "",
    )


_KIND_WORDS = {
    ExemplarKind.TEXT: "",
    ExemplarKind.DOCUMENT: "document",
    ExemplarKind.IMAGE: "picture",
    ExemplarKind.LINK: "elsewhere",
}


def _present_statement(
    definition: Definition, said: StatementSaid, levels: Mapping[str, str], names_: Names, *, change: bool
) -> StatementView:
    exemplars = tuple(present_exemplar(each, levels) for each in said.exemplars)
    at = {name: tuple(each for each in exemplars if each.level == name) for name in levels.values()}
    return StatementView(
        number=said.number,
        text=said.text,
        why=said.why,
        looks=tuple(Look(name, said.looks_like.get(key, ""), at[name]) for key, name in levels.items()),
        written=any(said.looks_like.values()) or any(at.values()),
        exemplars=tuple(each for each in exemplars if not each.level),
        shown=tuple(_present_shown(each.measure, each.why, names_) for each in said.shown),
        change_url=address("quality-statement", definition.pk, said.number) if change else "",
    )


def _present_shown(measure: str, why: str, names_: Names) -> ShownView:
    link = names_.measures.get(measure, Link(measure, ""))
    return ShownView(link.label, link.url, why)


def _say_written(said: DomainSaid, levels: Mapping[str, str]) -> str:
    statements = count(len(said.statements), "statement")
    if not said.statements:
        return "No statement yet"
    described = sum(1 for each in said.statements if all(each.looks_like.get(key) for key in levels))
    exemplars = sum(len(each.exemplars) for each in said.statements)
    parts = [statements]
    if levels:
        parts.append(f"{_say_share(described, len(said.statements))} described at every level")
    if exemplars:
        parts.append(count(exemplars, "example"))
    return starting(", ".join(parts))


def _say_coverage(whole: Whole) -> str:
    statements = list(whole.statements)
    with_levels = sum(1 for each in statements if all(each.looks_like.get(level.key) for level in whole.levels))
    with_exemplars = sum(1 for each in statements if each.exemplars)
    with_shown = sum(1 for each in statements if each.shown)
    n = len(statements)
    if not n:
        return "Nothing is written yet."
    said = f"{starting(count(n, 'statement'))} in {count(len(whole.domains), 'domain')}"
    return (
        f"{said}: {_say_share(with_levels, n)} described at every level, {_say_share(with_exemplars, n)} with an "
        f"example, {_say_share(with_shown, n)} with an indicator that would show it."
    )


def _say_share(n: int, of: int) -> str:
    """How many of all, in words where it is all or none."""
    return {0: "none", of: "all"}.get(n, f"{n} of {of}")


def _say_size(size_n: int) -> str:
    return f"{size_n / 1024 / 1024:.1f} MB" if size_n >= 1024 * 1024 else f"{max(1, round(size_n / 1024))} KB"
