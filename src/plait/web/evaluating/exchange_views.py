"""A self-evaluation as a table: out as CSV or a workbook, and back in with each bad cell named."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.quality_reading import BadCell, BadCells
from plait.goals.quality_sheets import MOST_BYTES
from plait.goals.queries import evaluating as reading
from plait.goals.queries.evaluating_exchange import write_evaluation, write_trust
from plait.goals.services import evaluating_exchange
from plait.web.context import find_store, person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.evaluating.page import crumbs_of
from plait.web.evaluating.views import SECTION, choose_trust
from plait.web.parts import Cell, Column, Crumb, Row, Table
from plait.web.people.answers import OnceForm, see_other
from plait.web.quality.workbook import write_workbook

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TakeInForm(OnceForm):
    """A file, or a table pasted from a sheet."""

    file = forms.FileField(
        label="A CSV file or an Excel workbook",
        required=False,
        help_text="As it was downloaded here, changed in your spreadsheet. Up to 2 MB.",
    )
    pasted = forms.CharField(
        label="Or paste the rows with their heading",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("file")) == bool(str(told.get("pasted") or "").strip()):
            self.add_error("file", "Choose a file, or paste a table: one of the two.")
        elif told.get("file") and told["file"].size > MOST_BYTES:
            self.add_error("file", "The file is larger than 2 MB. Take out pictures, or other sheets.")
        return told

    def read(self) -> tuple[bytes, str]:
        """What was given, and what it is called."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name) if file else (self.cleaned_data["pasted"].encode(), "the pasted table")


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
    answer = HttpResponse(write_workbook(sheets), content_type=_BOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


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
        "bad": _present_bad(bad) if bad else None,
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


def _present_bad(cells: Sequence[BadCell]) -> Table:
    columns = tuple(Column(label) for label in ("Where", "What stands there", "What to do"))
    rows = tuple(
        Row((Cell(f"{each.sheet}, row {each.row}, {each.column}"), Cell(each.value or "nothing"), Cell(each.mend)))
        for each in cells[:200]
    )
    return Table("Cells that cannot be taken", columns, rows, stack=True)
