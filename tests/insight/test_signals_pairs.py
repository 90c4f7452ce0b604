"""Needs and bright spots of a trust of which the truth is known: who visits whom, why, and who is told."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.reader import Store, open_build
from plait.insight.outcomes import shelf
from plait.insight.queries import neighbours, signals_pairs, signals_trust, signals_trust_rows
from plait.insight.queries import signals_kept as kept
from plait.insight.queries import signals_pairs_ground as likeness
from plait.organisations.domain import Scope
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted

RWM = f"primary.{england.RWM}"
EVERYTHING = Scope(open_data=True, needs_everywhere=True)
DIRECTOR = Scope(open_data=True, needs_trusts=frozenset({planted.UID}))


@pytest.fixture(scope="module")
def trusts_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return planted.make_home(Home(tmp_path_factory.mktemp("signals-pairs")))


@pytest.fixture
def sector(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    return open_build(trusts_home.store / "builds" / planted.BUILD)


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every two schools count as in like circumstances."""
    monkeypatch.setattr(likeness, "LIKE_RATE", 1.0)


@pytest.fixture
def all_unlike(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two schools count as in like circumstances."""
    monkeypatch.setattr(likeness, "LIKE_RATE", 0.0)


def sector_of(home: Home) -> Store:
    return open_build(home.store / "builds" / planted.BUILD)


def test_the_planted_need_is_answered_by_the_planted_bright_spot(no_limit, sector: Store):
    found = signals_pairs.get_pairs(DIRECTOR, sector, planted.UID)
    pair = next(each for each in found.pairs if each.outcome.key == RWM and each.need.urn == england.LOW)
    assert (pair.need.word, pair.host.party.word) == ("clear", "clear")
    assert pair.host.party.urn == england.STAR
    assert pair.host.party.trust_uid == planted.UID
    assert min(pair.need.probability, pair.host.party.probability) > 0.95
    assert (pair.willing_n, pair.nearer) == (1, ())
    assert pair.host.miles == pytest.approx(1.0)


def test_the_distance_is_that_of_the_neighbours(no_limit, sector: Store, scope: Scope):
    pair = next(
        each for each in signals_pairs.get_pairs(DIRECTOR, sector, planted.UID).pairs if each.need.urn == england.LOW
    )
    near = neighbours.get_set(scope, store=sector, urn=england.LOW, k=200, survival=False)
    told = {each.urn: each.distance for each in near.neighbours}
    if england.STAR in told:
        assert pair.host.distance == pytest.approx(told[england.STAR])
    else:
        assert pair.host.distance >= max(told.values())
    assert 0.0 <= pair.host.unlike_rate <= 1.0
    assert pair.host.alike is not None
    assert {part.label for part in pair.host.alike.parts}


def test_a_host_in_unlike_circumstances_is_not_sent_to(all_unlike, sector: Store):
    found = signals_pairs.get_pairs(DIRECTOR, sector, planted.UID)
    assert found.pairs == ()
    low = next(each for each in found.unanswered if each.outcome.key == RWM and each.need.urn == england.LOW)
    assert (low.why, low.spots_n, low.outside) == ("unlike", 1, ())


def test_no_host_takes_more_than_two_and_no_need_is_met_twice(sector: Store):
    for uid in sector.table("trusts")["uid"].to_list():
        found = signals_pairs.get_pairs(EVERYTHING, sector, uid)
        needs = [(each.outcome.key, each.need.urn) for each in found.pairs]
        needs += [(each.outcome.key, each.need.urn) for each in found.unanswered]
        assert len(needs) == len(set(needs)) == found.needs.listed_n
        hosts = [each.host.party.urn for each in found.pairs]
        assert max((hosts.count(urn) for urn in hosts), default=0) <= 2
        assert found.total == pytest.approx(sum(each.host.distance for each in found.pairs), abs=1e-5)
        for each in found.pairs:
            assert each.need.urn != each.host.party.urn
            assert each.host.distance <= max(basis.limit for basis in found.bases)


def test_a_need_that_nobody_in_the_trust_answers_says_so_and_looks_elsewhere(no_limit, sector: Store):
    rows = signals_trust_rows.get(sector)
    alone = {}
    for uid in sector.table("trusts")["uid"].to_list():
        for each in signals_pairs.get_pairs(EVERYTHING, sector, uid, miles=None).unanswered:
            alone.setdefault(each.why, []).append((uid, each))
    assert alone["nobody"]
    for uid, each in alone["nobody"]:
        spots, _ = signals_trust.list_spots(rows.of_trust(uid))
        which = next(judged.at for judged in rows.judged if judged.outcome.key == each.outcome.key)
        assert spots.filter(pl.col("at") == which).is_empty()
        table = kept.frame(sector, kept.get(sector, shelf.get_outcome(each.outcome.key)), "schools")
        listed = set(table.filter("listed")["urn"].to_list())
        assert 0 < len(each.outside) <= 3
        assert all(host.party.urn in listed and host.party.trust_uid != uid for host in each.outside)
        assert [host.distance for host in each.outside] == sorted(host.distance for host in each.outside)


def test_elsewhere_is_within_the_miles_asked_for(no_limit, sector: Store):
    told = [
        host
        for uid in sector.table("trusts")["uid"].to_list()
        for each in signals_pairs.get_pairs(EVERYTHING, sector, uid, miles=20.0).unanswered
        for host in each.outside
    ]
    assert told
    assert max(host.miles for host in told) <= 20.0


def test_the_same_build_gives_the_same_pairs(no_limit, sector: Store, trusts_home: Home):
    def pairs(store: Store) -> list[tuple[str, int, int]]:
        found = signals_pairs.get_pairs(EVERYTHING, store, planted.UID).pairs
        return [(each.outcome.key, each.need.urn, each.host.party.urn) for each in found]

    assert pairs(sector) == pairs(sector_of(trusts_home)) != []


def test_measured_distances_are_those_of_an_obvious_loop(no_limit, sector: Store, scope: Scope):
    schools = sector.table("schools")
    rows = [schools.filter(pl.col("urn") == urn).row(0, named=True) for urn in (england.LOW, england.STAR)]
    places = likeness.find_places(sector, rows)
    others = [int(urn) for urn in list(england.URNS)[30:40]]
    found = likeness.measure(places, needs=[england.LOW, england.STAR], hosts=others)
    for row, urn in zip(found, (england.LOW, england.STAR), strict=True):
        ground, place = places[urn].ground, places[urn]
        made = ground.made
        here = made.values[made.matched][place.row]
        for value, other in zip(row, others, strict=True):
            at = ground.find_position(other)
            if at is None or any(codes[place.row] != codes[at] for codes in ground.exact):
                assert np.isnan(value)
                continue
            there = made.values[made.matched][at]
            apart = made.weights * ((here - there) / made.scales) ** 2
            known = ~np.isnan(apart)
            score = apart[known].sum() * made.weights.sum() / made.weights[known].sum()
            score += sum(
                weight
                for weight, codes in zip(ground.space.measure.category_weights, ground.space.points.codes, strict=True)
                if codes[place.row] != codes[at]
            )
            assert value == pytest.approx(np.sqrt(score))


@pytest.mark.parametrize(
    "stranger",
    [Scope(open_data=True), Scope(open_data=True, needs_trusts=frozenset({england.TRUST}))],
    ids=["anonymous", "of another trust"],
)
def test_nobody_without_entitlement_is_told(sector: Store, stranger: Scope):
    with pytest.raises(signals_pairs.NeedsNotShown, match="entitled"):
        signals_pairs.get_pairs(stranger, sector, planted.UID)


def test_a_closed_site_tells_nobody(sector: Store):
    with pytest.raises(OpenDataClosed):
        signals_pairs.get_pairs(Scope(open_data=False, needs_everywhere=True), sector, planted.UID)


def test_a_trust_without_schools_has_no_pairs(sector: Store):
    found = signals_pairs.get_pairs(EVERYTHING, sector, planted.NOBODY)
    assert (found.pairs, found.unanswered, found.needs.listed_n) == ((), (), 0)
