"""Writing evidence down, revising it, withdrawing it, and saying that a figure was held against its source."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.framework.queries.frameworks import find_component, get_edition_number
from plait.goals.evidence import FIELDS, EntrySaid, Shaken, find_faults
from plait.goals.happenings import EvidenceShaken
from plait.goals.models.evidence import Entry
from plait.goals.queries.evidence import may_change, may_confirm
from plait.goals.services import versions
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, require_readable, scope_of
from plait.organisations.visibility import Visibility, at_least_trust

TYPE: Final = "goals.entry"
READERS: Final = (Visibility.ME, Visibility.SCHOOL, Visibility.TRUST)  # as people choose; partners come by sharing
_SAVED: Final = (*FIELDS, "edition", "visibility", "revision")


class NotEvidence(PlaitError):
    """Something of the entry cannot stand like this. `fields`: what is to be mended, by field."""

    def __init__(self, why: str, mend: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__("The entry was not saved.", why=why, mend=mend)
        self.fields = dict(fields or {})


def write(said: EntrySaid, *, owner: Organisation, visibility: Visibility = Visibility.TRUST, by: Person) -> Entry:
    """Write an entry down for a trust or a school.

    Raises
    ------
    NotAllowed
        If `by` does not write there.
    NotEvidence
        If something of it cannot stand.
    """
    with transaction.atomic():
        require(May.WRITE, at=owner, by=by)
        if owner.kind not in {Kind.TRUST, Kind.SCHOOL}:
            raise NotEvidence("Evidence belongs to a trust or a school.", "Choose one.")
        made = Entry(owner=owner, trust_id=owner.trust_id, author=by, keeper=by)
        _put(made, said, visibility=visibility)
        made.save()
        if visibility is not Visibility.ME:
            versions.keep(made, content=made.content(), note="Written down", by=by)
        note("evidence.written", made, by=by, after=_told(made))
        return made


def revise(
    entry: Entry, *, said: EntrySaid, visibility: Visibility, version: int, because: str = "", by: Person
) -> Entry:
    """Change what an entry says, or who reads it; what stands on it is to be looked at again if it says another thing.

    Raises
    ------
    NotAllowed
        If `by` neither keeps it nor decides where it belongs.
    Conflict
        If somebody else has saved it since; both texts are in the error, and nothing is lost.
    """
    with transaction.atomic():
        standing = hold(entry, by=by)
        if visibility is Visibility.TRUST:
            visibility = at_least_trust(standing.visibility)  # what is shared with partners stays so
        before, seen, was_draft = standing.content(), standing.visibility, standing.visibility == Visibility.ME
        _put(standing, said, visibility=visibility)
        after = standing.content()
        if after == before and standing.visibility == seen:
            return standing
        if after != before and not was_draft:
            standing.revision += 1
        standing.save_over(version, fields=_SAVED)
        draft = standing.visibility == Visibility.ME
        if not draft and (after != before or was_draft):
            step = because.strip() or ("Written down" if was_draft else "Revised")
            versions.keep(standing, content=after, note=step, by=by)
        if after != before and not was_draft:
            events.record(EvidenceShaken(entry=standing.pk, what=Shaken.REVISED.value, by=by.pk))
        changed = [name for name in after if after[name] != before[name]]
        open_text = not draft and not was_draft
        note(
            "evidence.revised",
            standing,
            by=by,
            before={"visibility": seen} | ({name: before[name] for name in changed} if open_text else {}),
            after={"visibility": standing.visibility} | ({name: after[name] for name in changed} if not draft else {}),
        )
        return standing


def withdraw(entry: Entry, *, because: str, by: Person) -> Entry:
    """Say that it should not be leant upon any more; it stays on record, and keepers of what stands on it are told."""
    with transaction.atomic():
        standing = hold(entry, by=by)
        if standing.withdrawn_on is not None:
            return standing
        if not because.strip():
            raise NotEvidence("No reason is given.", "Say in a sentence why; whoever leant on it will want to know.")
        standing.withdrawn_on, standing.withdrawn_because = clock.today(), because.strip()[:1000]
        standing.revision += 1
        standing.save_over(standing.version, fields=["withdrawn_on", "withdrawn_because", "revision"])
        if standing.visibility != Visibility.ME:
            versions.keep(standing, content=standing.content(), note="Withdrawn", by=by)
        events.record(EvidenceShaken(entry=standing.pk, what=Shaken.WITHDRAWN.value, by=by.pk))
        note("evidence.withdrawn", standing, by=by, after={"visibility": standing.visibility})
        return standing


def confirm(entry: Entry, *, by: Person) -> Entry:
    """Say that its figure was held against its source; of what Plait ships, whoever runs or curates the site does."""
    with transaction.atomic():
        require_readable(entry, by=by)
        standing = Entry.objects.select_for_update(of=("self",)).select_related("owner").get(pk=entry.pk)
        if not may_confirm(scope_of(by), standing):
            raise _not_allowed("Its figure is confirmed by those who look after it.")
        if not standing.to_check:
            return standing
        standing.to_check = False
        standing.save_over(standing.version, fields=["to_check"])
        note("evidence.confirmed", standing, by=by, after={"to_check": False})
        return standing


def note(
    action: str,
    entry: Entry,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the trail: last in a service's transaction."""
    whose = None if entry.owner is None else entry.owner.pk
    audit.record(action, on=(TYPE, entry.pk), by=by.pk, organisation=whose, before=before, after=after)


def hold(entry: Entry, *, by: Person) -> Entry:
    """The entry as it stands, its row held until the transaction ends, for somebody who may change it."""
    require_readable(entry, by=by)
    standing = Entry.objects.select_for_update(of=("self",)).select_related("owner", "keeper").get(pk=entry.pk)
    if not may_change(scope_of(by), standing):
        raise _not_allowed("It is changed by whoever looks after it, and by those who decide where it belongs.")
    return standing


def _put(entry: Entry, said: EntrySaid, *, visibility: Visibility) -> None:
    owner = entry.owner
    faults = find_faults(said)
    if said.component and said.component != entry.component and find_component(said.component) is None:
        faults["component"] = "It is not a component of the framework."
    today = clock.today()
    if said.looked_on is not None and said.looked_on > today:
        faults["looked_on"] = "The day lies in the future."
    if said.expires_on is not None and said.expires_on != entry.expires_on and said.expires_on <= today:
        faults["expires_on"] = "Choose a day from tomorrow on."
    if faults:
        raise NotEvidence(" ".join(faults.values()), "Mend it, and save again.", fields=faults)
    if visibility not in {*READERS, Visibility.PARTNERS} or (
        visibility is Visibility.SCHOOL and owner is not None and owner.kind == Kind.TRUST
    ):
        raise NotEvidence("Nobody would read it like that.", "Choose who may read it.")
    if said.component != entry.component:
        entry.edition = get_edition_number() if said.component else None
    for name, value in asdict(said).items():
        setattr(entry, name, value.strip() if isinstance(value, str) else value)
    entry.visibility = visibility.value
    entry.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper"])


def _told(entry: Entry) -> dict[str, object]:
    """What the trail keeps: of a draft, only that it is one; it is its writer's alone."""
    if entry.visibility == Visibility.ME:
        return {"visibility": entry.visibility}
    return {"visibility": entry.visibility, **entry.content()}


def _not_allowed(why: str) -> NotAllowed:
    return NotAllowed("Nothing was changed.", why=why, mend="Ask one of them, or write an entry of your own beside it.")
