"""A self-evaluation as a table: out as CSV or a workbook, and back in with each bad cell named."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.quality_reading import BadCell, BadCells
from plait.goals.queries import evaluating as reading
from plait.goals.queries.evaluating_exchange import write_evaluation, write_trust
from plait.goals.services import evaluating_exchange
from plait.web.context import find_store, person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.evaluating.page import crumbs_of
from plait.web.evaluating.views import SECTION, choose_trust
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.quality.taking import TakeInForm, present_bad, workbook_response


@require_safe
def table(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """What is judged as CSV; with figures and second opinions as a workbook."""
    scope = scope_of(request)
    one = reading.get_evaluation(scope, number=number)
    sheets = write_evaluation(scope, evaluation=one, store=find_store())
    name = f"self-evaluation-{one.owner.urn}-{one.term_starts:%Y-%m}"
    if form == "csv":
        return csv_response(f"{name}.csv", sheets[0].heading, sheets[0].rows)
    if form != "xlsx":
        raise Http404
    return workbook_response(sheets, name=name)


@require_safe
def trust_csv(request: HttpRequest) -> HttpResponse:
    """The schools of a trust beside its domains."""
    trust = choose_trust(request).trust
    sheet = write_trust(scope_of(request), trust=trust, store=find_store())
    return csv_response("self-evaluations.csv", sheet.heading, sheet.rows)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table in; where a cell is wrong, name each and change nothing."""
    scope = scope_of(request)
    one = reading.get_evaluation(scope, number=number)
    reading.require_writing(scope, one)
    form = TakeInForm(request.POST or None, request.FILES or None)
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        bad = _take(request, one, form)
        if not form.errors:
            messages.success(request, "It is taken in.")
            return see_other("evaluation", number)
    context = {
        "form": form,
        "one": one,
        "bad": present_bad(bad) if bad else None,
        "crumbs": crumbs_of(one, Crumb("Take in a table")),
        "section": SECTION,
    }
    return render(request, "evaluating/take_in.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, one: SelfEvaluation, form: TakeInForm) -> tuple[BadCell, ...]:
    content, name = form.read()
    found: list[BadCell] = []

    def work() -> int:
        try:
            return evaluating_exchange.take_in(one, content=content, name=name, by=person_of(request))
        except BadCells as fault:
            found.extend(fault.cells)
            raise

    form.do(work, by=person_of(request).pk)
    return tuple(found)
