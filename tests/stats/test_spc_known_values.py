"""Published series and figures worked out on paper. Each names its source.

Series of textbooks are typed from memory; the printed centre lines and limits, which are tested too, come out of them.
"""

import itertools
import math

import numpy as np
import pytest

from plait.stats.spc import (
    ASSURANCES,
    MAKING_DATA_COUNT,
    VARIATIONS,
    Assurance,
    Caution,
    Chart,
    Direction,
    Polarity,
    Rules,
    Signal,
    TwoOfThree,
    Variation,
    anhoej_false_alarm,
    assurances_of,
    chart,
    expected_false,
    false_alarms,
    trend,
    trend_of,
    variations_of,
    watch,
)
from plait.stats.spc.runs import critical_runs

NAN = float("nan")
# Twelve points about 0 whose moving ranges make sigma 1.
FLAT = [1.5 / 2.66, -1.5 / 2.66] * 6
UNSCREENED = Rules(screen=False)

# Montgomery, Introduction to statistical quality control (4th to 6th edition): viscosity of 15 batches of primer paint.
VISCOSITY = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]
# The same, 6th edition, table 6.6: weekly cost of handling mortgage loans.
LOANS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
# Table 7.1: unfit cans of frozen orange juice concentrate, samples of 50; then table 7.2, after the machine was set.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
CANS_SINCE = [9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5]
# Table 7.4: purchase orders with errors, and orders.
ORDERS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
ORDERS_OF = [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100]
ORDERS_OF += [90, 90]
# Table 7.11: defects in dyed cloth, and inspection units of 50 square metres.
CLOTH = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
CLOTH_OF = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]


def points_with(signals, signal):
    """Positions, from 1 as in the books."""
    return [position for position, each in enumerate(signals, 1) if signal in each]


def test_individuals_of_viscosity():
    # Printed: mean 33.52, mean moving range 0.48, limits 32.24 and 34.80, in control.
    found = trend(VISCOSITY, rules=UNSCREENED)
    assert found.centre[0] == pytest.approx(33.52, abs=0.005)
    assert found.sigma[0] * 3 / 2.66 == pytest.approx(0.48, abs=0.005)
    assert (found.lower[0], found.upper[0]) == pytest.approx((32.24, 34.80), abs=0.005)
    assert not found.has_signal
    # Screening changes nothing where no moving range is large.
    assert trend(VISCOSITY).upper[0] == found.upper[0]


def test_individuals_of_loan_costs():
    # Printed: mean 300.5, mean moving range 7.79, limits 279.78 and 321.22.
    found = trend(LOANS, rules=UNSCREENED)
    assert found.centre[0] == pytest.approx(300.5)
    assert (found.lower[0], found.upper[0]) == pytest.approx((279.78, 321.22), abs=0.01)


def test_shares_of_unfit_cans():
    # Printed: 0.2313, limits 0.0524 and 0.4102; samples 15 and 23 are beyond.
    found = trend(CANS, kind=Chart.P, denominators=50)
    assert found.centre[0] == pytest.approx(0.2313, abs=5e-5)
    assert (found.lower[0], found.upper[0]) == pytest.approx((0.0524, 0.4102), abs=5e-5)
    assert points_with(found.signals, Signal.BEYOND) == [15, 23]


def test_limits_that_leave_two_samples_out():
    # Printed: without samples 15 and 23, 0.2150, limits 0.0407 and 0.3893; now sample 21 is beyond as well.
    kept = np.array([position not in {15, 23} for position in range(1, 31)])
    found = trend(CANS, kind=Chart.P, denominators=50, per=100.0, baseline=kept)
    assert found.centre[0] == pytest.approx(21.50, abs=5e-3)
    assert (found.lower[0], found.upper[0]) == pytest.approx((4.07, 38.93), abs=5e-3)
    assert points_with(found.signals, Signal.BEYOND) == [15, 21, 23]
    assert Caution.FROZEN in found.segments[0].cautions


def test_limits_set_anew_after_the_machine_was():
    # Printed for the 24 samples since: 0.1108. The old limits know nothing of them, nor they of the old ones.
    starts = np.arange(54) == 30
    found = trend(CANS + CANS_SINCE, kind=Chart.P, denominators=50, breaks=starts)
    assert found.centre[[0, 29, 30, 53]] == pytest.approx([0.2313, 0.2313, 0.1108, 0.1108], abs=5e-5)
    assert [(each.first, each.last, each.points_n) for each in found.segments] == [(0, 29, 30), (30, 53, 24)]
    assert found.newest is found.segments[1]


