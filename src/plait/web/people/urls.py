"""Addresses of people: their own page, organisations, roles, sharing, the record of who did what, data protection."""

from django.urls import path

from plait.web.people import audit_views, data_protection_views, roles_views

urlpatterns = [
    path("roles", roles_views.roles, name="roles"),
    path("roles.csv", roles_views.roles_as_csv, name="roles-csv"),
    path("audit", audit_views.audit, name="audit"),
    path("audit.csv", audit_views.audit_as_csv, name="audit-csv"),
    path("data-protection", data_protection_views.data_protection, name="data-protection"),
    path("data-protection.csv", data_protection_views.processing_as_csv, name="processing-csv"),
    path("data-protection/dpia.md", data_protection_views.dpia, name="dpia"),
    path("data-protection/mine", data_protection_views.my_data, name="my-data"),
    path("data-protection/people", data_protection_views.people_answered_for, name="data-requests"),
    path("data-protection/people/<int:number>/export", data_protection_views.export, name="data-export"),
    path("data-protection/people/<int:number>/erase", data_protection_views.erase, name="data-erase"),
]
