"""The goals of a trust and where plans connect; a new goal; the trust's words; tables out and in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.core.tables_in import BadCell, BadTable, NotATable
from plait.framework.queries.frameworks import component_choices
from plait.goals.aims import AimState
from plait.goals.aims_table import HEADING, SHEET
from plait.goals.quality_tables import Sheet
from plait.goals.queries import aims
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.aims_exchange import coherence_rows, goal_rows
from plait.goals.queries.quality import list_statements
from plait.goals.services import aims as writing
from plait.goals.services.aims_exchange import take_in
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.aims.choosing import Chosen, choose_trust, crumbs_of, find_store
from plait.web.aims.forms import GoalForm, TakeInForm, WordsForm
from plait.web.aims.page import present_coherence, present_goal
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.people.answers import SeeOther, see_other
from plait.web.quality.workbook import write_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COHERENCE = ("URN", "School", "Goal", "Priority", "Reason")


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """What the trust wants to reach, and where its schools' plans connect with it."""
    scope, chosen = scope_of(request), choose_trust(request)
    number = chosen.trust.pk
    found = aims.list_goals(scope, trust=number)
    coherence = get_coherence(scope, trust=chosen.trust, store=find_store())
    context = {
        "chosen": chosen,
        "now": [present_goal(each) for each in found if each.state != AimState.ENDED],
        "ended": [present_goal(each) for each in found if each.state == AimState.ENDED],
        "sentence": coherence.sentence,
        "table": present_coherence(coherence),
        "reads_schools": number in scope.trusts_where(May.READ_TRUST),
        "may_propose": aims.may_propose(scope, trust=number),
        "may_decide": aims.may_decide(scope, trust=number),
        "schools": [each for each in aims.list_spoken_for(scope) if each.parent_id == number],
        "crumbs": crumbs_of(("Goals", "")),
        "section": "goals",
    }
    return render(request, "aims/goals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a goal: what, why, and when it is looked at again."""
    scope, chosen = scope_of(request), choose_trust(request)
    _require(May.WRITE, chosen, request)
    person = person_of(request)
    statements = [(each.pk, each.text[:90]) for each in list_statements(scope, trust=chosen.trust.pk)]
    form = GoalForm(request.POST or None, components=component_choices(), statements=statements)
    if request.method == "POST" and form.is_valid():
        draft = request.POST.get("do") == "draft"
        made = form.do(
            lambda: writing.propose(form.written, trust=chosen.trust, draft=draft, by=person).pk, by=person.pk
        )
        if made is not None:
            messages.success(request, "Saved. Now say how you would know.")
            return see_other("goal", made)
    context = {"form": form, "chosen": chosen, "crumbs": _crumbs(chosen, "A new goal"), "section": "goals"}
    return render(request, "aims/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def judging(request: HttpRequest) -> HttpResponse:
    """The words in which the trust says how a goal stands."""
    scope, chosen = scope_of(request), choose_trust(request)
    _require(May.DECIDE, chosen, request)
    person = person_of(request)
    held = "\n".join(aims.list_words(scope, trust=chosen.trust.pk))
    form = WordsForm(request.POST or None, initial={"words": held})
    if request.method == "POST" and form.is_valid():
        work = form.do(lambda: writing.choose_words(chosen.trust, words=form.written, by=person).pk, by=person.pk)
        if work is not None:
            messages.success(request, "Saved. Reviews from now on use these words; past ones keep theirs.")
            return SeeOther(address("goals") + chosen.query)
    context = {"form": form, "chosen": chosen, "crumbs": _crumbs(chosen, "Words"), "section": "goals"}
    return render(request, "aims/words.html", context, status=422 if form.errors else 200)


@require_safe
def download(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Goals with their measures, or where plans connect."""
    scope, chosen = scope_of(request), choose_trust(request)
    if what == "coherence" and kind == "csv":
        coherence = get_coherence(scope, trust=chosen.trust, store=find_store())
        return csv_response("where-plans-connect.csv", _COHERENCE, coherence_rows(scope, coherence=coherence))
    rows = goal_rows(scope, trust=chosen.trust.pk)
    if what == "goals" and kind == "csv":
        return csv_response("goals.csv", HEADING, rows)
    if what == "goals" and kind == "xlsx":
        sheet = Sheet(SHEET, HEADING, tuple(tuple("" if each is None else str(each) for each in row) for row in rows))
        response = HttpResponse(write_workbook([sheet]), content_type=_XLSX)
        response["Content-Disposition"] = 'attachment; filename="goals.xlsx"'
        return response
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring a table of goals in: all of it, or nothing and every cell to mend."""
    chosen = choose_trust(request)
    _require(May.WRITE, chosen, request)
    form = TakeInForm(request.POST or None, request.FILES or None)
    bad: tuple[BadCell, ...] = ()
    if request.method == "POST" and form.is_valid():
        content, name = form.content
        try:
            taken = take_in(content, name=name, trust=chosen.trust, store=find_store(), by=person_of(request))
        except BadTable as refused:
            bad = refused.cells
            form.add_error(None, refused.what)
        except NotATable as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            told = f"{taken.added_n} added, {taken.changed_n} changed, {taken.measures_n} measures taken in."
            messages.success(request, told)
            return SeeOther(address("goals") + chosen.query)
    context = {
        "form": form,
        "bad": bad,
        "heading": HEADING,
        "chosen": chosen,
        "crumbs": _crumbs(chosen, "Bring a table in"),
        "section": "goals",
    }
    return render(request, "aims/bring_in.html", context, status=422 if form.errors else 200)


def _crumbs(chosen: Chosen, last: str) -> object:
    return crumbs_of(("Goals", address("goals") + chosen.query), (last, ""))


def _require(what: May, chosen: Chosen, request: HttpRequest) -> None:
    if not scope_of(request).may_at(what, organisation=chosen.trust.pk, trust=chosen.trust.pk):
        raise NotAllowed(
            "You cannot do this here.",
            why=f"Your role at {chosen.trust.name} does not allow it.",
            mend="Ask somebody who decides for the trust.",
        )
