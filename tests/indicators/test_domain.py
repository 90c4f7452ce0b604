"""How a figure is shown to people."""

import pytest

from plait.indicators.domain import format_number, name_unit, round_half_up
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


def test_every_unit_has_a_word():
    assert {name_unit(definition.unit) for definition in DEFINITIONS.values()} == {
        "per cent",
        "points",
        "score",
        "number",
        "pounds",
        "ratio",
    }
