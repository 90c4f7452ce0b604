"""The parts of a pack that know nothing of schools: room, zips, workbooks and charts."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.web.packs import fitting
from plait.web.packs.chart_parts import Dress, Inner
from plait.web.packs.chart_xml import write_chart
from plait.web.packs.parts import Chart, Mark, Series, Sheet
from plait.web.packs.workbooks import columns_of, write_book, write_chart_data
from plait.web.packs.zips import restamp, write_zip
from plait.web.signals import summit_words
from tests.web.summit_files import columns_of_workbook

STAMP = dt.datetime(2026, 3, 4, 5, 6, 8, tzinfo=dt.UTC)
DRESS = Dress(18, 10, 6, 2, Inner(0.1, 0.1, 0.8, 0.8), band=20)
ROWS = Chart(
    key="k",
    name="Tom & Jerry’s <school>",
    alt="what it shows",
    kind="rows",
    categories=("A & B", "C"),
    series=(
        Series("As expected", Mark.BAND, (0.0, 0.0), minus=(1.0, 1.0), plus=(1.0, 1.0)),
        Series("Where the truth probably lies", Mark.INTERVAL, (2.0, None), minus=(0.5, None), plus=(1.5, None)),
        Series("Best estimate", Mark.BEST, (2.0, None)),
    ),
    low=-4,
    high=4,
    step=2,
    number_format='0"%"',
)


@given(st.lists(st.floats(1, 100), min_size=1, max_size=30), st.floats(100, 400))
def test_nothing_is_lost_and_no_run_is_fuller_than_its_room(heights, room):
    runs = fitting.cut(list(range(len(heights))), heights, room=room)
    assert [item for run in runs for item in run] == list(range(len(heights)))
    assert all(sum(heights[item] for item in run) <= room + 1e-6 for run in runs)


def test_runs_are_as_even_as_can_be_without_one_more():
    assert [len(run) for run in fitting.cut(range(5), [10.0] * 5, room=40)] == [3, 2]


def test_a_long_word_and_a_narrow_column_take_more_lines():
    assert fitting.count_lines("one two", width=1000, size=18) == 1
    assert fitting.count_lines("one two three four", width=60, size=18) > 2
    assert fitting.width_of("W", size=18) > fitting.width_of("i", size=18)
    assert fitting.width_of("school", size=18, bold=True) > fitting.width_of("school", size=18)


def test_a_zip_is_the_same_bytes_whenever_it_is_written():
    made = write_zip([("a.txt", b"one"), ("b/c.txt", b"two")], stamp=STAMP)
    assert made == write_zip([("a.txt", b"one"), ("b/c.txt", b"two")], stamp=STAMP)
    later = io.BytesIO()
    with zipfile.ZipFile(later, "w") as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("b/c.txt", b"two")
    assert restamp(later.getvalue(), stamp=STAMP) == made
    before = write_zip([("a", b"")], stamp=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    assert zipfile.ZipFile(io.BytesIO(before)).infolist()[0].date_time[0] == 1980


def test_the_workbook_of_a_chart_holds_every_end_and_leaves_gaps_empty():
    book = columns_of_workbook(write_chart_data(ROWS, stamp=STAMP))
    assert book["Best estimate"][:2] == [2.0, None]
    assert book["Where the truth probably lies"][:2] == [1.5, 3.5]
    assert book["As expected"][:5] == [-1.0, 1.0, None, -1.0, 1.0]
    assert book["Row, from below"][:2] == [2.0, 1.0]
    assert book[""][:2] == ["A & B", "C"]
    assert write_chart_data(ROWS, stamp=STAMP) == write_chart_data(ROWS, stamp=STAMP)


def test_columns_are_named_once_and_stand_in_the_order_of_their_letters():
    heads = [name for name, _ in columns_of(ROWS)]
    assert len(set(heads)) == len(heads)
    xml = write_chart(ROWS, dress=DRESS).decode()
    letter = chr(ord("A") + 1 + heads.index("Best estimate"))
    assert f"Sheet1!${letter}$2:${letter}$3" in xml


def test_names_and_formats_with_signs_of_markup_are_written_safely():
    years = Chart(
        "k", "n", "alt", "years", ("15 & 16", "<17>"), (Series("P & E", Mark.LINE, (1.0, 2.0)),), 0, 4, 2, '0"%"'
    )
    xml = write_chart(years, dress=DRESS).decode()
    assert "15 &amp; 16" in xml
    assert "P &amp; E" in xml
    assert "formatCode='0\"%\"'" in xml


def test_no_cell_of_the_workbook_can_act_as_a_formula():
    sheet = Sheet("notes", ("Name",), [("=1+1",), ("+2",), (3.0,), (None,), (True,)])
    book = columns_of_workbook(write_book([sheet], title="t", stamp=STAMP))
    assert book["Name"] == ["'=1+1", "'+2", 3.0, None, "yes"]


@pytest.mark.parametrize(
    ("low", "high", "axis"),
    [(12.0, 88.0, (0.0, 100.0, 50.0)), (0.0, 0.0, (-1.0, 1.0, 1.0)), (31.0, 44.0, (30.0, 45.0, 5.0))],
)
def test_a_scale_has_round_ends_that_hold_its_figures(low, high, axis):
    found = summit_words.axis_of(low, high)
    assert (found.low, found.high, found.step) == axis


@given(st.floats(0.01, 500))
def test_a_scale_to_both_sides_holds_its_reach(reach):
    found = summit_words.both_sides(reach)
    assert found.low == -found.high
    assert found.high >= reach * (1 - 1e-6)
