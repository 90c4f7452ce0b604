"""Neighbours of a school: who they are, why, how sure, from which pool, and why not where there are none."""

import polars as pl
import pytest

from plait.core.missing import Reason
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.store.reader import Store
from plait.insight import domain
from plait.insight.queries import neighbours, pools, tables
from plait.insight.queries.pools import Filters, PoolKind, Reach
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope
from tests.insight import obvious, tiny

CASES = [
    ("open-primary", tiny.ASKED, 2022, "primary"),
    ("open-primary", tiny.PARTLY, 2022, "primary"),
    ("open-primary", tiny.INFANT, 2022, "primary"),
    ("open-primary", tiny.ASKED, 2018, "primary"),
    ("open-secondary", tiny.SECONDARY, 2022, "secondary"),
    ("open-secondary", tiny.SECONDARY + 2, 2022, "secondary"),
    ("open-secondary", tiny.GRAMMAR, 2022, "secondary"),
    ("open-special", tiny.SPECIALS[0], 2022, "special"),
    ("fbit", tiny.ASKED, 2022, "primary"),
    ("fbit", tiny.SECONDARY, 2022, "secondary"),
    ("dfe-secondary", tiny.SECONDARY, 2022, "secondary"),
    ("dfe-secondary", tiny.SECONDARY + 1, 2024, "secondary"),
]


@pytest.mark.parametrize(("recipe", "urn", "year", "phase"), CASES)
def test_it_agrees_with_the_obvious_way(scope: Scope, store: Store, recipe: str, urn: int, year: int, phase: str):
    found = neighbours.get_set(scope, store=store, urn=urn, recipe=recipe, year=year, survival=False)
    chosen = shelf.get_recipe(recipe)
    expected = obvious.find(store, chosen, urn, year=year, phase=phase, k=chosen.k)
    assert len(expected) >= 4
    assert list(found.urns) == [urn for urn, _ in expected]
    assert [each.distance for each in found.neighbours] == pytest.approx([d for _, d in expected], abs=1e-9)


def test_twins_come_first_at_distance_nought_in_the_order_of_their_numbers(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED)
    assert found.urns[:2] == (tiny.TWIN, tiny.OTHER_TWIN)
    assert [each.distance for each in found.neighbours[:2]] == [0.0, 0.0]
    assert sum(found.neighbours[0].shares) == 0.0
    assert found.neighbours[0].survival_rate is not None
    assert found.neighbours[0].survival_rate > 0.99


def test_the_same_question_is_worked_out_once_and_another_anew(
    scope: Scope, store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(neighbours, "_KEPT", 2)
    first = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=3)
    assert neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=3) is first
    assert neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=4) is not first
    nearby = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=3, reach=Reach(PoolKind.REGION))
    assert nearby.reach.kind is PoolKind.REGION
    again = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=3)
    assert again is not first  # two were asked for since, and two are kept
    assert again == first
    with pytest.raises(OpenDataClosed):
        neighbours.get_set(Scope(open_data=False), store=store, urn=tiny.ASKED, k=3)


def test_nobody_is_a_neighbour_of_itself_or_twice(scope: Scope, store: Store):
    for recipe, urn, year, _ in CASES:
        urns = neighbours.get_set(scope, store=store, urn=urn, recipe=recipe, year=year, survival=False).urns
        assert urn not in urns
        assert len(set(urns)) == len(urns)


def test_the_shares_of_a_distance_sum_to_one_and_name_penalties_too(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.SECONDARY + 2, survival=False)
    assert found.share_labels[-1] == "girls, boys or mixed"
    assert len(found.share_labels) == len(found.standings) + 1
    for each in found.neighbours:
        assert sum(each.shares) == pytest.approx(1.0)
        assert each.shares[-1] > 0  # every other school is mixed


def test_survival_is_a_share_and_falls_with_distance(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=10)
    rates = [each.survival_rate for each in found.neighbours]
    assert all(rate is not None and 0 <= rate <= 1 for rate in rates)
    assert rates[0] >= rates[-1]


