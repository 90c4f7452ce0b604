"""A school's published outcomes year by year, beside what was expected: as a page and as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.insight.queries.published_trends import get_trends
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.measures import published


@require_safe
def school_trends(request: HttpRequest, urn: int) -> HttpResponse:
    """Every outcome of a school."""
    page = published.present(get_trends(scope_of(request), store_of(request), urn), asked=urn)
    return render(request, "measures/published.html", {"page": page, "crumbs": page.crumbs, "section": "schools"})


@require_safe
def school_trends_as_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """The same figures, unrounded."""
    found = get_trends(scope_of(request), store_of(request), urn)
    return csv_response(f"school-{urn}-year-by-year.csv", published.HEADING, published.csv_rows(found))
