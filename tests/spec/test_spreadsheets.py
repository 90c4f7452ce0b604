"""No text in a CSV file of ours can act as a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.core.spreadsheets import make_inert, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_every_beginning_of_a_formula_gets_an_apostrophe(text: str):
    assert make_inert(text) == f"'{text}"


@given(text=st.text(max_size=30))
def test_no_text_at_all_comes_out_as_a_formula_and_none_is_lost(text: str):
    written = write_csv(["Name"], [[text]])
    (row,) = list(csv.reader(io.StringIO(written, newline="")))[1:] or [[""]]
    assert not (row[0] if row else "").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert (row[0] if row else "").removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("value", [-1.5, 0, "Minus -1", "St John's"])
def test_numbers_and_harmless_text_stay_as_they_are(value: object):
    assert make_inert(value) == value
