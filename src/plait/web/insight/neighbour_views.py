"""A school's neighbours: the page, the same on paper and as CSV, and who joined or left."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from plait.indicators.queries import schools
from plait.insight.queries import changes as changes_since
from plait.insight.queries import neighbours as neighbour_sets
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.fragments import wants_part
from plait.web.insight import changes, choices, facts, neighbours_csv
from plait.web.insight.neighbours import present_neighbours
from plait.web.insight.refusals import BadChoice, explained


@require_safe
@explained
def neighbours(request: HttpRequest, urn: int) -> HttpResponse:
    """Who works in like circumstances, why, and how sure that is."""
    found = _find(request, urn)
    page = present_neighbours(found)
    context = {"page": page, "section": "schools", "crumbs": page.crumbs}
    part = wants_part(request)
    response = render(request, "insight/neighbours.html#fragment" if part else "insight/neighbours.html", context)
    patch_vary_headers(response, ("HX-Request", "HX-Request-Type"))
    if part:
        response["HX-Push-Url"] = choices.link("neighbours", urn, found.choice)
    return response


@require_safe
@explained
def neighbours_on_paper(request: HttpRequest, urn: int) -> HttpResponse:
    """The page as it will be printed."""
    page = present_neighbours(_find(request, urn))
    context = {"page": page, "section": "schools", "crumbs": page.crumbs, "paper": True}
    return render(request, "insight/neighbours.html", context)


@require_safe
@explained
def neighbours_as_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """Every neighbour with every input, in the order of the page."""
    found = _find(request, urn)
    return csv_response(f"neighbours-{urn}.csv", neighbours_csv.heading(found), neighbours_csv.list_rows(found))


def _find(request: HttpRequest, urn: int) -> facts.NeighbourFacts:
    return facts.find(scope_of(request), store=store_of(request), urn=urn, choice=choices.read(request.GET))


@require_safe
@explained
def neighbour_changes(request: HttpRequest, urn: int) -> HttpResponse:
    """Who joined and who left since another year or build, and why."""
    scope, store = scope_of(request), store_of(request)
    school = schools.get_school(scope, store=store, urn=urn)
    recipe = choices.read(request.GET).recipe or neighbour_sets.recommend(scope, store=store, urn=urn)
    moments = changes_since.list_moments(scope, recipe=recipe)
    since = request.GET.get("since", "")
    before = changes.read_moment(since, moments)
    if since and before is None:
        raise BadChoice("No neighbours were kept at that moment.", mend="Choose one from the list.")
    found = changes_since.get_changes(scope, store=store, urn=urn, recipe=recipe, before=before)
    page = changes.present_changes(school, found, moments=moments)
    return render(request, "insight/changes.html", {"page": page, "section": "schools", "crumbs": page.crumbs})
