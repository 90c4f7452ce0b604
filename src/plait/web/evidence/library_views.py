"""The library, and a new entry."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.goals.queries import evidence
from plait.goals.services import evidence as writing
from plait.organisations.models import Organisation
from plait.organisations.visibility import Visibility
from plait.web import names
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.evidence.forms import EntryForm
from plait.web.evidence.library import crumbs_of, page_of, present_library, read_wanted
from plait.web.fragments import render_page
from plait.web.people.answers import SeeOther


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What is known, from elsewhere and from one's own looking."""
    scope, asked = scope_of(request), request.GET.dict()
    wanted = read_wanted(asked)
    found = evidence.list_entries(scope, wanted=wanted)
    number, shown = page_of(asked, found)
    page = present_library(
        found,
        stands=evidence.count_standing(scope, entries=shown),
        wanted=wanted,
        page=number,
        may_write=bool(evidence.list_places(scope)),
    )
    context = {"page": page, "crumbs": page.crumbs, "section": "goals"}
    return render_page(request, "evidence/library.html", context, part="list")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an entry down; where it was begun from a decision or a goal, go on to the claim."""
    places = evidence.list_places(scope_of(request))
    if not places:
        raise NotAllowed("You cannot write evidence.", why="You write for no trust or school.", mend="Ask a colleague.")
    form = EntryForm(
        request.POST or None,
        owners=[(each.pk, names.show(each.name)) for each in places],
        school=any(each.kind == "school" for each in places),
        initial={"kind": "internal"},
    )
    if request.method == "POST" and form.is_valid():
        number = form.do(lambda: _write(form, places, request), by=person_of(request).pk)
        if number is not None:
            messages.success(request, "Saved. It stands in the library.")
            return SeeOther(_next(request.GET.get("for", ""), number))
    context = {"form": form, "crumbs": crumbs_of("Write an entry"), "section": "goals"}
    return render(request, "evidence/new.html", context, status=422 if form.errors else 200)


def _write(form: EntryForm, places: list[Organisation], request: HttpRequest) -> int:
    owner = next(each for each in places if each.pk == form.cleaned_data["owner"])
    visibility = Visibility(form.cleaned_data["visibility"])
    return writing.write(form.said, owner=owner, visibility=visibility, by=person_of(request)).pk


def _next(begun: str, number: str) -> str:
    kind, _, record = begun.partition(":")
    if record.isdecimal():
        found = address("evidence-lean", kind, int(record), entry=number)
        if found:
            return found
    return address("evidence-entry", int(number))
