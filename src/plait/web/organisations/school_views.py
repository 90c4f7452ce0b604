"""The page of a school, the same on paper, and its figures as CSV."""

import datetime as dt
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.indicators.queries import schools, values
from plait.indicators.store.definitions import load_definitions
from plait.insight.queries.answers import Neighbour
from plait.web.context import is_fictional, scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.land import land_of
from plait.web.organisations.nearest import find_nearest, find_neighbours
from plait.web.organisations.school import SchoolFacts, links, present_school
from plait.web.organisations.school_csv import HEADING, list_rows
from plait.web.organisations.school_judged import find_judged, with_findings
from plait.web.organisations.school_pack import Made, present_pack
from plait.web.organisations.school_sheet import MOST_NEAR, Sheet, present_sheet
from plait.web.packs.writing import REPORTS, write_file


@require_safe
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Who a school is, what its figures have been, and how it came to be."""
    page = present_school(_find(request, urn))
    context = {"page": page, "links": links(page), "section": "schools", "crumbs": page.crumbs}
    return render(request, "organisations/school.html", context)


@require_safe
def school_on_paper(request: HttpRequest, urn: int) -> HttpResponse:
    """The page of a school as it will be printed."""
    page = present_school(_find(request, urn))
    context = {"page": page, "links": (), "section": "schools", "crumbs": page.crumbs, "paper": True}
    return render(request, "organisations/school.html", context)


@require_safe
def school_sheet(request: HttpRequest, urn: int) -> HttpResponse:
    """A school on one side of A4."""
    page, _, _ = _find_sheet(request, urn)
    return render(
        request, "organisations/school_sheet.html", {"page": page, "section": "schools", "crumbs": page.crumbs}
    )


@require_safe
def school_sheet_file(request: HttpRequest, urn: int, kind: str) -> HttpResponse:
    """The same as a document, on paper, or its data; what it holds depends on who asks, so it is kept by no cache."""
    if kind not in REPORTS:
        raise Http404
    sheet, found, near = _find_sheet(request, urn)
    store = store_of(request)
    made = Made(store.name, dt.datetime.fromisoformat(store.manifest.built_at), is_fictional(store))
    file = write_file(present_pack(sheet, found=found, near=near, made=made), kind)
    response = HttpResponse(file.content, content_type=REPORTS[kind])
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _find_sheet(request: HttpRequest, urn: int) -> tuple[Sheet, SchoolFacts, Sequence[Neighbour]]:
    found = _find(request, urn)
    near = find_neighbours(scope_of(request), store=store_of(request), school=found.school, k=MOST_NEAR)
    return present_sheet(found, near=near, build=store_of(request).name), found, near


@require_safe
def school_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """Every figure of a school, with the reason where there is none."""
    scope, store = scope_of(request), store_of(request)
    school = schools.get_school(scope, store=store, urn=urn)
    line = schools.get_line(scope, store=store, urn=school.urn)
    figures = values.list_figures(scope, store=store, urns=line.urns)
    judged, _ = find_judged(scope, store=store, school=school, figures=figures)
    rows = list_rows(figures, load_definitions(), urn=urn, judged=None if judged is None else judged.found)
    return csv_response(f"school-{urn}.csv", HEADING, rows)


def _find(request: HttpRequest, urn: int) -> SchoolFacts:
    scope, store = scope_of(request), store_of(request)
    found = schools.get_school(scope, store=store, urn=urn)
    line = schools.get_line(scope, store=store, urn=urn)
    figures = values.list_figures(scope, store=store, urns=line.urns)
    judged, note = find_judged(scope, store=store, school=found, figures=figures)
    return SchoolFacts(
        school=found,
        line=line,
        spells=schools.list_spells(scope, store=store, urns=line.urns),
        figures=figures,
        spreads=values.all_spreads(scope, store=store),
        definitions=load_definitions(),
        land=land_of(scope, store=store),
        nearest=find_nearest(scope, store=store, school=found, k=2),
        judged=with_findings(scope, judged, urns=line.urns),
        judged_note=note,
    )
