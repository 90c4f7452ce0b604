from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import years
from plait.web.charts.scale import Scale
from plait.web.charts.years import YearPoint, Years
from tests.web.drawings import description_of, find, read, share


def make_years(*values: float | None, reason: Reason | None = None, **changes: object) -> Years:
    points = tuple(
        YearPoint(AcademicYear(2016 + i), value, reason if value is None else None) for i, value in enumerate(values)
    )
    given_fields = {"label": "Maths", "points": points, "scale": Scale(0, 100), "write": words.percent} | changes
    return Years(**given_fields)  # type: ignore[arg-type]


def test_years_that_follow_each_other_are_joined():
    tree = read(years.draw_spark(make_years(10.0, 20.0, 30.0)))
    assert len(find(tree, "ch-line")) == 2
    assert len(find(tree, "ch-point")) == 3


def test_the_line_stops_at_a_gap_and_the_gap_is_as_wide_as_it_was_long():
    tree = read(years.draw_spark(make_years(10.0, 20.0, None, None, 30.0)))
    assert len(find(tree, "ch-line")) == 1
    places = [share(point, "cx") for point in find(tree, "ch-point")]
    assert round(places[2] - places[1], 3) == round(3 * (places[1] - places[0]), 3)


def test_the_line_stops_where_years_cannot_be_compared():
    whole, broken = make_years(10.0, 20.0, 30.0), make_years(10.0, 20.0, 30.0, breaks=(AcademicYear(2018),))
    assert len(find(read(years.draw_spark(whole)), "ch-line")) == 2
    assert len(find(read(years.draw_spark(broken)), "ch-line")) == 1


def test_the_last_year_with_a_figure_has_the_larger_dot():
    sizes = [float(point.attrib["r"]) for point in find(read(years.draw_spark(make_years(1.0, 2.0, None))), "ch-point")]
    assert sizes[1] > sizes[0]


def test_heights_follow_the_scale_and_not_the_school():
    low, high = (float(p.attrib["cy"]) for p in find(read(years.draw_spark(make_years(0.0, 100.0))), "ch-point"))
    assert (low, high) == (48.0, 6.0)


def test_one_year_alone_is_a_dot_in_the_middle():
    tree = read(years.draw_spark(make_years(50.0)))
    assert find(tree, "ch-line") == []
    assert share(find(tree, "ch-point")[0], "cx") == 0.5


def test_a_whole_chart_marks_each_gap_with_its_year_and_reason():
    marks = find(read(years.draw(make_years(10.0, None, 30.0, reason=Reason.SUPPRESSED))), "ch-missing")
    assert [mark.findtext("title") for mark in marks] == ["2017/18: withheld"]


def test_a_whole_chart_names_every_year_but_leaves_some_out_on_a_telephone():
    labels = find(read(years.draw(make_years(*[50.0] * 9))), "ch-label")
    named = {label.text: "ch-label--wide" in label.attrib["class"] for label in labels if "/" in (label.text or "")}
    assert len(named) == 9
    assert [text for text, left_out in named.items() if not left_out] == ["16/17", "18/19", "20/21", "22/23", "24/25"]


def test_what_was_expected_is_a_band_that_stops_where_it_is_not_known():
    known = YearPoint(AcademicYear(2016), 50.0, low=40.0, high=60.0)
    after = YearPoint(AcademicYear(2017), 50.0, low=40.0, high=60.0)
    unknown = YearPoint(AcademicYear(2018), 50.0)
    chart = Years("Maths", (known, after, unknown), Scale(0, 100))
    (band,) = find(read(years.draw_spark(chart)), "ch-band")
    assert len(band.attrib["points"].split()) == 4


def test_the_line_to_compare_with_is_drawn_lighter_and_only_in_the_whole_chart():
    points = tuple(YearPoint(AcademicYear(2016 + i), 50.0, other=40.0) for i in range(3))
    chart = Years("Maths", points, Scale(0, 100), other_name="All schools")
    assert len(find(read(years.draw(chart)), "ch-line--other")) == 2
    assert find(read(years.draw_spark(chart)), "ch-line--other") == []


def test_the_sentence_says_first_last_and_why_years_are_missing():
    said = years.sentence(make_years(58.0, None, None, 71.0, reason=Reason.NOT_COLLECTED, you="Harbour Lane"))
    assert said == (
        "Harbour Lane: from 58% in 2016/17 to 71% in 2019/20. No figure for 2017/18 and 2018/19: not collected."
    )


def test_a_school_without_any_figure_is_said_to_have_none():
    chart = make_years(None, None, reason=Reason.SUPPRESSED, you="Harbour Lane")
    assert description_of(read(years.draw(chart))) == (
        "There is no figure for Harbour Lane in any of these years. No figure for 2016/17 and 2017/18: withheld."
    )


def test_the_table_keeps_every_year_and_the_reason_for_each_gap():
    table = years.table(make_years(58.0, None, reason=Reason.LOW_COVERAGE))
    assert [(row.cells[0].text, row.cells[1].text, row.cells[1].gap) for row in table.rows] == [
        ("2016/17", "58%", None),
        ("2017/18", "", Reason.LOW_COVERAGE),
    ]


def test_the_table_has_a_column_for_the_line_to_compare_with():
    points = (YearPoint(AcademicYear(2016), 50.0, other=40.0), YearPoint(AcademicYear(2017), 55.0))
    table = years.table(Years("Maths", points, Scale(0, 100), other_name="All schools"))
    assert [column.label for column in table.columns] == ["Year", "This school", "All schools"]
    assert [row.cells[2].text for row in table.rows] == ["40", ""]


def test_luck_is_an_upright_line_through_the_dot_of_its_year_and_of_no_other():
    sure = YearPoint(AcademicYear(2016), 50.0, sure=(40.0, 60.0))
    chart = Years("Maths", (sure, YearPoint(AcademicYear(2017), 55.0), YearPoint(AcademicYear(2018))), Scale(0, 100))
    tree = read(years.draw_spark(chart))
    (line,) = find(tree, "ch-luckline")
    dot = find(tree, "ch-point")[0]
    assert line.attrib["x1"] == line.attrib["x2"] == dot.attrib["cx"]
    assert float(line.attrib["y2"]) < float(dot.attrib["cy"]) < float(line.attrib["y1"])


def test_what_was_expected_in_a_year_between_gaps_is_a_band_too():
    alone = YearPoint(AcademicYear(2017), 50.0, low=40.0, high=60.0)
    chart = Years("Maths", (YearPoint(AcademicYear(2016)), alone, YearPoint(AcademicYear(2018))), Scale(0, 100))
    (band,) = find(read(years.draw_spark(chart)), "ch-band")
    xs = {float(corner.split(",")[0]) for corner in band.attrib["points"].split()}
    assert max(xs) - min(xs) > 10
