"""Two examples side by side: one is asked which shows more of something."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.goals.agreeing import Way
from plait.goals.models import Consultation
from plait.goals.queries import agreeing
from plait.goals.queries.agreeing_next import find_next_pair, get_progress
from plait.goals.services import agreeing_saying
from plait.web.agreeing.forms import read_pair, sign_pair
from plait.web.agreeing.index import crumbs_of
from plait.web.agreeing.voting_views import require_way
from plait.web.context import person_of, scope_of
from plait.web.people.answers import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """Judge the next pair, or pass it over."""
    one = agreeing.get_consultation(scope_of(request), number=number)
    require_way(one, Way.COMPARING)
    if request.method == "POST":
        person = person_of(request)
        pair = read_pair(request.POST.get("pair", ""), comparing=one.comparing.pk, person=person.pk)
        sides = {"left": 0, "right": 1}
        said = request.POST.get("winner", "")
        if pair is not None and said in {*sides, "skip"}:
            winner = pair[sides[said]] if said in sides else None
            agreeing_saying.judge(one, left=pair[0], right=pair[1], winner=winner, by=person)
            return see_other("consultation-compare", number)
    return _show(request, one, status=422 if request.method == "POST" else 200)


def _show(request: HttpRequest, one: Consultation, *, status: int) -> HttpResponse:
    scope = scope_of(request)
    is_open = one.is_open(timezone.localdate()) and agreeing.may_take_part(scope, one)
    pair = find_next_pair(scope, consultation=one) if is_open else None
    signed = ""
    if pair is not None:
        numbers = {"left": pair.left.pk, "right": pair.right.pk}
        signed = sign_pair(comparing=one.comparing.pk, person=person_of(request).pk, **numbers)
    context = {
        "one": one,
        "pair": pair,
        "sides": () if pair is None else (("left", "A", pair.left), ("right", "B", pair.right)),
        "signed": signed,
        "is_open": is_open,
        "progress": get_progress(scope, consultation=one),
        "crumbs": crumbs_of(one, "Compare"),
        "section": "goals",
    }
    return render(request, "agreeing/compare.html", context, status=status)
