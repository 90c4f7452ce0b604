"""The library as files, and files into the library."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed, PlaitError
from plait.core.tables_cells import NotATable
from plait.goals.alignment_tables import BadCell, BadCells
from plait.goals.evidence_tables import COLUMNS, NEEDED, read_rows, rows_of_toml
from plait.goals.queries import evidence
from plait.goals.queries.evidence_exchange import write_library
from plait.goals.services.evidence_exchange import TakenEvidence, take_in
from plait.organisations.models import Organisation
from plait.web import bringing, names, words
from plait.web.addresses import address
from plait.web.bringing import file_response
from plait.web.context import person_of, scope_of
from plait.web.evidence.library import crumbs_of, read_wanted
from plait.web.packs.parts import Sheet
from plait.web.people.answers import see_other


class TakeInForm(bringing.TakeInForm):
    """A table, from a file or pasted, and for whom it is."""

    owner = forms.TypedChoiceField(label="For whom are the entries?", coerce=int)
    field_order = ("owner", "file", "pasted")

    def read(self) -> Sequence[Sequence[str]]:
        """The rows that came in."""
        content, name = self.content
        if isinstance(content, str) or not name.lower().endswith(".toml"):
            return read_rows(content, name=name)
        try:
            return rows_of_toml(content.decode("utf-8-sig"))
        except ValueError as fault:
            raise NotATable("Nothing was taken in.", why=str(fault), mend="Mend the file, and try again.") from fault


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The library, or what of it fits what was asked, as CSV or as a workbook."""
    table = write_library(scope_of(request), wanted=read_wanted(request.GET.dict()))
    return file_response([Sheet(table.name, table.heading, table.rows)], name="evidence", kind=form)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a table in; where a cell is wrong, name each and change nothing."""
    places = evidence.list_places(scope_of(request))
    if not places:
        raise NotAllowed(
            "You cannot bring a table in.", why="You write for no trust or school.", mend="Ask a colleague."
        )
    form = TakeInForm(request.POST or None, request.FILES or None)
    owner = form.fields["owner"]
    if isinstance(owner, forms.TypedChoiceField):
        owner.choices = [(each.pk, names.show(each.name)) for each in places]
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            taken = _take(form, places, request)
        except BadCells as refused:
            bad = refused.cells
            form.add_error(None, f"Nothing was taken in. {words.starting(words.count(len(bad), 'cell'))} to mend.")
        except PlaitError as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            messages.success(request, _say(taken))
            return see_other("evidence")
    context = {
        "form": form,
        "bad": bad,
        "columns": list(COLUMNS),
        "needed": NEEDED,
        "book_url": address("evidence-file", "xlsx"),
        "csv_url": address("evidence-file", "csv"),
        "crumbs": crumbs_of("Bring a table in"),
        "section": "goals",
    }
    return render(request, "evidence/bring_in.html", context, status=422 if form.errors else 200)


def _take(form: TakeInForm, places: Sequence[Organisation], request: HttpRequest) -> TakenEvidence:
    owner = next(each for each in places if each.pk == form.cleaned_data["owner"])
    return take_in(form.read(), owner=owner, by=person_of(request))


def _say(taken: TakenEvidence) -> str:
    told = [
        words.count(taken.added_n, "entry added", "entries added"),
        words.count(taken.changed_n, "changed", "changed"),
        words.count(taken.same_n, "as it was", "as they were"),
    ]
    return f"{words.starting(words.listed(told))}."
