"""The kinds of thing that people are told of."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a notice is about; people choose by these."""

    PEOPLE = "people"
    SHARING = "sharing"
    REGISTER = "register"
    SIGNALS = "signals"
    FINDINGS = "findings"
    DECISIONS = "decisions"
    CONSULTATIONS = "consultations"
    EVALUATIONS = "evaluations"
    GOALS = "goals"
    EVIDENCE = "evidence"

    @property
    def label(self) -> str:
        """What it is called where people choose."""
        return _LABELS[self]


_LABELS: Final = {
    Kind.PEOPLE: "People: requests to join, invitations taken up, memberships that end",
    Kind.SHARING: "Sharing: records offered to your trust, agreements that end",
    Kind.REGISTER: "Your schools: opened, closed, renamed, moved to another trust",
    Kind.SIGNALS: "Signals: new ones at your schools when new figures come",
    Kind.FINDINGS: "Findings: what somebody wrote about a school of yours",
    Kind.DECISIONS: "Alignment: decisions in force, reviewed or ended, and exemptions from them",
    Kind.CONSULTATIONS: "Consultations: opened, about to close, closed with what they came to",
    Kind.EVALUATIONS: "Self-evaluation: due, sent to a colleague to moderate, moderated",
    Kind.GOALS: "Goals, definitions of quality and measures: due for review or for figures",
    Kind.EVIDENCE: "Evidence: revised, withdrawn or past its day where a record of yours stands on it",
}
