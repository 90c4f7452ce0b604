"""With what the addresses of alignment are tried, and who is to reach them."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from plait.goals.alignment_written import Written
from plait.goals.models import Decision, Exemption
from plait.goals.services import alignment, alignment_levels, alignment_page, alignment_schools
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import ACTORS, AT_TRUST, READERS, Sample

_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
_WITHIN = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not read what is of its trust
_READING = _WITHIN | {"trustee"}
_SCHOOL = AT_TRUST[May.DECIDE] | {"headteacher"}
_DRAFT, _PROPOSED, _IN_FORCE = "A draft", "Proposed", "In force"
# Who reads each, and who changes it: a draft its writer alone; a proposal its keeper and whoever decides.
_READS = {_DRAFT: frozenset({"network lead"}), _PROPOSED: _WITHIN, _IN_FORCE: _READING}
_CHANGES = {
    _DRAFT: frozenset({"network lead"}),
    _PROPOSED: frozenset({"network lead", "director"}),
    _IN_FORCE: frozenset({"director"}),
}


def make_decisions(trust: Organisation, school: Organisation, people: dict[str, Person]) -> None:
    """One of each standing, a request beside the one in force, and the public page."""
    director, lead = people["director"], people["network lead"]
    today = timezone.localdate()
    level = alignment_levels.prepare(trust, by=director)[0]
    for title in (_DRAFT, _PROPOSED, _IN_FORCE):
        written = Written(
            item=title,
            domain="People",
            level=level.pk,
            why="So that nobody guesses.",
            review_on=today + dt.timedelta(90),
        )
        made = alignment.propose(written, trust=trust, draft=title == _DRAFT, by=lead)
    alignment.decide(made, starts_on=today, by=director)
    alignment_schools.ask(
        made, school=school, reason="A new building.", until=today + dt.timedelta(60), by=people["headteacher"]
    )
    alignment_page.publish(trust, on=True, by=director)


def _number(title: str) -> dict[str, str]:
    return {"number": str(Decision.objects.get(item=title).pk)}


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def reading(_: Sample) -> list[object]:
        return [make(_number(title), readers=who, note=title) for title, who in _READS.items()]

    def changing(_: Sample) -> list[object]:
        return [make(_number(title), readers=who, writers=who, note=title) for title, who in _CHANGES.items()]

    def at(title: str, who: frozenset[str]) -> Callable[[Sample], list[object]]:
        return lambda _: [make(_number(title), readers=who, writers=who)]

    def answering(_: Sample) -> list[object]:
        return [make({"number": str(Exemption.objects.get().pk)}, writers=_READING)]

    own = _READING | _OTHERS  # every page of a trust begins with the viewer's own
    writing = AT_TRUST[May.WRITE] | _OTHERS
    deciding = AT_TRUST[May.DECIDE] | _OTHERS
    return {
        "alignment": lambda _: [make(readers=own)],
        "alignment-file": lambda _: [make({"what": "decisions", "kind": "csv"}, readers=own)],
        "alignment-matrix": lambda _: [make(readers=own, writers=deciding)],
        "alignment-new": lambda _: [make(readers=writing, writers=writing)],
        "alignment-in": lambda _: [make(readers=writing, writers=writing)],
        "alignment-levels": lambda _: [make(readers=deciding, writers=deciding)],
        "alignment-decision": reading,
        "alignment-change": changing,
        "alignment-step": changing,
        "alignment-review": at(_IN_FORCE, AT_TRUST[May.DECIDE]),
        "alignment-exemption": at(_IN_FORCE, _SCHOOL),
        "alignment-exemption-answer": answering,
        "alignment-school": lambda _: [make(readers=_READING, writers=_SCHOOL)],
        "alignment-public": lambda _: [make(readers=frozenset(ACTORS))],
    }
