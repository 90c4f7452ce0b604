"""Addresses of home, search, schools and trusts."""

from django.urls import path

from plait.web.access import OPEN_DATA, Access
from plait.web.organisations import school_views, trust_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.results, name="search"),
    path("suggest", views.suggest, name="suggest"),
    path("schools", views.schools, name="schools"),
    path("schools/<int:urn>", school_views.school, name="school"),
    path("schools/<int:urn>/print", school_views.school_on_paper, name="school-print"),
    path("schools/<int:urn>/page", school_views.school_sheet, name="school-page"),
    path("schools/<int:urn>/page.<str:kind>", school_views.school_sheet_file, name="school-page-file"),
    path("schools/<int:urn>.csv", school_views.school_csv, name="school-csv"),
    path("trusts", views.trusts, name="trusts"),
    path("trusts/<int:uid>", trust_views.trust, name="trust"),
    path("trusts/<int:uid>/neighbours", trust_views.trust_neighbours, name="trust-neighbours"),
    path("trusts/<int:uid>/neighbours.csv", trust_views.trust_neighbours_csv, name="trust-neighbours-csv"),
    path("trusts/<int:uid>.csv", trust_views.trust_csv, name="trust-csv"),
]

# Every page here shows published figures, or what follows from them.
ACCESS = {each.name: Access(OPEN_DATA) for each in urlpatterns}
