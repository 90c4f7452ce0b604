"""How a figure is shown to people."""

import pytest

from plait.core.missing import Reason
from plait.indicators.domain import (
    explain_gap,
    format_difference,
    format_interval,
    format_number,
    format_value,
    name_unit,
    round_half_up,
)
from plait.indicators.store.definitions import load_definitions

DEFINITIONS = load_definitions()


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (62.0, "percent", 0, "62%"),
        (46.65, "points", 1, "46.7"),
        (-0.125, "score", 2, "−0.13"),
        (-0.004, "score", 2, "0.00"),
        (1234.5, "count", 0, "1,235"),
        (-1234567.0, "pounds", 0, "−£1,234,567"),
        (15.64, "ratio", 1, "15.6"),
        (0.5, "percent", 0, "1%"),
    ],
)
def test_a_figure_is_shown_with_its_unit_and_a_five_goes_up(value, unit, decimals, text):
    assert format_number(value, unit=unit, decimals=decimals) == text


def test_rounding_follows_the_written_figure_and_not_its_binary_shadow():
    assert str(round_half_up(2.675, 2)) == "2.68"


@pytest.mark.parametrize(
    ("indicator", "difference", "text"),
    [
        ("ks2_rwm_expected", 3.0, "+3 percentage points"),
        ("ks2_rwm_expected", -1.0, "−1 percentage point"),
        ("attainment8", 2.14, "+2.1 points"),
        ("attainment8", 0.0, "0.0 points"),
        ("progress8", -0.2, "−0.20"),
    ],
)
def test_a_difference_has_its_sign_and_its_words(indicator, difference, text):
    assert format_difference(DEFINITIONS[indicator], difference) == text


def test_a_gap_is_shown_as_its_reason():
    assert format_value(DEFINITIONS["progress8"], None, Reason.SUPPRESSED) == "withheld"
    assert format_value(DEFINITIONS["progress8"], None) == "not published"
    assert format_value(DEFINITIONS["progress8"], 0.5) == "0.50"


def test_an_interval_is_said_in_words():
    assert format_interval(DEFINITIONS["progress8"], -0.11, 0.14) == "from −0.11 to 0.14"


def test_a_gap_is_explained_by_the_indicator_before_the_reason():
    assert "no Progress 8 for 2024/25" in explain_gap(DEFINITIONS["progress8"], 2024, None)
    assert explain_gap(DEFINITIONS["progress8"], 2022, Reason.SUPPRESSED) == Reason.SUPPRESSED.sentence


def test_every_unit_has_a_word():
    assert {name_unit(definition.unit) for definition in DEFINITIONS.values()} == {
        "per cent",
        "points",
        "score",
        "number",
        "pounds",
        "ratio",
    }
