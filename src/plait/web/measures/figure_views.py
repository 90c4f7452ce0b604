"""Figures in and out: by hand, as a file, from a file."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed, PlaitError
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadCell, BadTable
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Unit
from plait.indicators.own_tables import list_heading
from plait.indicators.periods import Cadence, Period, list_due, period_of
from plait.indicators.queries import own_measures as measures
from plait.indicators.queries.own_exchange import list_rows
from plait.indicators.services import own_exchange, own_values
from plait.indicators.services.own_exchange import Change
from plait.indicators.services.own_values import Figure, Saved
from plait.organisations.models import Organisation
from plait.web import names, words
from plait.web.addresses import address
from plait.web.context import person_of, scope_of
from plait.web.downloads import csv_response
from plait.web.measures import wording
from plait.web.measures.forms import EnterForm, SaveForm, TakeInForm, names_of
from plait.web.measures.page import crumbs_of
from plait.web.packs.parts import Sheet
from plait.web.packs.workbooks import write_book
from plait.web.parts import Cell, Column, Option, Row, Table
from plait.web.people.answers import SeeOther

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 40  # changes that are listed before they are saved


@require_safe
def download(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The figures as CSV; as a workbook, with a row for each period that is still empty."""
    scope = scope_of(request)
    measure = measures.get_measure(scope, number=number)
    now = timezone.localtime()
    heading, rows = list_rows(scope, measure=measure, today=now.date(), empty=kind == "xlsx" or "empty" in request.GET)
    if kind == "csv":
        return csv_response(f"measure-{number}.csv", heading, rows)
    if kind != "xlsx":
        raise Http404
    told = [("Measure", measure.name), ("Why", measure.why), ("How often", Cadence(measure.cadence).label)]
    told += [("Counted", measure.counted), ("Out of", measure.denominator)] if measure.counted else []
    told += [("Leave out", "anything about single pupils; a row without a figure is passed over")]
    book = write_book([Sheet("Figures", heading, rows), Sheet("About", ("", ""), told)], title=measure.name, stamp=now)
    answer = HttpResponse(book, content_type=_BOOK)
    answer["Content-Disposition"] = f'attachment; filename="measure-{number}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, number: int) -> HttpResponse:
    """A table: first looked at, with every bad cell or every change by name, and then saved."""
    scope, person = scope_of(request), person_of(request)
    measure = measures.get_measure(scope, number=number)
    if not any(measures.may_enter(scope, measure, each) for each in measures.list_places(scope, measure=measure)):
        raise _cannot_enter()
    context: dict[str, object] = {"measure": measure, "columns": list_heading(measure), "section": "goals"}
    context |= {"crumbs": crumbs_of(measure, "Bring figures in"), "form": TakeInForm(), "status": 200}
    if request.method == "POST" and "held" in request.POST:
        save = SaveForm(request.POST)
        saved: list[Saved] = []
        if save.is_valid():
            held, because = save.cleaned_data["held"], save.cleaned_data["because"]

            def work() -> None:
                saved.append(own_exchange.take_in(measure, content=held, name="Figures", because=because, by=person))

            if save.do(work, by=person.pk):
                messages.success(request, _say_saved(saved[0]) if saved else "Saved already.")
                return SeeOther(address("measure", number))
        context |= {"form": save, "errors_only": True, "status": 422}
    elif request.method == "POST":
        context |= _look(request, measure)
    return render(request, "measures/take_in.html", context, status=int(str(context["status"])))


def _look(request: HttpRequest, measure: OwnMeasure) -> dict[str, object]:
    form = TakeInForm(request.POST, request.FILES)
    if not form.is_valid():
        return {"form": form, "status": 422}
    content, name = form.content
    bad: tuple[BadCell, ...] = ()
    try:
        changes = own_exchange.preview(measure, content=content, name=name, by=person_of(request))
    except BadTable as refused:
        bad = refused.cells
        form.add_error(None, f"Nothing was taken in. {words.starting(words.count(len(bad), 'cell'))} to mend.")
    except PlaitError as refused:
        form.add_error(None, f"{refused.why} {refused.mend}")
    else:
        changing = own_exchange.list_changing(changes)
        if changing:
            held = _write(measure, changes)
            save = SaveForm(initial={"held": held})
            return {"preview": _preview(measure, changing), "save": save, "told": _say(changes), "status": 200}
        form.add_error(None, "There is nothing to save: every figure stands already, or no row has one.")
    return {"form": form, "bad": bad, "status": 422}


def _write(measure: OwnMeasure, changes: Sequence[Change]) -> str:
    counts = Unit(measure.unit).of_counts
    rows = []
    for each in changes:
        one = each.figure
        told = (one.counted_n, one.denominator_n, "" if one.counted_n is not None else one.value)
        rows.append((one.place.name, one.place.urn, one.day.isoformat(), *(told if counts else (one.value,))))
    return write_csv(list_heading(measure), rows)


