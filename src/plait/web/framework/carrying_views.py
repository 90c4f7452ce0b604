"""Carrying a definition, a goal, a decision or evidence forward to the edition of the framework that is in use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.framework.files import MAIN
from plait.goals.queries import carrying
from plait.goals.services.carrying import carry_forward
from plait.web import words
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.framework.carrying import name_kind, url_of
from plait.web.framework.forms import CarryForm
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What stands under an earlier edition, and may be carried forward by the viewer."""
    found = carrying.list_behind(scope_of(request))
    lines = [
        (
            str(each.record),
            address("carry-record", each.kind, each.record.pk),
            f"{name_kind(each.kind)}, under edition {each.ahead.before}",
            words.count(len(each.ahead.gone), "component is gone", "components are gone") if each.ahead.gone else "",
        )
        for each in found
    ]
    context = {"lines": lines, "crumbs": _crumbs(), "section": "goals"}
    return render(request, "framework/carry_index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Carry one record forward: what stays, and where that goes which is gone."""
    scope, person = scope_of(request), person_of(request)
    one = carrying.get_filed(scope, kind=kind, number=number)
    ahead = carrying.find_ahead_of(scope, record=one)
    form = None
    if ahead is not None:
        form = CarryForm(request.POST or None, ahead=ahead, nowhere="To no component", asks=True)
        if request.method == "POST" and form.is_valid():
            moves = form.moves
            if form.do(lambda: carry_forward(one, moves=moves, by=person).pk, by=person.pk):
                messages.success(request, f"Carried forward to edition {ahead.number}. What it said before is kept.")
                return SeeOther(url_of(kind, number))
    context = {
        "one": one,
        "kind": name_kind(kind),
        "ahead": ahead,
        "form": form,
        "back_url": url_of(kind, number),
        "changes_url": address("framework-changes", MAIN),
        "crumbs": (*_crumbs(), Crumb(str(one))),
        "section": "goals",
    }
    return render(request, "framework/carry.html", context, status=422 if form is not None and form.errors else 200)


def _crumbs() -> tuple[Crumb, ...]:
    return (
        Crumb("Plait", "/"),
        Crumb("Frameworks", address("frameworks")),
        Crumb("Carry forward", address("carry-forward")),
    )
