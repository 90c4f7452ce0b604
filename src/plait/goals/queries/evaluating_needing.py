"""What of self-evaluation waits for a viewer: a term's update that is due, and a colleague who asks to be read."""

from typing import Final

from django.db.models import Count, Q

from plait.core import clock
from plait.goals.evaluating import State, Term
from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.models.quality import Definition
from plait.goals.quality import State as Standing
from plait.goals.queries.evaluating import list_asked
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.notices import Kind as Told
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May


def list_due(scope: Scope) -> list[Item]:
    """Schools at which the viewer decides, whose update of this term is not closed: one line each."""
    places = scope.organisations_where(May.DECIDE) & scope.schools_where(May.READ_SCHOOL)
    if not places:
        return []
    term = Term.of(clock.today())
    schools = list(Organisation.objects.filter(pk__in=places, kind=Kind.SCHOOL.value, parent__isnull=False))
    in_force = limit(Definition.objects.filter(state=Standing.IN_FORCE.value), scope=scope)
    trusts = set(in_force.values_list("owner", flat=True))
    begun = {each.owner_id: each for each in _list_of_term(scope, schools, term)}
    items = []
    for each in schools:
        one = begun.get(each.pk)
        if each.parent_id in trusts and (one is None or one.state == State.OPEN):
            items.append(_due(each, one, term))
    return items


def list_moderating(scope: Scope) -> list[Item]:
    """Schools that ask the viewer by name to read what they say of themselves."""
    return [
        Item(
            f"{each.asked_by.name} asks you to read what {each.evaluation.owner.name} says of itself.",
            address("evaluation", each.evaluation_id),
            "Read it, and say what you see",
            weight=7,
        )
        for each in list_asked(scope)
    ]


def _list_of_term(scope: Scope, schools: list[Organisation], term: Term) -> list[SelfEvaluation]:
    found = limit(SelfEvaluation.objects.filter(owner__in=schools, term_starts=term.starts), scope=scope)
    looked = Count("judged", filter=Q(judged__looked_at__isnull=False))
    return list(found.annotate(all_n=Count("judged"), looked_n=looked))


def _due(school: Organisation, one: SelfEvaluation | None, term: Term) -> Item:
    url, key = address("school-evaluation", school.urn), f"term:{school.pk}:{term.starts}"
    told = f"The {term.label}’s self-evaluation of {school.name} is not begun."
    action = "Begin with what you said last time"
    if one is not None:
        looked, of = getattr(one, "looked_n", 0), getattr(one, "all_n", 0)
        told = f"The {term.label}’s self-evaluation of {school.name}: {looked} of {of} statements looked at."
        action = "Close the term" if looked == of else "Go on with it"
    return Item(told, url, action, due=term.ends, kind=Told.EVALUATIONS, key=key, of=school.pk)


SOURCES: Final[Sources] = {list_due: (Definition,), list_moderating: ()}  # a partner school's may be another trust's
