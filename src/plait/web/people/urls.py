"""Addresses of people: their own page, organisations, roles, sharing, the record of who did what, data protection."""

from django.urls import path

from plait.web.people import roles_views

urlpatterns = [
    path("roles", roles_views.roles, name="roles"),
    path("roles.csv", roles_views.roles_as_csv, name="roles-csv"),
]
