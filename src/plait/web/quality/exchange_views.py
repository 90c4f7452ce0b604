"""A definition of quality as a table: out as CSV or a workbook, and back in, with each bad cell named."""

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
from plait.goals.quality_tables import write_sheets, write_statements
from plait.goals.queries import quality as reading
from plait.goals.services import quality_exchange
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people.answers import see_other
from plait.web.quality.page import crumbs_of
from plait.web.quality.taking import TakeInForm, present_bad, workbook_response


class VersionedTakeInForm(TakeInForm):
    """A table that takes the place of what stood at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


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
        return workbook_response(write_sheets(whole), name=name)
    raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table in, or bring a kept version back; then show what changed."""
    one = reading.get_definition_to_change(scope_of(request), number=number)
    if "restore" in request.POST:
        return _restore(request, one)
    form = VersionedTakeInForm(request.POST or None, request.FILES or None, initial={"version": one.version})
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


def _take(request: HttpRequest, one: Definition, form: VersionedTakeInForm) -> tuple[BadCell, ...]:
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
