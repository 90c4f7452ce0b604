"""Addresses of people: their own page, organisations, roles, sharing, the record of who did what, data protection."""

from django.urls import path

from plait.organisations.roles import May
from plait.web.access import ANYONE, SIGNED_IN, Access, whoever_may
from plait.web.people import audit_views, data_protection_views, roles_views

urlpatterns = [
    path("roles", roles_views.roles, name="roles"),
    path("roles.csv", roles_views.roles_as_csv, name="roles-csv"),
    path("roles/addresses", roles_views.addresses, name="role-addresses"),
    path("roles/addresses.csv", roles_views.addresses_as_csv, name="role-addresses-csv"),
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

_ANSWERS = whoever_may(May.PROTECT_DATA, May.OPERATE)
# Who answers for personal data searches the trail and answers requests; what the site holds and why is open to all.
ACCESS = {
    "roles": Access(ANYONE),
    "roles-csv": Access(ANYONE),
    "role-addresses": Access(ANYONE),
    "role-addresses-csv": Access(ANYONE),
    "audit": Access(whoever_may(May.PROTECT_DATA)),
    "audit-csv": Access(whoever_may(May.PROTECT_DATA)),
    "data-protection": Access(ANYONE),
    "processing-csv": Access(ANYONE),
    "dpia": Access(ANYONE),
    "my-data": Access(None, SIGNED_IN),
    "data-requests": Access(_ANSWERS),
    "data-export": Access(None, _ANSWERS),
    "data-erase": Access(_ANSWERS, _ANSWERS),
}
