"""The list of measures, a new one, and changing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.core.errors import NotAllowed
from plait.indicators.models import OwnMeasure
from plait.indicators.own import STARTERS, Starter, find_starter
from plait.indicators.queries import own_measures as measures
from plait.indicators.services import own_measures as keeping
from plait.organisations.models import Organisation
from plait.organisations.roles import Kind, May
from plait.web import names
from plait.web.addresses import address
from plait.web.context import find_store, person_of, scope_of
from plait.web.measures.forms import MeasureForm, begin_from, begin_with
from plait.web.measures.page import crumbs_of, present_list
from plait.web.measures.trusts import choose_trust
from plait.web.people.answers import SeeOther, see_other

_LONGEST_NAME = 120  # as the form takes it


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the trust measures, how far the figures go, and examples to begin with."""
    chosen = choose_trust(request)
    trust, options = chosen.trust, chosen.options
    scope = scope_of(request)
    lines = present_list(measures.list_summaries(scope, trust=trust.pk))
    held = {each.name for each in lines}
    query = str(trust.pk) if options else ""
    starters = [
        (each, address("measure-new", trust=query) + ("&" if query else "?") + f"from={each.key}")
        for each in STARTERS
        if each.name not in held
    ]
    context = {
        "name": names.show(trust.name),
        "lines": lines,
        "trusts": options,
        "starters": starters,
        "may_define": scope.may_at(May.WRITE, organisation=trust.pk, trust=trust.pk),
        "may_enter": bool(measures.list_writing_places(scope)),
        "new_url": address("measure-new", trust=query),
        "book_url": address("measures-file", "xlsx", trust=query),
        "in_url": address("measures-in", trust=query),
        "schools": [
            (names.show(each.name), address("school-measure-new", each.urn))
            for each in measures.list_own_schools(scope)
            if each.parent_id == trust.pk
        ],
        "crumbs": crumbs_of(trust=query),
        "section": "goals",
    }
    return render(request, "measures/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new measure, from an example or from nothing."""
    trust = choose_trust(request).trust
    if not scope_of(request).may_at(May.WRITE, organisation=trust.pk, trust=trust.pk):
        raise _may_not(trust)
    starter = find_starter(request.GET.get("from", ""))
    form = MeasureForm(request.POST or None, initial=_begin(request, starter))
    if request.method == "POST" and form.is_valid():
        made: list[OwnMeasure] = []

        def work() -> str:
            made.append(keeping.define(form.written, owner=trust, store=find_store(), by=person_of(request)))
            return str(made[0].pk)

        if form.do(work, by=person_of(request).pk):
            messages.success(request, "Saved. Now bring figures in, or let each school enter its own.")
            return SeeOther(address("measure", made[0].pk) if made else address("measures"))
    return _show(request, form, trust=trust, heading="What do you want to follow?")


@require_http_methods(["GET", "HEAD", "POST"])
def new_of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """A new measure of one school, which its own people read, and the trust where the head says so."""
    scope = scope_of(request)
    school = measures.get_own_school(scope, urn=urn)
    starter = find_starter(request.GET.get("from", ""))
    shares = measures.may_share(scope, school)
    form = MeasureForm(request.POST or None, initial=_begin(request, starter), of_school=True, may_share=shares)
    if request.method == "POST" and form.is_valid():
        person, shared = person_of(request), bool(form.cleaned_data.get("shared"))
        made: list[OwnMeasure] = []

        def work() -> str:
            made.append(keeping.define(form.written, owner=school, shared=shared, by=person))
            return str(made[0].pk)

        if form.do(work, by=person.pk):
            messages.success(request, "Saved. Enter figures whenever there are some.")
            return SeeOther(address("measure", made[0].pk) if made else address("measures"))
    return _show(request, form, trust=school, heading="What does the school want to follow?")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a measure says of itself, or end it."""
    scope = scope_of(request)
    measure = measures.get_measure(scope, number=number)
    if not measures.may_change(scope, measure):
        raise _may_not(measure.owner)
    person = person_of(request)
    if request.method == "POST" and "end" in request.POST:
        keeping.end(measure, on=timezone.localdate(), by=person)
        messages.success(request, "It is measured no longer; its figures stay.")
        return see_other("measure", number)
    of_school, shares = measure.owner.kind == Kind.SCHOOL, measures.may_share(scope, measure.owner)
    form = MeasureForm(request.POST or None, initial=begin_with(measure), of_school=of_school, may_share=shares)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0

        def work() -> int:
            changed = keeping.revise(measure, written=form.written, version=version, by=person)
            return keeping.share(changed, shared=form.cleaned_data["shared"], by=person).pk if shares else changed.pk

        if form.do(work, by=person.pk):
            messages.success(request, "Saved.")
            return see_other("measure", number)
    return _show(request, form, trust=measure.owner, heading=f"Change “{measure.name}”", measure=measure)


def _may_not(place: Organisation) -> NotAllowed:
    return NotAllowed(
        "You cannot change what is measured here.",
        why=f"Your role does not write for {names.show(place.name)}.",
        mend="Ask somebody of the central team.",
    )


def _begin(request: HttpRequest, starter: Starter | None) -> dict[str, object]:
    """What a new form holds; a measure that was told in words elsewhere brings its name along."""
    named = request.GET.get("name", "")[:_LONGEST_NAME]
    return begin_from(starter) | ({"name": named} if named else {})


def _show(
    request: HttpRequest, form: MeasureForm, *, trust: Organisation, heading: str, measure: OwnMeasure | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "name": names.show(trust.name),
        "trust": trust,
        "heading": heading,
        "measure": measure,
        "crumbs": crumbs_of(measure, heading),
        "section": "goals",
    }
    return render(request, "measures/form.html", context, status=422 if form.errors else 200)
