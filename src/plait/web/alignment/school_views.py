"""A school says where it stands, asks to be let off, and is answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.core.errors import NotAllowed
from plait.goals.alignment import Heading, State
from plait.goals.queries import alignment
from plait.goals.queries.alignment_register import Here, read_lines
from plait.goals.queries.alignment_schools import get_school, list_waiting
from plait.goals.services import alignment_schools as saying
from plait.organisations.models import Organisation
from plait.web import names
from plait.web.alignment.forms import AnswerForm, ExemptionForm, PositionForm
from plait.web.alignment.register import crumb_to, crumbs_of
from plait.web.alignment.school import present_school
from plait.web.context import person_of, scope_of
from plait.web.people.answers import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Where one school stands on everything in force; its head changes that with a tap."""
    one = get_school(scope_of(request), urn=urn)
    if request.method == "POST":
        return _say(request, one)
    return _show(request, one)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a school to be let off one decision."""
    scope, person = scope_of(request), person_of(request)
    one = alignment.get_decision(scope, number=number)
    mine = [each for each in alignment.list_schools_spoken_for(scope, trust=one.owner_id) if one.holds_for(each.phase)]
    if not mine:
        raise NotAllowed(
            "You cannot ask for an exemption.",
            why="It is asked for by whoever decides at a school that the decision is about.",
            mend="Ask the headteacher.",
        )
    schools = [(each.pk, names.show(each.name)) for each in mine]
    chosen = {"school": request.GET.get("school", "")}
    form = ExemptionForm(request.POST or None, schools=schools, initial=chosen)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        place = next(each for each in mine if each.pk == told["school"])

        def work() -> int:
            made = saying.ask(
                one, school=place, reason=told["reason"], instead=told["instead"], until=told["until"], by=person
            )
            return made.pk

        if form.do(work, by=person.pk) is not None:
            messages.success(request, "Asked. You see here when it is answered, and why.")
            return see_other("alignment-decision", number, part="exemptions")
    context = {"form": form, "one": one, "crumbs": crumbs_of(crumb_to(one), "Ask for an exemption"), "section": "goals"}
    return render(request, "alignment/ask.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Grant a request or not, or end it."""
    person = person_of(request)
    one = alignment.get_exemption(scope_of(request), number=number)
    do, form = request.POST.get("do", ""), AnswerForm(request.POST)
    if do == "end":
        form.fields["because"].required = False
    if form.is_valid() and do in {"grant", "refuse", "end"}:
        told = form.cleaned_data

        def work() -> int:
            if do == "end":
                return saying.withdraw(one, because=told["because"], by=person).pk
            made = saying.answer(one, grant=do == "grant", because=told["because"], until=told["until"], by=person)
            return made.pk

        if form.do(work, by=person.pk) is not None:
            messages.success(request, {"grant": "Granted.", "refuse": "Answered.", "end": "Ended."}[do])
            return see_other("alignment-decision", one.decision_id, part=f"exemption-{one.pk}")
    context = {"form": form, "one": one, "crumbs": crumbs_of(crumb_to(one.decision), "Answer"), "section": "goals"}
    return render(request, "alignment/answer.html", context, status=422)


def _say(request: HttpRequest, school: Organisation) -> HttpResponse:
    scope, person = scope_of(request), person_of(request)
    if not alignment.may_speak_for(scope, school):
        raise NotAllowed(
            "Nothing was changed.",
            why="Where a school stands is said by whoever decides there.",
            mend="Ask the headteacher.",
        )
    form = PositionForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        one = alignment.get_decision(scope, number=told["decision"])
        heading = Heading(told["heading"]) if told["heading"] else None

        def work() -> int:
            made = saying.state(one, school=school, level=told["level"], heading=heading, text=told["text"], by=person)
            return made.pk

        if form.do(work, by=person.pk) is not None:
            return see_other("alignment-school", school.urn or 0, part=f"decision-{one.pk}")
    return _show(request, school, form=form)


def _show(request: HttpRequest, school: Organisation, *, form: PositionForm | None = None) -> HttpResponse:
    scope = scope_of(request)
    if school.parent_id is None:
        raise Http404
    decisions = alignment.list_decisions(scope, trust=school.parent_id, states=(State.IN_FORCE,))
    here = Here(school.pk, school.urn or 0, school.name, school.phase)
    page = present_school(
        school,
        lines=read_lines(scope, decisions=decisions, schools=[here], today=timezone.localdate()),
        levels=alignment.list_levels(scope, trust=school.parent_id),
        waiting=list_waiting(scope, school=school),
        spoken=alignment.list_schools_spoken_for(scope, trust=school.parent_id),
        may_say=alignment.may_speak_for(scope, school),
    )
    context = {
        "page": page,
        "form": form,
        "token": PositionForm().initial["token"],
        "crumbs": page.crumbs,
        "section": "goals",
    }
    return render(request, "alignment/school.html", context, status=422 if form is not None else 200)
