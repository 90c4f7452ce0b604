"""A school's priorities on one page: the termly update in ten minutes, saved as one goes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plait.core.errors import NotAllowed
from plait.goals.aims import AimState
from plait.goals.models import Goal, Priority
from plait.goals.queries import aims
from plait.goals.services import aims_reviews, aims_schools
from plait.insight.queries.shown import figures_at
from plait.insight.queries.shown_answers import ShownFigure
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.web import names
from plait.web.addresses import address
from plait.web.aims.choosing import crumbs_of, figure_choices
from plait.web.aims.forms import EndForm, MeasureForm, PriorityForm, ReviewForm, WithoutForm
from plait.web.aims.page import present_measures, present_review
from plait.web.context import find_store, person_of, scope_of
from plait.web.people.answers import see_other
from plait.web.stepped import Stepped


@require_http_methods(["GET", "HEAD", "POST"])
def priorities(request: HttpRequest, urn: int) -> HttpResponse:
    """What a school works on, with its figures beside; each part is saved by itself."""
    scope = scope_of(request)
    school = aims.get_school(scope, urn=urn)
    speaks = aims.may_speak_for(scope, school)
    goals = aims.list_goals(scope, trust=school.parent_id or 0, states=[AimState.IN_FORCE])
    held = aims.list_priorities(scope, school=school.pk)
    failed: tuple[str, Stepped] | None = None
    if request.method == "POST":
        if not speaks:
            raise NotAllowed(
                "Nothing was changed.",
                why="A school’s priorities are set by those who decide for it.",
                mend="Ask the headteacher.",
            )
        key, form, work = _asked(request, school, goals, held)
        if form.is_valid() and form.do(work, by=person_of(request).pk) is not None:
            messages.success(request, "Saved.")
            return see_other("priorities", urn, part=key)
        failed = (key, form)
    context = _context(scope, school, goals, held, speaks=speaks, failed=failed)
    return render(request, "aims/priorities.html", context, status=422 if failed else 200)


def _asked(
    request: HttpRequest, school: Organisation, goals: list[Goal], held: list[Priority]
) -> tuple[str, Stepped, Callable[[], object]]:
    """The part of the page that was handed in: its key, its form, and what it does."""
    do, number = request.POST.get("do", ""), request.POST.get("number", "")
    person = person_of(request)
    if do == "add":
        adding = PriorityForm(request.POST, auto_id="add_%s", goals=_names(goals))
        return "add", adding, lambda: aims_schools.set_priority(adding.written, school=school, by=person).pk
    if do == "without":
        goal = next((each for each in goals if str(each.pk) == number), None)
        if goal is None:
            raise Http404
        saying = WithoutForm(request.POST, auto_id=f"without{goal.pk}_%s")
        return (
            f"goal-{goal.pk}",
            saying,
            lambda: aims_schools.say_without(goal, school=school, reason=saying.cleaned_data["reason"], by=person).pk,
        )
    one = next((each for each in held if str(each.pk) == number), None)
    if one is None:
        raise Http404
    return f"priority-{one.pk}", *_beside(request, do, one, person)


def _beside(request: HttpRequest, do: str, one: Priority, person: Person) -> tuple[Stepped, Callable[[], object]]:
    """What is done beside one priority."""
    scope, auto_id = scope_of(request), f"{do}{one.pk}_%s"
    if do == "review":
        words = aims.list_words(scope, trust=one.trust_id or 0)
        form = ReviewForm(request.POST, auto_id=auto_id, words=words, measures=one.measures.all())
        return form, lambda: aims_reviews.review_priority(one, written=form.written, store=find_store(), by=person).pk
    if do == "measure":
        measuring = MeasureForm(request.POST, auto_id=auto_id, figures=figure_choices(scope, at=one.owner))
        return (
            measuring,
            lambda: aims_schools.measure_priority(one, measure=measuring.measure, store=find_store(), by=person).pk,
        )
    if do == "end":
        ending = EndForm(request.POST, auto_id=auto_id)
        return ending, lambda: aims_schools.end_priority(one, because=ending.cleaned_data["because"], by=person).pk
    raise Http404


def _context(
    scope: Scope,
    school: Organisation,
    goals: list[Goal],
    held: list[Priority],
    *,
    speaks: bool,
    failed: tuple[str, Stepped] | None,
) -> dict[str, object]:
    now = [each for each in held if each.state == AimState.IN_FORCE]
    adding = PriorityForm(auto_id="add_%s", goals=_names(goals))
    return {
        "school": school,
        "name": names.show(school.name),
        "lines": _lines(scope, school, now, speaks=speaks, failed=failed),
        "ended": [each for each in held if each.state == AimState.ENDED],
        "open_goals": _open_goals(scope, school, goals, {each.goal_id for each in now}, failed=failed),
        "adding": _given(failed, "add", adding),
        "speaks": speaks,
        "faults": failed[1] if failed else None,
        "crumbs": crumbs_of(("Goals", address("goals")), (names.show(school.name), "")),
        "section": "goals",
    }


def _given(failed: tuple[str, Stepped] | None, key: str, fresh: Stepped) -> Stepped:
    """The form that was handed in and refused, in its place on the page; anywhere else a fresh one."""
    return failed[1] if failed is not None and failed[0] == key and type(failed[1]) is type(fresh) else fresh


def _lines(
    scope: Scope,
    school: Organisation,
    now: list[Priority],
    *,
    speaks: bool,
    failed: tuple[str, Stepped] | None,
) -> list[dict[str, object]]:
    """The priorities with their figures, and what can be done beside each."""
    figures = school_figures(scope, school, now)
    words = aims.list_words(scope, trust=school.parent_id or 0)
    choices = figure_choices(scope, at=school) if speaks else []
    lines: list[dict[str, object]] = []
    for each in now:
        key = f"priority-{each.pk}"
        forms: dict[str, Stepped] = {
            "review": ReviewForm(auto_id=f"review{each.pk}_%s", words=words, measures=each.measures.all()),
            "measure": MeasureForm(auto_id=f"measure{each.pk}_%s", figures=choices),
            "end": EndForm(auto_id=f"end{each.pk}_%s"),
        }
        lines.append(
            {
                "one": each,
                "measures": present_measures(each.measures.all(), figures=figures, may_change=speaks),
                "reviews": [present_review(line) for line in each.reviews.all()],
                **{name: _given(failed, key, form) for name, form in forms.items()},
            }
        )
    return lines


def _open_goals(
    scope: Scope,
    school: Organisation,
    goals: list[Goal],
    served: set[int | None],
    *,
    failed: tuple[str, Stepped] | None,
) -> list[dict[str, object]]:
    """The goals under which the school has no priority, with the reason it gives."""
    told = aims.list_without(scope, trust=school.parent_id or 0)
    reasons = {each.goal_id: each.reason for each in told if each.school_id == school.pk}
    found: list[dict[str, object]] = []
    for each in goals:
        if each.pk not in served:
            reason = reasons.get(each.pk, "")
            fresh = WithoutForm(auto_id=f"without{each.pk}_%s", initial={"reason": reason})
            found.append({"goal": each, "reason": reason, "form": _given(failed, f"goal-{each.pk}", fresh)})
    return found


def _names(goals: list[Goal]) -> list[tuple[int, str]]:
    return [(each.pk, each.title) for each in goals]


def school_figures(scope: Scope, school: Organisation, held: list[Priority]) -> dict[str, ShownFigure]:
    """The school's figures that its measures name."""
    keys = {one.key for each in held for one in each.measures.all() if one.key}
    return figures_at(scope, find_store(), keys, at=school) if keys else {}
