"""Reading definitions of quality."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.goals.models.quality import Definition
from plait.goals.quality import State
from plait.goals.queries import agreeing, quality
from plait.goals.services import quality_files
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.context import scope_of
from plait.web.evidence.panel import present_notes
from plait.web.framework.carrying import present_behind
from plait.web.parts import Crumb, Link
from plait.web.quality import steps
from plait.web.quality.index import present_index
from plait.web.quality.naming import read_names
from plait.web.quality.page import crumbs_of, present, present_domain
from plait.web.sharing import share_link
from plait.web.templatetags.plait import day

_SAFE: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What a trust means by quality: in force, on its way, earlier; and what other trusts show."""
    scope = scope_of(request)
    mine = list_trusts(scope)
    chosen = choose(mine, request.GET.get("trust", ""))
    writes = chosen is not None and scope.may_at(May.WRITE, organisation=chosen.pk, trust=chosen.pk)
    page = present_index(mine, chosen=chosen, found=quality.list_definitions(scope), may_write=writes)
    crumbs = (Crumb("Plait", "/"), Crumb("Clear goals", address("curate")), Crumb("Quality"))
    return render(request, "quality/index.html", {"page": page, "crumbs": crumbs, "section": "goals"})


def choose(mine: list[Organisation], asked: str) -> Organisation | None:
    """The trust that is asked for, or the first."""
    found = next((each for each in mine if str(each.pk) == asked), None) if asked else next(iter(mine), None)
    if asked and found is None:
        raise Http404
    return found


@require_safe
def definition(request: HttpRequest, number: int) -> HttpResponse:
    """One definition: its domains and statements, or, with `whole`, everything for paper."""
    scope = scope_of(request)
    one = quality.get_definition(scope, number=number)
    whole = quality.build_whole(scope, definition=one)
    writes = quality.may_write(scope, one)
    page = present(one, whole, names_=read_names(scope, whole, edition=one.edition), may_change=writes)
    context = {
        "page": page,
        "whole": "whole" in request.GET,
        "steps": steps.list_steps(scope, one),
        "revision": quality.find_revision(scope, definition=one),
        "talks": _list_talks(scope, one),
        "ask_url": address("consultation-write", definition=one.pk) if one.state == State.CONSULTING and writes else "",
        "signed_in": scope.belongs,
        "share": share_link(scope, one),
        "behind": present_behind(scope, kind="definition", record=one),
        "crumbs": page.crumbs,
        "section": "goals",
    }
    return render(request, "quality/definition.html", context)


def _list_talks(scope: Scope, one: Definition) -> tuple[tuple[Link, str], ...]:
    """The consultations on a definition that the viewer may read, each with the day until when it is open."""
    found = agreeing.list_consultations_on(scope, subject=one)
    links = ((each, address("consultation", each.pk)) for each in found)
    return tuple((Link(each.title, url), day(each.closes_on)) for each, url in links if url)


@require_safe
def domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """One domain on one screen: statements, what they look like at each level, exemplars, indicators."""
    scope = scope_of(request)
    one = quality.get_definition(scope, number=number)
    whole = quality.build_whole(scope, definition=one)
    said = whole.find_domain(domain)
    if said is None:
        raise Http404
    may_change = quality.may_write(scope, one)
    names_ = read_names(scope, replace(whole, domains=(said,)), edition=one.edition)
    at = whole.domains.index(said)
    around = [each for each in (at - 1, at + 1) if 0 <= each < len(whole.domains)]
    rests = present_notes(scope, statements=[each.number for each in said.statements], may_change=may_change)
    context = {
        "rests": [(each.text, rests[each.number]) for each in said.statements if each.number in rests],
        "page": present_domain(one, said, whole=whole, names_=names_, may_change=may_change),
        "levels": whole.levels,
        "definition": one,
        "around": [(whole.domains[each], "Before" if each < at else "Next") for each in around],
        "crumbs": crumbs_of(one, Crumb(said.name)),
        "section": "goals",
    }
    return render(request, "quality/domain.html", context)


@require_safe
def exemplar(request: HttpRequest, number: int) -> HttpResponse:
    """The file of an exemplar, to those who may read its definition; a browser runs nothing of it."""
    one = quality.get_exemplar(scope_of(request), number=number)
    if not one.file:
        raise Http404
    response = HttpResponse(quality_files.read_file(one.file), content_type=one.media_type)
    shown = "inline" if one.media_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(one.file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SAFE
    response["Cache-Control"] = "private, no-store"
    return response
