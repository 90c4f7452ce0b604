"""Schools by outcomes: a word and a tiny picture in each cell. Written here, since a large trust has a thousand."""

from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from plait.insight.queries.signals_trust_answers import Member, TrustSignal, TrustSignals
from plait.web import addresses, names
from plait.web.charts import caterpillar
from plait.web.signals.spots_outcomes import PHASES

_MOST_OPEN: Final = 25  # schools up to which a grid stands open
_SIDES: Final = {True: "worse", False: "better"}


@dataclass(frozen=True, slots=True)
class Grid:
    """The schools and outcomes of one phase."""

    id: str
    title: str
    caption: str
    columns: tuple[tuple[str, str, str], ...]
    rows: SafeString
    open: bool


def present_grids(found: TrustSignals, *, here: str) -> tuple[Grid, ...]:
    """One grid for each phase in which schools of the trust are judged in recent years."""
    grids: list[Grid] = []
    for key, label in PHASES.items():
        signals = [each for each in found.recent if each.outcome.group == key]
        if signals:
            columns = tuple(
                (each.outcome.definition.short, str(each.year), f"{here}?outcome={each.outcome.key}#in-full")
                for each in signals
            )
            rows_n = len({member.urn for each in signals for member in each.members})
            caption = f"{label}: each school and outcome in words"
            grids.append(
                Grid(f"grid-{key}", label, caption, columns, _rows(signals), open=not grids and rows_n <= _MOST_OPEN)
            )
    return tuple(grids)


def _rows(signals: list[TrustSignal]) -> SafeString:
    schools: dict[int, Member] = {}
    cells: dict[tuple[int, int], str] = {}
    for at, signal in enumerate(signals):
        for member in signal.members:
            schools.setdefault(member.urn, member)
            cells[member.urn, at] = _cell(signal, member)
    ordered = sorted(schools.values(), key=lambda each: (each.name.casefold(), each.urn))
    rows = []
    for school in ordered:
        name = f'<a href="{escape(addresses.school(school.urn))}">{escape(names.show(school.name))}</a>'
        held = "".join(cells.get((school.urn, at), _NONE) for at in range(len(signals)))
        rows.append(f'\n<tr><th scope="row">{name}</th>{held}</tr>')
    return mark_safe("".join(rows))  # noqa: S308 — every text in it went through escape()


_NONE = (
    '<td class="pl-cell"><span class="pl-gap" title="No figure, or none with a known number of pupils">none</span></td>'
)


def _cell(signal: TrustSignal, member: Member) -> str:
    picture = caterpillar.mini(
        best=member.estimate, low=member.lo, high=member.hi, reach=signal.reach, signal=member.listed
    )
    return f'<td class="pl-cell">{picture}{_word(member)}</td>'


def _word(member: Member) -> str:
    if member.refusal:
        return f'<span class="pl-gap" title="{escape(member.refusal)}">no word</span>'
    if member.word is None:
        return '<span class="govuk-visually-hidden">not shown here</span>'
    if member.word == "as expected":
        return "as expected"
    told = f"{member.word}, {_SIDES[member.needs]}"
    return f"<b>{told}</b>" if member.listed else told