def _say(changes: Sequence[Change]) -> str:
    new = sum(each.before is None for each in changes)
    same = sum(each.is_same for each in changes)
    parts = [f"{words.count(new, 'new figure')}", f"{words.count(len(changes) - new - same, 'correction')}"]
    return words.starting(f"{words.listed(parts)}; {words.count(same, 'figure stands', 'figures stand')} already.")


def _say_saved(saved: Saved) -> str:
    told = [words.count(saved.new_n, "new figure"), words.count(saved.corrected_n, "correction")]
    return f"Saved: {words.listed(told)}."


def _preview(measure: OwnMeasure, changing: Sequence[Change]) -> Table:
    columns = (Column("Place"), Column("Period"), Column("Was", number=True), Column("Will be", number=True))
    rows = tuple(
        Row(
            (
                Cell(names.show(each.figure.place.name)),
                Cell(period_of(each.figure.day, cadence=Cadence(measure.cadence)).label),
                Cell("" if each.before is None else wording.write(measure, each.before), number=True),
                Cell(wording.write(measure, each.figure.value or 0.0), number=True),
            )
        )
        for each in sorted(changing, key=lambda one: one.before is None)[:_SHOWN]
    )
    return Table("What would change, corrections first", columns, rows, caption_hidden=True)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """My school, this period, the measures that I enter: one screen, on a phone."""
    scope, person = scope_of(request), person_of(request)
    places = measures.list_writing_places(scope)
    asked_place = request.GET.get("place", "")
    where = next((each for each in places if not asked_place or str(each.pk) == asked_place), None)
    if where is None:
        raise _cannot_enter()
    asked = _ask(measures.list_to_enter(scope, place=where), back=_back(request))
    initial = _standing(request, where, asked)
    form = EnterForm(request.POST or None, asked=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved: list[Saved] = []
        if form.do(lambda: _save(form, where, asked, saved, request), by=person.pk):
            n = sum(each.new_n + each.corrected_n for each in saved)
            messages.success(request, f"Saved: {words.count(n, 'figure')}. Thank you.")
            return SeeOther(address("measures-enter", place=where.pk))
    context = {
        "form": form,
        "asked": asked,
        "place": names.show(where.name),
        "where": where.pk,
        "places": [Option(str(each.pk), names.show(each.name), chosen=each == where) for each in places[:80]],
        "back": _back(request),
        "earlier": address("measures-enter", place=where.pk, back=_back(request) + 1),
        "later": address("measures-enter", place=where.pk, back=_back(request) - 1) if _back(request) else "",
        "crumbs": crumbs_of(here="Enter figures"),
        "section": "goals",
    }
    return render(request, "measures/enter.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> int:
    told = request.GET.get("back", "0")
    return min(int(told), 60) if told.isdecimal() else 0


def _ask(mine: Sequence[OwnMeasure], *, back: int) -> list[tuple[OwnMeasure, Period]]:
    """Each measure with the newest period that is over, or an earlier one."""
    today, asked = timezone.localdate(), []
    for each in mine:
        due = list_due(each.starts_on, today, cadence=Cadence(each.cadence))
        if len(due) > back:
            asked.append((each, due[-1 - back]))
    return asked


def _standing(
    request: HttpRequest, where: Organisation, asked: Sequence[tuple[OwnMeasure, Period]]
) -> dict[str, object]:
    periods = {measure.pk: period.start for measure, period in asked}
    held = measures.list_current(scope_of(request), measures=[each for each, _ in asked], place=where)
    now = {each.measure_id: each for each in held if periods.get(each.measure_id) == each.starts_on}
    initial: dict[str, object] = {}
    for measure, _ in asked:
        one = now.get(measure.pk)
        if one is not None:
            told = (one.counted_n, one.denominator_n) if Unit(measure.unit).of_counts else (one.value,)
            fields = zip(names_of(measure), told, strict=True)
            initial |= {name: f"{value:.15g}" for name, value in fields if value is not None}
    return initial


def _save(
    form: EnterForm,
    where: Organisation,
    asked: Sequence[tuple[OwnMeasure, Period]],
    saved: list[Saved],
    request: HttpRequest,
) -> None:
    for measure, period in asked:
        told = form.figures_of(measure)
        if any(value is not None for value in told.values()):
            figure = Figure(where, period.start, **told)
            because = form.cleaned_data["because"]
            saved.append(own_values.enter(measure, figures=[figure], because=because, by=person_of(request)))


def _cannot_enter() -> NotAllowed:
    return NotAllowed(
        "You enter no figures here.",
        why="Your role does not write for a school or a trust that keeps this measure.",
        mend="Ask somebody of the central team.",
    )
