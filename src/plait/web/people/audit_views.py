"""Searching who did what: for the data protection lead of a trust."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plait.core.queries.audit import Entries
from plait.organisations.queries import audits, people
from plait.organisations.queries import organisations as places
from plait.organisations.queries.audits import Asked
from plait.organisations.services import disclosures
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people.audit import ACTIONS, people_in, present_audit, row_of

_MOST = 20_000  # lines of one CSV file
_LONGEST = 100  # letters of a name


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what in the organisations for which the viewer answers."""
    scope = scope_of(request)
    found = audits.search(scope, asked=_asked(request))
    context = {
        "page": present_audit(found, names=_names(found), behalf=_behalf(request, found), query=_query(request)),
        "actions": [(value, label, value == request.GET.get("action")) for value, label in ACTIONS.items()],
        "who": request.GET.get("who", ""),
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "crumbs": (Crumb("Your page", "/home"), Crumb("Who did what")),
    }
    return render(request, "people/audit.html", context)


@login_required
@require_safe
def audit_as_csv(request: HttpRequest) -> HttpResponse:
    """The same search as a file."""
    found = audits.search(scope_of(request), asked=_asked(request), page_size=_MOST)
    names, behalf = _names(found), _behalf(request, found)
    heading = ["No.", "When", "Who", "On behalf of", "What", "Kind of record", "Record", "Before", "After", "Note"]
    rows = [row_of(each, names=names, behalf=behalf) for each in found.rows]
    if found.pages_n > 1:
        rest = f"Page {found.page} of {found.pages_n} of {found.n:,} entries: choose days to have all of them."
        rows.append([*[""] * (len(heading) - 1), rest])
    if request.method == "GET":
        disclosures.note_trail_taken(n=len(found.rows), by=person_of(request))
    return csv_response("who-did-what.csv", heading, rows)


def _names(found: Entries) -> dict[int, str]:
    return people.find_names(sorted(set().union(*(people_in(each) for each in found.rows))))


def _behalf(request: HttpRequest, found: Entries) -> dict[int, str]:
    """The organisations for which somebody acted upon what is another's."""
    numbers = {each.on_behalf_of for each in found.rows if each.on_behalf_of is not None}
    return places.find_names(scope_of(request), numbers=numbers) if numbers else {}


def _asked(request: HttpRequest) -> Asked:
    action = request.GET.get("action", "")
    page = request.GET.get("page", "")
    return Asked(
        action=action if action in ACTIONS else "",
        who=request.GET.get("who", "").strip()[:_LONGEST],
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", ""), later=1),
        page=int(page) if page.isdigit() and len(page) < 7 else 1,
    )


def _query(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("action", "who", "since", "until")}


def _day(told: str, *, later: int = 0) -> dt.datetime | None:
    """The beginning of a day, or of one so many days later; none of what is no day, or the last that there is."""
    try:
        day = dt.date.fromisoformat(told) + dt.timedelta(days=later)
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    except (ValueError, OverflowError):
        return None
