"""The register of a trust as tables, as far as the viewer may read it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from plait.goals.alignment import Asked, Heading, Outcome, Tie, Travel, name_phases
from plait.goals.alignment_tables import (
    DECISION_COLUMNS,
    DECISIONS,
    EXEMPTION_COLUMNS,
    EXEMPTIONS,
    LEVEL_COLUMNS,
    LEVELS,
    POSITION_COLUMNS,
    POSITIONS,
    REVIEW_COLUMNS,
    REVIEWS,
    TEXTS,
    Table,
)
from plait.goals.models import Decision, Exemption, ImpactReview
from plait.goals.queries.alignment import list_decisions, reads_schools
from plait.goals.queries.alignment_register import Register, get_register
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation


def write_register(scope: Scope, *, trust: Organisation, store: Store | None, today: dt.date) -> tuple[Table, ...]:
    """Decisions, positions, exemptions and what the levels are called."""
    register = get_register(scope, trust=trust, store=store, today=today)
    exemptions = _write_exemptions(_list(scope, register))
    return _write_decisions(register), _write_positions(register), exemptions, _write_levels(register)


def write_reviews(scope: Scope, *, trust: int) -> Table:
    """Every review by impact, with the figures as they stood; read, and never taken in."""
    readable = [each for each in list_decisions(scope, trust=trust) if reads_schools(scope, each)]
    found = ImpactReview.objects.filter(decision__in=readable).order_by("decision__domain", "decision__item", "number")
    rows = [
        (
            *(each.decision_id, each.decision.item, each.number, each.reviewed_on.isoformat()),
            *(Outcome(each.outcome).label, each.because, each.level_before.name),
            *(each.level_after.name if each.level_after is not None else "", each.by.name, _stood(each.figures)),
        )
        for each in found.select_related("decision", "level_before", "level_after", "by")
    ]
    return Table(REVIEWS, REVIEW_COLUMNS, tuple(rows))


def _stood(figures: Mapping[str, Any]) -> str:
    """The figures that were kept with a review, in words."""
    told = [f"{figures['there_n']} of {figures['schools_n']} schools where it was decided"] if figures else []
    for shown in figures.get("shown", ()):
        values = ", ".join(f"{row['school']} {row['value']}" for row in shown["rows"])
        told.append(f"{shown['name']}: {values}")
    return "; ".join(told)


def _list(scope: Scope, register: Register) -> list[Exemption]:
    decisions = [each.decision.pk for each in register.lines if reads_schools(scope, each.decision)]
    found = Exemption.objects.filter(decision__in=decisions).select_related("decision", "school")
    return list(found.order_by("decision__domain", "decision__item", "pk"))


def _write_decisions(register: Register) -> Table:
    """The decisions, a row for each; drafts of the viewer among them."""
    return Table(DECISIONS, DECISION_COLUMNS, tuple(_decision(each.decision) for each in register.lines))


def _write_positions(register: Register) -> Table:
    """Where each school stands now, a row for each that has said so."""
    rows = [
        (
            line.decision.pk,
            line.decision.item,
            each.school.urn,
            each.school.name,
            each.position.level.name,
            Heading(each.position.heading).label,
            each.position.note,
        )
        for line in register.lines
        for each in line.stands
        if each.position is not None
    ]
    return Table(POSITIONS, POSITION_COLUMNS, tuple(rows))


def _write_exemptions(exemptions: Sequence[Exemption]) -> Table:
    """Every request for an exemption, answered or not."""
    rows = [
        (
            each.pk,
            each.decision_id,
            each.decision.item,
            each.school.urn or 0,
            each.school.name,
            each.reason,
            each.instead,
            each.until.isoformat(),
            Asked(each.state).label,
            each.because,
            each.asked_at.date().isoformat(),
        )
        for each in exemptions
    ]
    return Table(EXEMPTIONS, EXEMPTION_COLUMNS, tuple(rows))


def _write_levels(register: Register) -> Table:
    """What the levels are called, from the firmest to the freest."""
    rows = [(each.pk, each.name, each.description, Tie(each.tie).label) for each in register.levels]
    return Table(LEVELS, LEVEL_COLUMNS, tuple(rows))


def _decision(one: Decision) -> tuple[str | int, ...]:
    told: dict[str, str | int] = {name: str(getattr(one, field)) for name, field in TEXTS.items()}
    told |= {
        "Number": one.pk,
        "Level": one.level.name,
        "Direction": Travel(one.travel).label,
        "Phases": name_phases(one.phases),
        "State": one.standing,
        "Starts": one.starts_on.isoformat() if one.starts_on else "",
        "Review": one.review_on.isoformat(),
        "May be published": "yes" if one.published else "no",
        "Figures": ", ".join(one.shown),
    }
    return tuple(told[name] for name in DECISION_COLUMNS)
