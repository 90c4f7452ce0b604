"""A trust with a definition in force, two schools and their people, and self-evaluations for tests."""

import datetime as dt
from dataclasses import dataclass, replace

from plait.goals.evaluating import Confidence, Said
from plait.goals.models import Definition, Judged, SelfEvaluation
from plait.goals.services import evaluating, evaluating_steps
from plait.organisations.models import Organisation, Person
from tests.goals.definitions import put_in_force
from tests.people import make_member, make_school, make_trust

AUTUMN, SPRING = dt.date(2026, 9, 1), dt.date(2026, 4, 1)


@dataclass(frozen=True)
class Place:
    trust: Organisation
    school: Organisation
    partner: Organisation
    director: Person
    trustee: Person
    head: Person
    colleague: Person
    partner_head: Person
    stranger: Person
    definition: Definition


def make_place() -> Place:
    trust = make_trust()
    school, partner = make_school(trust), make_school(trust, "Orchard Vale Primary School")
    director = make_member(trust, "director", name="Ama Osei")
    return Place(
        trust=trust,
        school=school,
        partner=partner,
        director=director,
        trustee=make_member(trust, "trustee", name="Margaret Lowe"),
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        partner_head=make_member(partner, "headteacher", name="Priya Nair"),
        stranger=make_member(make_trust("Another trust"), "director", name="Owen Marsh"),
        definition=put_in_force(trust, director),
    )


def row_of(one: SelfEvaluation, key: str) -> Judged:
    return Judged.objects.select_related("statement", "level").get(evaluation=one, statement__key=key)


def say(one: SelfEvaluation, key: str, level: str = "two", **told: object) -> Said:
    """What would be said of a statement, over what stands there now."""
    row = row_of(one, key)
    at = one.definition.levels.get(key=level).pk if level else None
    said = Said(row.pk, row.version, at, Confidence.SURE.value, "Every class, each day.")
    return replace(said, **told)  # type: ignore[arg-type]


def begin(place: Place) -> SelfEvaluation:
    """The term's, begun, with the first statement judged."""
    made = evaluating.begin(place.school, by=place.head)
    evaluating.judge(made, said=[say(made, "daily")], by=place.head)
    return made


def close_last_term(place: Place, *, shared: bool = False) -> SelfEvaluation:
    """A self-evaluation of the term before, closed."""
    made = begin(place)
    evaluating_steps.close(made, shared=shared, by=place.head)
    starts = dt.date(made.term_starts.year - 1, made.term_starts.month, 1)
    SelfEvaluation.objects.filter(pk=made.pk).update(term_starts=starts)
    Judged.objects.filter(evaluation=made, level__isnull=False).update(since=starts)
    made.refresh_from_db()
    return made
