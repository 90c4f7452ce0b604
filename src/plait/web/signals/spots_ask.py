"""What to ask a school that shows a signal: the signal says where to look, and a person finds out what is there."""

from typing import Final

from plait.insight.outcomes.shelf import Outcome
from plait.web.signals.spots_outcomes import title_of

_EVERYONE: Final = (
    "What did you change, when, and what did you stop doing to make room for it?",
    "Who was the pupil this made the most difference to, and who did it not help?",
    "Did anything else change in those years: the intake, a neighbouring school, who was entered, who left?",
    "What would you tell us if it had not worked?",
    "What would a school like ours need first: people, time, materials, or something that you had already?",
)
_BY_TITLE: Final = {
    "Reading": ("Which books do pupils read in a week, who hears them read, and what happens when one falls behind?",),
    "Writing": ("Whose judgement is the writing, and how do you make sure that two teachers would agree?",),
    "Maths": ("What does a maths lesson look like on a Tuesday in November, and who gets help the same day?",),
    "Grammar, punctuation and spelling": ("Where else do pupils use it, so that it is more than a test?",),
    "Disadvantaged pupils": (
        "How do you know who is disadvantaged beyond the register, and what do they get that others do not?",
    ),
    "Absence": ("What happens at nine o’clock on the first day that a pupil is away, and on the tenth?",),
    "Destinations": ("Who keeps in touch with leavers, and until when?",),
    "A levels": ("Who may take an A level with you, and what happens to those who may not?",),
    "Applied general qualifications": ("Who chooses these courses, and who advises them?",),
}


def prompts_for(outcome: Outcome) -> tuple[str, ...]:
    """Questions for a first call or visit, those on the outcome first."""
    return (*_BY_TITLE.get(title_of(outcome), ()), *_EVERYONE)
