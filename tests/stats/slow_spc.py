"""Control charts the obvious way: one series, one point and one rule at a time."""

import itertools
import math
import statistics
from fractions import Fraction


def slow_chart(values, *, kind, denominators=None, per=1.0, baseline=None, rules):
    """Centre, sigmas and the set of signals of each point of one segment, as names; centre None with too few points."""
    n = len(values)
    points = [i for i in range(n) if not math.isnan(values[i])]
    base = [i for i in points if baseline is None or baseline[i]]
    found = {i: set() for i in range(n)}
    if len(base) >= rules.fewest:
        centre, sigma = limits(values, base=base, kind=kind, sizes=denominators, per=per, rules=rules)
    else:
        centre, sigma = None, dict.fromkeys(range(n), math.nan)
    charted = {i: values[i] if denominators is None else per * values[i] / denominators[i] for i in points}
    side = {i: 0 if centre is None else side_of(charted[i], centre, sigma[i]) for i in points}
    if kind != "run":
        mark_points(found, points, charted, centre, sigma, side, rules)
    runs = mark_runs(found, points, side, rules)
    return centre, sigma, found, runs


def limits(values, *, base, kind, sizes, per, rules):
    everywhere = range(len(values))
    if kind == "run":
        return statistics.median(values[i] for i in base), dict.fromkeys(everywhere, math.nan)
    if kind == "XmR":
        ranges = [abs(values[j] - values[i]) for i, j in itertools.pairwise(base)]
        mean = sum(ranges) / len(ranges)
        if rules.screen:
            kept = [each for each in ranges if each < 3.267 * mean]
            if sum(kept) > 0:
                mean = sum(kept) / len(kept)
        return sum(values[i] for i in base) / len(base), dict.fromkeys(everywhere, mean * 2.66 / 3)
    level = sum(values[i] for i in base) / sum(sizes[i] for i in base)
    spread = math.sqrt(level * (1 - level)) if kind in {"p", "p′"} else math.sqrt(level)
    if kind in {"p′", "u′"} and spread > 0:
        z = [(values[i] / sizes[i] - level) / (spread / math.sqrt(sizes[i])) for i in base]
        spread *= sum(abs(b - a) for a, b in itertools.pairwise(z)) / (len(z) - 1) / 1.128
    return per * level, {i: per * spread / math.sqrt(sizes[i]) for i in everywhere}


def side_of(value, centre, sigma):
    away = value - centre
    if abs(away) <= 1e-9 * (0.0 if math.isnan(sigma) else sigma) + 1e-12 * abs(centre):
        return 0
    return 1 if away > 0 else -1


def mark_points(found, points, charted, centre, sigma, side, rules):
    far = {(i, times): how_far(charted[i], centre, sigma[i], times) for i in points for times in (2, 3)}
    for i in points:
        if rules.beyond and far[i, 3]:
            found[i].add("BEYOND")
    for three in rows_of(points, 3):
        for way in (1, -1):
            near = near_ones(three, way, far, side, rules.two_of_three)
            if len(near) >= 2:
                for i in near:
                    found[i].add("NEAR")
    for size, name, holds in (
        (rules.shift, "SHIFT", lambda row: abs(sum(side[i] for i in row)) == len(row)),
        (rules.trend, "RISING", lambda row: all(charted[a] < charted[b] for a, b in itertools.pairwise(row))),
        (rules.trend, "FALLING", lambda row: all(charted[a] > charted[b] for a, b in itertools.pairwise(row))),
    ):
        for row in rows_of(points, size) if size is not None else ():
            for i in row if holds(row) else ():
                found[i].add(name)


def rows_of(points, size):
    return [points[start : start + size] for start in range(len(points) - size + 1)]


def how_far(value, centre, sigma, times):
    """1 above so many sigma, −1 below, 0 within, or where there is no spread."""
    if centre is None or math.isnan(sigma) or sigma <= 0:
        return 0
    slack = 1e-9 * sigma + 1e-12 * abs(centre)
    return (value - centre > times * sigma + slack) - (value - centre < -times * sigma - slack)


def near_ones(three, way, far, side, how):
    if how == "western electric":
        return [i for i in three if far[i, 2] == way]
    if how == "nhs" and all(side[i] == way for i in three):
        return [i for i in three if far[i, 2] == way and not far[i, 3]]
    return []


def mark_runs(found, points, side, rules):
    """Useful points, longest run, crossings and whether they are too few."""
    useful = [i for i in points if side[i] != 0]
    runs = []
    for i in useful:
        if runs and side[runs[-1][-1]] == side[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    n, longest = len(useful), max((len(run) for run in runs), default=0)
    crossings = max(len(runs) - 1, 0)
    if not rules.anhoej or n < rules.fewest_runs:
        return n, longest, crossings, False
    for run in runs:
        if len(run) > round(math.log2(n)) + 3:
            for i in run:
                found[i].add("LONG_RUN")
    return n, longest, crossings, crossings < fewest_crossings(n)


def fewest_crossings(n):
    """The least c with P(C ≤ c) ≥ 0.05 for n − 1 tosses of a coin, in whole numbers."""
    total = 0
    for c in range(n):
        total += math.comb(n - 1, c)
        if Fraction(total, 2 ** (n - 1)) >= Fraction(1, 20):
            return c
    raise AssertionError
