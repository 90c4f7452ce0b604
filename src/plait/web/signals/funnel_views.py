"""The funnel: the page and the same as CSV."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.insight.queries import signals_funnel
from plait.insight.queries.signals_kept import NoSignals
from plait.web.downloads import csv_response
from plait.web.fragments import render_page
from plait.web.signals import funnel, spots_facts, spots_start
from plait.web.signals.spots_unready import explained


@require_safe
@explained
def the_funnel(request: HttpRequest) -> HttpResponse:
    """The familiar picture of one year: everyone pale, the reader's school and its neighbours marked."""
    facts = spots_facts.find(request, route=funnel.ROUTE)
    facts = replace(facts, form=funnel.without_filters(facts.form))
    if facts.outcome is None:
        page = spots_start.present_beginning(
            facts.judged,
            form=facts.form,
            choice=facts.choice,
            route=funnel.ROUTE,
            told=funnel.say_year,
            unready=facts.unready,
        )
        context = {"page": page, "section": "bright-spots", "crumbs": page.crumbs}
        return render_page(request, "signals/spots_start.html", context, part="found")
    try:
        found = signals_funnel.get_funnel(facts.scope, facts.store, facts.outcome.key, near=facts.near)
    except NoSignals as error:
        shown = funnel.present_refused(error, facts.outcome, form=facts.form, choice=facts.choice)
    else:
        shown = funnel.present_funnel(found, form=facts.form, choice=facts.choice)
    context = {"page": shown, "section": "bright-spots", "crumbs": shown.crumbs}
    return render_page(request, "signals/funnel.html", context, part="found")


@require_safe
@explained
def the_funnel_as_csv(request: HttpRequest) -> HttpResponse:
    """The dots, the limits and the schools that are marked by name."""
    facts = spots_facts.find(request, route=funnel.ROUTE)
    if facts.outcome is None:
        raise spots_facts.NoSuchOutcome("There is no funnel without an outcome.", mend="Choose an outcome first.")
    found = signals_funnel.get_funnel(facts.scope, facts.store, facts.outcome.key, near=facts.near)
    rows = funnel.csv_rows(found, name=facts.form.place.name)
    return csv_response(f"funnel-{found.outcome.key}.csv", funnel.CSV_HEADING, rows)
