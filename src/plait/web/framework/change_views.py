"""Changing frameworks: bringing one in, editing its words, and saying how two of them stand to each other."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import NotAllowed, PlaitError
from plait.framework import tables
from plait.framework.domain import FrameworkText, LinkText
from plait.framework.models import Edition
from plait.framework.queries import crosswalks, frameworks
from plait.framework.services import crosswalks as linking
from plait.framework.services import frameworks as bringing
from plait.organisations.models import Organisation
from plait.organisations.roles import May
from plait.web import addresses, names
from plait.web.context import person_of, scope_of
from plait.web.framework.crosswalk_page import present_crosswalk
from plait.web.framework.edit_forms import EditForm, FrameworkFileForm, LinkForm
from plait.web.framework.files import table_file, wants_file
from plait.web.framework.forms import SheetForm
from plait.web.framework.page import crumbs_of
from plait.web.framework.sheets import read_framework, read_rows
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Bring in a framework, or the next edition of one, from a file."""
    scope = scope_of(request)
    owners = {each.pk: each for each in frameworks.list_owners(scope)}
    if not owners and not scope.organisations_where(May.OPERATE):
        raise NotAllowed(
            "You cannot bring in a framework.",
            why="That is done by whoever runs the site, or decides for a trust.",
            mend="Ask one of them.",
        )
    form = FrameworkFileForm(
        request.POST or None,
        request.FILES or None,
        owners=[(each.pk, names.show(each.name)) for each in owners.values()],
        everybody=bool(scope.organisations_where(May.OPERATE)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            text = _read(form.cleaned_data["file"])
            told = form.cleaned_data["note"]
            owner = owners.get(int(form.cleaned_data["owner"] or 0))
            return _brought_in(request, replace(text, note=told or text.note), owner)
        except NotAllowed:
            raise
        except PlaitError as refused:
            form.add_error("file", f"{refused.why} {refused.mend}")
    context = {"form": form, "crumbs": crumbs_of(Crumb("Bring one in"))}
    return render(request, "framework/import.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change the words of a framework; what is saved is its next edition."""
    scope = scope_of(request)
    edition = frameworks.get_edition(scope, framework=key)
    if not frameworks.may_change(scope, edition):
        raise NotAllowed(
            "You cannot change this framework.",
            why="It is changed by whoever runs the site, or decides for the trust whose own it is.",
            mend="Ask one of them.",
        )
    text = frameworks.read_edition(edition)
    form = EditForm(request.POST or None, text=text, edition=edition.number)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["edition"] != edition.number:
            form.add_error(None, f"Edition {edition.number} was brought in meanwhile. Open the page again to see it.")
        else:
            try:
                return _brought_in(request, form.text, edition.framework.owner)
            except PlaitError as refused:
                form.add_error(None, f"{refused.why} {refused.mend}")
    here = Crumb(edition.name, addresses.address("framework", key))
    context = {"form": form, "name": edition.name, "key": key, "crumbs": crumbs_of(here, Crumb("Change its words"))}
    return render(request, "framework/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def crosswalk(request: HttpRequest, key: str, other: str) -> HttpResponse:
    """How the components of two frameworks stand to each other; whoever may, says so here."""
    scope = scope_of(request)
    first, second = (frameworks.get_edition(scope, framework=each) for each in (key, other))
    if first.pk == second.pk:
        raise Http404
    links = crosswalks.list_links(scope, first=first, other=second)
    if not links and request.method != "POST" and crosswalks.list_links(scope, first=second, other=first):
        return SeeOther(addresses.address("crosswalk", other, key))
    texts = frameworks.read_edition(first), frameworks.read_edition(second)
    if wants_file(request):
        known = [{each.key: each.name for each in text.components} for text in texts]
        rows = tables.crosswalk_rows(links, first=known[0], other=known[1])
        return table_file(wants_file(request), f"{key}-beside-{other}", tables.CROSSWALK, rows)
    form, sheet = LinkForm(first=texts[0], other=texts[1]), SheetForm(auto_id="id_sheet_%s")
    may_change = _may_link(request, first, second)
    if request.method == "POST":
        if not may_change:
            raise NotAllowed(
                "Nothing was changed.",
                why="How these two stand to each other is said by whoever runs the site, or decides for the trust.",
                mend="Ask one of them.",
            )
        answer = _link(request, (first, second), texts, links)
        if isinstance(answer, HttpResponse):
            return answer
        form, sheet = answer
    page = present_crosswalk(first, second, texts=texts, links=links)
    context = {"page": page, "form": form, "sheet": sheet, "may_change": may_change, "crumbs": page.crumbs}
    return render(request, "framework/crosswalk.html", context, status=422 if request.method == "POST" else 200)


def _link(
    request: HttpRequest,
    pair: tuple[Edition, Edition],
    texts: tuple[FrameworkText, FrameworkText],
    links: tuple[LinkText, ...],
) -> HttpResponse | tuple[LinkForm, SheetForm]:
    """Do what was handed in; where it was refused, the forms that say why."""
    act, told = request.POST.get("act", ""), request.POST
    form = LinkForm(told if act == "add" else None, first=texts[0], other=texts[1])
    sheet = (
        SheetForm(told, request.FILES, auto_id="id_sheet_%s") if act == "sheet" else SheetForm(auto_id="id_sheet_%s")
    )
    try:
        if act == "add" and form.is_valid():
            kept = [each for each in links if (each.component, each.other) != (form.link.component, form.link.other)]
            wanted = (*kept, form.link)
        elif act == "remove":
            wanted = tuple(each for each in links if f"{each.component} {each.other}" != told.get("link", ""))
        elif act == "sheet" and sheet.is_valid():
            wanted = _read_links(sheet.cleaned_data["file"], texts)
        else:
            return form, sheet
        linking.put(pair[0].framework, other=pair[1].framework, links=wanted, by=person_of(request))
    except NotAllowed:
        raise
    except PlaitError as refused:
        (sheet if act == "sheet" else form).add_error(None, f"{refused.what} {refused.why} {refused.mend}")
        return form, sheet
    messages.success(request, "Saved.")
    return SeeOther(request.path)


def _read(held: Any) -> FrameworkText:
    return read_framework(held.read(), name=str(held.name))


def _read_links(held: Any, texts: tuple[FrameworkText, FrameworkText]) -> tuple[LinkText, ...]:
    rows = read_rows(held.read(), name=str(held.name), heading=tables.CROSSWALK)
    first, other = ({each.key for each in text.components} for text in texts)
    return tables.read_crosswalk(rows, first=first, other=other)


def _brought_in(request: HttpRequest, text: FrameworkText, owner: Organisation | None) -> HttpResponse:
    edition = bringing.take_in(text, owner=owner, by=person_of(request))
    messages.success(request, f"{edition.name}: edition {edition.number} is in use.")
    if edition.number > 1:
        return SeeOther(addresses.address("framework-changes", edition.framework.key))
    return SeeOther(addresses.address("framework", edition.framework.key))


def _may_link(request: HttpRequest, first: Edition, second: Edition) -> bool:
    scope = scope_of(request)
    if scope.organisations_where(May.OPERATE):
        return True
    owners = {each.framework.owner_id for each in (first, second)} - {None}
    return bool(owners) and owners <= frameworks.deciding(scope)
