"""A definition of quality as a table: out as CSV or a workbook, and back in, with each bad cell named."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.goals.models.quality import Definition
from plait.goals.quality_reading import BadCell, BadCells
from plait.goals.quality_sheets import MOST_BYTES
from plait.goals.quality_tables import write_sheets, write_statements
from plait.goals.quality_text import Whole
from plait.goals.queries import quality as reading
from plait.goals.services import quality_exchange
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Cell, Column, Crumb, Row, Table
from plait.web.people.answers import OnceForm, see_other
from plait.web.quality.page import crumbs_of
from plait.web.quality.workbook import write_workbook


class TakeInForm(OnceForm):
    """A file, or a table pasted from a sheet."""

    file = forms.FileField(
        label="A CSV file or an Excel workbook",
        required=False,
        help_text="As it came out of here, changed in your spreadsheet. Up to 5 MB.",
    )
    pasted = forms.CharField(
        label="Or paste the table of statements",
        required=False,
        help_text="With its heading: Domain, Statement, and whichever other columns you have.",
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("file")) == bool(str(told.get("pasted") or "").strip()):
            self.add_error("file", "Choose a file, or paste a table: one of the two.")
        elif told.get("file") and told["file"].size > MOST_BYTES:
            self.add_error("file", "The file is larger than 5 MB. Take out pictures, or other sheets.")
        return told

    def read(self) -> tuple[bytes, str]:
        """What was given, and what it is called."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name) if file else (self.cleaned_data["pasted"].encode(), "the pasted table")


@require_safe
def table(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The whole as a workbook of four sheets, or its statements as CSV."""
    scope = scope_of(request)
    one = reading.get_definition(scope, number=number)
    whole = reading.build_whole(scope, definition=one)
    name = f"quality-{number}"
    if form == "csv":
        sheet = write_statements(whole)
        return csv_response(f"{name}.csv", sheet.heading, sheet.rows)
    if form == "xlsx":
        return _workbook(name, whole)
    raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table in, or bring a kept version back; then show what changed."""
    one = reading.get_definition_to_change(scope_of(request), number=number)
    if "restore" in request.POST:
        return _restore(request, one)
    form = TakeInForm(request.POST or None, request.FILES or None, initial={"version": one.version})
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        bad = _take(request, one, form)
        if not bad and not form.errors:
            messages.success(request, "It is taken in. Below is what changed.")
            return see_other("quality-history", number)
    context = {
        "form": form,
        "definition": one,
        "bad": present_bad(bad) if bad else None,
        "crumbs": crumbs_of(one, Crumb("Take in a table")),
        "section": "goals",
    }
    return render(request, "quality/take_in.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, one: Definition, form: TakeInForm) -> tuple[BadCell, ...]:
    """The cells that cannot be taken; none where it went well, or the form says why it did not."""
    content, name = form.read()
    found: list[BadCell] = []

    def work() -> str:
        try:
            quality_exchange.take_in(
                one, content=content, name=name, version=form.cleaned_data["version"], by=person_of(request)
            )
        except BadCells as fault:
            found.extend(fault.cells)
            raise
        return ""

    form.do(work, by=person_of(request).pk)
    return tuple(found)


def _restore(request: HttpRequest, one: Definition) -> HttpResponse:
    asked = request.POST.get("restore", "")
    sent = request.POST.get("version", "")
    if not asked.isdecimal() or not sent.isdecimal():
        raise Http404
    try:
        quality_exchange.bring_back(one, number=int(asked), version=int(sent), by=person_of(request))
    except Conflict:
        messages.error(request, "Nothing was changed: somebody else saved it meanwhile. Look at it again.")
    except PlaitError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "It is brought back. Below is what changed.")
    return see_other("quality-history", one.pk)


def present_bad(cells: Sequence[BadCell]) -> Table:
    """The cells that cannot be taken, as a table."""
    columns = tuple(Column(label) for label in ("Where", "What stands there", "What to do"))
    rows = tuple(
        Row((Cell(f"{each.sheet}, row {each.row}, {each.column}"), Cell(each.value or "nothing"), Cell(each.mend)))
        for each in cells[:200]
    )
    return Table("Cells that cannot be taken", columns, rows, stack=True)


def _workbook(name: str, whole: Whole) -> HttpResponse:
    response = HttpResponse(
        write_workbook(write_sheets(whole)),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
