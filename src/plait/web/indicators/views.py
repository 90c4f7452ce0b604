"""The data page, what is held and what was not taken, and the pages of measures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.core.home import find_home
from plait.indicators.queries import builds, coverage, measures, sources, values
from plait.web.context import scope_of, store_of
from plait.web.families import FAMILY_TITLES
from plait.web.fragments import render_page
from plait.web.indicators import grid, measure
from plait.web.indicators.data import present_data
from plait.web.indicators.rejected import present_causes, present_rejected
from plait.web.parts import Crumb

_DATA = Crumb("Data", "/data")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Where the figures come from, and why some are missing."""
    scope, store = scope_of(request), store_of(request)
    page = present_data(
        sources=sources.list_sources(scope, store=store),
        gaps=coverage.count_gaps(scope, store=store),
        builds=builds.list_builds(scope, home=find_home()),
        values_n=sum(cell.values_n for cell in coverage.list_cells(scope, store=store)),
        rejects_n=coverage.list_rejects(scope, store=store)[1],
        indicators_n=len(measures.list_measures(scope)),
    )
    return render(request, "indicators/data.html", {"page": page, "section": "data"})


@require_safe
def coverage_grid(request: HttpRequest) -> HttpResponse:
    """How many schools have a figure, by measure and year."""
    scope, store = scope_of(request), store_of(request)
    family = request.GET.get("family", "")
    page = grid.present_grid(
        coverage.list_cells(scope, store=store),
        measures.list_measures(scope),
        family=family if family in FAMILY_TITLES else "attainment",
    )
    context = {"page": page, "section": "data", "crumbs": (_DATA, Crumb("Coverage"))}
    return render_page(request, "indicators/coverage.html", context, part="grid")


@require_safe
def rejected(request: HttpRequest) -> HttpResponse:
    """What was not taken, with file, row, cause and mend."""
    scope, store = scope_of(request), store_of(request)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    causes = coverage.list_reject_causes(scope, store=store)
    file = request.GET.get("file", "")
    if file not in {cause.path for cause in causes}:
        page = present_causes(causes)
    else:
        rows, total = coverage.list_rejects(scope, store=store, path=file, page=number)
        page = present_rejected(rows, causes=causes, file=file, total=total, number=number)
    context = {"page": page, "section": "data", "crumbs": (_DATA, Crumb("Not taken"))}
    return render_page(request, "indicators/rejected.html", context, part="list")


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every measure, by family."""
    scope, store = scope_of(request), store_of(request)
    families = measure.present_families(measures.list_measures(scope), coverage.list_cells(scope, store=store))
    context = {"families": families, "section": "data", "crumbs": (_DATA, Crumb("Measures"))}
    return render(request, "indicators/indicators.html", context)


@require_safe
def indicator(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """What a measure is, which of its years may be compared, and how it is spread."""
    scope, store = scope_of(request), store_of(request)
    definition = measures.get_measure(scope, indicator_id=indicator_id)
    page = measure.present_measure(
        definition,
        spreads=values.list_distributions(scope, store=store, indicator=indicator_id),
        counts=coverage.cells_of(scope, store=store, indicator=indicator_id),
        sources=measures.list_sources_of(scope, indicator_id=indicator_id),
    )
    return render(request, "indicators/indicator.html", {"page": page, "section": "data", "crumbs": page.crumbs})