def test_shares_of_orders_with_denominators_that_differ():
    # Printed: 0.096 overall; the limits follow the number of orders, and sample 11 is beyond.
    found = trend(ORDERS, kind=Chart.P, denominators=ORDERS_OF)
    assert found.centre[0] == pytest.approx(0.096, abs=6e-4)
    upper = [0.0955 + 3 * math.sqrt(0.0955 * 0.9045 / n) for n in ORDERS_OF]
    assert found.upper == pytest.approx(upper, abs=1e-4)
    assert points_with(found.signals, Signal.BEYOND) == [11]


def test_rates_of_defects_with_denominators_that_differ():
    # Printed: 1.42 for each unit; limits of the first two rolls 0.29 and 2.55, 0.16 and 2.68; none beyond.
    found = trend(CLOTH, kind=Chart.U, denominators=CLOTH_OF)
    assert found.centre[0] == pytest.approx(1.42, abs=5e-3)
    assert found.lower[:2] == pytest.approx([0.29, 0.16], abs=0.01)  # the book goes on from 1.42
    assert found.upper[:2] == pytest.approx([2.55, 2.68], abs=0.01)
    assert points_with(found.signals, Signal.BEYOND) == []


def test_a_lower_limit_does_not_fall_below_nought():
    # Montgomery, example 7.4: 74 errors in 20 weeks of 50 shipments; printed 0.0740 and 0.1894, and no lower limit.
    errors = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
    found = trend(errors, kind=Chart.U, denominators=50)
    assert (found.centre[0], found.lower[0]) == pytest.approx((0.0740, 0.0))
    assert found.upper[0] == pytest.approx(0.1894, abs=5e-5)


def test_laney_on_paper():
    # 10 and 20 of 100 in turn: z is ∓1.400 throughout, its ranges 2.801, sigma-z 2.483; limits 0.15 ± 3 · 0.1 / 1.128.
    found = trend([10, 20] * 6, kind=Chart.P_PRIME, denominators=100)
    assert found.centre[0] == pytest.approx(0.15)
    assert found.upper[0] == pytest.approx(0.15 + 0.3 / 1.128)
    # The same from its parts, as the paper writes them: p̄ ± 3 · √(p̄(1 − p̄) / n) · sigma-z.
    assert found.upper[0] == pytest.approx(0.15 + 3 * math.sqrt(0.15 * 0.85 / 100) * 2.4828, abs=1e-5)


def test_laney_with_equal_denominators_is_the_chart_of_individuals():
    # Laney (2002) says so of his chart, which is no more than XmR with limits that follow the denominators.
    prime = trend(CANS, kind=Chart.P_PRIME, denominators=50)
    alone = trend(np.array(CANS) / 50, rules=UNSCREENED)
    near = {"rel": 2e-4}  # 3 / 1.128 is 2.6596, where XmR has 2.66
    assert prime.upper == pytest.approx(alone.upper, **near)
    assert prime.lower == pytest.approx(np.maximum(alone.lower, 0.0), **near)
    rates = trend(CANS, kind=Chart.U_PRIME, denominators=50, per=1000.0)
    assert rates.upper == pytest.approx(1000 * alone.upper, **near)


def test_laney_where_denominators_are_huge():
    # Attendance of 60,000 sessions a month that varies as it does: a p chart flags half the months, p′ none. Worked out
    # beside it from the paper's formulae.
    share = np.array([0.941, 0.945, 0.938, 0.943, 0.947, 0.940, 0.936, 0.944, 0.946, 0.939, 0.942, 0.937])
    sizes = np.array([60_000, 58_000, 61_000, 59_500] * 3)
    counts = np.rint(share * sizes)
    plain = trend(counts, kind=Chart.P, denominators=sizes)
    prime = trend(counts, kind=Chart.P_PRIME, denominators=sizes)
    assert len(points_with(plain.signals, Signal.BEYOND)) == 6
    assert Caution.OVERDISPERSED in plain.segments[0].cautions
    assert plain.segments[0].dispersion > 10
    assert points_with(prime.signals, Signal.BEYOND) == []
    assert Caution.OVERDISPERSED not in prime.segments[0].cautions
    mean = counts.sum() / sizes.sum()
    error = [math.sqrt(mean * (1 - mean) / n) for n in sizes]
    z = [(c / n - mean) / e for c, n, e in zip(counts, sizes, error, strict=True)]
    sigma_z = sum(abs(b - a) for a, b in itertools.pairwise(z)) / 11 / 1.128
    assert prime.upper == pytest.approx([mean + 3 * e * sigma_z for e in error])


