"""What happens to findings, for whoever acts upon it."""

from dataclasses import dataclass

from plait.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSaved(Event):
    """A finding was written or changed, by somebody; both are named by their number."""

    finding: int
    by: int
