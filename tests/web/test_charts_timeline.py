"""The timeline: a dot for each school in the year in which it joined, hollow where only “by” is known."""

from itertools import pairwise

import pytest

from plait.core.years import AcademicYear
from plait.web.charts import timeline
from plait.web.charts.timeline import JoiningYear, Timeline
from tests.web.drawings import description_of, find, read, share


def make(*counts: tuple[int, int], first: int = 2012) -> Timeline:
    years = (JoiningYear(AcademicYear(first + at), stated, seen) for at, (stated, seen) in enumerate(counts))
    return Timeline("Joined", tuple(years))


def test_each_school_is_one_dot_in_the_column_of_its_year():
    tree = read(timeline.draw(make((2, 0), (0, 0), (1, 1))))
    assert [share(dot, "cx") for dot in find(tree, "ch-member")] == pytest.approx([0.03, 0.03, 0.97])
    assert [share(dot, "cx") for dot in find(tree, "ch-missing")] == pytest.approx([0.97])


def test_dots_of_a_year_stand_on_each_other_and_never_touch():
    tree = read(timeline.draw(make((40, 0), (1, 0))))
    dots = find(tree, "ch-member")
    heights = [float(dot.attrib["cy"]) for dot in dots[:40]]
    radius = float(dots[0].attrib["r"])
    assert all(a - b > 2 * radius - 0.02 for a, b in pairwise(heights))
    assert min(heights) - radius > 0
    assert max(heights) + radius < float(tree.attrib["height"])


def test_the_first_and_the_last_year_of_a_long_line_are_within_it_and_the_last_is_named():
    tree = read(timeline.draw(make(*[(1, 0)] * 25, first=2000)))
    labels = [label.text for label in find(tree, "ch-label")]
    assert labels[-1] == "24/25"
    assert len(labels) <= 13


def test_the_sentence_says_first_last_half_and_what_is_not_exact():
    drawn = make((2, 0), (0, 0), (1, 1))
    said = "Its four schools joined between 2012/13 and 2014/15, half of them by 2012/13; "
    assert timeline.sentence(drawn) == f"{said}for one of them the files say only by when."
    assert description_of(read(timeline.draw(drawn))) == timeline.sentence(drawn)
    assert timeline.sentence(make((3, 0))) == "All three schools joined in 2012/13."
    assert timeline.sentence(make((0, 3))) == "All three schools joined in 2012/13; for all the files say only by when."


def test_the_table_counts_each_year_and_all_until_then():
    rows = [[cell.text for cell in row.cells] for row in timeline.table(make((2, 0), (0, 0), (1, 1))).rows]
    assert rows == [["2012/13", "2", "0", "2"], ["2014/15", "2", "1", "4"]]
