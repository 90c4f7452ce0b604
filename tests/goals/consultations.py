"""A trust with a consultation and colleagues who answer it, for tests."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from plait.goals.agreeing import Asked, Choice, Way
from plait.goals.models import Claim, Consultation, Definition, Statement
from plait.goals.quality import ExemplarKind
from plait.goals.quality_text import DomainSaid, ExemplarSaid, StatementSaid, Whole
from plait.goals.services import agreeing, agreeing_saying
from plait.organisations.models import Organisation, Person
from tests.goals.definitions import LEVELS, make_definition
from tests.people import make_member, make_school, make_trust

CLAIMS = ("We read aloud every day.", "Homework helps.", "Plans are shared.", "We observe each other.")
EXAMPLES = tuple(
    ExemplarSaid(ExemplarKind.TEXT, f"Example {n}", f"What was seen in room {n}.", level=level, key=f"ex{n}")
    for n, level in enumerate(("one", "one", "", "two", "two"), start=1)
)
QUESTIONS = StatementSaid("Questions make everybody think.", exemplars=EXAMPLES, key="questions")
WHOLE = Whole("What we mean by quality", levels=LEVELS, domains=(DomainSaid("Talk", statements=(QUESTIONS,)),))


@dataclass(frozen=True)
class Asking:
    trust: Organisation
    school: Organisation
    director: Person
    head: Person
    colleague: Person
    trustee: Person
    stranger: Person
    definition: Definition
    consultation: Consultation

    @property
    def claims(self) -> list[Claim]:
        return list(Claim.objects.filter(consultation=self.consultation))


def asked(**changed: Any) -> Asked:
    told = Asked(
        title="Is this what we mean?",
        question="What would you change?",
        closes_on=timezone.localdate() + dt.timedelta(days=14),
        ways=tuple(Way),
        claims=CLAIMS,
        compare="Which shows better questioning?",
    )
    return replace(told, **changed)


def make_asking(**changed: Any) -> Asking:
    trust = make_trust()
    school = make_school(trust)
    director = make_member(trust, "director", name="Ama Osei")
    definition = make_definition(trust, director, whole=WHOLE)
    statement = Statement.objects.get(domain__definition=definition)
    told = asked(statement=statement.pk)
    return Asking(
        trust=trust,
        school=school,
        director=director,
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        trustee=make_member(trust, "trustee", name="Margaret Lowe"),
        stranger=make_member(make_trust("Another trust"), "director", name="Owen Marsh"),
        definition=definition,
        consultation=agreeing.open_consultation(replace(told, **changed), on=definition, by=director),
    )


def vote_all(place: Asking, choices: list[list[int]]) -> list[Person]:
    """One new colleague for each row, who votes on the claims in order."""
    claims, people = place.claims, []
    for row in choices:
        person = make_member(place.school, "colleague", name=f"Colleague {len(people)}")
        for claim, choice in zip(claims, row, strict=False):
            agreeing_saying.vote(claim, choice=Choice(choice), by=person)
        people.append(person)
    return people
