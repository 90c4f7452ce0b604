"""Addresses of neighbours, comparisons and method cards."""

from django.urls import path

from plait.web.insight import neighbour_views

urlpatterns = [
    path("schools/<int:urn>/neighbours", neighbour_views.neighbours, name="neighbours"),
    path("schools/<int:urn>/neighbours/print", neighbour_views.neighbours_on_paper, name="neighbours-print"),
    path("schools/<int:urn>/neighbours.csv", neighbour_views.neighbours_as_csv, name="neighbours-csv"),
]
