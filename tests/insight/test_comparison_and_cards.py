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
def test_every_card_answers_every_heading_of_the_record(scope: Scope, store: Store, recipe: str):
    card = method_cards.get_card(scope, recipe=recipe, store=store)
    headings = [heading for heading, _ in card.record]
    assert headings == [
        *("Name", "What it does", "Why it is used", "Status", "Who answers for it", "Who decides", "How it works"),
        *("What it needs", "How good it is", "How stable it is", "Where it can mislead"),
    ]
    assert all(len(text) > 10 for _, text in card.record)
    assert len(card.inputs) == len(card.recipe.characteristics)


def test_a_card_says_what_the_inputs_explain_in_schools_not_seen(scope: Scope):
    said = dict(method_cards.get_card(scope, recipe="open-primary").record)["How good it is"]
    assert "explain 14% of the differences" in said
    assert "2023/24" in said


def test_a_card_of_an_inferred_method_says_so_and_how_far_it_agrees(scope: Scope):
    record = dict(method_cards.get_card(scope, recipe="dfe-secondary").record)
    assert record["Status"].startswith("Inferred from published inputs")
    assert "7 decimal places" in record["How good it is"]
    assert "no published list confirms it" in record["How good it is"]


def test_a_card_without_kept_sets_says_how_to_get_the_figures(scope: Scope):
    card = method_cards.get_card(scope, recipe="open-primary")
    assert card.stability is None
    assert "plait neighbours build" in dict(card.record)["How stable it is"]


def test_the_steps_name_constraints_in_words(scope: Scope):
    fbit = " ".join(method_cards.get_card(scope, recipe="fbit").steps)
    secondary = " ".join(method_cards.get_card(scope, recipe="open-secondary").steps)
    assert "Of the 60 nearest, take those of the same region first." in fbit
    assert "Leave out whoever differs in selecting pupils or not." in secondary
    assert "Add 0.1 to the squared distance" in secondary


def test_there_is_a_card_for_every_recipe(scope: Scope):
    assert [card.recipe.id for card in method_cards.list_cards(scope)] == [each.id for each in shelf.list_recipes()]
