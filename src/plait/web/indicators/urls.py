"""Addresses of the data pages."""

from django.urls import path

from plait.web.access import OPEN_DATA, Access
from plait.web.indicators import csv_views, views

urlpatterns = [
    path("data", views.data, name="data"),
    path("data/sources.csv", csv_views.sources_csv, name="sources-csv"),
    path("data/coverage", views.coverage_grid, name="coverage"),
    path("data/coverage.csv", csv_views.coverage_csv, name="coverage-csv"),
    path("data/rejected", views.rejected, name="rejected"),
    path("data/rejected.csv", csv_views.rejected_csv, name="rejected-csv"),
    path("data/indicators", views.indicators, name="indicators"),
    path("data/indicators.csv", csv_views.indicators_csv, name="indicators-csv"),
    path("data/indicators/<slug:indicator_id>", views.indicator, name="indicator"),
    path("data/indicators/<slug:indicator_id>.csv", csv_views.indicator_csv, name="indicator-csv"),
]

# Every page here shows published figures, or what follows from them.
ACCESS = {each.name: Access(OPEN_DATA) for each in urlpatterns}
