"""Sets are kept with a build, whole or not at all, never changed; and what changed between two moments is explained."""

import os
from pathlib import Path

import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.store.reader import Store, open_current
from plait.insight.domain import Recipe
from plait.insight.queries import changes, kept, method_cards, neighbours
from plait.insight.queries.changes import Cause, Moment
from plait.insight.recipes import shelf
from plait.insight.services import neighbour_sets
from plait.organisations.domain import Scope
from tests.insight import tiny


def test_every_recipe_that_can_be_fed_is_kept_and_the_others_say_why_not(tmp_path: Path):
    home = tiny.make_home(tmp_path)
    done = {each.recipe: each for each in neighbour_sets.build(open_current(home), home=home)}
    assert done["open-primary"].years == (2022, 2018)
    assert done["open-primary"].schools_n == 58
    assert done["dfe-secondary"].years == (2024, 2022)
    assert done["dfe-primary"].skipped == "Its inputs are not in this build."
    assert not list((home.store / "neighbours" / tiny.BUILD).glob(".*")), "nothing half-written is left behind"


def test_what_is_kept_is_what_a_school_is_shown(scope: Scope, store: Store, kept_home: Home):
    frame = kept.find_frame(tiny.BUILD, shelf.get_recipe("open-primary"), home=kept_home)
    assert frame is not None
    for urn in (tiny.ASKED, tiny.INFANT, tiny.PARTLY):
        own = frame.filter((pl.col("urn") == urn) & (pl.col("year") == 2022)).sort("order")
        shown = neighbours.get_set(scope, store=store, urn=urn, survival=False)
        assert own["neighbour"].to_list() == list(shown.urns)
        assert own["distance"].to_list() == pytest.approx([each.distance for each in shown.neighbours])


def test_only_the_newest_year_bases_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tiny.make_home(tmp_path)
    monkeypatch.setattr(neighbour_sets, "KEPT_YEARS", 1)
    (done,) = neighbour_sets.build(open_current(home), home=home, recipes=[shelf.get_recipe("open-special")])
    assert done.years == (2022,)


