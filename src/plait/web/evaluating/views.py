"""Reading self-evaluations: a school's term on one side, and a trust's schools in words."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.evaluating import NotAnEvaluation, State, Term
from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.queries import evaluating as reading
from plait.goals.queries.evaluating_reading import read_evaluation
from plait.goals.queries.evaluating_trust import read_trust
from plait.goals.queries.quality import find_in_force
from plait.goals.services import evaluating
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web import names, words
from plait.web.addresses import address
from plait.web.context import find_store, person_of, scope_of
from plait.web.evaluating.across import present_across
from plait.web.evaluating.page import crumbs_of, present
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.sharing import is_lent, share_link
from plait.web.trusts import Chosen, choose

SECTION: Final = "goals"


@require_http_methods(["GET", "HEAD", "POST"])
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """A school's self-evaluation of this term, or the way to begin it."""
    scope = scope_of(request)
    place = reading.get_school(scope, urn=urn)
    if request.method == "POST":
        return _begin(request, place)
    term = Term.of(timezone.localdate())
    found = reading.list_of_school(scope, school=place.pk)
    now = next((each for each in found if each.term_starts == term.starts), None)
    if now is not None:
        return _show(request, now, found)
    definition = find_in_force(scope, trust=place.parent_id) if place.parent_id else None
    context = {
        "school": names.show(place.name),
        "urn": urn,
        "term": term.label,
        "definition": definition,
        "may_begin": reading.may_begin(scope, place),
        "open_one": next((each for each in found if each.state == State.OPEN), None),
        "earlier": [(words.starting(Term(each.term_starts).label), each.pk) for each in found],
        "crumbs": (
            Crumb("Plait", "/"),
            Crumb("Clear goals", address("curate")),
            Crumb("Self-evaluation", address("evaluations")),
            Crumb(names.show(place.name)),
        ),
        "section": SECTION,
    }
    return render(request, "evaluating/school.html", context)


@require_safe
def evaluation(request: HttpRequest, number: int) -> HttpResponse:
    """One term of one school, on one side of paper."""
    scope = scope_of(request)
    one = reading.get_evaluation(scope, number=number)
    return _show(request, one, reading.list_of_school(scope, school=one.owner_id))


@require_safe
def across(request: HttpRequest) -> HttpResponse:
    """What a trust's schools say of themselves, side by side in words."""
    scope = scope_of(request)
    chosen = choose_trust(request)
    trust, options = chosen.trust, chosen.options
    page = present_across(read_trust(scope, trust=trust, store=find_store()))
    context = {
        "page": page,
        "trust": names.show(trust.name),
        "options": options,
        "csv_url": address("evaluations-csv", trust=str(trust.pk) if options else ""),
        "mine": [each for each in _list_own(request) if each.urn],
        "crumbs": (Crumb("Plait", "/"), Crumb("Clear goals", address("curate")), Crumb("Self-evaluation")),
        "section": SECTION,
    }
    return render(request, "evaluating/across.html", context)


def choose_trust(request: HttpRequest) -> Chosen:
    """The trust of whose schools a page tells: the one that is asked for, or the viewer's first."""
    return choose(request, list_trusts(scope_of(request), May.READ_TRUST), missing="There is nothing here for you.")


def _list_own(request: HttpRequest) -> list[Organisation]:
    return reading.list_own_schools(scope_of(request))


def _begin(request: HttpRequest, place: Organisation) -> HttpResponse:
    try:
        made = evaluating.begin(place, by=person_of(request))
    except NotAnEvaluation as refused:
        messages.error(request, str(refused))
        return see_other("school-evaluation", place.urn or 0)
    messages.success(request, "Begun. What you said last time stands here; change what is no longer so.")
    return see_other("evaluation", made.pk)


def _show(request: HttpRequest, one: SelfEvaluation, terms: list[SelfEvaluation]) -> HttpResponse:
    scope = scope_of(request)
    found = read_evaluation(scope, evaluation=one, store=find_store())
    moderator = reading.find_moderator(scope, evaluation=one)
    writes, lent = reading.may_write(scope, one), is_lent(scope, one)
    context: dict[str, Any] = {
        "page": present(found, terms=terms),
        "one": one,
        "moderators": found.moderators,
        "moderating": moderator if one.state == State.OPEN else None,
        "may_write": writes,
        "may_decide": reading.may_decide(scope, one),
        "share": share_link(scope, one),
        "lent": lent,
        "open": one.state == State.OPEN,
        "next": next((each for each in found.parts if each.looked_n < len(each.lines)), None) if writes else None,
        "crumbs": (crumbs_of(one)[0], crumbs_of(one)[-1]) if lent else crumbs_of(one),
        "section": SECTION,
    }
    return render(request, "evaluating/evaluation.html", context)