def test_limits_of_the_nhs_package_with_and_without_screening():
    # NHSRplotthedots 0.2.2, vignette "Deviations from Excel defaults": 4.6, 1.94 and −0.72 with screening. Without:
    # 17 ranges that add up to 32, so 1.944 ± 2.66 · 1.882.
    series = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened = trend(series, rules=MAKING_DATA_COUNT)
    assert (screened.upper[0], screened.centre[0]) == pytest.approx((4.6, 1.94), abs=5e-3)
    assert screened.lower[0] == pytest.approx(-0.72, abs=6e-3)
    assert (screened.segments[0].screened_n, Caution.SCREENED in screened.segments[0].cautions) == (2, True)
    assert points_with(screened.signals, Signal.BEYOND) == [5]
    whole = trend(series, rules=UNSCREENED)
    assert whole.upper[0] == pytest.approx(35 / 18 + 2.66 * 32 / 17)
    assert points_with(whole.signals, Signal.BEYOND) == [5]


def test_limits_of_the_nhs_package_in_its_own_test():
    # NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md (the figures are R's `set.seed(123); rnorm(20)`): mean
    # 0.142, limits −3.01 and 3.29, none beyond.
    series = [-0.560476, -0.230177, 1.558708, 0.070508, 0.129288, 1.715065, 0.460916, -1.265061, -0.686853, -0.445662]
    series += [1.224082, 0.359814, 0.400771, 0.110683, -0.555841, 1.786913, 0.497850, -1.966617, 0.701356, -0.472791]
    found = trend(series, rules=MAKING_DATA_COUNT)
    assert (found.lower[0], found.centre[0], found.upper[0]) == pytest.approx((-3.01, 0.142, 3.29), abs=5e-3)
    assert not found.has_signal


def test_runs_and_crossings_of_a_published_figure():
    # R package crossrun, vignette, figure 1 (the figures are R's `set.seed(32); rnorm(24)`): about the median, 11
    # crossings, and a longest run of 5, points 12 to 16.
    series = [0.0146, 0.8733, -1.0279, 0.6857, 0.4494, 0.4070, 0.2847, -0.6243, 0.8397, 0.3113, 0.4753, -0.1001]
    series += [0.2035, -0.0941, 0.1002, -0.2682, 1.3461, -0.1464, 0.0498, 0.8337, -0.2909, -1.0847, 0.9393, 0.3608]
    (found,) = trend(series, kind=Chart.RUN).segments
    assert (found.useful_n, found.longest, found.crossings) == (24, 5, 11)
    assert (found.longest_allowed, found.crossings_needed) == (8, 8)
    assert found.signals is Signal.NONE


def test_limits_for_runs_are_those_published():
    # Anhøj and Olesen 2014, and the appendix of the qicharts2 vignette: useful points, longest run, fewest crossings.
    published = [(10, 6, 2), (11, 6, 2), (12, 7, 3), (15, 7, 4), (16, 7, 4), (20, 7, 6), (22, 7, 7), (23, 8, 7)]
    longest, fewest = critical_runs(24)
    assert [(n, longest[n], fewest[n]) for n, _, _ in published] == published
    (found,) = trend([1, -1] * 12, kind=Chart.RUN).segments
    assert (found.useful_n, found.longest_allowed, found.crossings_needed) == (24, 8, 8)


def test_points_on_the_centre_line_are_dropped_from_runs_and_end_a_shift():
    # About 0 (frozen): six above, one on the line, two above. Eight useful in a row of twenty, but no seven on end.
    series = [1, -1, 1, -1, 1, -1, 2, 3, 2, 3, 2, 3, 0, 2, 2, -1, 1, -1, 1, -1, 1]
    found = trend(series, baseline=np.arange(21) < 6)
    assert found.centre[0] == 0.0
    told = found.segments[0]
    assert (told.useful_n, told.longest, told.longest_allowed, told.crossings) == (20, 8, 7, 12)
    assert points_with(found.signals, Signal.LONG_RUN) == [7, 8, 9, 10, 11, 12, 14, 15]
    assert told.signals is Signal.LONG_RUN
    assert points_with(found.signals, Signal.SHIFT) == []


