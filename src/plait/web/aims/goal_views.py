"""One goal: read, changed, put in force, measured, reviewed and ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.core.errors import NotAllowed
from plait.framework.queries.frameworks import component_choices, name_component
from plait.goals.aims_attached import list_attached
from plait.goals.models import Goal
from plait.goals.queries import aims, versions
from plait.goals.queries.quality import list_statements
from plait.goals.services import aims as writing
from plait.goals.services import aims_reviews
from plait.insight.queries.shown import figures_at
from plait.insight.queries.shown_answers import ShownFigure
from plait.organisations.domain import Scope
from plait.web import names
from plait.web.addresses import address
from plait.web.aims.choosing import crumbs_of, figure_choices
from plait.web.aims.forms import DecideForm, EndForm, GoalForm, MeasureForm, ReviewForm
from plait.web.aims.history import present_history
from plait.web.aims.page import present_measures, present_review
from plait.web.aims.saving import show_change, try_save
from plait.web.context import find_store, person_of, scope_of
from plait.web.evidence.panel import present_panel
from plait.web.framework.carrying import present_behind
from plait.web.people.answers import see_other
from plait.web.sharing import share_link
from plait.web.stepped import Stepped


@require_safe
def goal(request: HttpRequest, number: int) -> HttpResponse:
    """Read one goal: why, how one would know, which schools work on it, and what came of it."""
    scope = scope_of(request)
    return _show(request, aims.get_goal(scope, number=number), {})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a goal; if somebody else has saved it meanwhile, show both texts and lose neither."""
    scope = scope_of(request)
    one = aims.get_goal_to_change(scope, number=number)
    statements = [(each.pk, each.text[:90]) for each in list_statements(scope, trust=one.owner_id)]
    if one.statement is not None and one.statement_id not in {number for number, _ in statements}:
        statements.append((one.statement.pk, f"{one.statement.text[:90]} (not in force now)"))
    initial = {name: getattr(one, name) for name in ("title", "why", "component", "review_on")}
    initial["statement"] = one.statement_id
    form = GoalForm(
        request.POST or None,
        initial=initial,
        components=component_choices(kept=one.component, edition=one.edition),
        statements=statements,
        changing=True,
    )
    outcome = try_save(
        request,
        form,
        standing=one.version,
        save=lambda version: writing.revise(
            one,
            written=form.written,
            version=version,
            because=form.cleaned_data["because"],
            by=person_of(request),
        ),
    )
    if outcome.saved:
        messages.success(request, "Saved.")
        return see_other("goal", number)
    crumbs = crumbs_of(("Goals", address("goals")), (one.title, address("goal", number)), ("Change", ""))
    return show_change(request, form, outcome, title="Change the goal", over=one.title, crumbs=crumbs)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Put a goal forward or in force, say how one would know, or end it."""
    scope, person = scope_of(request), person_of(request)
    one = aims.get_goal_to_change(scope, number=number)
    do = request.POST.get("do", "")
    form, work = _asked(request, do, one)
    if form.is_valid() and form.do(work, by=person.pk) is not None:
        messages.success(request, "Saved.")
        return see_other("goal", number)
    return _show(request, one, {do: form}, status=422)


def _asked(request: HttpRequest, do: str, one: Goal) -> tuple[Stepped, Callable[[], object]]:
    """What is done with a goal: its form, and the service that does it."""
    person = person_of(request)
    if do == "forward":
        return Stepped(request.POST), lambda: writing.put_forward(one, by=person).pk
    if do == "decide":
        deciding = DecideForm(request.POST, auto_id="decide_%s")
        return deciding, lambda: writing.decide(one, starts_on=deciding.cleaned_data["starts_on"], by=person).pk
    if do == "measure":
        saying = MeasureForm(
            request.POST, auto_id="measure_%s", figures=figure_choices(scope_of(request), at=one.owner)
        )
        return saying, lambda: writing.measure_goal(one, measure=saying.measure, store=find_store(), by=person).pk
    if do == "end":
        ending = EndForm(request.POST, auto_id="end_%s")
        return ending, lambda: writing.end(one, because=ending.cleaned_data["because"], by=person).pk
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Look back at a goal; its figures are kept as they stand."""
    scope, person = scope_of(request), person_of(request)
    one = aims.get_goal(scope, number=number)
    if not aims.may_decide(scope, trust=one.owner_id):
        raise NotAllowed(
            "You cannot review this goal.",
            why="It is reviewed by those who decide for the trust.",
            mend=f"Ask {one.keeper.name}, who looks after it.",
        )
    words = aims.list_words(scope, trust=one.owner_id)
    form = ReviewForm(request.POST or None, words=words, measures=one.measures.all())
    if request.method == "POST" and form.is_valid():
        done = form.do(
            lambda: aims_reviews.review_goal(one, written=form.written, store=find_store(), by=person).pk, by=person.pk
        )
        if done is not None:
            messages.success(request, "Kept, with the figures as they stand today.")
            return see_other("goal", number, part="reviews")
    context = {"form": form, "one": one, "section": "goals"}
    context["measures"] = present_measures(one.measures.all(), figures=_figures(scope, one))
    context["reviews"] = [present_review(each) for each in one.reviews.all()][:1]
    context["crumbs"] = crumbs_of(("Goals", address("goals")), (one.title, address("goal", number)), ("Review", ""))
    return render(request, "aims/review.html", context, status=422 if form.errors else 200)


def _show(request: HttpRequest, one: Goal, forms: dict[str, Stepped], *, status: int = 200) -> HttpResponse:
    scope = scope_of(request)
    may_change = aims.may_change(scope, one)
    priorities = [each for each in aims.list_priorities(scope, trust=one.owner_id) if each.goal_id == one.pk]
    without = [each for each in aims.list_without(scope, trust=one.owner_id) if each.goal_id == one.pk]
    context = {
        "one": one,
        "trust": names.show(one.owner.name),
        "standing": one.standing,
        "component": name_component(one.component, edition=one.edition) if one.component else "",
        "behind": present_behind(scope, kind="goal", record=one),
        "measures": present_measures(one.measures.all(), figures=_figures(scope, one), may_change=may_change),
        "priorities": priorities,
        "without": without,
        "attached": list_attached(scope, record_type="goals.goal", numbers=[one.pk])[one.pk],
        "evidence": present_panel(scope, under="goal", number=one.pk),
        "reviews": [present_review(each) for each in one.reviews.all()],
        "past": present_history(versions.list_kept(scope, record=one), title="The goal"),
        "may_change": may_change,
        "share": share_link(scope, one),
        "decides": aims.may_decide(scope, trust=one.owner_id),
        "forms": {
            "decide": forms.get("decide") or DecideForm(auto_id="decide_%s"),
            "measure": forms.get("measure")
            or MeasureForm(auto_id="measure_%s", figures=figure_choices(scope, at=one.owner) if may_change else []),
            "end": forms.get("end") or EndForm(auto_id="end_%s"),
            "forward": Stepped(auto_id="forward_%s"),
        },
        "faults": next(iter(forms.values()), None),
        "crumbs": crumbs_of(("Goals", address("goals")), (one.title, "")),
        "section": "goals",
    }
    return render(request, "aims/goal.html", context, status=status)


def _figures(scope: Scope, one: Goal) -> dict[str, ShownFigure]:
    """The figures of the trust that a goal's measures name."""
    keys = {each.key for each in one.measures.all() if each.key}
    return figures_at(scope, find_store(), keys, at=one.owner) if keys else {}
