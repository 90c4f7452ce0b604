"""The page of a trust, and its schools as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.indicators.queries import trusts, values
from plait.indicators.store.definitions import load_definitions
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.land import land_of
from plait.web.organisations.trust import SHOWN, TrustFacts, present_trust
from plait.web.organisations.trust_csv import HEADING, list_rows
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
    return csv_response(f"trust-{uid}.csv", HEADING, list_rows(found))


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
