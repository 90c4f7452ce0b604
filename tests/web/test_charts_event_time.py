"""The path around joining, and how far a school moved: what is drawn is what is said, and gaps stay gaps."""

import pytest

from plait.core.years import AcademicYear
from plait.web.charts import event_time, moved
from plait.web.charts.event_time import EventTime, EventYear
from plait.web.charts.moved import Moved
from plait.web.charts.scale import Scale
from tests.web.drawings import description_of, find, name_of, read, share


def make(*events: int, **more) -> EventTime:
    years = tuple(EventYear(event, event / 2, event / 2 - 3, event / 2 + 3, schools_n=5) for event in events)
    return EventTime(**{"label": "Path", "years": years, "scale": Scale(-10, 10), "unit": "points", **more})


def test_each_year_is_a_dot_hollow_before_joining_and_full_after():
    tree = read(event_time.draw(make(-2, -1, 0, 1, 2)))
    assert len(find(tree, "ch-point")) == 3
    assert len(find(tree, "ch-missing")) == 2
    assert name_of(tree) == "Path"


def test_joining_lies_between_the_last_year_before_and_the_first_in_the_trust():
    tree = read(event_time.draw(make(-2, -1, 0, 1)))
    (joined,) = find(tree, "ch-joined")
    before = [share(dot, "cx") for dot in find(tree, "ch-missing")]
    after = [share(dot, "cx") for dot in find(tree, "ch-point")]
    assert max(before) < share(joined, "x1") < min(after)


def test_a_year_without_results_breaks_line_and_band_and_is_marked_on_the_axis():
    tree = read(event_time.draw(make(-1, 0, 1, 4)))
    assert len(find(tree, "ch-doubt")) == 2
    assert len(find(tree, "ch-line")) == 1  # from the first to the second year; not through joining, not over the gap
    gaps = [dot for dot in find(tree, "ch-missing") if dot.find("title").text == "no results"]
    assert len(gaps) == 2


def test_nought_is_drawn_at_nought():
    path = make(0, 1, scale=Scale(-5, 15))
    tree = read(event_time.draw(path))
    (zero,) = find(tree, "ch-zero")
    dots = find(tree, "ch-point")
    assert float(zero.attrib["y1"]) == pytest.approx(float(dots[0].attrib["cy"]))  # the first year lies at 0
    assert float(dots[1].attrib["cy"]) < float(zero.attrib["y1"])  # higher is up


def test_a_low_year_before_joining_is_said_in_the_chart_and_only_then():
    told = "some rise comes by itself"
    assert told in event_time.draw(make(-1, 0, low_before=True))
    assert told not in event_time.draw(make(-1, 0))


def test_the_number_of_schools_stands_under_each_year_of_a_trust_and_not_of_a_school():
    trust = event_time.draw(make(-1, 0))
    assert "schools in each year" in trust
    alone = EventTime("One", (EventYear(-1, 0, -1, 1), EventYear(0, 0, -1, 1)), Scale(-2, 2), "points")
    assert "schools in each year" not in event_time.draw(alone)
    assert len(event_time.table(alone).columns) == 4
    assert len(event_time.table(make(-1, 0)).columns) == 5


def test_the_years_of_one_school_have_their_names_gaps_too():
    path = make(-1, 0, 2, first=AcademicYear(2018))
    tree = read(event_time.draw(path))
    assert [label.text for label in find(tree, "ch-label--middle") if "/" in (label.text or "")] == [
        *("17/18", "18/19", "19/20", "20/21")
    ]
    assert event_time.table(path).rows[0].cells[0].text == "2017/18 (one year before)"


def test_the_sentence_says_first_and_last_year_and_how_often_nought_is_left_out():
    years = (EventYear(-1, -5, -7, -3), EventYear(0, 1, -1, 3), EventYear(3, 4, 2, 6))
    said = event_time.sentence(EventTime("x", years, Scale(-10, 10), "points"))
    assert said == (
        "In year 1 in the trust: +1.0 (−1.0 to +3.0) points; in year 4 in the trust: +4.0 (+2.0 to +6.0)."
        " Of two years since joining, one of them lies beyond what chance gives nine times in ten."
        " Of one year before it, one of them lies beyond what chance gives nine times in ten."
    )
    assert description_of(read(event_time.draw(EventTime("x", years, Scale(-10, 10), "points")))) == said


def test_a_range_beyond_the_scale_is_known_to_be_cut():
    assert make(0, 1, scale=Scale(-2, 2)).cut
    assert not make(0, 1).cut


def test_a_change_lies_where_it_says_and_what_is_beyond_the_scale_has_an_arrow():
    tree = read(moved.draw(Moved("School", 5, -2, 14, reach=10, unit="points", mean=0)))
    (dot,) = find(tree, "ch-best")
    (line,) = find(tree, "ch-range")
    assert share(dot, "cx") == pytest.approx(0.02 + 0.96 * 0.75)
    assert share(line, "x2") == pytest.approx(0.98)
    assert len(find(tree, "ch-beyond")) == 1
    assert share(find(tree, "ch-median")[0], "x1") == pytest.approx(0.5)
    assert "the truth probably lies between −2.0 and +14.0" in description_of(tree)
    assert find(read(moved.draw(Moved("School", 5, -2, 9, reach=10, unit="points"))), "ch-beyond") == []
