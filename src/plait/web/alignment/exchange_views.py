"""The register as files, and files into the register."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.goals.alignment_rows import COLUMNS, read_sheets
from plait.goals.alignment_tables import BadCell, BadCells
from plait.goals.queries import alignment
from plait.goals.queries.alignment_exchange import write_register, write_reviews
from plait.goals.services.alignment_exchange import Taken, take_in
from plait.web import names, words
from plait.web.addresses import address
from plait.web.alignment.register import crumbs_of
from plait.web.alignment.trusts import choose_trust
from plait.web.bringing import TakeInForm, file_response
from plait.web.context import find_store, person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.packs.parts import Sheet
from plait.web.people.answers import SeeOther
from plait.web.trusts import Chosen


@require_safe
def download(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Decisions, positions, exemptions, levels or reviews by impact as CSV; what comes back in as one workbook."""
    chosen = choose_trust(request)
    if (what, kind) == ("reviews", "csv"):
        told = write_reviews(scope_of(request), trust=chosen.trust.pk)
        return csv_response("alignment-reviews.csv", told.heading, told.rows)
    today = clock.today()
    tables = write_register(scope_of(request), trust=chosen.trust, store=find_store(), today=today)
    if (what, kind) == ("register", "xlsx"):
        sheets = [Sheet(each.name, each.heading, each.rows) for each in tables]
        return file_response(sheets, name="alignment", kind=kind)
    table = next((each for each in tables if (each.name.lower(), "csv") == (what, kind)), None)
    if table is None:
        raise Http404
    return csv_response(f"alignment-{what}.csv", table.heading, table.rows)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a table in; where a cell is wrong, name each and change nothing."""
    chosen = choose_trust(request)
    if not alignment.may_propose(scope_of(request), trust=chosen.trust.pk):
        raise NotAllowed(
            "You cannot bring a table in.",
            why="It is for those who write for the trust.",
            mend="Ask somebody of the central team.",
        )
    form = TakeInForm(request.POST or None, request.FILES or None)
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            taken = _take(form, chosen, request)
        except BadCells as refused:
            bad = refused.cells
            form.add_error(None, f"Nothing was taken in. {words.starting(words.count(len(bad), 'cell'))} to mend.")
        except PlaitError as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            messages.success(request, _say(taken))
            return SeeOther(address("alignment", trust=chosen.number))
    context = {
        "form": form,
        "bad": bad,
        "name": names.show(chosen.trust.name),
        "columns": COLUMNS,
        "book_url": address("alignment-file", "register", "xlsx", trust=chosen.number),
        "csv_url": address("alignment-file", "decisions", "csv", trust=chosen.number),
        "trust_query": chosen.number,
        "crumbs": crumbs_of("Bring a table in", trust=chosen.number),
        "section": "goals",
    }
    return render(request, "alignment/bring_in.html", context, status=422 if form.errors else 200)


def _take(form: TakeInForm, chosen: Chosen, request: HttpRequest) -> Taken:
    content, name = form.content
    sheets = read_sheets(content, name=name)
    return take_in(sheets, trust=chosen.trust, store=find_store(), by=person_of(request))


def _say(taken: Taken) -> str:
    told = [
        words.count(taken.added_n, "decision added", "decisions added"),
        words.count(taken.changed_n, "changed", "changed"),
        words.count(taken.said_n, "position said", "positions said"),
        words.count(taken.asked_n, "exemption asked for", "exemptions asked for"),
        words.count(taken.answered_n, "answered", "answered"),
    ]
    return f"{words.starting(words.listed(told))}."
