"""The figures that were noted by hand for a measure in one's own words, and noting one more."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.core.errors import NotAllowed
from plait.goals.models import Noted, Priority, SuccessMeasure
from plait.goals.queries import aims
from plait.goals.services import aims_noted
from plait.web import words
from plait.web.addresses import address
from plait.web.aims.forms import NoteForm
from plait.web.aims.page import say_expected
from plait.web.aims.priority_views import way_to
from plait.web.charts import trend
from plait.web.charts.trend import TrendChart, TrendPoint
from plait.web.context import person_of, scope_of
from plait.web.parts import Cell, Column, Crumb, Row, Table
from plait.web.people.answers import see_other
from plait.web.sharing import is_lent
from plait.web.templatetags.plait import day


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """Read what was noted, the newest first; whoever may change the goal or the priority notes one more."""
    scope = scope_of(request)
    one = aims.get_measure(scope, number=number)
    may_note = aims.may_note(scope, one)
    if request.method == "POST" and not may_note:
        raise NotAllowed(
            "Nothing was noted.",
            why="A figure is noted by whoever may change the goal or the priority, while it has not ended.",
            mend="Ask whoever looks after it.",
        )
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        if form.do(lambda: aims_noted.note(one, figure=form.figure, by=person).pk, by=person.pk) is not None:
            messages.success(request, "Noted.")
            return see_other("success-figures", number)
    noted, lent = list(one.noted.all()), is_lent(scope, one.aim)
    context = {
        "one": one,
        "aim": one.aim,
        "expected": say_expected(one),
        "by_when": one.by_when,
        "figure": _draw(one, _standing(noted)),
        "table": _table(noted) if noted else None,
        "form": form,
        "may_note": may_note,
        "own_url": "" if lent else _own_url(one),
        "csv_url": "" if lent else address("goals-file", "figures", "csv", trust=str(one.aim.trust_id)),
        "crumbs": (Crumb("Plait", "/"), Crumb(one.name)) if lent else way_to(one.aim, "Figures noted by hand"),
        "section": "goals",
    }
    return render(request, "aims/figures.html", context, status=422 if form.errors else 200)


def _standing(noted: Sequence[Noted]) -> list[Noted]:
    """One figure for each day, the one that was noted last; the earliest day first."""
    last = {each.stood_on: each for each in reversed(noted)}
    return list(last.values())


def _draw(one: SuccessMeasure, standing: Sequence[Noted]) -> dict[str, object] | None:
    """The figures in their order, where there are two at least."""
    if len(standing) < 2:
        return None
    first, last = standing[0], standing[-1]
    said = (
        f"{one.name}: {first.figure.text} on {day(first.stood_on)}, {last.figure.text} on {day(last.stood_on)}; "
        f"{words.count(len(standing), 'figure')} noted by hand. Nothing is worked out from them."
    )
    points = tuple(TrendPoint(day(each.stood_on), f"{each.stood_on:%b %Y}", each.value) for each in standing)
    places = max(len(each.figure.text.partition(".")[2]) for each in standing)
    chart = TrendChart(one.name, points, said=said, write=lambda value: f"{value:.{places}f}")
    return {"chart": trend.draw(chart), "sentence": said}


def _table(noted: Sequence[Noted]) -> Table:
    columns = (Column("As of"), Column("Figure", number=True), Column("Where it comes from"), Column("Noted by"))
    seen, rows = set(), []
    for each in noted:
        corrected = each.stood_on in seen
        seen.add(each.stood_on)
        rows.append(
            Row(
                (
                    Cell(day(each.stood_on), label="As of"),
                    Cell(each.figure.text, number=True, label="Figure", note="corrected since" if corrected else ""),
                    Cell(each.source, label="Where it comes from"),
                    Cell(each.by.name, note=day(timezone.localdate(each.at)), label="Noted by"),
                )
            )
        )
    return Table("Figures noted by hand", columns, tuple(rows), caption_hidden=True, stack=True)


def _own_url(one: SuccessMeasure) -> str:
    """Where the same could be kept as a measure of one's own, with its name filled in."""
    aim = one.aim
    if isinstance(aim, Priority):
        return address("school-measure-new", aim.owner.urn, name=one.name)
    return address("measure-new", trust=str(aim.owner_id), name=one.name)