def test_a_gap_neither_ends_a_run_nor_counts_in_it():
    series = [1, -1, 1, -1, 1, -1, 1, 2, NAN, 1, 2, 1, 2, 1]
    found = trend(series, baseline=np.arange(14) < 6)
    assert points_with(found.signals, Signal.SHIFT) == [7, 8, 10, 11, 12, 13, 14]
    assert Caution.GAPS in found.segments[0].cautions
    assert found.segments[0].points_n == 13


def test_a_trend_counts_its_first_point():
    rising = [5, 1, 2, 3, 4, 5, 6, 7, 1, 9, 2, 8]
    assert points_with(trend(rising).signals, Signal.RISING) == [2, 3, 4, 5, 6, 7, 8]
    assert points_with(trend([1, 1, *rising[2:]]).signals, Signal.RISING) == [2, 3, 4, 5, 6, 7, 8]
    assert points_with(trend([5, 1, 2, 3, 3, 5, 6, 7, 1, 9, 2, 8]).signals, Signal.RISING) == []
    six = Rules(trend=6)
    assert points_with(trend([7, 1, 2, 3, 4, 5, 6, 1, 2, 1, 2], rules=six).signals, Signal.RISING) == [2, 3, 4, 5, 6, 7]
    down = trend([-each for each in rising])
    assert points_with(down.signals, Signal.FALLING) == [2, 3, 4, 5, 6, 7, 8]


def test_two_of_three_near_a_limit_is_counted_in_two_ways():
    # Sigma 1 about 0 (frozen): 2.5 and 2.5 with 0.5 between are near by either rule; with −0.5 between only by Western
    # Electric's; 3.5 and 2.5 likewise, as the NHS's leaves out what is beyond.
    baseline = np.arange(15) < 12
    nhs, western = Rules(), Rules(two_of_three=TwoOfThree.WESTERN_ELECTRIC)
    for last, by_nhs, by_western in (
        ((2.5, 0.5, 2.5), [13, 15], [13, 15]),
        ((2.5, -0.5, 2.5), [], [13, 15]),
        ((3.5, 2.5, 0.5), [], [13, 14]),
        ((2.5, 0.5, -2.5), [], []),
        ((-2.5, -2.5, -0.5), [13, 14], [13, 14]),
    ):
        series = [*FLAT, *last]
        assert trend(series, baseline=baseline).sigma[0] == pytest.approx(1.0)
        assert points_with(trend(series, baseline=baseline, rules=nhs).signals, Signal.NEAR) == by_nhs
        assert points_with(trend(series, baseline=baseline, rules=western).signals, Signal.NEAR) == by_western


@pytest.mark.parametrize(
    ("last", "polarity", "direction", "variation"),
    [
        (4.0, Polarity.HIGHER, Direction.IMPROVEMENT, Variation.IMPROVEMENT_HIGH),
        (4.0, Polarity.LOWER, Direction.CONCERN, Variation.CONCERN_HIGH),
        (4.0, Polarity.NEUTRAL, Direction.NEITHER, Variation.NEITHER_HIGH),
        (-4.0, Polarity.HIGHER, Direction.CONCERN, Variation.CONCERN_LOW),
        (-4.0, Polarity.LOWER, Direction.IMPROVEMENT, Variation.IMPROVEMENT_LOW),
        (-4.0, Polarity.NEUTRAL, Direction.NEITHER, Variation.NEITHER_LOW),
        (0.5, Polarity.HIGHER, None, Variation.COMMON_CAUSE),
    ],
)
def test_a_signal_means_what_its_polarity_says(last, polarity, direction, variation):
    found = trend([*FLAT, last], baseline=np.arange(13) < 12, polarity=polarity)
    assert (found.directions[-1], found.variation) == (direction, variation)
    assert found.directions[:-1] == (None,) * 12


def test_a_point_beyond_speaks_before_the_trend_it_stands_in():
    # Seven rising points, of which the first lies below the lower limit: low, though it is part of a rise.
    series = [*FLAT, -4.0, -2.9, -1.0, -0.1, 0.2, 0.4, 0.9]
    found = trend(series, baseline=np.arange(19) < 12, polarity=Polarity.HIGHER)
    assert Signal.BEYOND | Signal.RISING in found.signals[12]
    assert (found.directions[12], found.directions[18]) == (Direction.CONCERN, Direction.IMPROVEMENT)
    assert found.variation is Variation.IMPROVEMENT_HIGH


