"""What the page of a finding shows, and the register of agreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.organisations.models import Share
from plait.organisations.queries.agreements import Register
from plait.organisations.visibility import Visibility
from plait.web import addresses, names
from plait.web.templatetags.plait import day


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


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in a list."""

    title: str
    url: str
    told: str


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


def present_finding(finding: Finding, *, outcome_name: str) -> FindingPage:
    """The page of a finding."""
    visibility = Visibility(finding.visibility)
    return FindingPage(
        number=finding.pk,
        title=f"What we found at {names.show(finding.school_name)}",
        school=names.show(finding.school_name),
        school_url=addresses.school(finding.urn),
        outcome=outcome_name,
        outcome_url=addresses.address("signal-method", finding.outcome),
        word=finding.word,
        stance=Stance(finding.stance).label,
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
    )


def present_line(finding: Finding, *, outcome_name: str) -> FindingLine:
    """A finding in a list of them."""
    told = f"{Stance(finding.stance).label}. {finding.author.name}, {day(finding.looked_on)}"
    return FindingLine(outcome_name, addresses.address("finding", finding.pk), told)


def present_register(register: Register, *, may_act: Mapping[int, bool]) -> tuple[AgreementGroup, ...]:
    """The register; `may_act` says for each agreement whether the viewer speaks for a side."""

    def group(
        key: str, title: str, empty: str, shares: Sequence[Share], *, standing: str, accept: bool
    ) -> AgreementGroup:
        lines = tuple(
            _agreement(each, standing=standing, accept=accept, acts=may_act.get(each.pk, False)) for each in shares
        )
        return AgreementGroup(key, title, empty, lines)

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


def _agreement(share: Share, *, standing: str, accept: bool, acts: bool) -> AgreementLine:
    over = not standing
    return AgreementLine(
        number=share.pk,
        label=share.label,
        url=addresses.address("finding", share.record_id) if share.record_type == "insight.finding" else "",
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
    because = f": {share.ended_because}" if share.ended_because else ""
    return f"Ended {day(share.ended_at.date())}{by}{because}"


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
