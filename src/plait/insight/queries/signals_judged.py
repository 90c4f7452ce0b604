"""Which outcomes are judged with a build, and how many schools of each are listed. Open data."""

from dataclasses import dataclass

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals
from plait.insight.queries.signals_answers import Family, Refusal, Skill
from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class Judged:
    """One outcome: its latest year and list, or why it is not judged; `spans` are those over which changes are told."""

    outcome: Outcome
    refusal: Refusal | None
    year: AcademicYear | None = None
    family: Family | None = None
    skill: Skill | None = None
    spans: tuple[tuple[str, AcademicYear], ...] = ()


def list_judged(scope: Scope, store: Store) -> list[Judged]:
    """Every outcome of the shelf that was looked at with this build, in its order.

    Raises
    ------
    NoSignals
        If signals were not worked out for this build.
    """
    require_open_data(scope)
    found = []
    for key, one in signals.newest(store).items():
        outcome = shelf.get_outcome(key)
        if one.refusal is not None:
            why = Refusal(one.refusal["what"], one.refusal["why"], one.refusal["mend"])
            found.append(Judged(outcome, why))
            continue
        spans = one.card["changes_since"]
        found.append(
            Judged(
                outcome,
                None,
                year=AcademicYear(one.card["last_year"]),
                family=signals.family_of(one),
                skill=signals.skill_of(one),
                spans=tuple((name, AcademicYear(spans[name])) for name in ("long", "last") if spans[name] is not None),
            )
        )
    return found
