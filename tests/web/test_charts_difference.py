import pytest

from plait.web.charts import difference
from plait.web.charts.difference import Difference
from tests.web.drawings import description_of, find, read, share


def make_difference(**changes: object) -> Difference:
    given_fields = {"label": "Maths", "best": 5.0, "low": 2.0, "high": 8.0, "band": 1.0, "reach": 10.0} | changes
    return Difference(**given_fields)  # type: ignore[arg-type]


def test_nought_is_in_the_middle_and_the_dot_where_the_estimate_is():
    tree = read(difference.draw(make_difference()))
    assert share(find(tree, "ch-zero")[0], "x1") == 0.5
    assert share(find(tree, "ch-best")[0], "cx") == 0.75


def test_the_pale_line_spans_the_interval():
    (line,) = find(read(difference.draw(make_difference())), "ch-range")
    assert (share(line, "x1"), share(line, "x2")) == (0.6, 0.9)


def test_the_band_is_as_wide_as_what_is_expected():
    (band,) = find(read(difference.draw(make_difference(band=2.0))), "ch-band")
    assert (share(band, "x"), share(band, "width")) == (0.4, 0.2)


def test_two_schools_share_one_scale_whatever_their_figures():
    small, large = make_difference(best=1.0, low=0.5, high=1.5), make_difference(best=9.0, low=8.0, high=10.0)
    bands = [find(read(difference.draw(chart)), "ch-band")[0].attrib for chart in (small, large)]
    assert bands[0] == bands[1]


def test_only_a_signal_worth_following_is_green():
    assert "ch-signal" not in read(difference.draw(make_difference())).get("class", "")
    assert "ch-signal" in read(difference.draw(make_difference(signal=True))).get("class", "")


@pytest.mark.parametrize(
    ("best", "low", "high", "said"),
    [
        (5.0, 2.0, 8.0, "Higher than expected"),
        (-5.0, -8.0, -2.0, "Lower than expected"),
        (0.8, -4.2, 5.8, "As expected"),
        (3.0, -1.0, 7.0, "Perhaps higher than expected"),
        (-3.0, -7.0, 1.0, "Perhaps lower than expected"),
        (5.0, 1.0, 9.0, "Perhaps higher than expected"),
    ],
)
def test_words_come_before_the_figures(best: float, low: float, high: float, said: str):
    assert difference.sentence(make_difference(best=best, low=low, high=high)).startswith(f"{said}: ")


def test_the_sentence_says_the_estimate_and_where_the_truth_probably_lies():
    tree = read(difference.draw(make_difference(best=-0.94, low=-3.0, high=1.1)))
    assert description_of(tree) == (
        "As expected: as best we can tell −0.9 points; the truth probably lies between −3.0 and +1.1."
    )


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (6.0, "about 2 more pupils in 30"),
        (-3.4, "about 1 fewer pupil in 30"),
        (1.0, "less than one pupil in 30"),
        (40.0, "about 12 more pupils in 30"),
    ],
)
def test_percentage_points_are_said_as_pupils_in_a_class(points: float, said: str):
    assert difference.pupils_in(points) == said


def test_the_table_holds_the_four_figures():
    rows = difference.table(make_difference()).rows
    assert [row.cells[1].text for row in rows] == ["+5.0", "+2.0", "+8.0", "1.0"]


def test_where_no_word_may_be_put_to_it_the_figures_are_said_alone():
    tree = read(difference.draw(make_difference(best=-5.0, low=-8.0, high=-2.0, worded=False)))
    assert description_of(tree) == ("As best we can tell −5.0 points; the truth probably lies between −8.0 and −2.0.")
