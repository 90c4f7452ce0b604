"""Writing down what was found behind a signal, and deciding who reads it."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.insight.findings import Stance
from plait.insight.happenings import FindingSaved
from plait.insight.models import Finding
from plait.insight.queries.signals_answers import SchoolSignals
from plait.insight.queries.signals_answers import Signal as Judged
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, require_readable
from plait.organisations.visibility import Visibility

_TYPE = "insight.finding"
_FIELDS = ("stance", "seen", "learn", "looked_on", "visibility", "exception")
_TOO_WIDE = {Visibility.SECTOR, Visibility.PUBLIC}  # for what is told only to those entitled to it


class NotAFinding(PlaitError):
    """Something of the finding cannot stand like this."""


@dataclass(frozen=True, slots=True)
class Signal:
    """The signal that was looked behind, as it stood; `needs`: its word was that support may be needed."""

    urn: int
    school_name: str
    outcome: str
    build: str
    word: str
    needs: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes down. `learn`: what others could take from it."""

    stance: Stance
    seen: str
    learn: str
    looked_on: dt.date
    visibility: Visibility
    exception: bool = False


def name_signal(judged: Judged, *, school: SchoolSignals) -> Signal:
    """A signal as somebody looks behind it now, with the word that they are told."""
    needs = judged.needs and judged.word not in {None, "as expected"}
    return Signal(school.urn, school.name, judged.outcome.key, school.build, judged.word or "", needs=needs)


def write(signal: Signal, *, written: Written, owner: Organisation, by: Person) -> Finding:
    """Write down a finding for an organisation.

    Raises
    ------
    NotAllowed
        If `by` does not write records there.
    NotAFinding
        If it was looked at in the future, is to be read by a school of which it is not, or is about a need and to
        be read beyond the trust and its partners.
    """
    with transaction.atomic():
        require(May.WRITE, at=owner, by=by)
        made = Finding(
            urn=signal.urn,
            school_name=signal.school_name,
            outcome=signal.outcome,
            build=signal.build,
            word=signal.word,
            needs=signal.needs,
            owner=owner,
            trust=_trust_of(owner),
            author=by,
            keeper=by,
        )
        _put(made, written)
        made.save()
        _note("finding.written", made, by=by, after=_told(made))
        return made


def revise(finding: Finding, *, written: Written, version: int, by: Person) -> Finding:
    """Change a finding that was read at a version; its keeper may, and whoever shares for the organisation.

    Raises
    ------
    NotAllowed
        If `by` does neither.
    Conflict
        If somebody else has saved it since; both texts are in the error, and nothing is lost.
    """
    with transaction.atomic():
        _require_keeper(finding, by=by)
        before = _told(Finding.objects.get(pk=finding.pk))
        _put(finding, written)
        finding.save_over(version, fields=_FIELDS)
        after = _told(finding)
        changed = [name for name in _FIELDS if before.get(name) != after.get(name) or name == "visibility"]
        _note(
            "finding.revised",
            finding,
            by=by,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed if name in after},
        )
        return finding


def _put(finding: Finding, written: Written) -> None:
    if written.looked_on > clock.today():
        raise NotAFinding(
            "The finding was not saved.",
            why=f"{written.looked_on:%-d %B %Y} lies in the future.",
            mend="Give the day on which somebody looked.",
        )
    if written.visibility is Visibility.SCHOOL and finding.owner.kind != Kind.SCHOOL:
        raise NotAFinding(
            "The finding was not saved.",
            why=f"It belongs to {finding.owner.name}, which is not a school, so nobody would read it.",
            mend="Choose who may read it: the trust, for example.",
        )
    if finding.needs and written.visibility in _TOO_WIDE:
        raise NotAFinding(
            "The finding was not saved.",
            why="It is about where support may be needed, which is told only to those entitled to know.",
            mend="Let the trust read it, or partners whom you name.",
        )
    finding.stance = written.stance.value
    finding.seen, finding.learn = written.seen.strip(), written.learn.strip()
    finding.looked_on = written.looked_on
    finding.visibility = written.visibility.value
    finding.exception = written.exception
    finding.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper"])


def _trust_of(owner: Organisation) -> Organisation | None:
    return owner if owner.kind == Kind.TRUST else owner.parent


def _require_keeper(finding: Finding, *, by: Person) -> None:
    require_readable(finding, by=by)
    require(May.WRITE if finding.keeper_id == by.pk else May.SHARE, at=finding.owner, by=by)


def _told(finding: Finding) -> dict[str, object]:
    """What the trail keeps of a finding: of a draft, only that it is one; it is its writer's alone."""
    if finding.visibility == Visibility.ME:
        return {"visibility": finding.visibility}
    told: dict[str, object] = {name: getattr(finding, name) for name in _FIELDS}
    return told | {"looked_on": finding.looked_on.isoformat()}


def _note(
    action: str,
    finding: Finding,
    *,
    by: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        action, on=(_TYPE, str(finding.pk)), by=by.pk, organisation=finding.owner_id, before=before, after=after
    )
    events.record(FindingSaved(finding=finding.pk, by=by.pk))
