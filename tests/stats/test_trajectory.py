"""A trajectory is the change of a school less that of its neighbours, whatever else moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_trajectory import slow_change

from plait.stats import trajectory
from plait.stats.errors import BadInput, NotIdentified, NoVariation, TooFewUnits
from plait.stats.trajectory import Caution, Joining, Rules, Verdict

YEARS = range(2012, 2022)
JOINED = 2017  # the first year wholly inside


def make_schools(n=300, *, seed=1, sd=0.1):
    """Schools in a line of circumstances, each next to its neighbours; no effect of anything."""
    rng = np.random.default_rng(seed)
    level = np.linspace(-1, 1, n)[:, None]
    values = 50 + level + 0.3 * np.arange(len(YEARS)) + sd * rng.standard_normal((n, len(YEARS)))
    place = np.arange(n)
    apart = np.abs(place[:, None] - place[None, :]).astype(float)
    np.fill_diagonal(apart, np.inf)
    order = np.argsort(apart, axis=1, kind="stable")[:, :60]
    return values, order, np.full(n, -1), np.zeros((n, len(YEARS)), dtype=bool)


def follow(values, order, trusts, moved, *, joinings, noise=None, rules=None, seed=3, **more):
    panel = trajectory.panel_of(values, years=YEARS, noise=np.full(values.shape, 0.02) if noise is None else noise)
    return trajectory.follow(
        panel,
        joinings=joinings,
        orders=[order],
        trusts=trusts,
        moved=moved,
        rules=rules or Rules(k=20),
        rng=np.random.default_rng(seed),
        **more,
    )


def join(row, **more):
    return Joining(row=row, last_before=JOINED - 1, first_after=JOINED, **more)


def test_a_planted_step_is_found_where_everything_else_moves_too():
    values, order, trusts, moved = make_schools(sd=0.0)
    values[100, JOINED - 2012 :] += 4.0
    noisy = values + 0.01 * np.random.default_rng(0).standard_normal(values.shape)
    (change,) = follow(noisy, order, trusts, moved, joinings=[join(100)])
    assert change.verdict is Verdict.COUNTED
    assert change.difference == pytest.approx(4.0, abs=0.02)
    assert change.own == pytest.approx(4.0 + 0.3 * 5, abs=0.02)
    assert change.base_years == (2012, 2013, 2014, 2015)  # 2016, the year before joining, is left out
    assert change.after_years == (2017, 2018, 2019, 2020)
    assert change.chance == pytest.approx(1 / 300, rel=0.01)


def test_the_comparison_is_that_of_the_double_loop():
    values, order, trusts, moved = make_schools(80, seed=5)
    rng = np.random.default_rng(8)
    values[rng.random(values.shape) < 0.05] = np.nan
    moved[rng.choice(80, 15, replace=False), rng.integers(0, 10, 15)] = True
    trusts[rng.random(80) < 0.4] = 3
    values[[10, 40]] = 50 + rng.standard_normal((2, 10))
    made = follow(
        values,
        order,
        trusts,
        moved,
        joinings=[join(10), join(40)],
        rules=Rules(k=7, fewest_neighbours=3, fewest_placebos=10),
        paths=False,
    )
    for change, row in zip(made, (10, 40), strict=True):
        expected, used = slow_change(
            values,
            row=row,
            order=order,
            trusts=trusts,
            moved=moved,
            base=[0, 1, 2, 3],
            after=[5, 6, 7, 8],
            k=7,
        )
        assert change.difference == pytest.approx(expected, abs=1e-9)
        assert change.used == used


def test_the_published_difference_in_differences_of_card_and_krueger_is_reproduced():
    # Card and Krueger (1994), table 3, row 3: full-time equivalents 20.44 → 21.03 in New Jersey, 23.33 → 21.17 in
    # Pennsylvania; published difference 2.76, from figures that are themselves rounded. doi:10.3386/w4509.
    means = np.array([[20.44, 21.03], [23.33, 21.17]])
    panel = trajectory.panel_of(means, years=(1992, 1993), noise=np.full((2, 2), 1.0))
    peers = trajectory.Peers(np.array([[1], [0]]), np.full(2, -1), np.zeros((2, 2), dtype=bool))
    found = trajectory.contrast(
        panel, weights=np.array([-1.0, 1.0]), rows=np.array([0]), peers=peers, fit=np.ones(2, dtype=bool), k=1
    )
    assert found.difference[0] == pytest.approx(2.76, abs=0.015)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=10, max_size=10), st.floats(-30, 30), st.integers(0, 1000))
def test_nothing_that_moves_everybody_or_always_held_changes_a_trajectory(national, level, seed):
    values, order, trusts, moved = make_schools(120, seed=seed)
    raised = values + np.array(national)
    raised[60] += level
    joinings, rules = [join(60)], Rules(k=20, fewest_placebos=20)
    plain = follow(values, order, trusts, moved, joinings=joinings, rules=rules, paths=False)[0]
    other = follow(raised, order, trusts, moved, joinings=joinings, rules=rules, paths=False)[0]
    assert other.difference == pytest.approx(plain.difference, abs=1e-8)
    assert other.interval(0.9)[0] == pytest.approx(plain.interval(0.9)[0], rel=0.2, abs=0.05)


def test_schools_of_the_same_trust_and_schools_that_joined_meanwhile_are_not_neighbours():
    values, order, trusts, moved = make_schools(sd=0.05)
    values[100, 5:] += 2.0
    near = order[100][:8]
    trusts[100] = 1
    trusts[near[:4]] = 1
    moved[near[4:], 6] = True
    values[near, 5:] += 2.0  # had they been compared, nothing would be left of the step
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)])
    assert change.difference == pytest.approx(2.0, abs=0.15)


def test_a_move_outside_the_years_compared_excludes_nobody():
    values, order, trusts, moved = make_schools()
    moved[order[100][:20], 9] = True  # 2021 is not among the years compared
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)], paths=False)
    (calm,) = follow(values, order, trusts, np.zeros_like(moved), joinings=[join(100)], paths=False)
    assert change.difference == calm.difference


def test_a_school_that_left_is_followed_as_long_as_it_was_there():
    values, order, trusts, moved = make_schools(sd=0.05)
    values[100, 7:] += 9.0  # after it left
    (change,) = follow(values, order, trusts, moved, joinings=[join(100, last_in=2018)])
    assert change.after_years == (2017, 2018)
    assert abs(change.difference) < 0.3
    assert max(point.year for point in change.path) == 2018


def test_a_gap_is_a_gap_and_is_said():
    values, order, trusts, moved = make_schools(sd=0.05)
    values[:, [7, 8]] = np.nan
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)])
    assert change.after_years == (2017, 2018, 2021)
    assert Caution.MISSING_YEARS in change.cautions
    assert {point.year for point in change.path} == {2012, 2013, 2014, 2015, 2016, 2017, 2018, 2021}


def test_a_bad_year_before_joining_is_left_out_and_said():
    values, order, trusts, moved = make_schools(sd=0.05)
    values[100, JOINED - 1 - 2012] -= 3.0
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)])
    assert abs(change.difference) < 0.2
    assert change.with_lead == pytest.approx(change.difference + 3 / 5, abs=0.1)  # the rebound that is no improvement
    assert change.dip == pytest.approx(-3.0, abs=0.2)
    assert Caution.LOW_YEAR_BEFORE in change.cautions


def test_the_only_year_before_joining_is_counted_and_that_is_said():
    values, order, trusts, moved = make_schools()
    values[:, :4] = np.nan
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)])
    assert change.base_years == (2016,)
    assert {Caution.LEAD_COUNTED, Caution.ONE_YEAR_BEFORE} <= set(change.cautions)


def test_every_school_is_there_with_the_reason_why_it_cannot_be_followed():
    values, order, trusts, moved = make_schools()
    values[10, :5], values[20, 5:] = np.nan, np.nan
    lonely = order.copy()
    lonely[30, 5:] = -1
    made = follow(values, lonely, trusts, moved, joinings=[join(10), join(20), join(30), join(40)])
    assert [each.verdict for each in made] == [
        Verdict.NOTHING_BEFORE,
        Verdict.NOTHING_AFTER,
        Verdict.TOO_FEW_NEIGHBOURS,
        Verdict.COUNTED,
    ]
    assert all(np.isnan(each.difference) and np.isnan(each.interval(0.9)[0]) for each in made[:3])


def test_too_few_schools_that_did_not_join_give_no_interval():
    values, order, trusts, moved = make_schools(60)
    rules = Rules(k=20, fewest_placebos=100)
    (change,) = follow(values, order, trusts, moved, joinings=[join(30)], rules=rules)
    assert change.verdict is Verdict.TOO_FEW_PLACEBOS


def test_small_cohorts_have_wider_intervals_and_are_said():
    values, order, trusts, moved = make_schools(1500, sd=0.0)
    rng = np.random.default_rng(2)
    pupils = np.where(np.arange(1500) % 2, 8, 200)[:, None]
    values = values + rng.standard_normal(values.shape) / np.sqrt(pupils)
    noise = np.broadcast_to(1 / pupils, values.shape)
    small, large = follow(values, order, trusts, moved, joinings=[join(701), join(700)], noise=noise)
    wide, narrow = (np.ptp(each.interval(0.9)) for each in (small, large))
    # Beside the school's own chance there is that of its neighbours, half of them small.
    assert 3.0 < wide / narrow < 5.5
    assert Caution.SMALL_COHORTS in small.cautions


def test_intervals_hold_as_often_as_they_say_when_nothing_happened():
    values, order, trusts, moved = make_schools(2000, seed=9, sd=1.0)
    rows = np.arange(5, 1995, 10)
    moved[rows, 5] = True
    made = follow(values, order, trusts, moved, joinings=[join(int(row)) for row in rows], paths=False)
    for level in (0.5, 0.8, 0.95):
        inside = np.mean([low <= 0 <= high for low, high in (each.interval(level) for each in made)])
        assert inside == pytest.approx(level, abs=3.5 * np.sqrt(level * (1 - level) / rows.size))


def test_a_trust_is_known_better_than_its_schools_unless_they_move_together():
    values, order, trusts, moved = make_schools(3000, seed=4, sd=1.0)
    rng = np.random.default_rng(6)
    trusts[:] = rng.integers(0, 300, 3000)
    rows = np.arange(100, 2900, 400)
    shock = 1.0 * rng.standard_normal((300, len(YEARS)))
    together = values + shock[trusts]
    joinings = [join(int(row)) for row in rows]
    apart_changes = follow(values, order, trusts, moved, joinings=joinings, paths=False)
    shared_changes = follow(together, order, trusts, moved, joinings=joinings, paths=False)
    apart = trajectory.pool(apart_changes, rng=np.random.default_rng(1))
    shared = trajectory.pool(shared_changes, rng=np.random.default_rng(1))
    assert shared.shared_known
    assert apart_changes[0].placebo.shared < 0.1
    assert shared_changes[0].placebo.shared == pytest.approx(0.5, abs=0.12)
    school = np.mean([np.ptp(each.interval(0.9)) for each in apart_changes])
    assert np.ptp(apart.interval(0.9)) == pytest.approx(school / np.sqrt(rows.size), rel=0.2)
    assert np.ptp(shared.interval(0.9)) > 1.6 * np.ptp(apart.interval(0.9))


def test_the_pooled_change_is_the_mean_of_the_schools_and_its_path_says_how_many_are_in_it():
    values, order, trusts, moved = make_schools()
    joinings = [join(50), join(100), Joining(row=150, last_before=2018, first_after=2019)]
    made = follow(values, order, trusts, moved, joinings=joinings)
    pooled = trajectory.pool(made, rng=np.random.default_rng(1))
    assert pooled.difference == pytest.approx(np.mean([each.difference for each in made]))
    steps = {step.event: step.pooled.schools_n for step in trajectory.pool_path(made, rng=np.random.default_rng(1))}
    assert steps[0] == 3
    assert steps[4] == 2  # the third joined too late to have it
    assert steps[-7] == 1


def test_a_trust_of_which_nothing_can_be_told_is_refused_by_name():
    values, order, trusts, moved = make_schools()
    values[100, 5:] = np.nan
    made = follow(values, order, trusts, moved, joinings=[join(100)])
    with pytest.raises(NotIdentified, match="before and after"):
        trajectory.pool(made, rng=np.random.default_rng(1))


def test_years_on_other_scales_are_told_in_standard_deviations_of_the_same_schools():
    rng = np.random.default_rng(3)
    level = rng.standard_normal(400)
    values = np.column_stack([level, level, 50 + 20 * level, 50 + 20 * level, np.full(400, np.nan)])
    values[:40, 3] = np.nan  # they come and go, and do not move the scale
    scaled = trajectory.standardise(values, members=np.ones(400, dtype=bool))
    assert np.allclose(scaled[40:, 0], scaled[40:, 2])
    assert np.allclose(scaled[:40, 0], scaled[:40, 2])
    assert np.isnan(scaled[:, 4]).all()


def test_a_scale_from_a_handful_of_schools_is_refused():
    with pytest.raises(TooFewUnits, match="a scale needs 30"):
        trajectory.standardise(np.ones((20, 3)), members=np.ones(20, dtype=bool))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"years": (2012, 2014)}, "not consecutive"),
        ({"years": (2012,)}, "do not fit"),
        ({"noise": -np.ones((3, 2))}, "negative"),
        ({"values": np.full((3, 2), np.inf)}, "infinite"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(change, message):
    good = {"values": np.ones((3, 2)), "years": (2012, 2013), "noise": np.ones((3, 2))} | change
    with pytest.raises(BadInput, match=message):
        trajectory.panel_of(good["values"], years=good["years"], noise=good["noise"])


def test_without_any_cohort_chance_cannot_be_told_from_change():
    with pytest.raises(NotIdentified, match="known for nobody"):
        trajectory.panel_of(np.ones((3, 2)), years=(2012, 2013), noise=np.full((3, 2), np.nan))


def test_schools_that_never_change_are_no_yardstick():
    with pytest.raises(NoVariation):
        trajectory.placebo_of(np.zeros(100), noise=np.ones(100), trusts=np.full(100, -1), fewest=50)


def test_the_yardstick_tells_chance_of_pupils_from_the_rest():
    rng = np.random.default_rng(11)
    noise = rng.uniform(0.005, 0.2, 20_000)
    change = rng.standard_normal(20_000) * np.sqrt(0.04 + 1.5 * noise)
    placebo = trajectory.placebo_of(change, noise=noise, trusts=np.full(20_000, -1), fewest=50)
    assert placebo.constant == pytest.approx(0.04, rel=0.12)
    assert placebo.per_noise == pytest.approx(1.5, rel=0.06)
    assert np.isnan(placebo.shared)
    assert placebo.chance(0.0, noise=0.1) == 1.0


def test_the_same_seed_gives_the_same_answer():
    values, order, trusts, moved = make_schools(1000)
    rules = Rules(k=20, most_placebos=200)
    one, two = (follow(values, order, trusts, moved, joinings=[join(500)], rules=rules)[0] for _ in range(2))
    assert one.interval(0.9) == two.interval(0.9)
    other = follow(values, order, trusts, moved, joinings=[join(500)], rules=rules, seed=4)[0]
    assert one.interval(0.9) != other.interval(0.9)
    assert one.difference == other.difference


def test_a_yardstick_learnt_once_serves_whoever_is_followed_and_in_whatever_order():
    values, order, trusts, moved = make_schools()
    panel = trajectory.panel_of(values, years=YEARS, noise=np.full(values.shape, 0.02))
    rules = Rules(k=20, most_placebos=150)  # fewer than there are, so that they are drawn

    def shared():
        peers = trajectory.Peers(order, trusts, moved)
        return [trajectory.Yardsticks(panel, peers=peers, rules=rules, rng_for=trajectory.seeded(11))]

    def told(yardsticks, row):
        given = {"joinings": [join(row)], "rules": rules, "yardsticks": yardsticks}
        (change,) = follow(values, order, trusts, moved, **given)
        return change

    kept = shared()
    first, second = told(kept, 100), told(kept, 30)
    alone = told(shared(), 30)
    assert second.interval(0.9) == alone.interval(0.9)
    assert (second.alike, second.dip, second.difference) == (alone.alike, alone.dip, alone.difference)
    assert second.placebo is first.placebo  # learnt once
    (whole,) = follow(values, order, trusts, moved, joinings=[join(100)])
    assert first.difference == whole.difference
    assert first.placebo.scores.size == 150 < whole.placebo.scores.size


def test_the_neighbours_that_were_compared_are_named_nearest_first():
    values, order, trusts, moved = make_schools()
    moved[101, JOINED - 2012] = True
    trusts[[100, 99]] = 5
    (change,) = follow(values, order, trusts, moved, joinings=[join(100)])
    usable = [int(row) for row in order[100] if row not in {99, 100, 101}]
    assert list(change.compared) == usable[:20]
    later, before = [y - 2012 for y in change.after_years], [y - 2012 for y in change.base_years]
    rows = list(change.compared)
    mean = values[rows][:, later].mean() - values[rows][:, before].mean()
    assert change.neighbours == pytest.approx(mean)
