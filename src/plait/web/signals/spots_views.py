"""Bright spots: the page, the same as CSV, and schools that may be meant by what is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.insight.queries import signals_spots, signals_tables
from plait.insight.queries.signals_kept import NoSignals
from plait.insight.queries.signals_spots import Part
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.fragments import render_page
from plait.web.signals import spots, spots_choices, spots_facts, spots_place, spots_start
from plait.web.signals.looked_facts import find_findings
from plait.web.signals.spots_choices import Choice
from plait.web.signals.spots_facts import Facts
from plait.web.signals.spots_unready import explained


@require_safe
@explained
def bright_spots(request: HttpRequest) -> HttpResponse:
    """Schools in like circumstances that are likely doing something worth learning from."""
    facts = spots_facts.find(request, route=spots.ROUTE)
    if facts.outcome is None:
        return _begin(request, facts)
    try:
        found = signals_spots.list_spots(
            facts.scope,
            facts.store,
            facts.outcome.key,
            near=facts.near,
            among=facts.choice.among,
            part=_part(facts.choice),
        )
    except NoSignals as error:
        page = spots.present_refused(error, facts.outcome, form=facts.form, choice=facts.choice)
    else:
        told = find_findings(facts.scope, urns=[spot.urn for spot in found.spots], outcome=facts.outcome.key)
        page = spots.present_spots(found, form=facts.form, choice=facts.choice, findings=told)
    context = {"page": page, "section": "bright-spots", "crumbs": page.crumbs}
    return render_page(request, "signals/spots.html", context, part="found")


@require_safe
@explained
def bright_spots_as_csv(request: HttpRequest) -> HttpResponse:
    """The whole list of an outcome, in the order of the page."""
    facts = spots_facts.find(request, route=spots.ROUTE)
    if facts.outcome is None:
        raise spots_facts.NoSuchOutcome("There is no list without an outcome.", mend="Choose an outcome first.")
    whole = Part(detail=False)
    found = signals_spots.list_spots(
        facts.scope, facts.store, facts.outcome.key, near=facts.near, among=facts.choice.among, part=whole
    )
    frame = signals_tables.spots_frame(found)
    return csv_response(f"bright-spots-{facts.outcome.key}.csv", frame.columns, frame.iter_rows())


@require_safe
def suggest_schools(request: HttpRequest, route: str) -> HttpResponse:
    """A few lines under the box of the reader's school while a person types."""
    choice = spots_choices.read(request.GET)
    found = spots_place.suggest(scope_of(request), store=store_of(request), choice=choice, route=route)
    return render(request, "signals/spots_form.html#suggestions", {"found": found, "typed": choice.typed})


def _begin(request: HttpRequest, facts: Facts) -> HttpResponse:
    """What the page is for, with the first listed school by name of the first outcome as an example."""
    able = [each for each in facts.judged if each.family is not None and each.family.listed_n]
    example = None
    if able:
        one = Part(most=1, strength="clear")
        example = signals_spots.list_spots(facts.scope, facts.store, able[0].outcome.key, part=one)
    page = spots_start.present_beginning(
        facts.judged, form=facts.form, choice=facts.choice, route=spots.ROUTE, example=example, unready=facts.unready
    )
    context = {"page": page, "section": "bright-spots", "crumbs": page.crumbs}
    return render_page(request, "signals/spots_start.html", context, part="found")


def _part(choice: Choice) -> Part:
    if not choice.strength:
        return Part(most=spots.FIRST)
    return Part(most=spots.PER_PAGE, skip=(choice.page - 1) * spots.PER_PAGE, strength=choice.strength)
