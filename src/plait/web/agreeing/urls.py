"""Addresses of agreeing together."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, KEEPERS, READERS, Access, whoever_may
from plait.web.agreeing import comparing_views, exchange_views, lead_views, views, voting_views

urlpatterns = [
    path("consultations", views.index, name="consultations"),
    path("consultations/new", lead_views.write, name="consultation-write"),
    path("consultations/<int:number>", views.consultation, name="consultation"),
    path("consultations/<int:number>/comments", views.comments, name="consultation-comments"),
    path("consultations/<int:number>/vote", voting_views.vote, name="consultation-vote"),
    path("consultations/<int:number>/compare", comparing_views.compare, name="consultation-compare"),
    path("consultations/<int:number>/lead", lead_views.lead, name="consultation-lead"),
    path("consultations/<int:number>/in", exchange_views.bring_sayings_in, name="consultation-in"),
    path("consultations/<int:number>.xlsx", exchange_views.book, name="consultation-book"),
    path("consultations/<int:number>/<str:what>.csv", exchange_views.download, name="consultation-file"),
]

ACCESS = {
    "consultations": Access(BELONGING),
    "consultation-write": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "consultation": Access(READERS),
    "consultation-comments": Access(READERS, READERS),
    "consultation-vote": Access(READERS, READERS),
    "consultation-compare": Access(READERS, READERS),
    "consultation-lead": Access(KEEPERS, KEEPERS),
    "consultation-in": Access(KEEPERS, KEEPERS),
    "consultation-book": Access(READERS),
    "consultation-file": Access(READERS),
}
