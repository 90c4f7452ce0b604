"""How sure are we: the page, and the drawn schools as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.insight.lab import luck
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.signals import sure, sure_csv


@require_safe
def how_sure(request: HttpRequest) -> HttpResponse:
    """What may be believed, and why; it concerns no school, so everybody may read it."""
    crumbs = (Crumb("Plait", "/"), Crumb("How sure are we?"))
    return render(request, "signals/sure.html", {"page": sure.present(), "section": "methods", "crumbs": crumbs})


@require_safe
def how_sure_as_csv(request: HttpRequest) -> HttpResponse:
    """Every drawn school with its figures."""
    del request
    return csv_response("how-sure.csv", sure_csv.HEADING, sure_csv.list_rows(luck.illustrate()))
