"""A school's neighbours: the page, the same on paper and as CSV, and who joined or left."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from plait.core.errors import PlaitError
from plait.indicators.queries import schools
from plait.insight.domain import NoSuchYear, NotScaled
from plait.insight.queries import changes as changes_since
from plait.insight.queries import neighbours as neighbour_sets
from plait.web import names
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.fragments import wants_part
from plait.web.insight import changes, choices, facts, neighbours_csv
from plait.web.insight.choices import Choice
from plait.web.insight.neighbours import crumbs_of, present_neighbours
from plait.web.insight.refusals import BadChoice, explained, refuse
from plait.web.parts import Link

_MOST_ON_A_PAGE = 100  # neighbours: more make a page that nobody reads to its end; the CSV file takes them


@require_safe
@explained
def neighbours(request: HttpRequest, urn: int) -> HttpResponse:
    """Who works in like circumstances, why, and how sure that is."""
    try:
        found = _find(request, urn, most=_MOST_ON_A_PAGE)
    except (NoSuchYear, NotScaled) as error:
        return _offer_others(request, urn, error)
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
    page = present_neighbours(_find(request, urn, most=_MOST_ON_A_PAGE))
    context = {"page": page, "section": "schools", "crumbs": page.crumbs, "paper": True}
    return render(request, "insight/neighbours.html", context)


@require_safe
@explained
def neighbours_as_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """Every neighbour with every input, in the order of the page."""
    found = _find(request, urn)
    return csv_response(f"neighbours-{urn}.csv", neighbours_csv.heading(found), neighbours_csv.list_rows(found))


def _find(request: HttpRequest, urn: int, *, most: int = neighbour_sets.MOST) -> facts.NeighbourFacts:
    choice = choices.read(request.GET)
    if choice.k is not None and most < choice.k <= neighbour_sets.MOST:
        raise BadChoice(
            f"A page cannot show {choice.k} neighbours.", mend=f"Ask for {most} at most, or download the CSV file."
        )
    return facts.find(scope_of(request), store=store_of(request), urn=urn, choice=choice)


def _offer_others(request: HttpRequest, urn: int, error: PlaitError) -> HttpResponse:
    """The build lacks what the recipe compares, or that year of it: offer the recipes that the school can use."""
    scope, store = scope_of(request), store_of(request)
    school = schools.get_school(scope, store=store, urn=urn)
    choice = choices.read(request.GET)
    able = [recipe for recipe, able in neighbour_sets.list_recipes_for(scope, store=store, urn=urn) if able]
    links = tuple(Link(each.name, choices.link("neighbours", urn, Choice(recipe=each.id))) for each in able)
    name = names.show(school.name)
    told = {"name": name, "links": links, "section": "schools", "crumbs": crumbs_of(name, school.urn)}
    status = 404 if choice.recipe or choice.year else 200
    return refuse(request, error, page="insight/no_basis.html", status=status, context=told)


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
