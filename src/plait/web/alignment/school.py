"""What a school's page of alignment shows: each decision that is about it, and one tap for each level."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.goals.alignment import Heading, Tie
from plait.goals.models import AlignmentLevel, Exemption
from plait.goals.queries.alignment_register import Line
from plait.organisations.models import Organisation
from plait.web import names, words
from plait.web.addresses import address
from plait.web.alignment import signs
from plait.web.alignment.register import crumbs_of, list_tabs
from plait.web.parts import Crumb, Option, Tab
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class Tap:
    """A level that can be said with one tap."""

    number: int
    name: str
    sign: SafeString
    here: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the school may say it is going."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Stance:
    """One decision, and where the school stands on it."""

    number: int
    item: str
    url: str
    decided: str
    decided_level: str
    sign: SafeString
    here: str
    here_sign: SafeString | str
    loose: str
    taps: tuple[Tap, ...]
    said: str
    level: int | None
    note: str
    headings: tuple[Choice, ...]
    apart: bool
    exempt: str
    waits: str
    ask_url: str


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """The page."""

    school: str
    urn: int
    lede: str
    stances: tuple[Stance, ...]
    schools: tuple[Option, ...]
    tabs: tuple[Tab, ...]
    may_say: bool
    crumbs: tuple[Crumb, ...]


def present_school(
    school: Organisation,
    *,
    lines: Sequence[Line],
    levels: Sequence[AlignmentLevel],
    waiting: Sequence[Exemption],
    spoken: Sequence[Organisation],
    may_say: bool,
) -> SchoolPage:
    """The decisions in force that are about a school, those it has not answered first."""
    asked = {each.decision_id: each for each in waiting}
    stances = [_stance(each, levels=levels, asked=asked, may_say=may_say) for each in lines if each.stands]
    unsaid = sum(not each.said for each in stances)
    name = names.show(school.name)
    if not stances:
        lede = "Nothing is in force yet that is about this school."
    elif unsaid == len(stances):
        lede = f"{words.starting(words.count(unsaid, 'decision'))} of the trust, and nothing said yet. Two taps each."
    elif unsaid:
        lede = f"Said on {len(stances) - unsaid} of {len(stances)}. Those without an answer stand first."
    else:
        lede = f"Said on all {len(stances)}. Change an answer whenever it is no longer so; the old one is kept."
    options = tuple(Option(str(each.urn), names.show(each.name), each.pk == school.pk) for each in spoken)
    return SchoolPage(
        school=name,
        urn=school.urn or 0,
        lede=lede,
        stances=tuple(sorted(stances, key=lambda each: bool(each.said))),
        schools=options if len(options) > 1 else (),
        tabs=list_tabs("school", trust="", speaks=(school.urn or 0,)),
        may_say=may_say,
        crumbs=crumbs_of(name),
    )


def _stance(line: Line, *, levels: Sequence[AlignmentLevel], asked: dict[int, Exemption], may_say: bool) -> Stance:
    one, (stand,) = line.decision, line.stands
    at, waits = stand.position, asked.get(one.pk)
    ties = line.tie is not Tie.FREE
    return Stance(
        number=one.pk,
        item=one.item,
        url=address("alignment-decision", one.pk),
        decided=f"{one.level.name}. {one.why}",
        decided_level=one.level.name,
        sign=signs.draw(line.tie),
        here=at.level.name if at else "",
        here_sign=signs.draw(Tie(at.level.tie)) if at else "",
        loose=one.loose,
        taps=tuple(
            Tap(
                each.pk,
                each.name,
                signs.draw(Tie(each.tie)),
                here=at is not None and at.level_id == each.pk,
                decided=each.pk == one.level_id,
            )
            for each in levels
        ),
        said="" if at is None else f"Said {day(at.at.date())} by {at.by.name}",
        level=at.level_id if at else None,
        note=at.note if at else "",
        headings=tuple(Choice(each.value, each.label, at is not None and at.heading == each) for each in Heading),
        apart=at is not None and at.level_id != one.level_id,
        exempt=f"Let off until {day(stand.exemption.until)}." if stand.exemption else "",
        waits=f"Your request of {day(waits.asked_at.date())} waits for an answer." if waits else "",
        ask_url=address("alignment-exemption", one.pk, school=line.stands[0].school.number)
        if may_say and ties and not waits and not stand.exemption
        else "",
    )
