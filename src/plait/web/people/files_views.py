"""How much room the files take that people brought in: for operators."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.goals.queries import uploads
from plait.web.context import scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people.files import HEADING, present_uses, rows_of


@login_required
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """What each organisation keeps, and what each person brought in, of what they may."""
    scope = scope_of(request)
    context = {
        "organisations": present_uses("Organisations", uploads.list_by_organisation(scope)),
        "people": present_uses("People", uploads.list_by_person(scope)),
        "crumbs": (Crumb("Your page", "/home"), Crumb("Trusts and schools", "/organisations"), Crumb("Files")),
    }
    return render(request, "people/files.html", context)


@login_required
@require_safe
def files_as_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    scope = scope_of(request)
    rows = rows_of("Organisation", uploads.list_by_organisation(scope))
    return csv_response("files.csv", HEADING, rows + rows_of("Person", uploads.list_by_person(scope)))
