"""Properties: what no unit, no neighbour in the array and no cutting into blocks may change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from plait.stats.spc import (
    ASSURANCES,
    VARIATIONS,
    Assurance,
    Chart,
    Polarity,
    Rules,
    Signal,
    assurances_of,
    chart,
    series,
    trend,
    trend_of,
    variations_of,
)

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)
# Eighths are exact in binary, so that a change of unit changes no tie.
FIGURES = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 30)),
    elements=st.one_of(st.integers(-80, 80).map(lambda each: each / 8), st.just(np.nan)),
    fill=st.nothing(),
).filter(lambda each: np.isfinite(each).any())
RULES = Rules(shift=4, trend=3, fewest=3, settled=5, fewest_runs=5)
FIGURED = [Chart.XMR, Chart.RUN]
MIRRORED = {
    f"{what}_{way}": f"{what}_{other}"
    for what in ("IMPROVEMENT", "CONCERN")
    for way, other in (("HIGH", "LOW"), ("LOW", "HIGH"))
}


def turned(codes):
    """Signals with rising and falling exchanged."""
    rising, falling = codes & Signal.RISING, codes & Signal.FALLING
    rest = codes & ~np.uint8(Signal.RISING | Signal.FALLING)
    return rest | (rising > 0) * np.uint8(Signal.FALLING) | (falling > 0) * np.uint8(Signal.RISING)


@quick
@given(FIGURES, st.sampled_from(FIGURED), st.sampled_from([0.25, 2.0, 1024.0]), st.integers(-64, 64))
def test_a_change_of_unit_changes_no_signal(figures, kind, scale, move):
    found, other = (chart(each, kind=kind, rules=RULES) for each in (figures, scale * figures + move))
    assert (found.signals == other.signals).all()
    assert (found.few_crossings == other.few_crossings).all()
    assert other.centre == pytest.approx(scale * found.centre + move, nan_ok=True)
    assert other.upper == pytest.approx(scale * found.upper + move, nan_ok=True)
    assert other.sigma == pytest.approx(scale * found.sigma, nan_ok=True)
    assert (found.cautions == other.cautions).all()


@quick
@given(FIGURES, st.sampled_from(FIGURED))
def test_upside_down_only_what_rises_and_falls_is_exchanged(figures, kind):
    found, other = (chart(each, kind=kind, rules=RULES) for each in (figures, -figures))
    assert (turned(found.signals) == other.signals).all()
    # What was an improvement upwards is one downwards where lower is better.
    named = [VARIATIONS[each].name for each in variations_of(found, polarity=Polarity.HIGHER)]
    mirrored = [VARIATIONS[each].name for each in variations_of(other, polarity=Polarity.LOWER)]
    assert [MIRRORED.get(name, name) for name in named] == mirrored


@quick
@given(FIGURES, FIGURES, st.sampled_from(FIGURED))
def test_segments_know_nothing_of_one_another(left, right, kind):
    k = min(len(left), len(right))
    left, right = left[:k], right[:k]
    if not (np.isfinite(left).any() and np.isfinite(right).any()):
        return
    both = np.concatenate([left, right], axis=1)
    starts = np.arange(both.shape[1]) == left.shape[1]
    joined = chart(both, kind=kind, breaks=starts, rules=RULES)
    apart = [chart(each, kind=kind, rules=RULES) for each in (left, right)]
    assert (joined.signals == np.concatenate([each.signals for each in apart], axis=1)).all()
    assert joined.centre == pytest.approx(np.concatenate([each.centre for each in apart], axis=1), nan_ok=True)
    for name in ("points_n", "useful_n", "longest", "crossings", "few_crossings"):
        assert (getattr(joined, name) == np.concatenate([getattr(each, name) for each in apart], axis=1)).all()
    # Breaks given for each series are the same breaks.
    each = chart(both, kind=kind, breaks=np.tile(starts, (k, 1)), rules=RULES)
    assert (each.signals == joined.signals).all()
    assert each.upper == pytest.approx(joined.upper, nan_ok=True)


@quick
@given(FIGURES, st.sampled_from(FIGURED))
def test_gaps_are_closed(figures, kind):
    for row in figures:
        held = np.isfinite(row)
        if held.any():
            found, closed = (trend(each, kind=kind, rules=RULES) for each in (row, row[held]))
            assert [each for each, there in zip(found.signals, held, strict=True) if there] == list(closed.signals)
            assert not any(each for each, there in zip(found.signals, held, strict=True) if not there)
            assert found.centre[held] == pytest.approx(closed.centre, nan_ok=True)


@quick
@given(FIGURES, st.sampled_from(FIGURED), st.integers(1, 3))
def test_blocks_and_neighbours_in_the_array_change_nothing(figures, kind, block):
    whole = chart(figures, kind=kind, rules=RULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series, "BLOCK", block)
        cut = chart(figures, kind=kind, rules=RULES)
    assert (whole.signals == cut.signals).all()
    assert whole.unit_sigmas == pytest.approx(cut.unit_sigmas, nan_ok=True)
    for row, each in enumerate(figures):
        if np.isfinite(each).any():
            alone = trend(each, kind=kind, rules=RULES)
            assert alone.signals == trend_of(whole, row).signals


@quick
@given(FIGURES, st.integers(3, 12), st.floats(-50, 50))
def test_limits_of_a_frozen_baseline_know_nothing_of_what_follows(figures, points, later):
    n = figures.shape[1]
    base = np.arange(n) < points
    changed = np.where(base, figures, later)
    if not np.isfinite(figures[:, base]).any():
        return
    found, other = (chart(each, baseline=base, rules=RULES) for each in (figures, changed))
    assert found.centres == pytest.approx(other.centres, nan_ok=True)
    assert found.unit_sigmas == pytest.approx(other.unit_sigmas, nan_ok=True)
    # They are the limits of these points charted alone.
    alone = chart(figures[:, base], rules=RULES)
    assert found.centres == pytest.approx(alone.centres, nan_ok=True)
    assert found.unit_sigmas == pytest.approx(alone.unit_sigmas, nan_ok=True)


@quick
@given(FIGURES, st.floats(-12, 12), st.sampled_from([Polarity.HIGHER, Polarity.LOWER]))
def test_a_target_hit_one_way_is_missed_the_other(figures, target, polarity):
    found = chart(figures, rules=RULES)
    one = [ASSURANCES[each] for each in assurances_of(found, target=target, polarity=polarity)]
    other = [ASSURANCES[each] for each in assurances_of(found, target=target, polarity=-polarity)]
    opposite = {Assurance.HITS: Assurance.MISSES, Assurance.MISSES: Assurance.HITS}
    assert other == [opposite.get(each, each) for each in one]
    inside = (found.lower[:, 0] <= target) & (target <= found.upper[:, 0])
    assert all(said is Assurance.INCONSISTENT for said, within in zip(one, inside, strict=True) if within)


@quick
@given(
    st.integers(0, 10_000),
    st.sampled_from([Chart.P, Chart.U, Chart.P_PRIME, Chart.U_PRIME]),
    st.sampled_from([1.0, 100.0, 1000.0]),
)
def test_counts_can_be_told_in_any_unit_and_stay_within_what_can_be(seed, kind, per):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 80, (3, 20)).astype(float)
    counts = rng.binomial(sizes.astype(int), 0.2).astype(float)
    found, other = (chart(counts, kind=kind, denominators=sizes, per=each) for each in (1.0, per))
    assert (found.signals == other.signals).all()
    assert other.upper == pytest.approx(per * found.upper)
    assert (other.lower >= 0).all()
    if kind.is_share:
        assert (other.upper <= per).all()
        # What is not counted is charted upside down.
        rest = chart(sizes - counts, kind=kind, denominators=sizes, per=per)
        assert (turned(rest.signals) == other.signals).all()
        assert rest.lower == pytest.approx(per - other.upper)


def test_nothing_that_is_given_is_changed():
    figures, breaks = np.array([[1.0, 2, 3, np.nan, 5, 6, 7, 8]]), np.array([True] + [False] * 7)
    base = np.ones(8, dtype=bool)
    kept = figures.copy(), breaks.copy(), base.copy()
    chart(figures, breaks=breaks, baseline=base)
    for before, after in zip(kept, (figures, breaks, base), strict=True):
        np.testing.assert_array_equal(before, after)
