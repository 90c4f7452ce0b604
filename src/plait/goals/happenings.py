"""What happens to records of clear goals, for whoever acts upon it; everything is named by its number."""

from dataclasses import dataclass

from plait.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionChanged(Event):
    """A decision on alignment was put in force (`decided`), `reviewed` or `ended`."""

    decision: int
    what: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionChanged(Event):
    """Somebody `asked` to be let off a decision, it was `answered`, or it `ended`."""

    exemption: int
    what: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationChanged(Event):
    """A consultation was `opened`, `moved` to another last day, or `closed`; by nobody where its last day passed."""

    consultation: int
    what: str
    by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationChanged(Event):
    """A colleague was `asked` to moderate a self-evaluation, or is `done`."""

    moderator: int
    what: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShaken(Event):
    """An entry of evidence was `revised` or `withdrawn`, or is `expired`; by nobody where no person did it."""

    entry: int
    what: str
    by: int | None
