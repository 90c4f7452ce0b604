"""Signals over a build of which the truth is known: who is found, who is not judged, and what nobody is told."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from plait.core.home import Home
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import Store, open_build
from plait.insight.outcomes import shelf
from plait.insight.queries import signals, signals_inputs, signals_movers, signals_spots
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Signal
from plait.insight.services import signals as service
from plait.organisations.domain import Scope
from plait.stats.signals import WORDS
from tests.insight import signals_england as england

OUTCOME = f"primary.{england.RWM}"


ENTITLED = Scope(open_data=True, needs_schools=frozenset({england.LOW}))


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = england.make_home(Home(tmp_path_factory.mktemp("signals-england")))
    service.build(open_build(home.store / "builds" / england.FIRST_BUILD), home=home)
    return home


@pytest.fixture
def judged(judged_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PLAIT_HOME", str(judged_home.root))
    return open_build(judged_home.store / "builds" / england.FIRST_BUILD)


def signal_of(store: Store, urn: int, scope: Scope, outcome: str = OUTCOME) -> Signal:
    found = signals.get_school(scope, store, urn)
    return next(each for each in found.signals if each.outcome.key == outcome)


def test_a_school_far_above_its_circumstances_is_clear_and_its_difference_is_drawn_in(judged: Store, scope: Scope):
    found = signal_of(judged, england.STAR, scope)
    assert found.word == "clear"
    assert found.listed
    assert found.raw == pytest.approx(found.observed - found.expected)
    assert 0.0 < found.lo < found.estimate < found.hi
    assert 0.5 < found.kept_rate < 1.0
    assert found.probability > 0.95
    assert found.pupils.startswith("about ")
    assert "more pupils of" in found.pupils
    assert found.unmeasured


def test_nobody_without_entitlement_is_told_who_may_need_support(judged: Store, scope: Scope):
    found = signal_of(judged, england.LOW, scope)
    assert found.estimate < 0.0
    assert (found.word, found.probability, found.needs, found.listed) == (None, None, False, False)
    for outcome in (england.RWM, england.READING):
        assert england.LOW not in {each.urn for each in signals_spots.list_spots(scope, judged, outcome).spots}
    assert signal_of(judged, england.LOW, ENTITLED).needs
    assert signal_of(judged, england.LOW, ENTITLED).word == "clear"


def test_no_word_of_any_school_tells_an_anonymous_reader_of_needs(judged: Store):
    table = kept.frame(judged, kept.get(judged, shelf.get_outcome(OUTCOME)), "schools")
    below = [row for row in table.iter_rows(named=True) if row["side"] < 0]
    assert len(below) > 5
    assert all(signals.say_word(row, needs_told=False) == (None, False, None) for row in below)


def test_a_rise_is_told_and_a_fall_is_not(judged: Store, scope: Scope):
    movers = signals_movers.list_movers(scope, judged, OUTCOME, span="long")
    assert (movers.since.start, movers.until.start) == (2021, 2023)
    assert {england.RISER} <= {each.urn for each in movers.movers}
    assert all(each.change > 0.0 for each in movers.movers)
    assert movers.false_share <= 0.05
    told = {urn: signal_of(judged, urn, scope).moves[-1] for urn in (england.RISER, england.FALLER)}
    assert told[england.RISER].listed
    assert told[england.RISER].probability > 0.95
    assert told[england.FALLER].probability is None
    assert told[england.FALLER].change < 0.0


def test_what_changed_cannot_be_told_of_an_outcome_that_was_refused(judged: Store, scope: Scope):
    with pytest.raises(kept.NoSignals, match="figures in two years"):
        signals_movers.list_movers(scope, judged, f"primary.{england.ONE_YEAR}", span="long")


def test_figures_of_a_predecessor_count_for_the_school_it_became(judged: Store, scope: Scope):
    found = signals.get_school(scope, judged, england.OLD)
    assert (found.urn, found.asked_urn) == (england.CONVERTED, england.OLD)
    one = signal_of(judged, england.CONVERTED, scope)
    assert one.inherited
    assert [year.start for year in one.years] == list(england.YEARS)
    assert {each.of_urn for each in one.figures} == {england.OLD, england.CONVERTED}
    assert not signal_of(judged, england.STAR, scope).inherited


def test_figures_of_two_schools_that_merged_count_for_neither(judged: Store, scope: Scope):
    assert [year.start for year in signal_of(judged, england.MERGED, scope).years] == [2022, 2023]


def test_one_year_only_is_refused_by_name(judged: Store, scope: Scope):
    found = signal_of(judged, england.NEW, scope)
    assert found.word is None
    assert not found.listed
    assert "one year only" in found.sentence


@pytest.mark.parametrize(
    ("indicator", "because"),
    [
        (england.ONE_YEAR, "figures in two years"),
        (england.DISADVANTAGED, "without the number of pupils"),
        ("absence_persistent", "holds no figures"),
    ],
)
def test_an_outcome_that_the_data_cannot_bear_is_refused_by_name(
    judged: Store, scope: Scope, indicator: str, because: str
):
    refusal = signal_of(judged, england.STAR, scope, f"primary.{indicator}").refusal
    assert refusal is not None
    assert because in refusal.why
    with pytest.raises(kept.NoSignals, match=because):
        signals_spots.list_spots(scope, judged, f"primary.{indicator}")


def test_a_cohort_that_is_not_published_is_taken_from_the_nearest_count_and_said(judged: Store, scope: Scope):
    found = signal_of(judged, england.STAR, scope)
    assert found.cohorts_taken
    by_year = {each.year.start: each for each in found.figures}
    assert by_year[2023].cohort_taken
    assert not by_year[2022].cohort_taken
    assert by_year[2023].cohort_n == by_year[2022].cohort_n


def test_the_list_is_grouped_by_evidence_and_its_false_share_is_stated(judged: Store, scope: Scope):
    found = signals_spots.list_spots(scope, judged, england.RWM)
    assert england.STAR in {each.urn for each in found.spots}
    assert found.family.listed_n >= len(found.spots) > 3
    assert 0.0 <= found.family.false_share <= 0.05
    assert "expected to be false" in found.family.sentence
    order = [WORDS.index(each.word) for each in found.spots]
    assert order == sorted(order, reverse=True)
    assert all(a.name <= b.name for a, b in pairwise(found.spots) if a.word == b.word)


def test_a_closed_school_is_counted_and_not_shown(judged: Store, scope: Scope):
    table = kept.frame(judged, kept.get(judged, shelf.get_outcome(OUTCOME)), "schools")
    assert england.SHUT in table.filter(table["listed"])["urn"].to_list()
    assert england.SHUT not in {each.urn for each in signals_spots.list_spots(scope, judged, england.RWM).spots}


def test_near_a_school_those_like_it_come_first_within_the_same_evidence(judged: Store, scope: Scope):
    found = signals_spots.list_spots(scope, judged, england.RWM, near=england.LOW)
    assert found.near == england.LOW
    assert "Likeness under" in found.near_note
    assert all(a.distance <= b.distance for a, b in pairwise(found.spots) if a.word == b.word)
    assert all(each.miles is not None for each in found.spots)


def test_a_closed_site_tells_nobody(judged: Store):
    with pytest.raises(OpenDataClosed):
        signals.get_school(Scope(open_data=False), judged, england.STAR)
    with pytest.raises(OpenDataClosed):
        signals_spots.list_spots(Scope(open_data=False), judged, england.RWM)


def test_the_mean_error_is_as_large_as_stated(judged: Store):
    """The planted levels are known up to the national mean: the planted schools lie in their intervals."""
    table = kept.frame(judged, kept.get(judged, shelf.get_outcome(OUTCOME)), "schools")
    found = {row["urn"]: row for row in table.iter_rows(named=True)}
    for urn, level in england.PLANTED.items():
        assert abs(found[urn]["estimate"] - level) < 3.0 * found[urn]["sd"]


def test_figures_are_laid_out_as_an_obvious_loop_would(judged: Store):
    outcome = shelf.get_outcome(OUTCOME)
    sources = signals_inputs.gather_sources(judged, [outcome])
    circle = signals_inputs.get_circle(judged, outcome)
    made = signals_inputs.get_figures(sources, outcome, circle=circle)
    assert made is not None
    ends = dict(judged.table("chains").select("urn", "chain").iter_rows())
    slow: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for row in judged.table("values").iter_rows(named=True):
        if str(row["indicator"]) == england.RWM and row["value"] is not None:
            slow.setdefault((ends.get(row["urn"], row["urn"]), row["year"]), []).append((row["urn"], row["value"]))
    for at, urn in enumerate(made.ids.tolist()):
        for column, year in enumerate(made.years.tolist()):
            figures = slow.get((urn, year), [])
            assert made.of_urn[at, column] == (figures[0][0] if len(figures) == 1 else 0)
            if len(figures) == 1:
                assert made.observed[at, column] == figures[0][1]
            else:
                assert np.isnan(made.observed[at, column])


def test_every_result_states_where_it_comes_from(judged: Store):
    card = kept.get(judged, shelf.get_outcome(OUTCOME)).card
    assert card["build"] == card["computed_in"] == england.FIRST_BUILD
    assert card["method"] == kept.METHOD
    assert card["seed"] == service.SEED
    assert card["parameters"]["margin_sd"] == 0.10
    assert card["parameters"]["spans"] == [[s.first, s.last] for s in load_definitions()[england.RWM].spans]
    assert len(card["fingerprint"]) == len(card["code"]) == 64


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_rerun_leaves_everything_as_it_was(judged_home: Home, judged: Store):
    before = contents(kept.folder_of(judged.name, home=judged_home))
    done = service.build(judged, home=judged_home)
    assert {each.done for each in done} == {"as before"}
    assert contents(kept.folder_of(judged.name, home=judged_home)) == before


def test_with_a_new_build_only_what_changed_is_worked_out_and_a_new_method_supersedes(
    judged_home: Home, monkeypatch: pytest.MonkeyPatch
):
    later = open_build(judged_home.store / "builds" / england.BUILD)
    few = [shelf.get_outcome(name, group="primary") for name in (england.RWM, england.READING, england.ONE_YEAR)]
    done = {each.outcome: each.done for each in service.build(later, home=judged_home, outcomes=few)}
    assert done == {
        OUTCOME: "linked",
        f"primary.{england.READING}": "worked out",
        f"primary.{england.ONE_YEAR}": "linked",
    }
    first = kept.get(later, few[0], home=judged_home)
    assert (first.card["build"], first.card["computed_in"]) == (england.BUILD, england.FIRST_BUILD)
    before = contents(first.folder)
    monkeypatch.setattr(kept, "METHOD", "signals-next")
    again = service.build(later, home=judged_home, outcomes=few[:1])
    assert again[0].done == "worked out"
    second = kept.get(later, few[0], home=judged_home)
    assert (second.run, second.card["supersedes"], second.card["method"]) == (2, 1, "signals-next")
    after = contents(first.folder)
    assert all(after[name] == whole for name, whole in before.items())


def test_a_run_that_was_killed_before_its_card_is_not_seen(tmp_path: Path, judged_home: Home, judged: Store):
    home = Home(tmp_path)
    outcome = shelf.get_outcome(OUTCOME)
    folder = kept.folder_of(judged.name, home=home)
    folder.mkdir(parents=True)
    (folder / f"{OUTCOME}.0001.schools.parquet").write_bytes(b"half a file")
    with pytest.raises(kept.NoSignals, match="plait signals build"):
        kept.get(judged, outcome, home=home)
    assert service.build(judged, home=home, outcomes=[outcome])[0].done == "worked out"
    whole = kept.get(judged, outcome, home=home)
    assert kept.frame(judged, whole, "schools").equals(
        kept.frame(judged, kept.get(judged, outcome, home=judged_home), "schools")
    )


def test_a_build_without_signals_says_what_to_do(judged: Store, scope: Scope, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    with pytest.raises(kept.NoSignals, match="plait signals build"):
        signals.get_school(scope, judged, england.STAR)


def test_what_an_earlier_method_worked_out_is_not_shown(judged: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "METHOD", "signals-99.0")
    with pytest.raises(kept.NoSignals, match="plait signals build"):
        signals.get_school(scope, judged, england.STAR)
    with pytest.raises(kept.NoSignals, match="when the method changes"):
        kept.get(judged, shelf.get_outcome(OUTCOME))
