"""Trusts in like circumstances, and for each school of a trust the nearest inside it and outside it."""

import pytest

from plait.core.missing import Reason
from plait.indicators.store.reader import Store
from plait.insight import domain
from plait.insight.queries import neighbours, trust_circumstances, trust_neighbours
from plait.insight.queries.pools import Reach
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope
from tests.insight import tiny


def _figures(store: Store, uid: int) -> dict[str, float | None]:
    made = trust_circumstances.get(store, shelf.get_recipe("trust"))
    row = made.find_row(uid)
    assert row is not None
    return dict(zip((item.id for item in made.items), made.values[row].tolist(), strict=True))


def test_the_nearest_trust_is_found_and_the_trust_with_one_school_is_left_out(scope: Scope, store: Store):
    found = trust_neighbours.get_set(scope, store=store, uid=tiny.HARBOUR)
    assert found.matched
    assert found.urns == (tiny.TIDE,)
    assert found.neighbours[0].name == "Trust 2002"
    assert sum(found.neighbours[0].shares) == pytest.approx(1.0)


def test_size_and_phases_are_counted_over_open_schools(scope: Scope, store: Store):
    found = trust_neighbours.get_set(scope, store=store, uid=tiny.TIDE)
    shown = {each.id: each.value for each in found.standings}
    assert shown["schools_n"] == 7  # one primary twin, four primaries, a secondary, a special school
    assert shown["primary_share"] == pytest.approx(100 * 5 / 7)
    assert shown["secondary_share"] == pytest.approx(100 / 7)
    assert shown["special_share"] == pytest.approx(100 / 7)


def test_circumstances_of_pupils_are_averages_over_schools_each_counted_by_its_pupils(store: Store):
    urns = store.table("schools").filter(trust_uid=tiny.HARBOUR)["urn"].to_list()
    total = pupils = 0.0
    for urn in urns:
        rows = store.values_of_school(urn).select("indicator", "year", "value").iter_rows()
        held = {(indicator, year): value for indicator, year, value in rows}
        total += held["roll", 2022] * held["fsm_ever6", 2022]
        pupils += held["roll", 2022]
    assert _figures(store, tiny.HARBOUR)["fsm_ever6"] == pytest.approx(total / pupils)


def test_spread_is_the_mean_distance_from_the_middle(store: Store):
    rows = store.table("schools").filter(trust_uid=tiny.HARBOUR)
    miles = [easting / 1609.344 for easting in rows["easting"]]
    middle = sum(miles) / len(miles)
    expected = sum(abs(each - middle) for each in miles) / len(miles)
    assert _figures(store, tiny.HARBOUR)["spread_miles"] == pytest.approx(expected)


def test_a_trust_with_one_school_is_told_why_it_cannot_be_matched(scope: Scope, store: Store):
    found = trust_neighbours.get_set(scope, store=store, uid=tiny.LONE)
    assert not found.matched
    assert found.obstacles[0].reason is Reason.NOT_APPLICABLE
    assert "two or more open schools" in found.obstacles[0].sentence


def test_an_unknown_trust_and_a_recipe_for_schools_are_refused(scope: Scope, store: Store):
    with pytest.raises(trust_neighbours.NoSuchTrust, match="4711"):
        trust_neighbours.get_set(scope, store=store, uid=4711)
    with pytest.raises(domain.BadRecipe):
        trust_neighbours.get_set(scope, store=store, uid=tiny.TIDE, recipe="open-primary")


def test_each_school_has_its_nearest_inside_and_outside_as_its_own_set_has(scope: Scope, store: Store):
    found = {each.urn: each for each in trust_neighbours.list_in_out(scope, store=store, uid=tiny.HARBOUR)}
    assert set(found) == set(store.table("schools").filter(trust_uid=tiny.HARBOUR)["urn"].to_list())
    for urn in (tiny.ASKED, 100020, 100025):
        own = neighbours.get_set(scope, store=store, urn=urn, k=60, survival=False)
        inside = next(each for each in own.neighbours if each.same_trust)
        outside = next(each for each in own.neighbours if not each.same_trust)
        assert found[urn].inside is not None
        assert found[urn].outside is not None
        assert (found[urn].inside.urn, found[urn].inside.distance) == (inside.urn, pytest.approx(inside.distance))
        assert (found[urn].outside.urn, found[urn].outside.distance) == (outside.urn, pytest.approx(outside.distance))
        assert found[urn].outside.distance_percentile == pytest.approx(outside.distance_percentile)


def test_the_only_secondary_school_of_a_trust_has_nobody_inside(scope: Scope, store: Store):
    found = {each.urn: each for each in trust_neighbours.list_in_out(scope, store=store, uid=tiny.HARBOUR)}
    assert found[tiny.SECONDARY].recipe == "open-secondary"
    assert found[tiny.SECONDARY].inside is None
    assert found[tiny.SECONDARY].outside is not None


def test_a_school_in_a_pool_of_chosen_trusts_is_told_their_names(scope: Scope, store: Store):
    reach = Reach(kind=neighbours.pools.PoolKind.TRUSTS, trusts=(tiny.TIDE,))
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, reach=reach, survival=False)
    assert found.pool == "Trust 2002"
