"""With what the addresses of evidence are tried, and who is to reach them."""

from collections.abc import Callable

from plait.goals.evidence import EntrySaid, Sure
from plait.goals.models import Bet, Decision, Entry
from plait.goals.services import evidence, evidence_bets
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import ANYWHERE, AT_TRUST, BELONGING, READERS, Sample

_WITHIN = READERS[Visibility.TRUST]
_DRAFT, _SCHOOL, _TRUST, _PLAIT = "A draft", "Of the school", "Of the trust", "Systematic phonics for early readers"
# Who reads each: a draft its writer alone; what is the school's its people; the trust's the trust; Plait's everybody.
_READS = {
    _DRAFT: frozenset({"network lead"}),
    _SCHOOL: READERS[Visibility.SCHOOL],
    _TRUST: _WITHIN - {"visitor"},
    _PLAIT: BELONGING,
}
_CHANGES = {
    _DRAFT: frozenset({"network lead"}),
    _SCHOOL: frozenset({"headteacher", "colleague"}),
    _TRUST: frozenset({"network lead", "director"}),
    _PLAIT: frozenset(),
}


def make_evidence(trust: Organisation, school: Organisation, people: dict[str, Person]) -> None:
    """One entry for each circle of readers, and a claim under the decision in force."""
    lead = people["network lead"]
    for title, owner, visibility, by in (
        (_DRAFT, trust, Visibility.ME, lead),
        (_SCHOOL, school, Visibility.SCHOOL, people["colleague"]),
        (_TRUST, trust, Visibility.TRUST, lead),
    ):
        made = evidence.write(
            EntrySaid(title=title, says="It says.", source="A study"), owner=owner, visibility=visibility, by=by
        )
    under = ("goals.decision", str(Decision.objects.get(trust=trust, item="In force").pk))
    evidence_bets.lean(made, under=under, claim="It will help.", sure=Sure.BET, by=lead)


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def number(title: str) -> dict[str, str]:
        return {"number": str(Entry.objects.get(title=title).pk)}

    def reading(_: Sample) -> list[object]:
        return [make(number(title), readers=who, note=title) for title, who in _READS.items()]

    def changing(_: Sample) -> list[object]:
        return [make(number(title), readers=who, writers=who, note=title) for title, who in _CHANGES.items()]

    def leaning(_: Sample) -> list[object]:
        one = Decision.objects.get(item="In force")
        who = AT_TRUST[May.WRITE]
        return [make({"under": "decision", "number": str(one.pk)}, readers=who, writers=who)]

    def betting(_: Sample) -> list[object]:
        return [make({"number": str(Bet.objects.get().pk)}, readers=AT_TRUST[May.WRITE], writers=AT_TRUST[May.WRITE])]

    writing = ANYWHERE[May.WRITE] - {"curator"}  # who writes for a trust or a school
    return {
        "evidence-new": lambda _: [make(readers=writing, writers=writing)],
        "evidence-in": lambda _: [make(readers=writing, writers=writing)],
        "evidence-file": lambda _: [make({"form": "csv"}, readers=BELONGING)],
        "evidence-bets-file": lambda _: [make({"form": "csv"}, readers=BELONGING)],
        "evidence-entry": reading,
        "evidence-change": changing,
        "evidence-step": changing,
        "evidence-lean": leaning,
        "evidence-bet": betting,
    }