def test_survival_is_known_for_neighbours_that_came_in_by_preference_too(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, recipe="fbit", k=20)
    assert all(each.survival_rate is not None for each in found.neighbours)
    regions = dict(store.table("schools").select("urn", "region").iter_rows())
    same = sum(regions[urn] == regions[tiny.ASKED] for urn in found.urns)
    assert same == 20  # of the 60 nearest more than 20 are in the region, and they come first


def test_the_same_question_gets_the_same_answer(scope: Scope, store: Store):
    first = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=10)
    again = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=10)
    assert first == again


def test_without_a_recipe_the_phase_decides(scope: Scope, store: Store):
    by_school = {tiny.ASKED: "open-primary", tiny.SECONDARY: "open-secondary", tiny.SPECIALS[0]: "open-special"}
    for urn, recipe in by_school.items():
        assert neighbours.get_set(scope, store=store, urn=urn, survival=False).recipe.id == recipe


def test_a_school_that_lacks_too_much_is_not_matched_and_the_reason_is_named(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.WITHHELD)
    assert not found.matched
    assert found.neighbours == ()
    assert [(each.label, each.reason) for each in found.obstacles] == [
        ("Ever eligible for free school meals", Reason.SUPPRESSED)
    ]
    assert "withheld by the publisher" in found.obstacles[0].sentence
    assert found.standings[0].value is None
    assert found.standings[0].reason is Reason.SUPPRESSED
    assert found.compared_rate == pytest.approx(0.62)


def test_a_school_with_no_figures_names_each_input_heaviest_first(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.SILENT)
    assert [each.label for each in found.obstacles][:2] == [
        *("Ever eligible for free school meals", "Pupils with SEN support")
    ]
    assert {each.reason for each in found.obstacles} == {Reason.NOT_PUBLISHED}


def test_a_small_gap_does_not_keep_a_school_out_and_the_share_compared_is_said(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.PARTLY, survival=False)
    assert found.matched
    assert found.compared_rate == pytest.approx(0.94)
    assert found.neighbours[0].compared_rate == pytest.approx(0.94)
    eal = next(each for each in found.standings if each.id == "eal")
    assert (eal.value, eal.reason, eal.below_rate) == (None, Reason.LOW_COVERAGE, None)


def test_a_school_of_another_phase_is_told_what_the_recipe_is_for(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, recipe="open-secondary")
    assert not found.matched
    assert "open state-funded secondary schools" in found.obstacles[0].sentence
    assert "Primary school" in found.obstacles[0].sentence


def test_a_phase_that_a_recipe_by_phase_leaves_out_is_told_so(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.SPECIALS[0], recipe="fbit")
    assert not found.matched
    assert "Special school" in found.obstacles[0].sentence


def test_a_closed_school_is_told_that_it_is_closed(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.GONE, recipe="open-primary")
    assert "is closed" in found.obstacles[0].sentence


def test_a_converted_school_keeps_the_figures_of_its_predecessor_and_says_so(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.CONVERTED, survival=False)
    assert found.matched
    assert found.inherited
    assert tiny.PREDECESSOR not in found.urns  # it is closed
    assert not neighbours.get_set(scope, store=store, urn=tiny.ASKED, survival=False).inherited


def test_a_neighbour_with_figures_of_a_predecessor_is_marked(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=200, survival=False)
    assert [each.urn for each in found.neighbours if each.inherited] == [tiny.CONVERTED]
    marked = tables.neighbours_frame(found).filter(pl.col("Figures of an earlier URN") == "yes")
    assert marked["URN"].to_list() == [tiny.CONVERTED]


def test_without_a_year_the_newest_basis_on_which_the_school_can_be_matched_is_taken(scope: Scope, store: Store):
    newest = neighbours.get_set(scope, store=store, urn=tiny.SECONDARY, recipe="dfe-secondary", survival=False)
    older = neighbours.get_set(scope, store=store, urn=tiny.SECONDARY + 7, recipe="dfe-secondary", survival=False)
    assert (newest.year.start, older.year.start) == (2024, 2022)
    assert [year.start for year in newest.years] == [2024, 2022]


