"""What the page of a finding shows, and the register of agreements."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core import clock
from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.insight.outcomes import shelf
from plait.insight.queries.signals_answers import SchoolSignals, Signal
from plait.organisations.models import Share
from plait.organisations.queries.agreements import Register
from plait.organisations.shareable import find_kind
from plait.organisations.visibility import Visibility
from plait.web import addresses, names
from plait.web.parts import Crumb
from plait.web.signals import wording
from plait.web.templatetags.plait import day

_FEW_PAST: Final = 8  # more that have ended are folded away


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding, as it is read."""

    number: int
    title: str
    school: str
    school_url: str
    outcome: str
    outcome_url: str
    word: str
    stance: str
    seen: tuple[str, ...]
    learn: tuple[str, ...]
    looked: str
    by: str
    keeper: str
    owner: str
    reads: str
    reads_told: str
    exception: bool
    draft: bool
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The signal behind which somebody has looked, above the form."""

    school: str
    school_url: str
    outcome: str
    outcome_url: str
    signal: str
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement in the register: what, between whom, until when, and how it stands."""

    number: int
    label: str
    url: str
    between: str
    purpose: str
    until: str
    standing: str
    may_accept: bool
    may_end: bool
    end_word: str


@dataclass(frozen=True, slots=True)
class AgreementGroup:
    """A part of the register."""

    id: str
    title: str
    empty: str
    lines: tuple[AgreementLine, ...]
    folded: bool = False


def present_subject(found: SchoolSignals, signal: Signal) -> Subject:
    """What is written about."""
    name = names.show(found.name)
    evidence = wording.say_evidence(signal) if signal.estimate is not None else ""
    return Subject(
        school=name,
        school_url=addresses.school(found.urn),
        outcome=signal.name,
        outcome_url=addresses.address("signal-method", signal.outcome.key),
        signal=" ".join(part for part in (_as_sentence(wording.say_word(signal)), evidence) if part),
        crumbs=crumbs_of(found.name, urn=found.urn, last="Write down what you found"),
    )


def crumbs_of(school: str, *, urn: int, last: str) -> tuple[Crumb, ...]:
    """The way to a page about a finding."""
    schools = Crumb("Schools", addresses.address("schools"))
    return (Crumb("Plait", "/"), schools, Crumb(names.show(school), addresses.school(urn)), Crumb(last))


def present_finding(finding: Finding, *, needs_told: bool) -> FindingPage:
    """The page of a finding; the word of a need is said only where the viewer is told of needs."""
    visibility = Visibility(finding.visibility)
    known = {each.key: each for each in shelf.list_outcomes()}.get(finding.outcome)
    return FindingPage(
        number=finding.pk,
        title=f"What we found at {names.show(finding.school_name)}",
        school=names.show(finding.school_name),
        school_url=addresses.school(finding.urn),
        outcome=known.definition.name if known else finding.outcome,
        outcome_url=addresses.address("signal-method", finding.outcome),
        word=_say_word(finding, needs_told=needs_told),
        stance=Stance(finding.stance).tell(needs=finding.needs),
        seen=_paragraphs(finding.seen),
        learn=_paragraphs(finding.learn),
        looked=day(finding.looked_on),
        by=finding.author.name,
        keeper=finding.keeper.name if finding.keeper_id != finding.author_id else "",
        owner=names.show(finding.owner.name),
        reads=visibility.label,
        reads_told=visibility.description,
        exception=finding.exception,
        draft=visibility is Visibility.ME,
        crumbs=crumbs_of(finding.school_name, urn=finding.urn, last="What we found"),
    )


def _say_word(finding: Finding, *, needs_told: bool) -> str:
    if not finding.word or (finding.needs and not needs_told):
        return ""
    if finding.word == "as expected":
        return "as expected"
    return f"{finding.word}{', that support may be needed' if finding.needs else ''}"


def _as_sentence(word: str) -> str:
    return f"{word}." if word else ""


def present_register(
    register: Register, *, may_act: Container[int], readable: Container[tuple[str, str]]
) -> tuple[AgreementGroup, ...]:
    """The register; `may_act` says for each agreement whether the viewer speaks for a side.

    `readable` are the records, by type and number, to which there is a link.
    """

    def group(
        key: str, title: str, empty: str, shares: Sequence[Share], *, standing: str, accept: bool
    ) -> AgreementGroup:
        lines = tuple(
            _agreement(
                each,
                standing=standing,
                accept=accept,
                acts=each.pk in may_act,
                reads=(each.record_type, each.record_id) in readable,
            )
            for each in shares
        )
        folded = key == "past" and len(lines) > _FEW_PAST
        return AgreementGroup(key, title, empty, lines, folded)

    return (
        group(
            "to-us",
            "Offered to us",
            "Nothing waits for an answer.",
            register.offered_to_us,
            standing="Offered",
            accept=True,
        ),
        group(
            "by-us",
            "Offered by us",
            "Nothing we offered waits.",
            register.offered_by_us,
            standing="Offered",
            accept=False,
        ),
        group("in-force", "In force", "No record is shared now.", register.in_force, standing="In force", accept=False),
        group("past", "Past", "No agreement has ended.", register.past, standing="", accept=False),
    )


def present_standing(share: Share) -> str:
    """How an agreement stands, in a line."""
    if share.ended_at is not None or share.until <= clock.today():
        return _how_it_ended(share)
    until = day(share.until)
    return f"Read by them until {until}" if share.accepted_at else f"Offered until {until}, not answered yet"


def _agreement(share: Share, *, standing: str, accept: bool, acts: bool, reads: bool) -> AgreementLine:
    over, kind = not standing, find_kind(share.record_type) if reads else None
    return AgreementLine(
        number=share.pk,
        label=share.label,
        url="" if kind is None else kind.page(share.record_id, trust=share.owner.uid),
        between=f"{names.show(share.owner.name)} with {names.show(share.partner.name)}",
        purpose=share.purpose,
        until=day(share.until),
        standing=standing or _how_it_ended(share),
        may_accept=accept and acts,
        may_end=acts and not over,
        end_word="Decline" if accept else "Take back" if share.accepted_at is None else "End",
    )


def _how_it_ended(share: Share) -> str:
    if share.ended_at is None:
        return f"Ran out on {day(share.until)}" if share.accepted_at else "Not answered in time"
    by = f" by {share.ended_by.name}" if share.ended_by else ""
    because = f": {share.ended_because.rstrip('.')}" if share.ended_because else ""
    return f"Ended {day(share.ended_at.date())}{by}{because}"


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
