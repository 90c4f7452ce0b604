"""“What this rests on”: a panel that the page of a statement, a decision or a goal shows.

In a view: `"evidence": present_panel(scope, under="decision", number=one.pk)`; in its template:
`{% include "evidence/panel.html" with panel=evidence %}`. A page with many statements asks once, with
`present_notes`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from plait.goals.evidence import Shaken, Sure
from plait.goals.queries.evidence import Leaning, list_leaning, list_leaning_on_statements
from plait.goals.queries.evidence_anchors import KINDS, Anchor, find_anchors, may_lean
from plait.organisations.domain import Scope
from plait.web.addresses import address
from plait.web.evidence.wording import say_short


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, how sure those are who made it, and on what it stands; without an address where that is not shared."""

    text: str
    sure: str
    mind: str
    entry: str
    entry_url: str
    short: str
    shaken: str
    change_url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What a record rests on. `add_url` is empty for who does not write there."""

    claims: tuple[Claim, ...]
    add_url: str
    told: str

    @property
    def shows(self) -> bool:
        """Whether there is anything to show or to do."""
        return bool(self.claims or self.add_url)


def present_panel(scope: Scope, *, under: str, number: int) -> Panel:
    """The panel of a record, by the word of its sort (`statement`, `decision`, `goal`, `priority`) and its number."""
    pair = (KINDS[under], str(number))
    anchor = find_anchors(scope, pairs=[pair]).get(pair)
    return Panel((), "", "") if anchor is None else panel_of(scope, anchor)


def panel_of(scope: Scope, anchor: Anchor) -> Panel:
    """The panel of a record that was found."""
    found = list_leaning(scope, anchor=anchor, today=timezone.localdate())
    writes = may_lean(scope, anchor)
    add_url = address("evidence-lean", anchor.kind, int(anchor.record_id)) if writes and not anchor.over else ""
    return Panel(tuple(present_claim(each, may_change=writes) for each in found), add_url, _tell(found))


def present_notes(scope: Scope, *, statements: Iterable[int], may_change: bool) -> Mapping[int, Panel]:
    """The panels of some statements, by their numbers, in a handful of questions however many there are."""
    found = list_leaning_on_statements(scope, statements=statements, today=timezone.localdate())
    return {
        number: Panel(
            tuple(present_claim(each, may_change=may_change) for each in leaning),
            address("evidence-lean", "statement", number) if may_change else "",
            _tell(leaning),
        )
        for number, leaning in found.items()
    }


def present_claim(leaning: Leaning, *, may_change: bool) -> Claim:
    """One claim."""
    bet, entry = leaning.bet, leaning.entry
    return Claim(
        text=bet.claim,
        sure=Sure(bet.sure).label,
        mind=bet.mind,
        entry=entry.title if entry else "Evidence that was not shared with you",
        entry_url=address("evidence-entry", entry.pk) if entry else "",
        short=say_short(entry) if entry else "",
        shaken=Shaken(leaning.shaken).label if leaning.shaken else "",
        change_url=address("evidence-bet", bet.pk) if may_change else "",
    )


def _tell(found: Iterable[Leaning]) -> str:
    shaken = sum(1 for each in found if each.shaken)
    if not shaken:
        return ""
    return "One claim is to be looked at again." if shaken == 1 else f"{shaken} claims are to be looked at again."
