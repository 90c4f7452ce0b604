"""How figures, years and names are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.indicators.queries.values import Distribution, Figure
from plait.indicators.store.definitions import load_definitions
from plait.web import downloads, figures, names

DEFINITIONS = load_definitions()
SPREAD = Distribution(
    "eal",
    2024,
    "primary",
    100,
    50.0,
    10.0,
    {p: float(p) for p in (1, 5, 10, 25, 50, 75, 90, 95, 99)},
    0.0,
    100.0,
    (1,) * 64,
)


def figure(indicator: str, value: float, cohort: float | None) -> Figure:
    return Figure(100001, indicator, 2024, value, None, cohort, None, None, "a source")


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("TIDEWATER TRUST", "Tidewater Trust"),
        ("ST MARY'S C.E. PRIMARY SCHOOL", "St Mary's C.E. Primary School"),
        ("REACH2 ACADEMY TRUST", "REACH2 Academy Trust"),
        ("SCHOOL OF THE LORD IN BATH", "School of the Lord in Bath"),
        ("THE GLF SCHOOLS", "The GLF Schools"),
        ("O'NEILL HIGH-FIELD MAT", "O'Neill High-Field MAT"),
        ("JFS", "JFS"),
        ("Harbour  Lane Primary", "Harbour Lane Primary"),
        ("de Ferrers Academy", "de Ferrers Academy"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(printed, shown):
    assert names.show(printed) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [("DONCASTER", "Doncaster"), ("Bristol, City of", "Bristol"), ("ST IVES", "St Ives"), ("Bude", "Bude"), ("", "")],
)
def test_places_are_written_as_people_write_them(told: str, shown: str):
    assert names.place(told) == shown


@given(st.text(max_size=60))
def test_showing_a_name_twice_changes_nothing_more(text):
    assert names.show(names.show(text)) == names.show(text)


@pytest.mark.parametrize(
    ("indicator", "value", "cohort", "said"),
    [
        ("ks2_rwm_expected", 63.3, 30.0, "19 of 30 pupils (63%)"),
        ("ks2_rwm_expected", 10.0, 30.0, "10%"),  # three pupils: too few to be counted out
        ("ks2_rwm_expected", 63.3, None, "63%"),
        ("absence_overall", 8.3, 412.0, "8.3%"),  # of sessions, and not of pupils
        ("attainment8", 46.34, 180.0, "46.3 points"),
        ("progress8", 0.314, 180.0, "+0.31"),
        ("progress8", -0.314, 180.0, "−0.31"),
        ("roll", 1412.0, None, "1,412"),
        ("balance_per_pupil", -1234.0, 400.0, "−£1,234"),
    ],
)
def test_a_figure_is_said_with_pupils_before_percentages(indicator, value, cohort, said):
    assert figures.say_with_pupils(DEFINITIONS[indicator], figure(indicator, value, cohort)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (50, "About the middle of primary schools."),
        (72, "Higher than in about 7 in 10 primary schools."),
        (28, "Lower than in about 7 in 10 primary schools."),
        (99.5, "Higher than in more than 9 in 10 primary schools."),
        (0, "Lower than in more than 9 in 10 primary schools."),
    ],
)
def test_a_position_is_said_without_a_verdict(value, said):
    assert figures.say_position(value, SPREAD) == said


@given(st.floats(-50, 150))
def test_every_figure_has_a_position(value):
    said = figures.say_position(value, SPREAD)
    assert said.endswith("primary schools.")
    assert "10 in 10" not in said
    assert "5 in 10" not in said


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([2019], "2019/20"),
        ([2019, 2020], "2019/20 and 2020/21"),
        ([2015, 2016, 2017], "2015/16 to 2017/18"),
        ([2020, 2019, 2023], "2019/20 to 2020/21 and 2023/24"),
    ],
)
def test_years_are_said_as_runs(years, said):
    assert figures.say_years(years) == said


@given(st.text(max_size=20))
def test_no_text_in_a_csv_begins_a_formula(text):
    response = downloads.csv_response("x.csv", ("a",), [(text,)])
    body = response.content.decode("utf-8-sig").split("\r\n", 1)[1]
    assert not body.lstrip('"').startswith(("=", "+", "-", "@"))


def test_numbers_in_a_csv_stay_numbers():
    assert downloads.csv_response("x.csv", ("a",), [(-0.5,)]).content.decode("utf-8-sig") == "a\r\n-0.5\r\n"
