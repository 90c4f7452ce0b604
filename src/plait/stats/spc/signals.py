"""The rules for points, of many series at once; arrays are (points, series), what there is before what is not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.spc.codes import Signal, TwoOfThree
from plait.stats.spc.rules import LIMIT, NEAR, Rules
from plait.stats.spc.runs import (
    Sides,
    critical_runs,
    crossings_of,
    drop_centre,
    members_of,
    run_lengths,
    sides_of,
    trend_lengths,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]

# Figures are read in decimals and worked with in binary: this much of a sigma, or of the figure, is no difference.
SLACK_OF_SIGMA, SLACK_OF_FIGURE = 1e-9, 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the rules found in b series of m points.

    Attributes
    ----------
    codes
        Shape (m, b): the signals of each point, `Signal` as bits.
    useful_n, longest, crossings
        Shape (b,): points off the centre line, longest run among them, crossings; 0 without a centre line.
    few_crossings
        Shape (b,): fewer crossings than Anhøj's rule needs.
    too_short
        Shape (b,): too few useful points for Anhøj's rules.
    """

    codes: Codes
    useful_n: Ints
    longest: Ints
    crossings: Ints
    few_crossings: Bools
    too_short: Bools


def judge(x: Floats, *, centre: Floats, sigma: Floats, rules: Rules) -> Judged:
    """Apply the rules to points x (m, b) about a centre (b,) with a spread of each series (b,) or point (m, b)."""
    codes = np.zeros(x.shape, dtype=np.uint8)
    slack = slack_of(centre, sigma=sigma)
    sides = sides_of(x, centre=centre, slack=slack)
    if rules.beyond:
        _mark(codes, _away(x, centre=centre, sigma=sigma, times=LIMIT, slack=slack) != 0, Signal.BEYOND)
    if rules.two_of_three is not None:
        near = two_of_three(x, centre=centre, sigma=sigma, sides=sides, how=rules.two_of_three)
        _mark(codes, near, Signal.NEAR)
    lengths = run_lengths(sides)
    if rules.shift is not None:
        _mark(codes, members_of(lengths, least=rules.shift), Signal.SHIFT)
    if rules.trend is not None and len(x) >= rules.trend:
        away = np.diff(x, axis=0)
        steps: Sides = (away > 0.0).astype(np.int8) - (away < 0.0).astype(np.int8)
        trends = trend_lengths(steps)
        for way, signal in ((1, Signal.RISING), (-1, Signal.FALLING)):
            ending = np.zeros_like(trends)
            np.multiply(trends[1:], steps == way, out=ending[1:])
            _mark(codes, members_of(ending, least=rules.trend), signal)
    return _judge_runs(codes, sides=sides, lengths=lengths, rules=rules)


def _judge_runs(codes: Codes, *, sides: Sides, lengths: NDArray[np.int16], rules: Rules) -> Judged:
    useful, order = drop_centre(sides)
    if order is not None:
        lengths = run_lengths(useful)
    useful_n = np.asarray((useful != 0).sum(axis=0))
    longest, crossings = lengths.max(axis=0).astype(np.int64), crossings_of(useful)
    allowed, needed = (table[useful_n] for table in critical_runs(len(codes)))
    enough = useful_n >= rules.fewest_runs
    few = enough & (crossings < needed) & rules.anhoej
    if rules.anhoej:
        least = np.where(enough, allowed + 1, len(codes) + 1)
        members = members_of(lengths, least=least)
        if order is not None and members.any():
            back = np.zeros_like(members)
            np.put_along_axis(back, order, members, axis=0)
            members = back
        _mark(codes, members, Signal.LONG_RUN)
    return Judged(codes, useful_n, longest, crossings, few, ~enough)


def two_of_three(x: Floats, *, centre: Floats, sigma: Floats, sides: Sides, how: TwoOfThree) -> Bools:
    """Which points are one of two, among three in a row, that lie near a limit.

    NHS: between two and three sigma, and all three on one side of the centre, as NHSRplotthedots has it. Western
    Electric: beyond two sigma on one side, wherever the third lies.
    """
    slack = slack_of(centre, sigma=sigma)
    near = _away(x, centre=centre, sigma=sigma, times=NEAR, slack=slack)
    nhs = how is TwoOfThree.NHS
    if nhs:
        near[_away(x, centre=centre, sigma=sigma, times=LIMIT, slack=slack) != 0] = 0
    found = np.zeros(x.shape, dtype=np.bool_)
    at = np.flatnonzero(np.abs(near).sum(axis=0) >= 2)
    if at.size == 0 or len(x) < 3:
        return found
    some, side = near[:, at], sides[:, at]
    part = np.zeros(some.shape, dtype=np.bool_)
    for way in (1, -1):
        here, there = some == way, side == way
        three = here[:-2].astype(np.int8) + here[1:-1] + here[2:] >= 2
        if nhs:
            three &= there[:-2] & there[1:-1] & there[2:]
        for shift in range(3):
            end = len(x) - 2 + shift
            part[shift:end] |= three & here[shift:end]
    found[:, at] = part
    return found


def _away(x: Floats, *, centre: Floats, sigma: Floats, times: float, slack: Floats) -> Sides:
    """1 where a point lies so many sigma above the centre, −1 so many below; never where there is no spread."""
    with np.errstate(invalid="ignore"):
        reach = np.where(sigma > 0.0, times * sigma, np.inf) + slack
    away = x - centre
    return np.asarray((away > reach).astype(np.int8) - (away < -reach).astype(np.int8))


def slack_of(centre: Floats, *, sigma: Floats) -> Floats:
    """How near the centre line, or a limit, is on it, (b,): nothing but a rounding error."""
    spread = np.nan_to_num(sigma).max(axis=0) if sigma.ndim == 2 else np.nan_to_num(sigma)
    return np.asarray(SLACK_OF_SIGMA * spread + SLACK_OF_FIGURE * np.abs(centre))


def _mark(codes: Codes, where: Bools, signal: Signal) -> None:
    codes |= where.astype(np.uint8) * np.uint8(signal.value)
