"""A p′ chart of Laney's and his colleagues' own example, beside the limits that another package draws for it.

Attendances at major emergency departments in England over twenty weeks, and those seen within four hours: Mohammed,
Panesar, Laney and Wilson (2013), Statistical process control charts for attribute data involving very large sample
sizes, BMJ Quality & Safety 22, doi:10.1136/bmjqs-2012-001373. The figures as Anhøj tabulates them in *Mastering
Statistical Process Control Charts in Healthcare*, whose p′ chart (package qicharts2) is the other side here.
"""

import numpy as np
import pytest

from plait.stats.spc import Caution, Chart, Signal, trend

SEEN = [266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320]
SEEN += [267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989]
CAME = [280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529]
CAME += [279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772]
# Read off the drawing, whose scale has 61.15 points for each percentage point: good to two decimals.
DRAWN_UPPER = {1: 96.57, 3: 96.54, 4: 96.53, 8: 96.53, 13: 96.60, 17: 96.60, 20: 96.58}
DRAWN_LOWER = {1: 94.01, 3: 94.04, 4: 94.05, 8: 94.05, 13: 93.98, 17: 93.98, 20: 94.00}


def test_limits_are_those_that_the_published_chart_prints_and_draws():
    found = trend(SEEN, kind=Chart.P_PRIME, denominators=CAME)
    printed = (found.lower[-1], found.centre[0], found.upper[-1])
    assert [f"{100 * each:.1f}" for each in printed] == ["94.0", "95.3", "96.6"]
    for drawn, ours in ((DRAWN_UPPER, found.upper), (DRAWN_LOWER, found.lower)):
        assert [100 * ours[week - 1] for week in drawn] == pytest.approx(list(drawn.values()), abs=0.006)
    assert not np.any(np.asarray(found.signals) & Signal.BEYOND.value)


def test_the_same_weeks_on_a_chart_that_knows_no_variation_but_counting():
    # The paper's point: of twenty weeks that vary as they do, a p chart has most beyond its limits.
    found = trend(SEEN, kind=Chart.P, denominators=CAME)
    beyond = np.flatnonzero(np.asarray(found.signals) & Signal.BEYOND.value)
    assert len(beyond) > 10
    assert Caution.OVERDISPERSED in found.segments[0].cautions