def test_a_year_that_is_not_held_is_refused_with_those_that_are(scope: Scope, store: Store):
    with pytest.raises(domain.NoSuchYear, match="2024/25, 2022/23"):
        neighbours.get_set(scope, store=store, urn=tiny.SECONDARY, recipe="dfe-secondary", year=2019)


def test_a_recipe_whose_inputs_are_not_held_is_refused(scope: Scope, store: Store):
    with pytest.raises(domain.NoSuchYear, match="not in the files"):
        neighbours.get_set(scope, store=store, urn=tiny.ASKED, recipe="dfe-primary")


POOLS = [
    (Reach(PoolKind.REGION), lambda row: row["region"] == "North West"),
    (Reach(PoolKind.TRUST), lambda row: row["trust_uid"] == tiny.HARBOUR),
    (Reach(PoolKind.TRUSTS, trusts=(tiny.TIDE, tiny.LONE)), lambda row: row["trust_uid"] in (tiny.TIDE, tiny.LONE)),
    (Reach(PoolKind.MILES, miles=10.5), lambda row: row["easting"] is not None and row["urn"] % 100 <= 11),
]


@pytest.mark.parametrize(("reach", "inside"), POOLS, ids=[str(pool) for pool, _ in POOLS])
def test_a_pool_holds_only_those_within_it_and_does_not_change_distances(scope: Scope, store: Store, reach, inside):
    register = {row["urn"]: row for row in store.table("schools").iter_rows(named=True)}
    england = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=60, survival=False)
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=60, reach=reach, survival=False)
    distance = {each.urn: each.distance for each in england.neighbours}
    assert found.urns
    assert all(inside(register[urn]) for urn in found.urns)
    assert set(found.urns) == {urn for urn in england.urns if inside(register[urn])}
    assert {each.urn: each.distance for each in found.neighbours} == pytest.approx({u: distance[u] for u in found.urns})
    assert found.pool_n == len(found.urns)


def test_a_small_pool_says_that_it_may_be_widened_and_shows_absolute_similarity(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, reach=Reach(PoolKind.TRUST))
    assert found.fewer
    assert found.pool == "Trust 2001"
    assert found.neighbours[0].distance_percentile < 5  # its twin is in the trust
    assert found.neighbours[-1].distance_percentile > found.neighbours[0].distance_percentile
    assert all(each.same_trust for each in found.neighbours)
    assert found.trust_n == len(found.neighbours)


def test_a_pool_that_needs_what_is_not_known_is_refused(scope: Scope, store: Store):
    for reach in (Reach(PoolKind.REGION), Reach(PoolKind.MILES, miles=5), Reach(PoolKind.TRUST)):
        with pytest.raises(pools.BadPool):
            neighbours.get_set(scope, store=store, urn=tiny.UNPLACED, reach=reach)


FILTERS = [
    (Filters(faith=("faith",)), lambda row: row["religious_character"] == "Church of England"),
    (Filters(faith=("no faith",)), lambda row: row["religious_character"] == "None"),
    (Filters(settlement=("rural",)), lambda row: row["urban_rural"] == "Rural village"),
    (Filters(nursery_provision=True), lambda row: row["nursery_provision"]),
    (
        Filters(nursery_provision=False, region=("South West",)),
        lambda row: not row["nursery_provision"] and row["region"] == "South West",
    ),
    (Filters(trust=(tiny.TIDE,)), lambda row: row["trust_uid"] == tiny.TIDE),
    (Filters(gender=("girls",)), lambda row: False),
]


@pytest.mark.parametrize(("filters", "passes"), FILTERS, ids=range(len(FILTERS)))
def test_filters_keep_those_that_pass(scope: Scope, store: Store, filters: Filters, passes):
    register = {row["urn"]: row for row in store.table("schools").iter_rows(named=True)}
    everyone = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=60, survival=False)
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=60, filters=filters)
    assert set(found.urns) == {urn for urn in everyone.urns if passes(register[urn])}


def test_a_filter_that_nobody_passes_leaves_an_empty_set_and_not_an_error(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, filters=Filters(gender=("girls",)))
    assert found.matched
    assert found.neighbours == ()
    assert found.standings[0].typical is None


