"""Schools side by side, and the method card of each recipe."""

import pytest

from plait.core.missing import Reason
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.store.reader import Store
from plait.insight.queries import comparison, method_cards
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope
from tests.insight import tiny


def test_schools_stand_side_by_side_in_the_order_given_with_context_before_results(scope: Scope, store: Store):
    urns = (tiny.SECONDARY, tiny.ASKED, tiny.WITHHELD)
    found = comparison.get_comparison(scope, store=store, urns=urns)
    assert tuple(school.urn for school in found.schools) == urns
    assert {row.kind for row in found.context} == {"context"}
    assert {row.kind for row in found.outcomes} == {"outcome"}
    assert all(len(row.cells) == 3 for row in (*found.context, *found.outcomes))


def test_a_row_is_of_the_newest_year_in_which_any_of_them_has_a_figure(scope: Scope, store: Store):
    found = comparison.get_comparison(scope, store=store, urns=(tiny.ASKED, tiny.TWIN))
    rows = {row.indicator: row for row in (*found.context, *found.outcomes)}
    assert rows["fsm_ever6"].year.start == 2022
    assert rows["ks2_rwm_expected"].year.start == 2023
    assert rows["fsm_ever6"].cells[0].value == rows["fsm_ever6"].cells[1].value
    assert "attainment8" not in rows  # neither has it in any year


def test_every_gap_has_its_reason(scope: Scope, store: Store):
    urns = (tiny.SECONDARY, tiny.ASKED, tiny.WITHHELD, tiny.SILENT)
    found = comparison.get_comparison(scope, store=store, urns=urns)
    rows = {row.indicator: row for row in (*found.context, *found.outcomes)}
    assert all((cell.value is None) == (cell.reason is not None) for row in rows.values() for cell in row.cells)
    assert [cell.reason for cell in rows["attainment8"].cells] == [
        *(None, Reason.NOT_APPLICABLE, Reason.NOT_APPLICABLE, Reason.NOT_APPLICABLE)
    ]
    assert rows["fsm_ever6"].cells[2].reason is Reason.SUPPRESSED
    assert rows["fsm_ever6"].cells[3].reason is Reason.NOT_PUBLISHED


def test_a_figure_of_a_predecessor_is_marked(scope: Scope, store: Store):
    found = comparison.get_comparison(scope, store=store, urns=(tiny.CONVERTED, tiny.ASKED))
    cells = next(row.cells for row in found.context if row.indicator == "roll")
    assert [cell.inherited for cell in cells] == [True, False]


@pytest.mark.parametrize("urns", [(), (tiny.ASKED,), (tiny.ASKED, tiny.ASKED), tuple(range(100001, 100008))])
def test_fewer_than_two_or_more_than_six_are_refused(scope: Scope, store: Store, urns: tuple[int, ...]):
    with pytest.raises(comparison.BadComparison):
        comparison.get_comparison(scope, store=store, urns=urns)


def test_an_unknown_school_is_named_and_a_closed_site_shows_nothing(scope: Scope, store: Store):
    with pytest.raises(NoSuchSchool, match="999999"):
        comparison.get_comparison(scope, store=store, urns=(tiny.ASKED, 999_999))
    with pytest.raises(OpenDataClosed):
        comparison.get_comparison(Scope(open_data=False), store=store, urns=(tiny.ASKED, tiny.TWIN))


@pytest.mark.parametrize("recipe", [each.id for each in shelf.list_recipes()])
def test_every_card_says_what_how_and_on_what(scope: Scope, store: Store, recipe: str):
    card = method_cards.get_card(scope, recipe=recipe, store=store)
    assert card.what.startswith(f"It lists the {card.recipe.k} ")
    assert card.what.endswith("Results play no part.")
    assert len(card.steps) >= 5
    assert len(card.inputs) == len(card.recipe.characteristics)


def test_a_card_without_kept_sets_has_no_stability(scope: Scope):
    assert method_cards.get_card(scope, recipe="open-primary").stability is None


def test_the_steps_name_constraints_in_words(scope: Scope):
    fbit = " ".join(method_cards.get_card(scope, recipe="fbit").steps)
    secondary = " ".join(method_cards.get_card(scope, recipe="open-secondary").steps)
    assert "Of the 60 nearest, take those of the same region first." in fbit
    assert "Leave out whoever differs in selecting pupils or not." in secondary
    assert "Add 0.1 to the squared distance" in secondary


def test_there_is_a_card_for_every_recipe(scope: Scope):
    assert [card.recipe.id for card in method_cards.list_cards(scope)] == [each.id for each in shelf.list_recipes()]