def test_the_newest_point_alone_names_the_series():
    assert trend([*FLAT, 4.0, 0.1], baseline=np.arange(14) < 12, polarity=Polarity.HIGHER).variation is (
        Variation.COMMON_CAUSE
    )
    assert trend([*FLAT, 4.0, NAN], baseline=np.arange(14) < 12, polarity=Polarity.HIGHER).variation is (
        Variation.IMPROVEMENT_HIGH
    )
    assert trend([1, 2, 3], polarity=Polarity.HIGHER).variation is Variation.NOT_ENOUGH_POINTS
    stepped = trend([1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 5.1], kind=Chart.RUN)
    assert Signal.FEW_CROSSINGS in stepped.newest.signals
    assert stepped.variation is Variation.RUNS_UNLIKE_CHANCE


@pytest.mark.parametrize(
    ("target", "polarity", "assurance"),
    [
        (None, Polarity.HIGHER, Assurance.NO_TARGET),
        (NAN, Polarity.HIGHER, Assurance.NO_TARGET),
        (90.0, Polarity.NEUTRAL, Assurance.NO_POLARITY),
        (90.0, Polarity.HIGHER, Assurance.HITS),
        (90.0, Polarity.LOWER, Assurance.MISSES),
        (95.0, Polarity.HIGHER, Assurance.INCONSISTENT),
        (95.0, Polarity.LOWER, Assurance.INCONSISTENT),
        (99.0, Polarity.HIGHER, Assurance.MISSES),
        (99.0, Polarity.LOWER, Assurance.HITS),
        (95.0 + 2.66, Polarity.HIGHER, Assurance.INCONSISTENT),  # on the limit
    ],
)
def test_a_target_is_hit_missed_or_neither_by_the_limits(target, polarity, assurance):
    # 94.5 and 95.5 in turn: 95 ± 2.66, from 92.34 to 97.66.
    found = trend([94.5, 95.5] * 6, target=target, polarity=polarity, bounds=(0.0, 100.0))
    assert found.assurance is assurance


def test_a_target_is_not_judged_without_limits():
    assert trend([90.0] * 3, target=95.0, polarity=Polarity.HIGHER).assurance is Assurance.NOT_ENOUGH_POINTS
    run = trend([94.5, 95.5] * 6, kind=Chart.RUN, target=90.0, polarity=Polarity.HIGHER)
    assert run.assurance is Assurance.NO_LIMITS


def test_limits_stop_where_figures_do():
    found = trend([99, 97, 100, 98, 99, 96, 100, 99, 97, 98, 100, 99], bounds=(0.0, 100.0))
    assert found.upper[0] == 100.0
    assert found.near_upper[0] == 100.0
    assert found.lower[0] == pytest.approx(found.centre[0] - 3 * found.sigma[0])
    assert found.near_lower[0] == pytest.approx(found.centre[0] - 2 * found.sigma[0])


def test_how_many_points_there_are_is_said():
    cautions = [trend(([1.0, 2.0] * 6)[:n]).segments[0] for n in (5, 6, 11, 12)]
    assert [Caution.TOO_FEW in each.cautions for each in cautions] == [True, False, False, False]
    assert [Caution.TRIAL in each.cautions for each in cautions] == [False, True, True, False]
    assert [math.isnan(each.centre) for each in cautions] == [True, False, False, False]


def test_a_series_without_spread_has_no_point_beyond():
    still = trend([7.1] * 12)
    assert not still.has_signal
    assert Caution.NO_SPREAD in still.segments[0].cautions
    # No suspension for a year and a half, then one: nothing is known yet of how often there are some.
    first = trend([0] * 18 + [1], kind=Chart.U, denominators=300, baseline=np.arange(19) < 18)
    assert not first.has_signal
    # One jump in an even series keeps its moving range: screening it away would leave no chance at all.
    jump = trend([5.0] * 9 + [6.0] * 3)
    assert jump.segments[0].screened_n == 0
    assert jump.sigma[0] == pytest.approx(2.66 / 11 / 3)


