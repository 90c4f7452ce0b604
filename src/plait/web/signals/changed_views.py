"""What changed: the page and the same as CSV."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from plait.insight.queries import signals_movers
from plait.insight.queries.signals_answers import Movers
from plait.insight.queries.signals_kept import NoSignals
from plait.insight.queries.signals_spots import WHOLE, Part
from plait.web.downloads import csv_response
from plait.web.fragments import render_page
from plait.web.signals import changed, spots, spots_facts, spots_start
from plait.web.signals.spots_facts import Facts
from plait.web.signals.spots_unready import explained


@require_safe
@explained
def what_changed(request: HttpRequest) -> HttpResponse:
    """Schools whose underlying level likely rose; to those entitled, also where it fell."""
    facts = spots_facts.find(request, route=changed.ROUTE)
    if facts.outcome is None:
        page = spots_start.present_beginning(
            facts.judged,
            form=facts.form,
            choice=facts.choice,
            route=changed.ROUTE,
            told=changed.say_spans,
            unready=facts.unready,
        )
        context = {"page": page, "section": "bright-spots", "crumbs": page.crumbs}
        return render_page(request, "signals/spots_start.html", context, part="found")
    outcome, facts = facts.outcome, _with_span(facts)
    at = (facts.choice.page - 1) * spots.PER_PAGE
    try:
        found = _find(facts, part=Part(most=spots.PER_PAGE, skip=at))
    except NoSignals as error:
        shown = changed.present_refused(error, outcome, form=facts.form, choice=facts.choice)
    else:
        shown = changed.present_changed(found, facts.scope, form=facts.form, choice=facts.choice)
    context = {"page": shown, "section": "bright-spots", "crumbs": shown.crumbs}
    return render_page(request, "signals/changed.html", context, part="found")


@require_safe
@explained
def what_changed_as_csv(request: HttpRequest) -> HttpResponse:
    """The whole list, in the order of the page."""
    facts = spots_facts.find(request, route=changed.ROUTE)
    found = _find(_with_span(facts), part=WHOLE)
    return csv_response(f"changed-{found.outcome.key}.csv", changed.CSV_HEADING, changed.csv_rows(found))


def _with_span(facts: Facts) -> Facts:
    """The longest span that can be told where none was asked for, and the list to choose another."""
    judged = facts.judged_outcome
    if judged is None:
        return facts
    span = changed.default_span(judged, asked=facts.choice.span)
    form = changed.with_span(facts.form, judged, span=span)
    return replace(facts, choice=replace(facts.choice, span=span), form=form)


def _find(facts: Facts, *, part: Part) -> Movers:
    if facts.outcome is None:
        raise spots_facts.NoSuchOutcome("There is no list without an outcome.", mend="Choose an outcome first.")
    return signals_movers.list_movers(
        facts.scope,
        facts.store,
        facts.outcome.key,
        span=facts.choice.span,
        fell=facts.choice.fell,
        near=facts.near,
        among=facts.choice.among,
        part=part,
    )
