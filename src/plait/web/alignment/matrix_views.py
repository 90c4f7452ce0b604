"""The matrix for staff, the switch that publishes it, and the page that anybody may then read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.goals.queries import alignment
from plait.goals.queries.alignment_public import get_public
from plait.goals.queries.alignment_register import get_register
from plait.goals.services.alignment_page import publish
from plait.indicators.queries.trusts import list_schools_of
from plait.web import names
from plait.web.addresses import address
from plait.web.alignment.forms import PublishForm
from plait.web.alignment.matrix import PUBLIC_HEADING, present_matrix, present_public_matrix, public_rows
from plait.web.alignment.register import crumbs_of, list_tabs
from plait.web.alignment.trusts import choose_trust
from plait.web.context import find_store, person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
def matrix(request: HttpRequest) -> HttpResponse:
    """Item by phase, with level and direction; whoever decides publishes it here with one switch."""
    scope, chosen = scope_of(request), choose_trust(request)
    decides = alignment.may_decide(scope, trust=chosen.trust.pk)
    page = alignment.find_page(scope, trust=chosen.trust.pk)
    initial = {"on": page.on, "with_schools": page.with_schools, "introduction": page.introduction} if page else {}
    form = PublishForm(request.POST or None if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if not decides:
            raise NotAllowed(
                "Nothing was published.",
                why="What the trust publishes is decided by whoever decides for it.",
                mend="Ask the director of school improvement.",
            )
        form = PublishForm(request.POST)
        if form.is_valid():
            kept = publish(chosen.trust, by=person_of(request), **form.cleaned_data)
            messages.success(request, "The page is public." if kept.on else "The page is closed to everybody outside.")
            return SeeOther(address("alignment-matrix", trust=chosen.number))
    register = get_register(scope, trust=chosen.trust, store=find_store(), today=timezone.localdate())
    spoken = alignment.list_schools_spoken_for(scope, trust=chosen.trust.pk)
    context = {
        "trust": names.show(chosen.trust.name),
        "matrix": present_matrix(register),
        "form": form if decides else None,
        "public_url": address("alignment-public", chosen.trust.uid) if page and page.on else "",
        "csv_url": address("alignment-file", "decisions", "csv", trust=chosen.number),
        "tabs": list_tabs("matrix", trust=chosen.number, speaks=tuple(each.urn or 0 for each in spoken)),
        "trust_query": chosen.number,
        "today": register.today,
        "crumbs": crumbs_of("Matrix", trust=chosen.number),
        "section": "goals",
    }
    return render(request, "alignment/matrix.html", context, status=422 if form.errors else 200)


@require_safe
def public(request: HttpRequest, uid: int) -> HttpResponse:
    """What a trust publishes of it."""
    page = get_public(scope_of(request), uid=uid)
    if request.GET.get("format") == "csv":
        return csv_response(f"alignment-{uid}.csv", PUBLIC_HEADING, public_rows(page))
    name = names.show(page.trust)
    trust_url = address("trust", uid)
    crumbs = (
        Crumb("Plait", "/"),
        Crumb("Trusts", address("trusts")),
        Crumb(name, trust_url),
        Crumb("What we do alike"),
    )
    context = {
        "page": page,
        "name": name,
        "matrix": present_public_matrix(page, phases=_phases_of(request, uid)),
        "csv_url": address("alignment-public", uid, format="csv"),
        "crumbs": tuple(each for each in crumbs if each.url or each is crumbs[-1]),
        "section": "trusts",
    }
    return render(request, "alignment/public.html", context)


def _phases_of(request: HttpRequest, uid: int) -> set[str]:
    """The phases of a trust's open schools, which the register tells to everybody; none where the site is closed."""
    scope, store = scope_of(request), find_store()
    if store is None or not scope.may_read_open_data:
        return set()
    return {str(each.phase) for each in list_schools_of(scope, store=store, uid=uid) if each.phase}
