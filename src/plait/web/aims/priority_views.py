"""One priority of a school: read with its history, and changed; and one success measure, changed or removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from plait.goals.aims import AimState
from plait.goals.aims_attached import list_attached
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.queries import aims, versions
from plait.goals.services import aims_measures, aims_schools
from plait.organisations.domain import Scope
from plait.organisations.roles import May
from plait.web import names
from plait.web.addresses import address
from plait.web.aims.change_forms import ChangeMeasureForm, ChangePriorityForm, RemoveForm
from plait.web.aims.choosing import crumbs_of, figure_choices
from plait.web.aims.history import Step, present_history
from plait.web.aims.page import present_measures, present_review
from plait.web.aims.priorities_views import school_figures
from plait.web.aims.saving import show_change, try_save
from plait.web.context import find_store, person_of, scope_of
from plait.web.evidence.panel import present_panel
from plait.web.parts import Crumb
from plait.web.people.answers import SeeOther, see_other
from plait.web.sharing import is_lent, share_link


@require_safe
def priority(request: HttpRequest, number: int) -> HttpResponse:
    """Read one priority: the goal it serves, how one would know, what it rests on, and how it has changed."""
    scope = scope_of(request)
    one = aims.get_priority(scope, number=number)
    may_change = aims.may_change_priority(scope, one)
    figures = school_figures(scope, one.owner, [one])
    context = {
        "one": one,
        "goal": aims.find_goal_of(scope, one),
        "school": names.show(one.owner.name),
        "state": AimState(one.state).label,
        "measures": present_measures(one.measures.all(), figures=figures, may_change=may_change),
        "attached": list_attached(scope, record_type="goals.priority", numbers=[number])[number],
        "evidence": present_panel(scope, under="priority", number=number),
        "reviews": [present_review(each) for each in one.reviews.all()],
        "past": _present_past(scope, one),
        "may_change": may_change,
        "share": share_link(scope, one),
        "lent": is_lent(scope, one),
        "school_url": f"{address('priorities', one.owner.urn)}#priority-{number}",
        "crumbs": crumbs_of((one.title, "")) if is_lent(scope, one) else (*way_to(one)[:-2], Crumb(one.title)),
        "section": "goals",
    }
    return render(request, "aims/priority.html", context)


def _present_past(scope: Scope, one: Priority) -> list[Step]:
    """Its history; the goals that it served are named to those who read what the trust's goals are."""
    kept = versions.list_kept(scope, record=one)
    untold = frozenset[str]() if one.trust_id in scope.trusts_where(May.READ_TRUST) else frozenset({"goal"})
    return present_history(kept, title="What the school works on", untold=untold)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a priority; if somebody else has saved it meanwhile, show both texts and lose neither."""
    scope = scope_of(request)
    one = aims.get_priority_to_change(scope, number=number)
    goals = aims.list_goals(scope, trust=one.owner.parent_id or 0, states=[AimState.IN_FORCE])
    form = ChangePriorityForm(request.POST or None, one=one, goals=[(each.pk, each.title) for each in goals])
    outcome = try_save(
        request,
        form,
        standing=one.version,
        save=lambda version: aims_schools.revise_priority(
            one,
            written=form.written,
            version=version,
            because=form.cleaned_data["because"],
            by=person_of(request),
        ),
    )
    if outcome.saved:
        messages.success(request, "Saved. What it said before stands in its history.")
        return see_other("priority", number)
    return show_change(
        request, form, outcome, title="Change the priority", over=one.title, crumbs=way_to(one, "Change")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Change how one would know, or take it away with the reason; two at once see both texts."""
    scope, person = scope_of(request), person_of(request)
    one = aims.get_measure_to_change(scope, number=number)
    aim = one.aim
    removes = request.POST.get("do") == "remove"
    removing = RemoveForm(request.POST if removes else None, auto_id="remove_%s")
    posted = None if removes else request.POST or None
    choices = figure_choices(scope, at=aim.owner, kept=one.key) if aim is not None else []
    form = ChangeMeasureForm(posted, one=one, figures=choices)
    way = way_to(aim, "Change a measure") if aim is not None else ()
    if removes and removing.is_valid():
        because = removing.cleaned_data["because"]
        if removing.do(lambda: aims_measures.remove(one, because=because, by=person), by=person.pk) is not None:
            messages.success(request, "Removed. The reason stands in the history.")
            return SeeOther(way[-2].url)
    outcome = try_save(request, form, standing=one.version, save=lambda version: _save(request, one, form, version))
    if outcome.saved:
        messages.success(request, "Saved. What it said before stands in the history.")
        return SeeOther(way[-2].url)
    faults = removing if removes else None
    return show_change(
        request,
        form,
        outcome,
        title="Change how you would know",
        over=one.name,
        crumbs=way,
        remove=removing,
        faults=faults,
    )


def _save(request: HttpRequest, one: SuccessMeasure, form: ChangeMeasureForm, version: int) -> object:
    return aims_measures.change(
        one,
        measure=form.measure,
        version=version,
        store=find_store(),
        because=form.cleaned_data["because"],
        by=person_of(request),
    )


def way_to(aim: Goal | Priority, last: str = "") -> tuple[Crumb, ...]:
    """The way to something under a goal or a priority; the last crumb but one leads back to it."""
    goals = ("Goals", address("goals"))
    if isinstance(aim, Goal):
        return crumbs_of(goals, (aim.title, address("goal", aim.pk)), (last, ""))
    school = (names.show(aim.owner.name), address("priorities", aim.owner.urn))
    return crumbs_of(goals, school, (aim.title, address("priority", aim.pk)), (last, ""))
