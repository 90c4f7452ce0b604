"""The goals of a trust and where plans connect; a new goal; the trust's words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.framework.queries.frameworks import component_choices
from plait.goals.aims import AimState
from plait.goals.queries import aims
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.quality import list_statements
from plait.goals.services import aims as writing
from plait.organisations.roles import May
from plait.web.addresses import address
from plait.web.aims.choosing import choose_trust, crumbs_of
from plait.web.aims.forms import GoalForm, WordsForm
from plait.web.aims.page import present_coherence, present_goal
from plait.web.context import find_store, person_of, scope_of
from plait.web.people.answers import SeeOther, see_other
from plait.web.trusts import Chosen


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
        "plans": present_coherence(coherence),
        "reads_schools": number in scope.trusts_where(May.READ_TRUST),
        "may_propose": aims.may_propose(scope, trust=number),
        "may_decide": aims.may_decide(scope, trust=number),
        "may_fill": aims.may_fill_priorities(scope, trust=number),
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


def _crumbs(chosen: Chosen, last: str) -> object:
    return crumbs_of(("Goals", address("goals") + chosen.query), (last, ""))


def _require(what: May, chosen: Chosen, request: HttpRequest) -> None:
    if not scope_of(request).may_at(what, organisation=chosen.trust.pk, trust=chosen.trust.pk):
        raise NotAllowed(
            "You cannot do this here.",
            why=f"Your role at {chosen.trust.name} does not allow it.",
            mend="Ask somebody who decides for the trust.",
        )
