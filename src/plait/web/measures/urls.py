"""Addresses of measures."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, OPEN_DATA, READERS, Access, whoever_may
from plait.web.measures import definition_views, figure_views, published_views, trend_views, views

urlpatterns = [
    path("measures", views.index, name="measures"),
    path("measures/new", views.new, name="measure-new"),
    path("schools/<int:urn>/measures/new", views.new_of_school, name="school-measure-new"),
    path("schools/<int:urn>/trends", published_views.school_trends, name="school-trends"),
    path("schools/<int:urn>/trends.csv", published_views.school_trends_as_csv, name="school-trends-csv"),
    path("measures/in", definition_views.bring_definitions_in, name="measures-in"),
    path("measures/all.<str:kind>", definition_views.download, name="measures-file"),
    path("measures/enter", figure_views.enter, name="measures-enter"),
    path("measures/<int:number>", trend_views.family, name="measure"),
    path("measures/<int:number>.<str:kind>", figure_views.download, name="measure-file"),
    path("measures/<int:number>/change", views.change, name="measure-change"),
    path("measures/<int:number>/in", figure_views.take_in, name="measure-in"),
    path("measures/<int:number>/at/<int:place>", trend_views.place, name="measure-at"),
    path("measures/<int:number>/at/<int:place>/limits", trend_views.limits, name="measure-limits"),
]

_WRITING = whoever_may(May.WRITE)
ACCESS = {
    "measures": Access(BELONGING),
    "measure-new": Access(_WRITING, _WRITING),
    "school-measure-new": Access(_WRITING, _WRITING),
    "school-trends": Access(OPEN_DATA),
    "school-trends-csv": Access(OPEN_DATA),
    "measures-in": Access(_WRITING, _WRITING),
    "measures-file": Access(BELONGING),
    "measures-enter": Access(_WRITING, _WRITING),
    "measure": Access(READERS),
    "measure-file": Access(READERS),
    "measure-change": Access(_WRITING, _WRITING),
    "measure-in": Access(_WRITING, _WRITING),
    "measure-at": Access(READERS),
    "measure-limits": Access(None, _WRITING),
}
