"""Addresses of findings, and of agreements to share them."""

from django.urls import path

from plait.web.findings import sharing_views, views

urlpatterns = [
    path("schools/<int:urn>/findings/write", views.write, name="finding-write"),
    path("findings/<int:number>", views.finding, name="finding"),
    path("findings/<int:number>/change", views.revise, name="finding-revise"),
    path("findings/<int:number>/offer", sharing_views.offer, name="finding-offer"),
    path("sharing", sharing_views.register, name="sharing"),
    path("sharing.csv", sharing_views.register_as_csv, name="sharing-csv"),
    path("sharing/<int:number>/accept", sharing_views.accept, name="sharing-accept"),
    path("sharing/<int:number>/end", sharing_views.end, name="sharing-end"),
]
