"""The page of roles, and its CSV twin."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plait.organisations.queries.organisations import list_role_names
from plait.organisations.roles import ROLES, May
from plait.web.access import list_addresses
from plait.web.context import scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people.roles import address_rows, address_table, present_roles


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role can see and do, from the declarations that guard every page."""
    page = present_roles(names=list_role_names(scope_of(request)))
    crumbs = (Crumb("Plait", "/"), Crumb("Roles"))
    return render(request, "people/roles.html", {"page": page, "crumbs": crumbs})


@require_safe
def roles_as_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    del request
    rows = [[what.label, *("yes" if what in role.may else "no" for role in ROLES)] for what in May]
    return csv_response("roles.csv", ["What", *(role.name for role in ROLES)], rows)


@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """Every address of the site and who may reach it, from the declarations that the guard asks."""
    table = address_table(address_rows(list_addresses(settings.ROOT_URLCONF)))
    crumbs = (Crumb("Plait", "/"), Crumb("Roles", reverse("roles")), Crumb("Addresses"))
    return render(request, "people/role_addresses.html", {"table": table, "crumbs": crumbs})


@require_safe
def addresses_as_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    del request
    rows = [list(row) for row in address_rows(list_addresses(settings.ROOT_URLCONF))]
    return csv_response("addresses.csv", ["Address", "Who may read", "Who may send something"], rows)
