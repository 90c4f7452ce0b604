"""Definitions of quality for tests, made through the services."""

import datetime as dt

from django.utils import timezone

from plait.goals.models import Definition
from plait.goals.quality import ExemplarKind
from plait.goals.quality_text import DomainSaid, ExemplarSaid, LevelSaid, ShownSaid, StatementSaid, Whole
from plait.goals.services import quality, quality_steps
from plait.organisations.models import Organisation, Person

LEVELS = (LevelSaid("Beginning", "In places.", "one"), LevelSaid("Secure", "In every school.", "two"))
EXEMPLAR = ExemplarSaid(ExemplarKind.TEXT, "A morning in Year 2", "They read in pairs.", level="two", key="ex")
KNOWN = StatementSaid("Every pupil is known by name.", key="known")
WHOLE = Whole(
    title="What we mean by quality",
    introduction="Written with heads and teachers.",
    levels=LEVELS,
    domains=(
        DomainSaid(
            "Reading",
            "Reading opens everything else.",
            "quality-and-goals",
            (
                StatementSaid(
                    "Every child reads with an adult each day.",
                    "Fluency comes from practice.",
                    {"one": "Some classes do.", "two": "Every class does, and nobody is left out."},
                    (
                        ExemplarSaid(
                            ExemplarKind.TEXT, "A morning in Year 2", "They read in pairs.", level="two", key="ex"
                        ),
                    ),
                    (ShownSaid("indicator:fsm_ever6", "It says whom we must not leave out."),),
                    "daily",
                ),
                StatementSaid("Books are chosen with care.", key="books"),
            ),
            "reading",
        ),
        DomainSaid(
            "Belonging", statements=(StatementSaid("Every pupil is known by name.", key="known"),), key="belong"
        ),
    ),
)


def make_definition(trust: Organisation, by: Person, *, whole: Whole = WHOLE, shared: bool = True) -> Definition:
    """A draft."""
    return quality.begin(trust, whole=whole, shared=shared, by=by)


def next_year() -> dt.date:
    """A day on which a definition may be looked at again."""
    return timezone.localdate() + dt.timedelta(days=365)


def put_in_force(trust: Organisation, by: Person, *, whole: Whole = WHOLE) -> Definition:
    """A definition in force."""
    made = make_definition(trust, by, whole=whole)
    quality_steps.agree(made, by=by)
    return quality_steps.put_in_force(made, review_on=next_year(), by=by)
