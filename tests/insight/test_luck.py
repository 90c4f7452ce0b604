"""The drawn schools that explain luck, and the figures of the lab that the site quotes."""

import math
import tomllib

import numpy as np
import pytest
from scipy.stats import binom
from tools.write_lab_found import write

from plait.insight.lab import found, luck
from tests.architecture.floors import CHECKOUT


def test_the_packaged_figures_of_the_lab_are_those_of_the_documentation():
    told = found.PATH.read_text(encoding="utf-8")
    assert told == write(), "Run: python tools/write_lab_found.py"


def test_what_the_site_quotes_is_what_the_documentation_holds():
    figures = tomllib.loads((CHECKOUT / "docs/methods/lab-results.toml").read_text(encoding="utf-8"))
    lab, designs = found.read(), figures["designs"]
    assert lab.plain.false == designs["plain"]["false"]
    assert lab.plain.covered == designs["plain"]["covered_all"][2]  # 90 % is the third of four levels
    assert lab.plain.words == tuple(designs["plain"][word] for word in ("possible", "likely", "clear"))
    assert {kind.name for kind in lab.stresses} == designs.keys() - {"plain", "null"}
    assert {case.name: case.bias for case in lab.joining} == {n: c["bias"] for n, c in figures["joining"].items()}
    newest = max(r["year"] for r in figures["real"] if r["outcome"] == "attainment8")
    ours = next(each for each in lab.real if each.outcome == "attainment8" and each.method == "Plait")
    assert ours.year == newest
    assert all(math.isfinite(each.beyond) for each in lab.real)


def test_the_drawn_schools_are_the_same_each_time():
    one = luck.illustrate()
    luck.illustrate.cache_clear()
    other = luck.illustrate()
    assert one is not other
    assert np.array_equal(one.different.now, other.different.now)
    assert np.array_equal(one.judged.best, other.judged.best)
    assert one.alike.now.astype(int).tolist()[:5] == [25, 12, 22, 16, 20]
    assert one.different.now.astype(int).tolist()[:5] == [14, 14, 26, 14, 22]


def test_schools_that_are_alike_differ_by_luck_and_fall_back_to_what_they_share():
    pair = luck.illustrate().alike
    assert set(pair.truth.tolist()) == {18.0}
    assert pair.picked.sum() == luck.PICKED
    assert pair.now[pair.picked].min() >= pair.now[~pair.picked].max()
    error = math.sqrt(luck.PUPILS * luck.LEVEL * (1 - luck.LEVEL) / luck.PICKED)
    assert pair.picked_now > 18.0 + 2 * error
    assert abs(pair.picked_after - 18.0) < 2 * error


def test_schools_that_differ_keep_part_of_their_difference():
    shown = luck.illustrate()
    pair, kept = shown.different, shown.judged.kept_rate
    lasting, once = luck.PLAIN.lasting_sd**2, luck.PLAIN.year_sd**2
    assert kept == pytest.approx(lasting / (lasting + once + 1 / luck.PUPILS), abs=0.05)
    assert 18.0 < pair.picked_after < pair.picked_now


def test_the_real_method_draws_the_schools_in_and_its_lines_hold_the_truth_as_often_as_they_say():
    shown = luck.illustrate()
    judged, pair = shown.judged, shown.different
    assert abs(judged.held_rate - luck.INTERVAL) < 0.02
    inside = (judged.low <= pair.truth) & (pair.truth <= judged.high)
    assert 16 <= inside.sum() <= 20
    assert np.ptp(judged.best) < np.ptp(pair.now)
    assert judged.false_rate < judged.raw_false_n / judged.flags_n
    assert judged.false_rate <= luck.FALSE_SHARE
    assert judged.margin == pytest.approx(30 * 0.10 * math.sqrt(0.6 * 0.4))


@pytest.mark.parametrize("pupils", [10, 30, 90])
def test_the_usual_range_holds_nine_years_in_ten(pupils: int):
    low, high = luck.usual_range(pupils)
    inside = binom.cdf(high, pupils, luck.LEVEL) - binom.cdf(low - 1, pupils, luck.LEVEL)
    assert inside >= 0.9
    assert binom.cdf(high - 1, pupils, luck.LEVEL) - binom.cdf(low, pupils, luck.LEVEL) < 0.9
