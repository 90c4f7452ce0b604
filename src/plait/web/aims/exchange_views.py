"""Goals and priorities as files, and files into them: all of a table, or nothing and every cell to mend."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.goals.aims_table import (
    HEADING,
    NOTED,
    NOTED_HEADING,
    PRIORITIES,
    PRIORITY_HEADING,
    REVIEW_HEADING,
    REVIEWS,
    SHEET,
)
from plait.goals.queries import aims
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.aims_exchange import coherence_rows, goal_rows, noted_rows, priority_rows, review_rows
from plait.goals.services.aims_exchange import take_in
from plait.goals.services.aims_exchange_schools import take_in_priorities
from plait.organisations.models import Organisation
from plait.web import names, words
from plait.web.addresses import address
from plait.web.aims.choosing import choose_trust, crumbs_of
from plait.web.bringing import Bringing, bring_in, file_response
from plait.web.context import find_store, person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.packs.parts import Sheet
from plait.web.parts import Crumb, Link

_SHEETS: Final = {
    "goals": (SHEET, HEADING),
    "priorities": (PRIORITIES, PRIORITY_HEADING),
    "reviews": (REVIEWS, REVIEW_HEADING),
    "figures": (NOTED, NOTED_HEADING),
}
_GOALS: Final = (
    "A row for each measure of a goal. A goal with a number is changed, one without is added: proposed, a draft, or in "
    "force where its state says so and you may decide."
)
_PRIORITIES: Final = (
    "A row for each measure of a priority. A priority with a number is changed, one without is set. A row that names a "
    "goal and no priority says, under Reason, why the school has none there: that is where plans do not connect."
)
_MEASURES: Final = (
    "A figure is named by its key, such as indicator:ks4_att8; without a baseline, it is filled in as it stands. A "
    "measure is known by its name, and a row that is missing removes nothing. Days are written such as 31/07/2027."
)
_COHERENCE: Final = ("URN", "School", "Goal", "Priority", "Reason")


@require_safe
def download(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Goals or priorities with their measures, their reviews, figures noted by hand, or where plans connect."""
    scope = scope_of(request)
    if what == "priorities":
        trust, school = _find_place(request)
        urn = None if school is None else school.urn
        return _file(_SHEETS[what], kind, priority_rows(scope, trust=trust, store=find_store(), urn=urn))
    chosen = choose_trust(request)
    if what == "coherence" and kind == "csv":
        coherence = get_coherence(scope, trust=chosen.trust, store=find_store())
        return csv_response("where-plans-connect.csv", _COHERENCE, coherence_rows(scope, coherence=coherence))
    rows = {"goals": goal_rows, "reviews": review_rows, "figures": noted_rows}.get(what)
    if rows is None:
        raise Http404
    return _file(_SHEETS[what], kind, rows(scope, trust=chosen.trust.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def bring_goals_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of goals in."""
    chosen, person = choose_trust(request), person_of(request)
    if not aims.may_propose(scope_of(request), trust=chosen.trust.pk):
        raise _not_here(chosen.trust, "Ask somebody who writes for the trust.")

    def take(content: bytes | str, name: str) -> str:
        taken = take_in(content, name=name, trust=chosen.trust, store=find_store(), by=person)
        return f"{taken.added_n} added, {taken.changed_n} changed, {taken.measures_n} measures taken in."

    page = Bringing(
        over=chosen.name,
        title="Bring a table of goals in",
        files=_files("goals", chosen.query),
        heading=HEADING,
        notes=(_GOALS, _MEASURES),
        back_url=address("goals") + chosen.query,
        crumbs=_crumbs("Goals", address("goals") + chosen.query),
    )
    return bring_in(request, page, take)


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
    name = names.show((school or trust).name)
    back_url = address("goals") + query if school is None else address("priorities", school.urn)
    page = Bringing(
        over=name,
        title="Bring a table of priorities in",
        files=_files("priorities", query),
        heading=PRIORITY_HEADING,
        notes=(_PRIORITIES, _MEASURES),
        back_url=back_url,
        crumbs=_crumbs("Goals" if school is None else name, back_url),
    )
    return bring_in(request, page, take)


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


def _file(sheet: tuple[str, tuple[str, ...]], kind: str, rows: Sequence[Sequence[object]]) -> HttpResponse:
    name, heading = sheet
    return file_response([Sheet(name, heading, rows)], name=name.lower(), kind=kind)


def _files(what: str, query: str) -> tuple[Link, Link]:
    kinds = (("Download the workbook", "xlsx"), ("Download as CSV", "csv"))
    workbook, csv = (Link(label, address("goals-file", what, kind) + query) for label, kind in kinds)
    return workbook, csv


def _crumbs(back: str, back_url: str) -> tuple[Crumb, ...]:
    return crumbs_of((back, back_url), ("Bring a table in", ""))


def _not_here(place: Organisation, mend: str) -> NotAllowed:
    return NotAllowed("You cannot do this here.", why=f"Your role at {place.name} does not allow it.", mend=mend)
