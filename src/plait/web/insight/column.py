"""The one indicator that a reader sees beside neighbours: which they can choose, and its figures in one year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries import schools, values
from plait.indicators.queries.values import Figure
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import gap_reason, load_definitions
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase, Scope
from plait.web.insight.refusals import BadChoice

_FIRST: Final[Mapping[Phase, tuple[str, ...]]] = {
    Phase.PRIMARY: ("ks2_rwm_expected",),
    Phase.SECONDARY: ("attainment8",),
    Phase.POST16: ("a_level_points",),
}
_LAST: Final = ("absence_overall", "roll")


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """The figures of one indicator in one year, by URN; a school without one has its reason."""

    definition: Definition
    year: AcademicYear
    figures: Mapping[int, Figure]

    def reason(self, urn: int) -> Reason | None:
        """Why a school has no figure; None where it has one."""
        figure = self.figures.get(urn)
        if figure is None:
            return gap_reason(self.definition, self.year.start) or Reason.NOT_PUBLISHED
        return figure.reason


def list_offered(scope: Scope, *, store: Store, phase: Phase) -> list[Definition]:
    """The indicators that schools of a phase have, in the order of the register."""
    own = phase.value
    held = {indicator for indicator, _, of in values.all_spreads(scope, store=store) if of == own}
    return [definition for definition in load_definitions().values() if definition.id in held]


def choose(wanted: str, *, offered: Sequence[Definition], phase: Phase) -> Definition | None:
    """The indicator that was asked for, or the one that suits the phase; None where there is nothing to show.

    Raises
    ------
    BadChoice
        If no indicator has that id.
    """
    definitions = load_definitions()
    if wanted:
        if wanted not in definitions:
            raise BadChoice(f"There is no indicator “{wanted}”.", mend="Choose one from the list.")
        return definitions[wanted]
    there = {definition.id: definition for definition in offered}
    usual = next((there[each] for each in (*_FIRST.get(phase, ()), *_LAST) if each in there), None)
    return usual or (offered[0] if offered else None)


def find_column(scope: Scope, *, store: Store, definition: Definition, urns: Sequence[int]) -> IndicatorColumn | None:
    """The figures of some schools in the newest year that most of them have.

    A school without a figure under its own URN has that of a predecessor.
    """
    held = values.figures_of_schools(scope, store=store, urns=urns, indicators=(definition.id,))
    counts: dict[int, int] = {}
    for (_, _, year), figure in held.items():
        counts[year] = counts.get(year, 0) + (figure.value is not None)
    most = max(counts.values(), default=0)
    if most == 0:
        return None
    year = max(year for year, n in counts.items() if 2 * n >= most)
    found = {urn: figure for (urn, _, at), figure in held.items() if at == year}
    for urn in urns:
        own = found.get(urn)
        if own is None or own.value is None:
            before = _before(scope, store=store, urn=urn, definition=definition, year=year)
            found |= {} if before is None else {urn: before}
    return IndicatorColumn(definition, AcademicYear(year), found)


def _before(scope: Scope, *, store: Store, urn: int, definition: Definition, year: int) -> Figure | None:
    """The figure of the nearest predecessor that has one."""
    urns = [each.urn for each in schools.get_line(scope, store=store, urn=urn).before(urn)]
    if not urns:
        return None
    held = values.figures_of_schools(scope, store=store, urns=urns, indicators=(definition.id,))
    own = [held[each, definition.id, year] for each in reversed(urns) if (each, definition.id, year) in held]
    return next((figure for figure in own if figure.value is not None), None)
