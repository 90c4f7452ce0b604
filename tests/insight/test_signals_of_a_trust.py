"""The signals of a trust of which the truth is known: what is shared, what changed, and what nobody is told."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from plait.core.home import Home
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.reader import Store, open_build
from plait.insight.queries import signals, signals_trust, signals_trust_rows
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_trust_answers import Listing, TrustSignal
from plait.organisations.domain import Scope
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted

RWM = f"primary.{england.RWM}"
STRANGER = Scope(open_data=True, needs_trusts=frozenset({england.TRUST}))
DIRECTOR = Scope(open_data=True, needs_trusts=frozenset({planted.UID}))


@pytest.fixture(scope="module")
def trusts_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return planted.make_home(Home(tmp_path_factory.mktemp("signals-trusts")))


@pytest.fixture
def sector(trusts_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PLAIT_HOME", str(trusts_home.root))
    return open_build(trusts_home.store / "builds" / planted.BUILD)


def signal_of(store: Store, scope: Scope, uid: int = planted.UID) -> TrustSignal:
    return next(each for each in signals_trust.list_of_trust(scope, store, uid) if each.outcome.key == RWM)


def test_a_trust_shows_its_schools_by_name_with_their_mean(sector: Store, scope: Scope):
    found = signal_of(sector, scope, england.TRUST)
    assert found.mean.schools_n == len(found.members) == found.counted.judged_n == 5
    assert [each.name for each in found.members] == sorted(each.name for each in found.members)
    assert found.mean.lo < found.mean.estimate < found.mean.hi
    # Both come from one model, in which schools may be drawn in less than their trust is.
    apart = found.mean.estimate - np.mean([each.estimate for each in found.members])
    assert abs(apart) < (found.mean.hi - found.mean.lo) / 4
    assert found.mean.better == pytest.approx(
        norm.cdf(found.mean.estimate / ((found.mean.hi - found.mean.lo) / 2 / norm.ppf(0.95)))
    )


def test_the_bright_spot_is_listed_with_its_evidence(sector: Store, scope: Scope):
    star = next(each for each in signal_of(sector, scope).members if each.urn == england.STAR)
    assert (star.word, star.listed, star.needs) == ("clear", True, False)
    assert star.probability > 0.95
    assert [year.start for year in star.years] == list(england.YEARS)
    assert star.pupils.startswith("about ")


@pytest.mark.parametrize("stranger", [Scope(open_data=True), STRANGER])
def test_nobody_without_entitlement_is_told_of_needs_or_falls(sector: Store, stranger: Scope):
    found = signals_trust.get_trust(stranger, sector, planted.UID)
    assert (found.needs_told, found.needs, found.fell) == (False, None, None)
    for each in found.signals:
        assert each.counted.worse_n is None
        assert each.shared != "need"
        for member in each.members:
            assert not member.needs
            assert member.probability is None or member.estimate * each.outcome.sign > 0.0
            assert all(move.probability is None or move.probability >= 0.5 for move in member.moves)
            assert not any(move.listed and move.change * each.outcome.sign < 0.0 for move in member.moves)
    low = next(each for each in signal_of(sector, stranger).members if each.urn == england.LOW)
    assert (low.word, low.probability) == (None, None)
    assert low.estimate < 0.0  # published figures are open; the word is not


def test_those_entitled_are_told_of_needs_and_falls(sector: Store):
    found = signals_trust.get_trust(DIRECTOR, sector, planted.UID)
    assert found.needs.listed_n > 0
    low = next(each for each in signal_of(sector, DIRECTOR).members if each.urn == england.LOW)
    assert (low.word, low.needs) == ("clear", True)
    faller = next(each for each in signal_of(sector, DIRECTOR).members if each.urn == england.FALLER)
    assert faller.moves[0].probability < 0.2


def test_each_list_of_the_page_is_one_family_within_its_share(sector: Store):
    rows = signals_trust_rows.get(sector).of_trust(planted.UID)
    found = signals_trust.get_trust(DIRECTOR, sector, planted.UID)
    able = rows.filter(pl.col("answerable") & pl.col("recent"))
    assert found.spots.asked_n == found.needs.asked_n == able.height
    listed, told = signals_trust.list_spots(rows)
    assert found.spots == told
    assert told.listed_n == listed.height > 0
    assert signals_trust.list_needs(DIRECTOR, rows, uid=planted.UID)[1] == found.needs
    assert signals_trust.list_needs(STRANGER, rows, uid=planted.UID)[0].is_empty()
    assert found.spots.false_share == pytest.approx(1.0 - listed["better"].mean())
    assert max(found.spots.false_share, found.needs.false_share) <= 0.05


def test_what_rose_is_told_with_its_interval_over_both_spans(sector: Store, scope: Scope):
    found = signal_of(sector, scope)
    riser = next(each for each in found.members if each.urn == england.RISER)
    assert [move.since.start for move in riser.moves] == [2021, 2022]
    assert riser.moves[0].lo < riser.moves[0].change < riser.moves[0].hi
    assert riser.moves[0].listed
    assert not riser.moves[1].listed
    assert [move.since.start for move in found.moves] == [2021, 2022]


def test_a_trust_s_change_is_the_mean_of_its_schools_changes(sector: Store, scope: Scope):
    table = kept.frame(sector, signals.newest(sector)[RWM], "schools")
    for span, move in zip(("long", "last"), signal_of(sector, scope, england.TRUST).moves, strict=True):
        urns = [each.urn for each in signal_of(sector, scope, england.TRUST).members]
        mean = table.filter(pl.col("urn").is_in(urns))[f"{span}_change"].mean()
        assert move.change == pytest.approx(mean, abs=1e-9)
        assert move.lo < move.change < move.hi


def test_the_number_expected_by_chance_is_what_a_simulation_gives():
    """Schools exactly as expected, estimated as the model would: how often is one called likely better?"""
    rng = np.random.default_rng(5)
    prior, noise, margin = 1.0, 0.8, 0.3
    reliability = prior**2 / (prior**2 + noise**2)
    sd = prior * np.sqrt(1.0 - reliability)
    seen = noise * rng.standard_normal(400_000)
    flagged = norm.sf((margin - reliability * seen) / sd) >= 0.8
    row = pl.DataFrame({"reliability": [reliability], "sd": [sd]})
    (told,) = signals_trust_rows.chance_of_word(row, margin=np.array([margin]))
    assert told == pytest.approx(flagged.mean(), abs=0.001)


def test_a_shared_strength_has_several_schools_and_a_mean_beyond_doubt(sector: Store):
    uids = sector.table("trusts")["uid"].to_list()
    everywhere = Scope(open_data=True, needs_everywhere=True)
    found = [each for uid in uids for each in signals_trust.list_of_trust(everywhere, sector, uid) if each.shared]
    assert {each.shared for each in found} == {"strength", "need"}
    for each in found:
        strength = each.shared == "strength"
        number = each.counted.better_n if strength else each.counted.worse_n
        rate = each.counted.england_better_rate if strength else each.counted.england_worse_rate
        assert number >= 2
        assert number > max(each.counted.chance_n, rate * each.counted.judged_n)
        assert (each.mean.better if strength else 1.0 - each.mean.better) >= 0.95
        low, high = sorted((each.outcome.sign * each.mean.lo, each.outcome.sign * each.mean.hi))
        assert low > 0.0 if strength else high < 0.0


def test_schools_that_are_not_judged_are_named_with_the_reason(sector: Store, scope: Scope):
    why = {each.urn: each.why for each in signals_trust.get_trust(scope, sector, planted.UID).unjudged}
    assert list(why) == [planted.NURSERY]
    assert "kind of school" in why[planted.NURSERY]
    why = {each.urn: each.why for each in signals_trust.get_trust(scope, sector, planted.WITHOUT_HOST).unjudged}
    assert why[england.NEW] == "figures of one year only"


@pytest.mark.parametrize("uid", [planted.NOBODY, 9999])
def test_a_trust_without_schools_has_nothing_to_tell(sector: Store, uid: int):
    found = signals_trust.get_trust(DIRECTOR, sector, uid)
    assert (found.signals, found.unjudged, found.schools_n) == ((), (), 0)
    assert found.spots == Listing(0, 0, None)


def test_what_was_refused_is_told_for_the_phases_of_the_trust(sector: Store, scope: Scope):
    refused = dict(signals_trust.get_trust(scope, sector, planted.UID).refused)
    assert any("two years" in each.why for each in refused.values())


def test_signals_from_before_the_yearly_change_was_kept_are_still_read(
    sector: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch
):
    ground = signals_trust_rows.get(sector)
    rows = ground.judged[0].trusts[england.TRUST]
    older = {name: value for name, value in rows.items() if not name.startswith("last_")}
    monkeypatch.setitem(ground.judged[0].trusts, england.TRUST, older)
    found = signals_trust.list_of_trust(scope, sector, england.TRUST)[0]
    assert [move.since.start for move in found.moves] == [2021]


def test_a_closed_site_tells_nobody(sector: Store):
    with pytest.raises(OpenDataClosed):
        signals_trust.get_trust(Scope(open_data=False), sector, planted.UID)


def test_without_signals_it_says_what_to_do(tmp_path: Path, sector: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    with pytest.raises(kept.NoSignals, match="plait signals build"):
        signals_trust.get_trust(DIRECTOR, sector, planted.UID)