def test_a_set_that_is_kept_is_never_written_again(kept_home: Home, store: Store):
    path = kept.sets_path(tiny.BUILD, shelf.get_recipe("open-primary"), home=kept_home)
    before = path.stat().st_mtime_ns, path.read_bytes()
    (again,) = neighbour_sets.build(store, home=kept_home, recipes=[shelf.get_recipe("open-primary")])
    assert again.already
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_a_write_that_fails_leaves_nothing_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tiny.make_home(tmp_path)
    recipe = shelf.get_recipe("open-special")

    def fail(_handle: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        neighbour_sets.build(open_current(home), home=home, recipes=[recipe])
    assert kept.find_frame(tiny.BUILD, recipe, home=home) is None
    assert list((home.store / "neighbours" / tiny.BUILD).iterdir()) == []


def test_the_background_is_the_same_from_the_kept_sets_as_worked_out(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tiny.make_home(tmp_path / "one")
    monkeypatch.setenv("PLAIT_HOME", str(home.root))
    worked_out = neighbours.get_set(scope, store=open_current(home), urn=tiny.ASKED, survival=False)
    other = tiny.make_home(tmp_path / "two")
    monkeypatch.setenv("PLAIT_HOME", str(other.root))
    neighbour_sets.build(open_current(other), home=other)
    from_kept = neighbours.get_set(scope, store=open_current(other), urn=tiny.ASKED, survival=False)
    assert from_kept.typicality == worked_out.typicality
    assert from_kept.neighbours == worked_out.neighbours


def test_the_moments_are_the_years_of_each_build_latest_first(scope: Scope, kept_home: Home):
    moments = changes.list_moments(scope, recipe="dfe-secondary", home=kept_home)
    assert moments == [
        *(Moment(tiny.BUILD, 2024), Moment(tiny.BUILD, 2022)),
        *(Moment(tiny.FIRST_BUILD, 2024), Moment(tiny.FIRST_BUILD, 2022)),
    ]


def test_a_school_that_moved_away_in_one_input_left_because_of_it(scope: Scope, store: Store, kept_home: Home):
    moved = tiny.SECONDARY + 5
    before, after = Moment(tiny.FIRST_BUILD, 2022), Moment(tiny.BUILD, 2022)
    recipe = shelf.get_recipe("dfe-secondary")
    frame = kept.find_frame(tiny.BUILD, recipe, home=kept_home)
    assert frame is not None
    # With 50 wanted of 30 schools nobody leaves, so the sets are cut to the nearest eight first.
    cut = _cut(kept_home, recipe, k=8)
    found = changes.get_changes(
        scope, store=store, urn=_near(cut, moved), recipe="dfe-secondary", before=before, after=after, home=cut
    )
    (left,) = [each for each in found.left if each.urn == moved]
    assert left.cause is Cause.FARTHER
    assert left.input == "English as an additional language"
    assert left.after is not None
    assert left.before is not None
    assert left.after > left.before
    assert {each.cause for each in found.joined} == {Cause.ROOM}
    assert len(found.joined) == len(found.left) == 1
    assert len(found.stayed) == 7


@pytest.mark.parametrize("name", ["open-primary", "dfe-secondary"])
def test_the_distances_told_are_those_of_the_sets_whatever_is_missing_or_penalised(
    scope: Scope, store: Store, kept_home: Home, name: str
):
    recipe = shelf.get_recipe(name)
    years = [
        moment for moment in changes.list_moments(scope, recipe=name, home=kept_home) if moment.build == tiny.BUILD
    ]
    after, before = years[:2]
    whole = kept.find_frame(tiny.BUILD, recipe, home=kept_home)
    assert whole is not None
    known = {(year, urn, other): d for year, urn, _, other, d in whole.iter_rows()}
    cut = _cut(kept_home, recipe, k=8)
    told = 0
    for urn in whole.filter(pl.col("year") == after.year)["urn"].unique().sort():
        if (whole.filter(pl.col("urn") == urn)["year"].n_unique()) < 2:
            continue
        found = changes.get_changes(scope, store=store, urn=urn, recipe=name, before=before, after=after, home=cut)
        for each in (*found.joined, *found.left):
            for moment, distance in ((before, each.before), (after, each.after)):
                if distance is not None and (moment.year, urn, each.urn) in known:
                    assert distance == pytest.approx(known[moment.year, urn, each.urn], abs=1e-9)
                    told += 1
    assert told > 20


def _cut(home: Home, recipe: Recipe, *, k: int) -> Home:
    """A copy of what was kept, with smaller sets."""
    other = Home(home.root / "cut")
    for build in (tiny.FIRST_BUILD, tiny.BUILD):
        folder = other.store / "neighbours" / build
        folder.mkdir(parents=True, exist_ok=True)
        frame = kept.find_frame(build, recipe, home=home)
        inputs = kept.find_inputs(build, recipe, home=home)
        assert frame is not None
        assert inputs is not None
        frame.filter(pl.col("order") <= k).write_parquet(kept.sets_path(build, recipe, home=other))
        inputs.write_parquet(kept.inputs_path(build, recipe, home=other))
    return other


def _near(home: Home, moved: int) -> int:
    """A school that had the one that moved among its neighbours last year, and has it no more."""
    chosen = shelf.get_recipe("dfe-secondary")
    frames = [kept.find_frame(build, chosen, home=home) for build in (tiny.FIRST_BUILD, tiny.BUILD)]
    sides = [
        set(f.filter((pl.col("neighbour") == moved) & (pl.col("year") == 2022))["urn"]) for f in frames if f is not None
    ]
    return min(sides[0] - sides[1])


def test_between_year_bases_of_one_build_a_school_without_the_later_inputs_is_gone(
    scope: Scope, store: Store, kept_home: Home
):
    found = changes.get_changes(scope, store=store, urn=tiny.SECONDARY, recipe="dfe-secondary", home=kept_home)
    assert (found.before, found.after) == (Moment(tiny.BUILD, 2022), Moment(tiny.BUILD, 2024))
    assert found.inputs_changed
    gone = [each for each in found.left if each.cause is Cause.GONE]
    assert [each.urn for each in gone] == [tiny.SECONDARY + 7]
    assert "no longer be matched" in gone[0].sentence


def test_nobody_left_or_joined_when_nothing_changed(scope: Scope, store: Store, kept_home: Home):
    found = changes.get_changes(
        scope,
        store=store,
        urn=tiny.ASKED,
        recipe="open-primary",
        before=Moment(tiny.FIRST_BUILD, 2022),
        after=Moment(tiny.BUILD, 2022),
        home=kept_home,
    )
    assert (found.joined, found.left) == ((), ())
    assert len(found.stayed) == 46  # 60 primaries: 6 infant, 5 junior; then itself, the withheld and the silent


def test_without_kept_sets_a_comparison_is_refused_and_says_what_to_do(scope: Scope, store: Store, tmp_path: Path):
    with pytest.raises(changes.NothingKept, match="plait neighbours build"):
        changes.get_changes(scope, store=store, urn=tiny.ASKED, recipe="open-primary", home=Home(tmp_path))


def test_a_school_without_neighbours_cannot_be_compared(scope: Scope, store: Store, kept_home: Home):
    with pytest.raises(changes.NothingKept, match="had no neighbours"):
        changes.get_changes(scope, store=store, urn=tiny.WITHHELD, recipe="open-primary", home=kept_home)


def test_the_card_of_a_kept_recipe_says_how_stable_it_is(scope: Scope, store: Store, kept_home: Home):
    card = method_cards.get_card(scope, recipe="open-primary", store=store, home=kept_home)
    assert card.stability is not None
    assert card.stability.jitter_rate is not None
    assert 0.5 < card.stability.jitter_rate <= 1.0
    assert card.stability.matched_n == 58
    assert list(card.stability.years_rate) == ["2018→2022"]
    assert [each.start for each in card.years] == [2022, 2018]
