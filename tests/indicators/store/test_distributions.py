"""How an indicator is spread: against the obvious computation, and what is left out."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.indicators.store.distributions import BINS, EVERY, FEWEST_SCHOOLS, assemble_distributions

INDICATORS = pl.Enum(["score", "share"])


def tables(figures: dict[str, list[float | None]], indicator: str = "share") -> tuple[pl.DataFrame, pl.DataFrame]:
    """A `values` and a `schools` table from figures by phase."""
    phases = [phase for phase, own in figures.items() for _ in own]
    flat = [figure for own in figures.values() for figure in own]
    urns = pl.int_range(100000, 100000 + len(flat), dtype=pl.Int32, eager=True)
    values = pl.DataFrame(
        {"urn": urns, "indicator": [indicator] * len(flat), "year": [2022] * len(flat), "value": flat},
        schema={"urn": pl.Int32, "indicator": INDICATORS, "year": pl.Int16, "value": pl.Float64},
    )
    return values, pl.DataFrame({"urn": urns, "phase": phases}, schema={"urn": pl.Int32, "phase": pl.String})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-50, 150), min_size=FEWEST_SCHOOLS, max_size=60))
def test_a_distribution_agrees_with_the_obvious_computation(figures):
    (row,) = assemble_distributions(*tables({"special": figures})).iter_rows(named=True)
    array = np.array(figures)
    assert row["n"] == len(figures)
    assert row["mean"] == pytest.approx(array.mean(), abs=1e-9)
    assert row["sd"] == pytest.approx(array.std(ddof=1), abs=1e-9)
    for name, at in (("p01", 1), ("p05", 5), ("p25", 25), ("p50", 50), ("p90", 90), ("p99", 99)):
        assert row[name] == pytest.approx(np.percentile(array, at), abs=1e-8)
    edges = np.linspace(row["bin_lo"], row["bin_hi"], BINS + 1)
    inside = np.clip(array, edges[0], np.nextafter(edges[-1], -np.inf))
    slow = np.clip(((inside - edges[0]) / (edges[-1] - edges[0]) * BINS).astype(int), 0, BINS - 1)
    assert sum(row["bins"]) == len(figures)
    # A figure on the edge of two bins may fall to either by the last binary digit.
    assert (
        np.abs(np.cumsum(row["bins"]) - np.cumsum(np.bincount(slow, minlength=BINS))).max()
        <= (np.abs(np.diff(np.sort(array))) < 1e-9).sum() + 1
    )


def test_the_axis_is_not_stretched_by_one_wild_school():
    (row,) = assemble_distributions(*tables({"special": [50.0 + n / 10 for n in range(200)] + [9999.0]})).iter_rows(
        named=True
    )
    assert row["bin_hi"] < 75
    assert row["bins"][-1] >= 1


def test_the_pooled_phase_is_mainstream_state_schools_only():
    table = assemble_distributions(
        *tables({"primary": [1.0] * 12, "secondary": [3.0] * 12, "special": [100.0] * 12, "independent": [50.0] * 12})
    )
    means = dict(table.select("phase", "mean").iter_rows())
    assert means == {EVERY: 2.0, "primary": 1.0, "secondary": 3.0, "special": 100.0, "independent": 50.0}


def test_schools_without_a_figure_and_schools_that_nobody_knows_do_not_count():
    values, schools = tables({"primary": [1.0] * 12 + [None] * 5})
    unknown = pl.when(pl.col("urn") != 100001).then("phase").alias("phase")
    table = assemble_distributions(values, schools.filter(pl.col("urn") != 100000).with_columns(unknown))
    assert set(table["n"]) == {10}
    assert table["phase"].to_list() == ["all", "primary"]


def test_few_schools_have_no_distribution():
    assert assemble_distributions(*tables({"special": [1.0] * (FEWEST_SCHOOLS - 1)})).is_empty()
    assert len(assemble_distributions(*tables({"special": [1.0] * FEWEST_SCHOOLS}))) == 1


def test_an_indicator_that_is_the_same_everywhere_still_has_an_axis():
    (row,) = assemble_distributions(*tables({"special": [7.0] * 20})).iter_rows(named=True)
    assert row["bin_lo"] < 7 < row["bin_hi"]
    assert (row["sd"], sum(row["bins"])) == (0.0, 20)


def test_the_columns_are_those_of_the_contract_and_the_rows_are_sorted():
    table = assemble_distributions(*tables({"secondary": [float(n) for n in range(30)], "primary": [1.0] * 12}))
    assert table.columns == [
        "indicator",
        "year",
        "phase",
        "n",
        "mean",
        "sd",
        "p01",
        "p05",
        "p10",
        "p25",
        "p50",
        "p75",
        "p90",
        "p95",
        "p99",
        "bin_lo",
        "bin_hi",
        "bins",
    ]
    assert table.schema["bins"] == pl.List(pl.Int32)
    assert table["phase"].to_list() == ["all", "primary", "secondary"]


def test_the_outcome_does_not_depend_on_the_order_of_the_rows():
    values, schools = tables({"primary": [n / 7 for n in range(100)]})
    assert assemble_distributions(values, schools).equals(assemble_distributions(values.reverse(), schools))
