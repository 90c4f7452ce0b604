"""Home, search and the lists from A to Z."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from plait.core.years import AcademicYear
from plait.indicators.queries import browse, examples, search
from plait.indicators.queries import schools as schools_named
from plait.organisations.domain import Phase
from plait.web.context import scope_of, store_of
from plait.web.fragments import render_page
from plait.web.land import land_of
from plait.web.organisations.browse import present_schools, present_trusts
from plait.web.organisations.home import present_home
from plait.web.organisations.nearest import find_nearest
from plait.web.organisations.results import present_hit, present_results
from plait.web.parts import Crumb

_LONGEST_PARAMETER = 100  # characters


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Plait is for, in one screen."""
    scope, store = scope_of(request), store_of(request)
    school = examples.find_school_to_show(scope, store=store)
    near = () if school is None else find_nearest(scope, store=store, school=school)
    page = present_home(
        schools_n=browse.count_open_schools(scope, store=store),
        trusts_n=browse.count_open_trusts(scope, store=store),
        period=str(AcademicYear.parse(store.manifest.period)),
        school=school,
        trust=examples.find_trust_to_show(scope, store=store),
        near=schools_named.find_schools(scope, store=store, urns=near),
        land=land_of(scope, store=store),
    )
    return render(request, "organisations/home.html", {"page": page})


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Schools, trusts and places for what was typed; a number or postcode leads straight to its page."""
    found = search.find(scope_of(request), store=store_of(request), typed=_text(request, "q"))
    if found.only is not None:
        return redirect(present_hit(found.only).url)
    context = {"page": present_results(found), "section": "schools", "crumbs": (Crumb("Plait", "/"), Crumb("Search"))}
    return render(request, "organisations/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A few lines under the search box while a person types."""
    found = search.suggest(scope_of(request), store=store_of(request), typed=_text(request, "q"))
    hits = tuple(present_hit(hit) for hit in found.hits)
    return render(request, "organisations/search.html#suggestions", {"hits": hits, "query": found.typed})


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Schools from A to Z, by place and phase."""
    scope, store = scope_of(request), store_of(request)
    among = browse.Among(
        region=_text(request, "region"),
        la=_text(request, "la"),
        phase=_one_of(request, "phase", Phase),
        town=_text(request, "town"),
        letter=_text(request, "letter")[:1],
    )
    columns = ("region", "la_name", "phase", "_letter")
    page = present_schools(
        browse.list_schools(scope, store=store, among=among, page=_number(request, "page")),
        among=among,
        choices={column: browse.list_choices(scope, store=store, of="schools", column=column) for column in columns},
    )
    crumbs = (Crumb("Plait", "/"), Crumb("Schools"))
    context = {"page": page, "section": "schools", "crumbs": crumbs}
    return render_page(request, "organisations/browse.html", context, part="list")


@require_safe
def trusts(request: HttpRequest) -> HttpResponse:
    """Trusts from A to Z, by region and kind."""
    scope, store = scope_of(request), store_of(request)
    among = browse.Among(
        region=_text(request, "region"),
        type=_one_of(request, "type", ("multi", "single", "other")),
        letter=_text(request, "letter")[:1],
    )
    page = present_trusts(
        browse.list_trusts(scope, store=store, among=among, page=_number(request, "page")),
        among=among,
        choices={
            column: browse.list_choices(scope, store=store, of="trusts", column=column)
            for column in ("region", "type", "_letter")
        },
    )
    crumbs = (Crumb("Plait", "/"), Crumb("Trusts"))
    context = {"page": page, "section": "trusts", "crumbs": crumbs}
    return render_page(request, "organisations/browse.html", context, part="list")


def _text(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name, "")).replace("\0", "").strip()[:_LONGEST_PARAMETER]


def _one_of(request: HttpRequest, name: str, allowed: object) -> str:
    value = _text(request, name)
    return value if value in [str(each) for each in allowed] else ""  # type: ignore[attr-defined]


def _number(request: HttpRequest, name: str) -> int:
    value = _text(request, name)
    return int(value) if value.isdecimal() and len(value) < 7 else 1
