"""What became of schools since they joined a trust: of a trust, of one school, and both as CSV."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.core.spreadsheets import write_csv
from plait.indicators.queries import schools, trusts
from plait.insight.queries import trajectories, trajectory_members, trajectory_tables
from plait.insight.queries.trajectory_answers import Followed, NotFollowed, TrustTrajectory
from plait.web.context import scope_of, store_of
from plait.web.fragments import render_page
from plait.web.signals import since_choices, since_school, since_trust


@require_safe
def trust_since(request: HttpRequest, uid: int) -> HttpResponse:
    """A trust since its schools joined, in one outcome and phase."""
    scope, store = scope_of(request), store_of(request)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    choice = since_choices.choose(store, uid=uid, asked=request.GET)
    found: TrustTrajectory | NotFollowed
    try:
        shown = choice.shown or None
        found = trajectories.list_of_trust(scope, store=store, uid=uid, outcome=shown, phase=choice.phase)[0]
    except NotFollowed as refusal:
        found = refusal
    page = since_trust.present(trust, choice, found)
    context = {"page": page, "section": "trusts", "crumbs": page.crumbs}
    return render_page(request, "signals/since_trust.html", context, part="answer")


@require_safe
def trust_since_as_csv(request: HttpRequest, uid: int) -> HttpResponse:
    """The same bytes as `plait trajectory --trust UID --csv`, so that either can be checked against the other."""
    scope, store = scope_of(request), store_of(request)
    outcome = request.GET.get("outcome") or None
    try:
        found = trajectories.list_of_trust(scope, store=store, uid=uid, outcome=outcome)
    except NotFollowed:
        found = ()
    return _csv(f"trust-{uid}-since-joining.csv", found)


@require_safe
def school_since(request: HttpRequest, urn: int) -> HttpResponse:
    """One school since it joined the trust that it joined last."""
    scope, store = scope_of(request), store_of(request)
    school = schools.get_school(scope, store=store, urn=urn)
    end = schools.get_school(scope, store=store, urn=trajectory_members.find_chain(store, urn))
    choice = since_choices.choose_for(store, end.phase, asked=request.GET.get("outcome", ""))
    found: Followed | NotFollowed | trajectories.NeverJoined
    try:
        found = trajectories.get_of_school(scope, store=store, urn=urn, outcome=choice.shown or None)
    except (NotFollowed, trajectories.NeverJoined) as refusal:
        found = refusal
    near = schools.find_schools(scope, store=store, urns=found.neighbours if isinstance(found, Followed) else ())
    page = since_school.present(school, choice, found, near=near)
    context = {"page": page, "section": "schools", "crumbs": page.crumbs}
    return render_page(request, "signals/since_school.html", context, part="answer")


@require_safe
def school_since_as_csv(request: HttpRequest, urn: int) -> HttpResponse:
    """One school and its years, as they stand in the file of its trust."""
    scope, store = scope_of(request), store_of(request)
    try:
        found = trajectories.get_of_school(scope, store=store, urn=urn, outcome=request.GET.get("outcome") or None)
    except (NotFollowed, trajectories.NeverJoined):
        return _csv(f"school-{urn}-since-joining.csv", ())
    frame = trajectory_tables.frame([found.trust])
    rows = frame.filter(frame["URN"] == found.school.urn)
    return _answer(f"school-{urn}-since-joining.csv", write_csv(rows.columns, rows.iter_rows()))


def _csv(name: str, found: tuple[TrustTrajectory, ...]) -> HttpResponse:
    frame = trajectory_tables.frame(found)
    return _answer(name, write_csv(frame.columns, frame.iter_rows()))


def _answer(name: str, text: str) -> HttpResponse:
    """A file without the mark that other files begin with: the command writes none."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
