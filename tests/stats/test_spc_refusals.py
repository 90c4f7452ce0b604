"""Refusals: what cannot be charted is refused by name, with the series, the point or the number in the message."""

import numpy as np
import pytest

from plait.stats.errors import BadInput, StatsError
from plait.stats.spc import (
    Chart,
    OutOfRange,
    Polarity,
    Rules,
    TooFewPoints,
    WrongDenominators,
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
from plait.stats.spc.exact import joint_of_arrangements

NAN = float("nan")
TWELVE = [[1.0, 2.0, 3.0] * 4]


@pytest.mark.parametrize(
    ("how", "error", "named"),
    [
        ({"given": [1.0, 2.0]}, BadInput, r"shape \(2,\)"),
        ({"given": [[]]}, BadInput, r"shape \(1, 0\)"),
        ({"given": [[1.0, float("inf")]]}, BadInput, r"\(0, 1\) is infinite"),
        ({"given": [[NAN, NAN]]}, TooFewPoints, "No series has a single point"),
        ({"given": TWELVE, "kind": "XmR"}, BadInput, "'XmR' is not a kind of chart"),
        ({"given": TWELVE, "kind": Chart.P}, WrongDenominators, "denominators are missing"),
        ({"given": TWELVE, "denominators": 50}, WrongDenominators, "denominators were given"),
        ({"given": TWELVE, "kind": Chart.U, "denominators": [5.0, 6.0]}, WrongDenominators, r"\(2,\) do not fit"),
        ({"given": [[1.0, 2.0]], "kind": Chart.U, "denominators": [[5.0, 0.0]]}, WrongDenominators, r"\(0, 1\) is 0"),
        ({"given": [[1.0, 2.0]], "kind": Chart.U, "denominators": [[5.0, -3]]}, WrongDenominators, r"\(0, 1\) is -3"),
        ({"given": [[1.0, 2.0]], "kind": Chart.P, "denominators": [[5.0, NAN]]}, WrongDenominators, "is nan"),
        ({"given": [[6.0, 2.0]], "kind": Chart.P, "denominators": 5}, WrongDenominators, "6 are counted of 5"),
        ({"given": [[6.0, -2.0]], "kind": Chart.U, "denominators": 5}, OutOfRange, r"\(0, 1\) is below nought"),
        ({"given": [[99.0, 104.0]], "bounds": (0.0, 100.0)}, OutOfRange, r"\(0, 1\) is 104, .* between 0 and 100"),
        (
            {"given": [[9.0, 5.0]], "kind": Chart.P, "denominators": 9, "per": 100.0, "bounds": (0, 90)},
            OutOfRange,
            "100",
        ),
        ({"given": TWELVE, "bounds": (100.0, 0.0)}, BadInput, "from 100 to 0 is empty"),
        ({"given": TWELVE, "per": 0.0, "kind": Chart.P, "denominators": 50}, BadInput, "for each 0"),
        ({"given": TWELVE, "breaks": [3, 5]}, BadInput, "Breaks of shape"),
        ({"given": TWELVE, "breaks": np.zeros((2, 12), dtype=bool)}, BadInput, "Breaks of shape"),
        ({"given": TWELVE, "baseline": np.ones(12)}, BadInput, "`baseline` is of kind float64"),
        ({"given": TWELVE, "baseline": np.ones(5, dtype=bool)}, BadInput, "`baseline` of shape"),
    ],
)
def test_what_makes_no_chart_is_refused_by_name(how, error, named):
    with pytest.raises(error, match=named):
        chart(**how)


def test_nothing_in_nothing_is_a_missing_point():
    found = trend([0, 1, 2, 0, 1, 2, 1, 0], kind=Chart.P, denominators=[0, 9, 9, 9, 9, 9, 9, 9])
    assert np.isnan(found.values[0])
    assert found.segments[0].points_n == 7


@pytest.mark.parametrize("size", ["shift", "trend", "fewest", "settled", "fewest_runs"])
def test_rules_that_make_no_sense_are_refused(size):
    with pytest.raises(BadInput, match=f"`{size}` is 1"):
        Rules(**{size: 1})


def test_one_series_is_one_row():
    with pytest.raises(BadInput, match="not one series"):
        trend([[1.0, 2.0]])
    with pytest.raises(BadInput, match="no series 1 among 1"):
        trend_of(chart(TWELVE), 1)


def test_polarities_and_targets_are_what_they_can_be():
    found = chart(TWELVE)
    with pytest.raises(BadInput, match="1 \\(higher is better\\)"):
        variations_of(found, polarity=2)
    with pytest.raises(BadInput, match="one for each"):
        assurances_of(found, target=1.0, polarity=[1, 1, 1])
    with pytest.raises(BadInput, match="infinite"):
        assurances_of(found, target=float("inf"), polarity=Polarity.HIGHER)


def test_rates_of_series_too_short_for_limits_are_refused():
    with pytest.raises(TooFewPoints, match="Limits need 6 points"):
        false_alarms(5)
    with pytest.raises(TooFewPoints, match="come from 30 of 24"):
        false_alarms(24, baseline_n=30)
    with pytest.raises(TooFewPoints, match="No series watched has the 6 points"):
        expected_false([1, 2, 5])
    with pytest.raises(TooFewPoints, match="0 points does not exist"):
        anhoej_false_alarm(0)
    with pytest.raises(BadInput, match="3 simulated series"):
        false_alarms(12, runs=3)


def test_rates_of_counts_need_a_level_and_a_denominator():
    with pytest.raises(WrongDenominators, match="one of kind p"):
        false_alarms(12, kind=Chart.P, level=0.1)
    with pytest.raises(WrongDenominators, match="one of kind XmR"):
        false_alarms(12, level=0.1, denominator=20)


def test_a_list_of_nothing_is_refused():
    with pytest.raises(TooFewPoints, match="points enough for a centre line"):
        watch(chart([[1.0, 2.0, 3.0]]))
    with pytest.raises(BadInput, match=r"share of 1\.5"):
        watch(chart(TWELVE), share=1.5)


def test_series_too_short_are_left_out_of_the_list_and_said_to_be():
    found = watch(chart([TWELVE[0], [1.0, 2.0] + [NAN] * 10]), runs=1000)
    assert found.judged_n == 1
    assert np.isnan(found.p[1])
    assert not found.listed[1]


def test_more_points_than_can_be_counted_are_refused():
    with pytest.raises(BadInput, match="600 points above and 500 below"):
        joint_of_arrangements(600, 500)


def test_a_refusal_says_what_why_and_what_now():
    with pytest.raises(StatsError) as refused:
        chart([[60.0]], kind=Chart.P, denominators=50)
    assert refused.value.what == "There is no chart."
    assert "60 are counted of 50" in refused.value.why
    assert "u chart" in refused.value.mend
