"""The CSV twins of the data pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.indicators.queries import coverage, measures, sources, values
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.indicators import grid, measure

_SOURCE_HEADING = (
    *("source", "title", "publisher", "licence", "page", "cadence", "owner", "next_review"),
    *("file", "sha256", "bytes", "year", "as_at", "rows_read", "rows_kept", "rows_national", "rows_rejected"),
)
_REJECT_HEADING = ("file", "row", "column", "value", "severity", "cause", "mend")


@require_safe
def sources_csv(request: HttpRequest) -> HttpResponse:
    """One row for each file of the build."""
    rows = (
        (
            *(each.source.id, each.source.title, each.source.publisher, each.source.licence, each.source.page),
            *(each.source.cadence, each.source.owner, each.source.next_review.isoformat(), file.path, file.sha256),
            *(file.bytes, file.year, file.as_at.isoformat() if file.as_at else None, file.rows_read, file.rows_kept),
            *(file.rows_national, file.rows_rejected),
        )
        for each in sources.list_sources(scope_of(request), store=store_of(request))
        for file in each.files
    )
    return csv_response("sources.csv", _SOURCE_HEADING, rows)


@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """One row for each measure, year and reason."""
    scope, store = scope_of(request), store_of(request)
    rows = grid.csv_rows(coverage.list_cells(scope, store=store), measures.list_measures(scope))
    return csv_response("coverage.csv", grid.CSV_HEADING, rows)


@require_safe
def rejected_csv(request: HttpRequest) -> HttpResponse:
    """One row for each row or value that was not taken."""
    frame = coverage.rejects_frame(scope_of(request), store=store_of(request))
    columns = ("path", "row", "column", "value", "severity", "cause", "mend")
    return csv_response("rejected.csv", _REJECT_HEADING, frame.select(columns).iter_rows())


@require_safe
def indicators_csv(request: HttpRequest) -> HttpResponse:
    """One row for each measure."""
    return csv_response(
        "measures.csv", measure.LIST_HEADING, measure.list_rows(measures.list_measures(scope_of(request)))
    )


@require_safe
def indicator_csv(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """One row for each year and phase: how the measure is spread."""
    scope, store = scope_of(request), store_of(request)
    definition = measures.get_measure(scope, indicator_id=indicator_id)
    spreads = values.list_distributions(scope, store=store, indicator=definition.id)
    return csv_response(f"{definition.id}.csv", measure.CSV_HEADING, measure.spread_rows(spreads))
