"""Addresses of neighbours, comparisons and method cards."""

from django.urls import path

from plait.web.access import OPEN_DATA, Access
from plait.web.insight import compare_views, method_views, neighbour_views

urlpatterns = [
    path("schools/<int:urn>/neighbours", neighbour_views.neighbours, name="neighbours"),
    path("schools/<int:urn>/neighbours/print", neighbour_views.neighbours_on_paper, name="neighbours-print"),
    path("schools/<int:urn>/neighbours.csv", neighbour_views.neighbours_as_csv, name="neighbours-csv"),
    path("schools/<int:urn>/neighbours/changes", neighbour_views.neighbour_changes, name="neighbour-changes"),
    path("schools/compare", compare_views.compare, name="compare"),
    path("schools/compare/print", compare_views.compare_on_paper, name="compare-print"),
    path("schools/compare.csv", compare_views.compare_as_csv, name="compare-csv"),
    path("methods", method_views.methods, name="methods"),
    path("methods/<slug:recipe>", method_views.method, name="method"),
    path("methods/<slug:recipe>.toml", method_views.method_as_toml, name="method-toml"),
]

# Every page here shows published figures, or what follows from them.
ACCESS = {each.name: Access(OPEN_DATA) for each in urlpatterns}
