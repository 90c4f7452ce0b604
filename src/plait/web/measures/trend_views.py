"""Trends: every place of a measure, one place whole, and its limits."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from plait.core.errors import NotAllowed
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Move
from plait.indicators.queries import own_measures as measures
from plait.indicators.services import own_measures as keeping
from plait.insight.queries import trends
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.measures.forms import LimitsForm
from plait.web.measures.page import chart_of, crumbs_of, name_place, present_family, present_history, present_place
from plait.web.parts import Link
from plait.web.people.answers import SeeOther
from plait.web.sharing import share_link


@require_safe
def family(request: HttpRequest, number: int) -> HttpResponse:
    """Every place of a measure, on one scale."""
    scope = scope_of(request)
    measure = measures.get_measure(scope, number=number)
    told = trends.get_family(scope, measure=measure)
    links = [Link("Download the figures as CSV", address("measure-file", number, "csv"))]
    if any(measures.may_enter(scope, measure, each.place) for each in told.series):
        links.append(Link("Download the template (Excel)", address("measure-file", number, "xlsx")))
    page = present_family(told, links=tuple(links))
    context = {
        "page": page,
        "owner": name_place(measure.owner),
        "may_enter": len(links) > 1,
        "may_change": measures.may_change(scope, measure),
        "share": share_link(scope, measure),
        "crumbs": crumbs_of(measure),
        "section": "goals",
    }
    return render(request, "measures/family.html", context)


@require_safe
def place(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """One place of a measure: its chart, what it shows, and what to know before believing it."""
    scope = scope_of(request)
    measure = measures.get_measure(scope, number=number)
    where = _place(request, measure, place)
    runs = request.GET.get("chart") == "runs"
    series = trends.get_trend(scope, measure=measure, place=where, runs=runs)
    if request.GET.get("format") == "csv":
        return _csv(measure, series)
    here = address("measure-at", number, place)
    other = Link("Show it with limits", here) if runs else Link("Show it as a run chart", f"{here}?chart=runs")
    links = (other, Link("CSV", f"{here}?format=csv{'&chart=runs' if runs else ''}"))
    may_move = _may_move(scope, where)
    context = {
        "page": present_place(measure, series, may_move=may_move, links=links),
        "measure": measure,
        "place": where,
        "form": LimitsForm() if may_move and series.trend is not None else None,
        "history": present_history(measure, measures.list_history(scope, measure=measure, place=where)),
        "crumbs": crumbs_of(measure, name_place(where)),
        "section": "goals",
    }
    return render(request, "measures/place.html", context)


@require_POST
def limits(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Begin limits anew, freeze them, or take such a change back."""
    scope, person = scope_of(request), person_of(request)
    measure = measures.get_measure(scope, number=number)
    where = _place(request, measure, place)
    if not _may_move(scope, where):
        raise NotAllowed(
            "The limits were not changed.",
            why=f"It takes somebody who writes for {name_place(where)}.",
            mend="Ask somebody there; they see this chart too.",
        )
    back = SeeOther(address("measure-at", number, place))
    withdrawn = request.POST.get("withdraw", "")
    if withdrawn:
        if not withdrawn.isdecimal():
            raise Http404
        keeping.withdraw_limits(measures.get_limit(scope, number=int(withdrawn), measure=measure), by=person)
        messages.success(request, "Taken back. The limits are as they were before.")
        return back
    form = LimitsForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data

        def work() -> int:
            move = Move(told["move"])
            return keeping.set_limits(measure, move=move, at=told["at"], note=told["note"], place=where, by=person).pk

        if form.do(work, by=person.pk):
            messages.success(request, "Saved. The reason stands on the chart.")
            return back
    series = trends.get_trend(scope, measure=measure, place=where)
    context = {
        "page": present_place(measure, series, may_move=True, links=()),
        "measure": measure,
        "place": where,
        "form": form,
        "crumbs": crumbs_of(measure, name_place(where)),
        "section": "goals",
    }
    return render(request, "measures/place.html", context, status=422)


def _may_move(scope: Scope, where: Organisation) -> bool:
    return scope.may_at(May.WRITE, organisation=where.pk, trust=where.trust_id)


def _place(request: HttpRequest, measure: OwnMeasure, number: int) -> Organisation:
    places = measures.list_places(scope_of(request), measure=measure)
    found = next((each for each in places if each.pk == number), None)
    if found is None:
        raise Http404
    return found


def _csv(measure: OwnMeasure, series: trends.Series) -> HttpResponse:
    heading = ("Period", "Begins", "Figure", "Centre line", "Lower limit", "Upper limit", "What it shows", "Note")
    rows = [
        (each.name, held.period.start, each.value, each.centre, each.lower, each.upper, each.why, each.note)
        for each, held in zip(chart_of(measure, series).points, series.points, strict=True)
    ]
    return csv_response(f"measure-{measure.pk}-{series.place.pk}.csv", heading, rows)
