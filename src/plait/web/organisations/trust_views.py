"""The page of a trust, and its schools as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.indicators.queries import trusts, values
from plait.indicators.store.definitions import load_definitions
from plait.insight.queries import trust_neighbours as near
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.land import land_of
from plait.web.organisations import trust_csv as figures_csv
from plait.web.organisations.trust import SHOWN, present_trust
from plait.web.organisations.trust_facts import TrustFacts
from plait.web.organisations.trust_near import CSV_HEADING, csv_rows, find_near, present_near
from plait.web.organisations.trust_tables import SORTS


@require_safe
def trust(request: HttpRequest, uid: int) -> HttpResponse:
    """The schools of a trust, their circumstances, and their results as a spread."""
    sort = request.GET.get("sort", "name")
    page = present_trust(
        _find(request, uid, indicators=SHOWN),
        sort=sort if sort in SORTS else "name",
        descending=request.GET.get("order") == "down",
    )
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render(request, "organisations/trust.html", context)


@require_safe
def trust_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """The schools of a trust with their figures, and the reason where there is none."""
    found = _find(request, uid)
    return csv_response(f"trust-{uid}.csv", figures_csv.HEADING, figures_csv.list_rows(found))


@require_safe
def trust_neighbours(request: HttpRequest, uid: int) -> HttpResponse:
    """For each school of a trust the nearest inside it and outside, and trusts in like circumstances."""
    scope, store = scope_of(request), store_of(request)
    page = present_near(
        trusts.get_trust(scope, store=store, uid=uid),
        pairs=near.list_in_out(scope, store=store, uid=uid),
        near=find_near(scope, store=store, uid=uid),
    )
    return render(request, "organisations/trust_near.html", {"page": page, "section": "trusts", "crumbs": page.crumbs})


@require_safe
def trust_neighbours_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """For each school of a trust the nearest inside it and outside."""
    scope, store = scope_of(request), store_of(request)
    found = trusts.get_trust(scope, store=store, uid=uid)
    pairs = near.list_in_out(scope, store=store, uid=found.uid)
    return csv_response(f"trust-{uid}-similar-schools.csv", CSV_HEADING, csv_rows(pairs))


def _find(request: HttpRequest, uid: int, *, indicators: tuple[str, ...] | None = None) -> TrustFacts:
    scope, store = scope_of(request), store_of(request)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    schools = trusts.list_schools_of(scope, store=store, uid=uid)
    return TrustFacts(
        trust=trust,
        schools=schools,
        past=trusts.list_past_schools_of(scope, store=store, uid=uid),
        figures=values.figures_of_schools(
            scope, store=store, urns=[school.urn for school in schools], indicators=indicators
        ),
        published=values.list_trust_figures(scope, store=store, uid=uid),
        spreads=values.all_spreads(scope, store=store),
        definitions=load_definitions(),
        land=land_of(scope, store=store),
    )
