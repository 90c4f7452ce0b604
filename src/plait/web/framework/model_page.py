"""What the pages of a trust's improvement model show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plait.framework.answers import QUESTIONS, Content, Part, describe_changes, from_json, say_coverage
from plait.framework.domain import Change, ComponentName, FrameworkText, StrandText, name_components
from plait.framework.models import ImprovementModel, ModelVersion
from plait.organisations.visibility import Visibility
from plait.web import addresses, names
from plait.web.framework.helix import COLOURED, Picture, Word
from plait.web.parts import Crumb, Link, Tab
from plait.web.templatetags.plait import day

_LONGEST_WORDS = 120  # characters beside the plait


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is read."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ComponentAnswers:
    """What a trust says about one component."""

    key: str
    name: str
    descriptor: str
    words: str
    answers: tuple[Answer, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class StrandAnswers:
    """What it says about one strand."""

    key: str
    name: str
    colour: str
    coverage: str
    components: tuple[ComponentAnswers, ...]
    write_url: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One kept version."""

    label: str
    note: str
    url: str
    changes_url: str


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The improvement model of a trust."""

    trust: str
    uid: int
    motto: str
    lede: str
    coverage: str
    strands: tuple[StrandAnswers, ...]
    reads: str
    reads_told: str
    versions: tuple[VersionLine, ...]
    as_at: str
    edition: str
    newer: bool
    downloads: tuple[Link, ...]
    tabs: tuple[Tab, ...]
    crumbs: tuple[Crumb, ...]


def crumbs_of(trust: str, uid: int, *last: Crumb) -> tuple[Crumb, ...]:
    """The way to a page about a model."""
    trusts = Crumb("Trusts", addresses.address("trusts"))
    return (Crumb("Plait", "/"), trusts, Crumb(names.show(trust), addresses.trust(uid)), *last)


def tabs_of(uid: int, *, current: str, writes: bool, belongs: bool) -> tuple[Tab, ...]:
    """The pages about a model, those for the viewer."""
    told = [
        ("improvement-model", "The model", True),
        ("improvement-model-picture", "On one page", True),
        ("improvement-model-changes", "What changed", True),
        ("improvement-model-others", "Beside other trusts", belongs),
        ("improvement-model-keep", "Look after it", writes),
    ]
    return tuple(Tab(label, addresses.address(name, uid), name == current) for name, label, shown in told if shown)


def present_picture(trust: str, content: Content, text: FrameworkText, *, edition: int, as_at: str) -> Picture:
    """The model as its picture."""
    return Picture(
        trust=names.show(trust),
        motto=content.motto,
        strands=tuple((each.key, each.name) for each in text.strands),
        words=tuple(
            Word(strand.key, each.name, shorten(content.part(each.key)))
            for strand in text.strands
            for each in strand.components
        ),
        under=f"{as_at} · {text.name}, edition {edition} · Plait",
    )


def shorten(part: Part) -> str:
    """The few words for the picture; where there are none, the beginning of how it is done."""
    if part.words or not part.how:
        return part.words
    first = part.how.split("\n")[0].split(". ")[0].strip()
    if len(first) <= _LONGEST_WORDS:
        return first if first.endswith((".", "!", "?")) else f"{first}."
    return f"{first[:_LONGEST_WORDS].rpartition(' ')[0].rstrip(' ,;:')}…"


def present_model(
    model: ImprovementModel,
    content: Content,
    text: FrameworkText,
    *,
    versions: Sequence[ModelVersion],
    shown: ModelVersion | None,
    newer: bool,
    writes: bool,
    belongs: bool,
) -> ModelPage:
    """The page of a model: as it stands, or as a version kept it."""
    uid, trust = model.owner.uid or 0, names.show(model.owner.name)
    visibility = Visibility(model.visibility)
    components = name_components(text)
    return ModelPage(
        trust=trust,
        uid=uid,
        motto=content.motto,
        lede=f"How {trust} improves its schools, in its own words: what is done, what is held in common, what is left "
        "open, what it leans on, and what is still being worked out.",
        coverage=say_coverage(content, components),
        strands=tuple(_present_strand(each, content, uid=uid) for each in text.strands),
        reads=visibility.label,
        reads_told=f"{visibility.description}{' Marked for trustees.' if model.exception else ''}",
        versions=tuple(_present_version(each, uid=uid) for each in versions),
        as_at=_say_when(model, shown),
        edition=f"{text.name}, edition {(shown or model).edition.number}",
        newer=newer,
        downloads=tuple(
            Link(
                label,
                addresses.address("improvement-model", uid, version=shown.number if shown else "", **{"as": kind}),
            )
            for kind, label in (("csv", "CSV"), ("xlsx", "Excel workbook"))
        ),
        tabs=tabs_of(uid, current="improvement-model", writes=writes, belongs=belongs),
        crumbs=crumbs_of(trust, uid, Crumb("How it improves its schools")),
    )


def list_changes(
    before: ModelVersion, after: ModelVersion | Content, *, components: Sequence[ComponentName]
) -> tuple[Change, ...]:
    """What differs from a kept version to another, or to what stands now."""
    now = after if isinstance(after, Content) else from_json(after.content)
    return describe_changes(from_json(before.content), now, names={each.key: each.name for each in components})


def find_a_year_ago(versions: Sequence[ModelVersion], *, today: dt.date) -> ModelVersion | None:
    """The version that stood a year ago: the newest that was kept by then."""
    earlier = [each for each in versions if each.kept_on <= today - dt.timedelta(days=365)]
    return max(earlier, key=lambda each: each.number, default=None)


def present_component(key: str, name: str, descriptor: str, part: Part) -> ComponentAnswers:
    """What is said about one component."""
    left = [each.plain[0].lower() + each.plain[1:] for each in QUESTIONS if not getattr(part, each.name)]
    return ComponentAnswers(
        key=key,
        name=name,
        descriptor=descriptor,
        words=part.words,
        answers=tuple(Answer(each.plain, getattr(part, each.name)) for each in QUESTIONS if getattr(part, each.name)),
        missing=", ".join(left) if part.begun and left else "",
    )


def _present_strand(strand: StrandText, content: Content, *, uid: int) -> StrandAnswers:
    held = [ComponentName(each.key, strand.key, each.name, each.descriptor) for each in strand.components]
    return StrandAnswers(
        key=strand.key,
        name=strand.name,
        colour=strand.key if strand.key in COLOURED else "",
        coverage=say_coverage(content, held),
        components=tuple(
            present_component(each.key, each.name, each.descriptor, content.part(each.key))
            for each in strand.components
        ),
        write_url=addresses.address("improvement-model-write", uid, strand=strand.key),
    )


def _present_version(each: ModelVersion, *, uid: int) -> VersionLine:
    return VersionLine(
        label=f"Version {each.number}, {day(each.kept_on)}",
        note=f"{each.note + '. ' if each.note else ''}Kept by {each.by.name}.",
        url=addresses.address("improvement-model", uid, version=each.number),
        changes_url=addresses.address("improvement-model-changes", uid, before=each.number),
    )


def _say_when(model: ImprovementModel, shown: ModelVersion | None) -> str:
    if shown is not None:
        return f"Version {shown.number}, as it stood on {day(shown.kept_on)}"
    return f"As it stands, last changed {day(model.changed_at.date())}"
