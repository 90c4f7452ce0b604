from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.indicators.store.definitions import load_definitions
from plait.web import figures, words
from plait.web.charts import hill, strip
from plait.web.charts.hill import Everyone
from plait.web.charts.scale import EmptyScale, Scale, round_ends
from plait.web.charts.strip import Strip
from plait.web.organisations import figure_rows
from tests.web.drawings import description_of, find, name_of, read, share

EVERYONE = Everyone(bins=(0, 10, 40, 10), low=0.0, high=80.0)


def make_strip(**changes: object) -> Strip:
    given_fields = {"label": "Free school meals", "everyone": EVERYONE, "value": 20.0, "write": words.percent} | changes
    return Strip(**given_fields)  # type: ignore[arg-type]


def test_the_dot_lies_where_the_figure_is_on_the_scale_of_everyone():
    (dot,) = find(read(strip.draw(make_strip(value=20.0))), "ch-you")
    assert share(dot, "cx") == 0.25


def test_each_neighbour_is_a_tick_in_its_place():
    ticks = find(read(strip.draw(make_strip(neighbours=(40.0, 0.0, 80.0)))), "ch-tick")
    assert [share(tick, "x1") for tick in ticks] == [0.0, 0.5, 1.0]
    assert [share(tick, "x2") for tick in ticks] == [0.0, 0.5, 1.0]


def test_a_figure_beyond_the_scale_is_drawn_at_its_end_and_written_as_it_is():
    tree = read(strip.draw(make_strip(value=95.0)))
    assert share(find(tree, "ch-you")[0], "cx") == 1.0
    assert "95%" in description_of(tree)


@pytest.mark.parametrize(("value", "x", "tip", "end"), [(95.0, "100%", "16", "high"), (-5.0, "0", "-16", "low")])
def test_a_figure_beyond_the_scale_is_marked_by_an_arrow_and_in_words(value: float, x: str, tip: str, end: str):
    tree = read(strip.draw(make_strip(value=value)))
    (arrow,) = find(tree, "ch-beyond")
    assert arrow.attrib["x"] == x
    assert f"L{tip} 0" in next(iter(arrow)).attrib["d"]
    assert f"(beyond the {end} end of the scale)" in description_of(tree)


@pytest.mark.parametrize("value", [0.0, 40.0, 80.0])
def test_a_figure_on_the_scale_has_no_arrow(value: float):
    tree = read(strip.draw(make_strip(value=value)))
    assert find(tree, "ch-beyond") == []
    assert "beyond" not in description_of(tree)


def test_no_axis_of_counts_or_percentages_begins_below_nought():
    counted = [d for d in load_definitions().values() if d.unit in {"percent", "count"}]
    owing = {d.id for d in counted if not figures.is_difference(d) and "−" in figure_rows.end_writer(d)(-3.0)}
    assert owing == {"balance_share"}  # a school may spend more than it has


def test_a_school_without_a_figure_has_no_dot_and_says_so():
    tree = read(strip.draw(make_strip(value=None, you="Harbour Lane")))
    assert find(tree, "ch-you") == []
    assert description_of(tree) == "There is no figure for Harbour Lane."


def test_the_ends_of_the_scale_are_written():
    labels = find(read(strip.draw(make_strip())), "ch-label")
    assert [label.text for label in labels] == ["0%", "80%"]


def test_a_strip_is_named_by_its_label_and_escapes_it():
    assert name_of(read(strip.draw(make_strip(label="Size <& more>")))) == "Size <& more>"


def test_the_hill_stands_on_the_axis_and_its_summit_touches_the_top():
    (shape,) = find(read(strip.draw(make_strip())), "ch-hill")
    points = [tuple(map(float, point.split(","))) for point in shape.attrib["points"].split()]
    assert points[0] == (12.5, 26.0)
    assert points[-1] == (87.5, 26.0)
    assert min(y for _, y in points) == 0.0
    assert min(points, key=lambda point: point[1])[0] == 62.5


def test_smoothing_moves_no_school_off_the_hill():
    bins = (0, 10, 40, 10)
    assert hill.smooth(bins) == [2.5, 15.0, 25.0, 17.5]
    assert sum(hill.smooth(bins)) == sum(bins)


def test_whole_numbers_in_narrow_bins_make_a_hill_and_no_comb():
    comb = tuple(n if at % 4 == 0 else 0 for at, n in enumerate((*range(1, 33), *range(32, 0, -1))))
    even = hill.evened(comb)
    assert sum(even) == pytest.approx(sum(comb))
    turns = sum((b - a) * (c - b) < -1e-9 for a, b, c in zip(even, even[1:], even[2:], strict=False))
    assert turns <= 3
    assert max(range(64), key=even.__getitem__) in range(26, 38)


@pytest.mark.parametrize("per_bin", [0.25, 0.36, 0.5, 0.75, 0.8])
def test_a_hill_of_whole_numbers_rises_and_falls_once_whatever_the_width_of_its_bins(per_bin: float):
    bins = [0] * 64
    for whole in range(int(64 * per_bin)):
        share = whole / (64 * per_bin)
        bins[int(whole / per_bin)] += round(1000 * share * (1 - share))
    heights = hill.smooth(hill.evened(bins))[4:-4]
    summit = max(heights)
    falls_before = sum(a - b for a, b in pairwise(heights[: heights.index(summit)]) if a > b)
    assert falls_before < 0.06 * summit


def test_a_distribution_without_gaps_is_left_as_it_is():
    bins = tuple(range(1, 65))
    assert hill.evened(bins) == [float(n) for n in bins]


def test_an_empty_distribution_has_no_hill():
    assert hill.outline(Everyone((0, 0), 0.0, 1.0), scale=Scale(0.0, 1.0), tall=20) == ""


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (0.0, "lower than nearly all schools"),
        (0.04, "lower than nearly all schools"),
        (0.2, "lower than about 8 in 10 schools"),
        (0.5, "near the middle of all schools"),
        (0.79, "higher than about 8 in 10 schools"),
        (0.97, "higher than nearly all schools"),
    ],
)
def test_a_place_is_said_in_tenths(place: float, said: str):
    assert strip.place_words(place, all_name="schools") == said


def test_the_sentence_names_the_figure_the_place_and_the_typical_neighbour():
    said = strip.sentence(make_strip(you="Harbour Lane", place=0.8, neighbours=(30.0, 34.0, 60.0)))
    assert said == "Harbour Lane: 20%, higher than about 8 in 10 schools. A typical neighbour: 34%."


def test_the_table_holds_the_figures_of_the_strip():
    table = strip.table(make_strip(you="Harbour Lane", neighbours=(30.0, 34.0, 60.0)))
    figures = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert figures["Harbour Lane"] == "20%"
    assert figures["Typical neighbour (middle of 3)"] == "34%"
    assert figures["Lowest neighbour"] == "30%"
    assert figures["Highest neighbour"] == "60%"


@pytest.mark.parametrize("ends", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_a_scale_without_a_range_is_refused(ends: tuple[float, float]):
    with pytest.raises(EmptyScale):
        Scale(*ends)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_round_ends_hold_both_figures(a: float, b: float):
    scale = round_ends(min(a, b), max(a, b))
    assert scale.low <= min(a, b)
    assert scale.high >= max(a, b)


def test_round_ends_are_round():
    assert round_ends(41.3, 77.2) == Scale(40.0, 80.0)
