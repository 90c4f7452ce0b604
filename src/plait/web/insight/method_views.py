"""The methods: the list, a card for each recipe, and the recipe itself as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plait.core.errors import PlaitError
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe, Unit
from plait.insight.queries import circumstances, method_cards, signals_cards, spreads, trust_circumstances
from plait.insight.recipes import shelf
from plait.web.context import scope_of, store_of
from plait.web.insight.methods import present_card, present_list, present_outcomes
from plait.web.insight.refusals import explained
from plait.web.parts import Crumb


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Every recipe, and every outcome that is judged."""
    scope, store = scope_of(request), store_of(request)
    context = {
        "methods": present_list(method_cards.list_cards(scope, store=store)),
        "outcomes": present_outcomes(signals_cards.list_outcomes(scope, store)),
        "section": "methods",
        "crumbs": (Crumb("Plait", "/"), Crumb("Methods")),
    }
    return render(request, "insight/methods.html", context)


@require_safe
@explained
def method(request: HttpRequest, recipe: str) -> HttpResponse:
    """The card of a recipe."""
    store = store_of(request)
    card = method_cards.get_card(scope_of(request), recipe=recipe, store=store)
    page = present_card(card, weights=_weights(store, card.recipe))
    return render(request, "insight/method.html", {"page": page, "section": "methods", "crumbs": page.crumbs})


@require_safe
@explained
def method_as_toml(request: HttpRequest, recipe: str) -> HttpResponse:
    """The recipe itself, as Plait reads it."""
    require_open_data(scope_of(request))
    chosen = shelf.get_recipe(recipe)
    text = (shelf.FOLDER / f"{chosen.id}.toml").read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chosen.id}-{chosen.version}.toml"'
    return response


def _weights(store: Store, recipe: Recipe) -> dict[str, float]:
    """The share of the weight of each input on the newest basis; empty where the build cannot feed the recipe."""
    try:
        if recipe.unit is Unit.TRUST:
            made = trust_circumstances.get(store, recipe)
        else:
            made = circumstances.get(store, recipe, block=circumstances.list_blocks(store, recipe)[0])
        known = spreads.list_spreads(store, recipe, made=made)
    except PlaitError:
        return {}
    return {item.id: spread.weight_rate for item, spread in zip(made.items, known, strict=True)}