def test_points_like_the_last_are_warned_of():
    # Points 1 … 12 about their mean: products of neighbours add up to 107.25, squares to 143.
    slope = trend(range(1, 13), rules=MAKING_DATA_COUNT).segments[0]
    assert slope.autocorrelation == pytest.approx(107.25 / 143)
    assert Caution.AUTOCORRELATED in slope.cautions
    turns = trend([1, 2] * 6).segments[0]
    assert turns.autocorrelation == pytest.approx(-11 / 12)
    assert Caution.AUTOCORRELATED not in turns.cautions


def test_many_series_are_named_at_once():
    many = chart([[*FLAT, 4.0], [*FLAT, -4.0], [*FLAT, 0.0], [NAN] * 13], baseline=np.arange(13) < 12)
    named = [VARIATIONS[each] for each in variations_of(many, polarity=[1, 1, -1, 1])]
    assert named == [
        Variation.IMPROVEMENT_HIGH,
        Variation.CONCERN_LOW,
        Variation.COMMON_CAUSE,
        Variation.NOT_ENOUGH_POINTS,
    ]
    told = [ASSURANCES[each] for each in assurances_of(many, target=[-9, 9, NAN, 0], polarity=Polarity.HIGHER)]
    assert told == [Assurance.HITS, Assurance.MISSES, Assurance.NO_TARGET, Assurance.NOT_ENOUGH_POINTS]
    one = trend_of(many, 1, polarity=Polarity.HIGHER, target=9.0)
    assert (one.variation, one.assurance) == (Variation.CONCERN_LOW, Assurance.MISSES)


def test_false_signals_of_runs_are_known_exactly():
    # 12 points about their own median: 924 orders; too few crossings (0, 1 or 2) in 2 + 10 and none with a run of 8.
    assert anhoej_false_alarm(12) == pytest.approx(12 / 924)
    assert anhoej_false_alarm(13) == anhoej_false_alarm(12)
    assert anhoej_false_alarm(9) == 0.0
    # About a line known before, of 2¹² orders: at most two crossings in 2 · (1 + 11 + 55), and others have a run of 8.
    assert anhoej_false_alarm(12, centre="given") == pytest.approx(0.04296875)
    rate = false_alarms(12, kind=Chart.RUN)
    assert (rate.any_rule, rate.runs, rate.error(rate.any_rule)) == (pytest.approx(12 / 924), 0, 0.0)


def test_false_signals_to_expect_add_up():
    alone = false_alarms(12)
    family = expected_false([12] * 40 + [5, 0])
    assert family.series_n == 40
    assert family.expected == pytest.approx(40 * alone.any_rule)
    assert family.error == pytest.approx(40 * alone.error(alone.any_rule))
    assert family.spread == pytest.approx(math.sqrt(40 * alone.any_rule * (1 - alone.any_rule)))
    assert family.at_least_one == pytest.approx(1 - (1 - alone.any_rule) ** 40)


def test_a_count_far_out_has_the_chance_that_an_exact_test_gives_it():
    # Twelve samples of 10, nothing in eleven of them and 5 in one: given 5 in 120, all in that sample in
    # C(10, 5) / C(120, 5); two-sided, times 12 points, twice for the two parts.
    found = watch(chart([[0.0] * 6 + [5.0] + [0.0] * 5], kind=Chart.P, denominators=10))
    assert found.p_point[0] == pytest.approx(2 * 12 * math.comb(10, 5) / math.comb(120, 5))
    assert found.p[0] == pytest.approx(2 * found.p_point[0])
    assert (found.listed.tolist(), found.judged_n, found.floor) == ([True], 1, 0.0)


def test_a_step_in_counts_has_the_chance_that_an_exact_test_gives_it():
    # Six weeks of 2 and six of 8 for each 100: given 60, at most 12 in the first half, of 60 tosses; two-sided, times
    # the nine places where a step of at least two points either side could be.
    found = watch(chart([[2.0] * 6 + [8.0] * 6], kind=Chart.U, denominators=100))
    tail = sum(math.comb(60, c) for c in range(13)) / 2**60
    assert found.p_lasting[0] == pytest.approx(9 * 2 * tail)


def test_runs_of_a_run_chart_have_their_exact_chance():
    # Six below the median, then six above: one crossing; 2 of 924 orders have so few, and no other is as rare.
    found = watch(chart([[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], kind=Chart.RUN))
    assert found.p[0] == pytest.approx(2 / 924)
    assert np.isnan(found.p_point[0])
