"""The kinds of record of clear goals that a trust may share with another, and the page of each."""

from typing import Final

from plait.organisations.shareable import Shareable

_TOLD: Final = (
    ("goals.definition", "definition", "Definition of quality", "quality-definition"),
    ("goals.consultation", "consultation", "Consultation", "consultation"),
    ("goals.selfevaluation", "self-evaluation", "Self-evaluation", "evaluation"),
    ("goals.goal", "goal", "Goal", "goal"),
    ("goals.priority", "priority", "Priority of a school", "priority"),
    ("goals.decision", "decision", "Alignment decision", "alignment-decision"),
    ("goals.entry", "evidence", "Evidence", "evidence-entry"),
)
KINDS: Final = tuple(
    Shareable(record_type=record_type, word=word, called=called, route=route)
    for record_type, word, called, route in _TOLD
)
