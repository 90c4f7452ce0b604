"""Goals and priorities as files, and files into them: all of a table, or nothing and every cell to mend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.core.tables_in import BadCell, BadTable, NotATable
from plait.goals.aims_table import HEADING, PRIORITIES, PRIORITY_HEADING, SHEET
from plait.goals.quality_tables import Sheet
from plait.goals.queries import aims
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.aims_exchange import coherence_rows, goal_rows, priority_rows
from plait.goals.services.aims_exchange import take_in
from plait.goals.services.aims_exchange_schools import take_in_priorities
from plait.organisations.models import Organisation
from plait.web import names, words
from plait.web.addresses import address
from plait.web.aims.choosing import choose_trust, crumbs_of, find_store
from plait.web.aims.forms import TakeInForm
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.people.answers import SeeOther
from plait.web.quality.workbook import write_workbook

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS: Final = {"goals": (SHEET, HEADING), "priorities": (PRIORITIES, PRIORITY_HEADING)}
_COHERENCE: Final = ("URN", "School", "Goal", "Priority", "Reason")


@dataclass(frozen=True, slots=True)
class Place:
    """What a page brings in, for whom, and where it leads back to."""

    name: str
    heading: Sequence[str]
    file: str
    query: str
    back_url: str
    back: str


@require_safe
def download(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Goals or priorities with their measures, or where plans connect."""
    scope = scope_of(request)
    if what == "priorities":
        trust, school = _find_place(request)
        urn = None if school is None else school.urn
        return _file(_SHEETS[what], kind, priority_rows(scope, trust=trust, store=find_store(), urn=urn))
    chosen = choose_trust(request)
    if what == "coherence" and kind == "csv":
        coherence = get_coherence(scope, trust=chosen.trust, store=find_store())
        return csv_response("where-plans-connect.csv", _COHERENCE, coherence_rows(scope, coherence=coherence))
    if what == "goals":
        return _file(_SHEETS[what], kind, goal_rows(scope, trust=chosen.trust.pk))
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of goals in."""
    chosen, person = choose_trust(request), person_of(request)
    if not aims.may_propose(scope_of(request), trust=chosen.trust.pk):
        raise _not_here(chosen.trust, "Ask somebody who writes for the trust.")

    def take(content: bytes | str, name: str) -> str:
        taken = take_in(content, name=name, trust=chosen.trust, store=find_store(), by=person)
        return f"{taken.added_n} added, {taken.changed_n} changed, {taken.measures_n} measures taken in."

    place = Place(chosen.name, HEADING, "goals", chosen.query, address("goals") + chosen.query, "Goals")
    return _bring(request, place, take)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_priorities_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of priorities in: of one school, or of all for which the viewer decides."""
    scope, person = scope_of(request), person_of(request)
    trust, school = _find_place(request)
    fills = aims.may_fill_priorities(scope, trust=trust.pk) if school is None else aims.may_speak_for(scope, school)
    if not fills:
        raise _not_here(school or trust, "Ask the headteacher.")

    def take(content: bytes | str, name: str) -> str:
        taken = take_in_priorities(content, name=name, trust=trust, school=school, store=find_store(), by=person)
        told = f"{taken.added_n} set, {taken.changed_n} changed, {taken.measures_n} measures taken in"
        return f"{told}, {words.count(taken.reasons_n, 'reason')} for having none."

    query = f"?trust={trust.pk}" if school is None else f"?school={school.urn}"
    back_url = address("goals") + query if school is None else address("priorities", school.urn)
    name = names.show((school or trust).name)
    place = Place(name, PRIORITY_HEADING, "priorities", query, back_url, "Goals" if school is None else name)
    return _bring(request, place, take)


def _bring(request: HttpRequest, place: Place, take: Callable[[bytes | str, str], str]) -> HttpResponse:
    form = TakeInForm(request.POST or None, request.FILES or None)
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            told = take(*form.content)
        except BadTable as refused:
            bad = refused.cells
            form.add_error(None, refused.what)
        except NotATable as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            messages.success(request, told)
            return SeeOther(place.back_url)
    context = {
        "form": form,
        "bad": bad,
        "place": place,
        "crumbs": crumbs_of((place.back, place.back_url), ("Bring a table in", "")),
        "section": "goals",
    }
    return render(request, "aims/bring_in.html", context, status=422 if form.errors else 200)


def _find_place(request: HttpRequest) -> tuple[Organisation, Organisation | None]:
    """The trust, and the school where one is named."""
    told = request.GET.get("school", "")
    if not told:
        return choose_trust(request).trust, None
    if not told.isdecimal():
        raise Http404
    school = aims.get_school(scope_of(request), urn=int(told))
    if school.parent is None:
        raise Http404
    return school.parent, school


def _file(sheet: tuple[str, Sequence[str]], kind: str, rows: Sequence[Sequence[object]]) -> HttpResponse:
    name, heading = sheet
    if kind == "csv":
        return csv_response(f"{name.lower()}.csv", heading, rows)
    if kind != "xlsx":
        raise Http404
    texts = tuple(tuple("" if each is None else str(each) for each in row) for row in rows)
    response = HttpResponse(write_workbook([Sheet(name, tuple(heading), texts)]), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name.lower()}.xlsx"'
    return response


def _not_here(place: Organisation, mend: str) -> NotAllowed:
    return NotAllowed("You cannot do this here.", why=f"Your role at {place.name} does not allow it.", mend=mend)
