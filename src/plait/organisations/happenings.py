"""What happens between people and organisations, for whoever acts upon it; everything is named by its number."""

from dataclasses import dataclass

from plait.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningAsked(Event):
    """Somebody asked to join an organisation."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningDecided(Event):
    """A request to join was accepted or declined."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """Somebody took up an invitation."""

    invitation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEnded(Event):
    """A membership ended; `heir` looks after `records` records from now on, where anything was left.

    `invitations`: how many open ones of theirs were taken back, as they may invite there no more.
    """

    membership: int
    by: int | None
    heir: int | None
    records: int
    invitations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingChanged(Event):
    """An agreement was `offered`, `accepted` or `ended`, by somebody; by nobody where it follows from the register."""

    share: int
    what: str
    by: int | None
