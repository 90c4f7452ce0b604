"""With what the addresses of goals are tried, and who is to reach them."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from plait.goals.aims import Measure
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.services import aims, aims_schools
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_schools import WrittenPriority
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import AT_TRUST, READERS, Sample

_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
_WITHIN = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not read what is of its trust
_READING = _WITHIN | {"trustee"}
_TRUST = AT_TRUST[May.DECIDE]
_SCHOOL = _TRUST | {"headteacher"}
_DRAFT, _PROPOSED, _IN_FORCE = "A draft of a goal", "A proposed goal", "A goal in force"
# Who reads each, and who changes it: a draft its writer alone; a proposal its keeper and whoever decides.
_READS = {_DRAFT: frozenset({"network lead"}), _PROPOSED: _WITHIN, _IN_FORCE: _READING}
_CHANGES = {
    _DRAFT: frozenset({"network lead"}),
    _PROPOSED: frozenset({"network lead", "director"}),
    _IN_FORCE: frozenset({"director"}),
}


def make_goals(trust: Organisation, people: dict[str, Person]) -> None:
    """One of each standing, and under the one in force a priority of the school; both with a measure."""
    director, lead = people["director"], people["network lead"]
    today = timezone.localdate()
    for title in (_DRAFT, _PROPOSED, _IN_FORCE):
        written = WrittenGoal(title, "So that it can be tried.", today + dt.timedelta(90))
        made = aims.propose(written, trust=trust, draft=title == _DRAFT, by=lead)
    made = aims.decide(made, starts_on=today, by=director)
    head = people["headteacher"]
    measure = Measure("", "Books read", None, None, None, today + dt.timedelta(90), "")
    aims.measure_goal(made, measure=measure, store=None, by=director)
    written_there = WrittenPriority("Books in every room", today + dt.timedelta(60), made.pk)
    school = Organisation.objects.get(parent=trust, name="The school")
    priority = aims_schools.set_priority(written_there, school=school, by=head)
    aims_schools.measure_priority(priority, measure=measure, store=None, by=head)


def _number(title: str) -> dict[str, str]:
    return {"number": str(Goal.objects.get(title=title).pk)}


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def reading(_: Sample) -> list[object]:
        return [make(_number(title), readers=who, note=title) for title, who in _READS.items()]

    def changing(_: Sample) -> list[object]:
        return [make(_number(title), readers=who, writers=who, note=title) for title, who in _CHANGES.items()]

    def of_priority(who: frozenset[str]) -> list[object]:
        return [make({"number": str(Priority.objects.get().pk)}, readers=who, writers=who)]

    def measures(_: Sample) -> list[object]:
        pairs = ((SuccessMeasure.objects.get(goal=None), _SCHOOL), (SuccessMeasure.objects.get(priority=None), _TRUST))
        return [make({"number": str(one.pk)}, readers=who, writers=who, note=str(one)) for one, who in pairs]

    def figures(_: Sample) -> list[object]:
        whose = {_SCHOOL: READERS[Visibility.TRUST], _TRUST: _READING}
        pairs = ((SuccessMeasure.objects.get(goal=None), _SCHOOL), (SuccessMeasure.objects.get(priority=None), _TRUST))
        return [make({"number": str(one.pk)}, readers=whose[who], writers=who, note=str(one.aim)) for one, who in pairs]

    own = _READING | _OTHERS  # every page of a trust begins with the viewer's own
    writing = AT_TRUST[May.WRITE] | _OTHERS
    deciding = AT_TRUST[May.DECIDE] | _OTHERS
    return {
        "curate": lambda _: [make(readers=own)],
        "goals": lambda _: [make(readers=own)],
        "goals-file": lambda _: [make({"what": "goals", "kind": "csv"}, readers=own)],
        "goal-new": lambda _: [make(readers=writing, writers=writing)],
        "goals-in": lambda _: [make(readers=writing, writers=writing)],
        "goals-words": lambda _: [make(readers=deciding, writers=deciding)],
        "goal": reading,
        "goal-change": changing,
        # Whoever reaches it is told that it does not know what to do.
        "goal-step": lambda _: [
            make(_number(title), writers=who, note=title, query="", also=frozenset({404}))
            for title, who in _CHANGES.items()
        ],
        "goal-review": lambda _: [
            make(_number(_IN_FORCE), readers=AT_TRUST[May.DECIDE], writers=AT_TRUST[May.DECIDE], note=_IN_FORCE)
        ],
        "carry-record": lambda _: [
            make({"kind": "goal"} | _number(title), readers=who, writers=who, note=title)
            for title, who in _CHANGES.items()
        ],
        "success-measure": measures,
        "success-figures": figures,
        "priority": lambda _: of_priority(READERS[Visibility.TRUST]),
        "priority-change": lambda _: of_priority(_SCHOOL),
        "priorities": lambda _: [make(readers=_WITHIN, writers=_SCHOOL, also=frozenset({404}))],
    }
