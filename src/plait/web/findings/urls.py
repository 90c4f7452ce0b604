"""Addresses of findings, and of agreements to share them."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import BELONGING, KEEPERS, READERS, SIDES, Access, whoever_may
from plait.web.findings import share_views, sharing_views, views

urlpatterns = [
    path("schools/<int:urn>/findings/write", views.write, name="finding-write"),
    path("findings/<int:number>", views.finding, name="finding"),
    path("findings/<int:number>/change", views.revise, name="finding-revise"),
    path("findings/<int:number>/offer", sharing_views.offer, name="finding-offer"),
    path("share/<str:record>/<int:number>", share_views.share, name="record-share"),
    path("sharing", sharing_views.register, name="sharing"),
    path("sharing.csv", sharing_views.register_as_csv, name="sharing-csv"),
    path("sharing/<int:number>/accept", sharing_views.accept, name="sharing-accept"),
    path("sharing/<int:number>/end", sharing_views.end, name="sharing-end"),
]

ACCESS = {
    "finding-write": Access(whoever_may(May.WRITE), whoever_may(May.WRITE)),
    "finding": Access(READERS),
    "finding-revise": Access(KEEPERS, KEEPERS),
    "finding-offer": Access(None, whoever_may(May.SHARE)),
    "record-share": Access(whoever_may(May.SHARE), whoever_may(May.SHARE)),
    "sharing": Access(BELONGING),
    "sharing-csv": Access(BELONGING),
    "sharing-accept": Access(None, SIDES),
    "sharing-end": Access(None, SIDES),
}
