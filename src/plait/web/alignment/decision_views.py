"""One decision: reading it, changing it, putting it in force, ending it, reviewing it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.core.concurrency import Conflict
from plait.core.errors import PlaitError
from plait.framework.queries.frameworks import component_choices
from plait.goals.alignment import Outcome, State
from plait.goals.models import Decision
from plait.goals.queries import alignment, versions
from plait.goals.queries.alignment_figures import gather, list_figures
from plait.goals.queries.alignment_register import list_schools, read_lines
from plait.goals.services import alignment as deciding
from plait.goals.services import alignment_reviews
from plait.web.alignment.beside import list_beside
from plait.web.alignment.decision import LABELS, Past, Reader, present_decision
from plait.web.alignment.forms import AnswerForm, DecideForm, EndForm, ReviewForm, WholeDecisionForm, initial_of
from plait.web.alignment.register import crumb_to, crumbs_of
from plait.web.alignment.stood import present_figures
from plait.web.context import find_store, person_of, scope_of
from plait.web.framework.carrying import present_behind
from plait.web.people.answers import see_other
from plait.web.sharing import share_link
from plait.web.shown import link_keys


@require_safe
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Read one decision, with where schools stand, who is let off, and what reviews found."""
    one = alignment.get_decision(scope_of(request), number=number)
    return _show(request, one)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a decision; if somebody else has saved it meanwhile, show both texts and lose neither."""
    scope = scope_of(request)
    one = alignment.get_decision_to_change(scope, number=number)
    form = WholeDecisionForm(
        request.POST or None,
        initial=initial_of(one),
        levels=alignment.list_levels(scope, trust=one.owner_id),
        components=component_choices(kept=one.component, edition=one.edition),
        figures=list_figures(scope, decision=one),
    )
    version, merge = request.POST.get("version", str(one.version)), None
    if request.method == "POST" and form.is_valid() and version.isdecimal():
        try:
            _revise(one, form, version=int(version), request=request)
        except Conflict as conflict:
            version, merge = str(conflict.version), _merge(conflict)
        except PlaitError as refused:
            form.add_error(None, f"{refused.why} {refused.mend}")
        else:
            messages.success(request, "Saved. The version before is kept.")
            return see_other("alignment-decision", number)
    crumbs = crumbs_of(crumb_to(one), "Change")
    context = {"form": form, "one": one, "version": version, "merge": merge, "crumbs": crumbs, "section": "goals"}
    return render(request, "alignment/change.html", context, status=409 if merge else 422 if form.errors else 200)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft forward, put a proposal in force, or end a decision."""
    one = alignment.get_decision_to_change(scope_of(request), number=number)
    do, person = request.POST.get("do", ""), person_of(request)
    form = {"decide": DecideForm, "end": EndForm}.get(do)
    if do == "forward":
        deciding.put_forward(one, by=person)
        messages.success(request, "It is put forward: colleagues of the trust read it now.")
        return see_other("alignment-decision", number)
    if form is None:
        return _show(request, one, status=400)
    told = form(request.POST)
    if told.is_valid():
        if do == "decide":
            done = told.do(
                lambda: deciding.decide(one, starts_on=told.cleaned_data["starts_on"], by=person).pk, by=person.pk
            )
        else:
            done = told.do(lambda: deciding.end(one, because=told.cleaned_data["because"], by=person).pk, by=person.pk)
        if done is not None:
            messages.success(request, "It is in force." if do == "decide" else "It has ended, and stays on record.")
            return see_other("alignment-decision", number)
    return _show(request, one, status=422, **{f"{do}_form": told})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Review a decision by its impact, with the figures beside the form as they will be kept."""
    scope, person = scope_of(request), person_of(request)
    one = alignment.get_decision_to_change(scope, number=number)
    if one.state != State.IN_FORCE:
        raise Http404
    levels = [each for each in alignment.list_levels(scope, trust=one.owner_id) if each.pk != one.level_id]
    form = ReviewForm(request.POST or None, levels=levels)
    store = find_store()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def work() -> int:
            return alignment_reviews.review(
                one,
                outcome=Outcome(told["outcome"]),
                because=told["because"],
                level=told["level"],
                next_on=told["next_on"],
                store=store,
                by=person,
            ).number

        if form.do(work, by=person.pk) is not None:
            messages.success(request, "The review is kept, with the figures as they stand today.")
            return see_other("alignment-decision", number, part="reviews")
    figures = gather(scope, decision=one, store=store, today=timezone.localdate())
    context = {
        "form": form,
        "one": one,
        "figures": figures,
        "shown": present_figures(figures),
        "crumbs": crumbs_of(crumb_to(one), "Review"),
        "section": "goals",
    }
    return render(request, "alignment/review.html", context, status=422 if form.errors else 200)


def _revise(one: Decision, form: WholeDecisionForm, *, version: int, request: HttpRequest) -> None:
    written = form.written
    if "shown" not in form.fields:
        written = replace(written, shown=tuple(one.shown))
    because = form.cleaned_data["because"]
    deciding.revise(one, written=written, version=version, because=because, by=person_of(request))


def _merge(conflict: Conflict) -> tuple[tuple[str, str, str], ...]:
    """What differs: the part, as it stands now, and as this person has it."""
    return tuple(
        (LABELS.get(name, name), str(theirs), str(conflict.yours[name]))
        for name, theirs in conflict.theirs.items()
        if name in LABELS
    )


def _show(request: HttpRequest, one: Decision, *, status: int = 200, **forms: Any) -> HttpResponse:
    scope, today = scope_of(request), timezone.localdate()
    within = alignment.reads_schools(scope, one)
    schools = list_schools(scope, trust=one.owner, store=find_store()) if within else ()
    (line,) = read_lines(scope, decisions=[one], schools=schools, today=today)
    decides = alignment.may_decide(scope, trust=one.owner_id)
    mine = [
        each.pk for each in alignment.list_schools_spoken_for(scope, trust=one.owner_id) if one.holds_for(each.phase)
    ]
    past = Past(
        history=alignment.list_history(scope, decision=one),
        exemptions=alignment.list_exemptions(scope, decision=one),
        reviews=alignment.list_reviews(scope, decision=one),
        kept=versions.list_kept(scope, record=one),
    )
    page = present_decision(
        line,
        levels=alignment.list_levels(scope, trust=one.owner_id),
        past=past,
        reader=Reader(decides, frozenset(mine), today),
        measures=link_keys(scope, {*one.shown, *(key for each in past.kept for key in each.content.get("shown", ()))}),
    )
    context = {
        "page": page,
        "one": one,
        "decides": decides,
        "may_change": alignment.may_change(scope, one),
        "share": share_link(scope, one),
        "behind": present_behind(scope, kind="decision", record=one),
        "beside": list_beside(scope, one, today=today),
        "decide_form": DecideForm(),
        "end_form": EndForm(),
        "answer_form": AnswerForm(),
        "crumbs": page.crumbs,
        "section": "goals",
    } | forms
    return render(request, "alignment/decision.html", context, status=status)