def test_miles_are_as_the_crow_flies(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=60, survival=False)
    miles = {each.urn: each.miles for each in found.neighbours}
    assert miles[tiny.TWIN] == pytest.approx(1.0)
    assert miles[tiny.UNPLACED] is None
    assert found.near_n == sum(value is not None and value <= 25 for value in miles.values())
    assert found.placed_n == len(miles) - 1


def test_standings_show_the_school_beside_its_neighbours_and_the_nation(scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=5, survival=False)
    fsm = found.standings[0]
    values = store.values_of_school(tiny.ASKED)
    own = next(
        v for i, y, v in values.select("indicator", "year", "value").iter_rows() if (i, y) == ("fsm_ever6", 2022)
    )
    assert fsm.value == own
    assert fsm.near[0] == own  # its twin
    assert fsm.typical == pytest.approx(sorted(fsm.near)[2])
    assert sum(each.weight_rate for each in found.standings) == pytest.approx(1.0)
    assert 0 <= (fsm.below_rate or 0) <= 1
    assert sum(fsm.strip.bins) == 58  # 60 primaries, less the withheld and the silent


def test_typicality_says_how_near_the_neighbours_are_against_those_of_others(scope: Scope, store: Store):
    rates = []
    for urn in tiny.PRIMARIES:
        found = neighbours.get_set(scope, store=store, urn=urn, survival=False)
        if found.typicality is not None:
            rates.append((found.typicality.mean_distance, found.typicality.nearer_rate))
    rates.sort()
    assert rates[0][1] == pytest.approx(1.0)
    assert rates[-1][1] == 0.0
    assert [rate for _, rate in rates] == sorted((rate for _, rate in rates), reverse=True)


@pytest.mark.parametrize("k", [0, -1, 201])
def test_a_number_of_neighbours_that_makes_no_sense_is_refused(scope: Scope, store: Store, k: int):
    with pytest.raises(neighbours.BadCount):
        neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=k)


def test_an_unknown_school_is_refused_by_name(scope: Scope, store: Store):
    for urn in (1, 999_999):
        with pytest.raises(NoSuchSchool, match=str(urn)):
            neighbours.get_set(scope, store=store, urn=urn)


def test_a_recipe_for_trusts_does_not_find_schools(scope: Scope, store: Store):
    with pytest.raises(domain.BadRecipe, match="not of schools"):
        neighbours.get_set(scope, store=store, urn=tiny.ASKED, recipe="trust")


def test_a_closed_site_shows_nothing(store: Store):
    with pytest.raises(OpenDataClosed):
        neighbours.get_set(Scope(open_data=False), store=store, urn=tiny.ASKED)


def test_the_recipes_for_a_school_say_which_can_be_used(scope: Scope, store: Store):
    found = [
        (recipe.id, usable) for recipe, usable in neighbours.list_recipes_for(scope, store=store, urn=tiny.SECONDARY)
    ]
    assert found[0] == ("open-secondary", True)
    assert dict(found) == {
        "open-secondary": True,
        "dfe-secondary": True,
        "fbit": True,
        "dfe-primary": False,
        "open-primary": False,
        "open-special": False,
    }


READ = [
    ("england", Reach()),
    (" Region ", Reach(PoolKind.REGION)),
    ("trust", Reach(PoolKind.TRUST)),
    ("25 miles", Reach(PoolKind.MILES, miles=25)),
    ("miles:7.5", Reach(PoolKind.MILES, miles=7.5)),
    ("trusts:2002,2001,2001", Reach(PoolKind.TRUSTS, trusts=(2001, 2002))),
]


@pytest.mark.parametrize(("text", "reach"), READ)
def test_a_pool_is_read_as_people_write_it_and_written_so_that_it_can_be_read(text: str, reach: Reach):
    assert pools.read_reach(text) == reach
    assert pools.read_reach(str(reach)) == reach


@pytest.mark.parametrize("text", ["", "wales", "miles:0", "miles:900", "trusts:", "trusts:a", "miles:-3"])
def test_anything_else_is_not_a_pool(text: str):
    with pytest.raises(pools.BadPool):
        pools.read_reach(text)
