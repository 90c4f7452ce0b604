"""Addresses of signals: what would be expected, who differs, what changed, and how sure that is."""

from django.urls import path

from plait.web.signals import spots_views, sure_views

urlpatterns = [
    path("bright-spots", spots_views.bright_spots, name="bright-spots"),
    path("bright-spots.csv", spots_views.bright_spots_as_csv, name="bright-spots-csv"),
    path("bright-spots/schools", spots_views.suggest_schools, {"route": "bright-spots"}, name="bright-spots-schools"),
    path("how-sure", sure_views.how_sure, name="sure"),
    path("how-sure.csv", sure_views.how_sure_as_csv, name="sure-csv"),
]
