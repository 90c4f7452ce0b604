"""The method cards of outcomes: the list, each card, and its twins as CSV, JSON and TOML."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.indicators.queries.reach import require_open_data
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import UnknownOutcome
from plait.insight.queries import signals_cards
from plait.insight.queries.signals_kept import NoSignals
from plait.web.context import scope_of, store_of
from plait.web.downloads import csv_response
from plait.web.parts import Crumb
from plait.web.signals import card, cards, cards_csv

View = Callable[..., HttpResponse]


def explained(view: View) -> View:
    """Answer 404 for an outcome that is not judged, or a build for which nothing was; the page says what to do."""

    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        try:
            return view(request, **parameters)
        except (UnknownOutcome, NoSignals) as error:
            return render(request, "errors/404.html", {"error": error, "section": "methods"}, status=404)

    return answer


@require_safe
@explained
def signal_methods(request: HttpRequest) -> HttpResponse:
    """Every outcome, by phase."""
    found = signals_cards.list_cards(scope_of(request), store_of(request))
    crumbs = (Crumb("Methods", "/methods"), Crumb("Outcomes"))
    context = {"shelves": cards.present(found), "section": "methods", "crumbs": crumbs}
    return render(request, "signals/cards.html", context)


@require_safe
@explained
def signal_methods_as_csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    found = signals_cards.list_cards(scope_of(request), store_of(request))
    return csv_response("outcomes.csv", cards.CSV_HEADING, cards.list_rows(found))


@require_safe
@explained
def signal_method(request: HttpRequest, key: str) -> HttpResponse:
    """The card of an outcome."""
    page = card.present(signals_cards.get_card(scope_of(request), store_of(request), key))
    return render(request, "signals/card.html", {"page": page, "section": "methods", "crumbs": page.crumbs})


@require_safe
@explained
def signal_method_as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The figures of a card as CSV."""
    found = signals_cards.get_card(scope_of(request), store_of(request), key)
    return csv_response(f"{found.outcome.key}.csv", cards_csv.HEADING, cards_csv.list_rows(found))


@require_safe
@explained
def signal_method_as_json(request: HttpRequest, key: str) -> HttpResponse:
    """The card as it was kept."""
    kept = signals_cards.get_raw(scope_of(request), store_of(request), key)
    response = HttpResponse(json.dumps(kept, indent=1, ensure_ascii=False), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{kept["outcome"]}.json"'
    return response


@require_safe
@explained
def signal_method_as_toml(request: HttpRequest, key: str) -> HttpResponse:
    """The outcomes of the phase and their circumstances, as Plait reads them."""
    require_open_data(scope_of(request))
    group = shelf.get_outcome(key).group
    text = (shelf.FOLDER / f"{group}.toml").read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="outcomes-{group}.toml"'
    return response
