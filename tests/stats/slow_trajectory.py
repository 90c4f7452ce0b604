"""Trajectories the obvious way: loops over schools, years and neighbours, one line for each rule."""

import math


def slow_change(values, *, row, order, trusts, moved, base, after, k):
    """Difference in differences of one school against its k nearest usable neighbours; how many were used."""

    def change_of(school):
        later = [values[school][t] for t in after]
        earlier = [values[school][t] for t in base]
        return sum(later) / len(later) - sum(earlier) / len(earlier)

    span = range(min(*base, *after), max(*base, *after) + 1)
    used = []
    for other in order[row]:
        if other < 0 or len(used) == k:
            continue
        if trusts[row] >= 0 and trusts[other] == trusts[row]:
            continue
        if any(moved[other][t] for t in span):
            continue
        if math.isnan(change_of(other)):
            continue
        used.append(change_of(other))
    return change_of(row) - sum(used) / len(used), len(used)
