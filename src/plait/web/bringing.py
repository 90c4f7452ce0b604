"""Tables out and in: a file to download, and a page on which what was downloaded comes back, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plait.core import clock
from plait.core.tables_in import BadCell, BadTable, NotATable
from plait.web.downloads import csv_response
from plait.web.packs.parts import Sheet
from plait.web.packs.workbooks import write_book
from plait.web.parts import Crumb, Link
from plait.web.people.answers import SeeOther

_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Take = Callable[[bytes | str, str], str]


@dataclass(frozen=True, slots=True)
class Bringing:
    """What a page brings in: over it, its title, the files as they go out, the columns, and what to know of them."""

    over: str
    title: str
    files: Sequence[Link]
    heading: Sequence[str]
    notes: Sequence[str]
    back_url: str
    crumbs: Sequence[Crumb]


class TakeInForm(forms.Form):
    """A table, from a file or pasted."""

    use_required_attribute = False
    file = forms.FileField(
        label="A workbook or a CSV file",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="As it was downloaded here, or with the same headings.",
    )
    pasted = forms.CharField(
        label="Or paste rows from a spreadsheet, with their heading",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("file") and not told.get("pasted"):
            self.add_error("file", "Choose a file, or paste rows.")
        return told

    @property
    def content(self) -> tuple[bytes | str, str]:
        """What was given, and its name."""
        held = self.cleaned_data.get("file")
        return (held.read(), str(held.name)) if held else (self.cleaned_data["pasted"], "the pasted rows")


def bring_in(request: HttpRequest, page: Bringing, take: Take) -> HttpResponse:
    """The page; `take` takes the content and its name, and says what was done. Bad cells are shown, each by name."""
    form = TakeInForm(request.POST or None, request.FILES or None)
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            told = take(*form.content)
        except BadTable as refused:
            bad = refused.cells
            form.add_error(None, refused.what)
        except NotATable as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            messages.success(request, told)
            return SeeOther(page.back_url)
    context = {"form": form, "bad": bad, "page": page, "crumbs": page.crumbs, "section": "goals"}
    return render(request, "site/bring_in.html", context, status=422 if form.errors else 200)


def file_response(sheets: Sequence[Sheet], *, name: str, kind: str) -> HttpResponse:
    """The sheets as one workbook, or the one sheet as CSV.

    Raises
    ------
    Http404
        If there is no file of this kind.
    """
    if kind == "csv" and len(sheets) == 1:
        return csv_response(f"{name}.csv", sheets[0].heading, sheets[0].rows)
    if kind != "xlsx":
        raise Http404
    answer = HttpResponse(write_book(sheets, title=name, stamp=clock.now()), content_type=_BOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
