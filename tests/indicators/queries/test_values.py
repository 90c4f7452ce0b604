"""Figures, their reasons, and where they stand in the country."""

import numpy as np
import polars as pl
import pytest

from plait.core.missing import Reason
from plait.indicators.queries import browse, coverage, values
from tests import store_factory as made


def test_a_school_keeps_its_figures_over_its_change_of_urn(store, scope):
    figures = values.list_figures(scope, store=store, urns=(made.BEFORE_HARBOUR_LANE, made.HARBOUR_LANE))
    own = [f for f in figures if f.indicator == "ks2_rwm_expected"]
    assert [f.year for f in own] == [2011, 2012, 2013, 2015, 2016, 2017, 2018, 2022, 2023, 2024]
    assert {f.urn for f in own if f.year < 2014} == {made.BEFORE_HARBOUR_LANE}


def test_a_gap_keeps_its_reason(store, scope):
    figures = values.list_figures(scope, store=store, urns=(made.HARBOUR_LANE,))
    gap = next(f for f in figures if f.indicator == "ks2_rwm_expected" and f.year == 2016)
    assert (gap.value, gap.reason) == (None, Reason.SUPPRESSED)
    assert all((f.value is None) != (f.reason is None) for f in figures)


def test_a_school_without_figures_has_none(store, scope):
    assert values.list_figures(scope, store=store, urns=(made.SILENT,)) == []
    assert values.figures_of_schools(scope, store=store, urns=(made.SILENT,)) == {}


def test_the_share_below_a_value_agrees_with_counting(store, scope):
    spread = values.all_spreads(scope, store=store)["ks2_rwm_expected", 2024, "primary"]
    found = (
        store.table("values")
        .filter((pl.col("indicator") == "ks2_rwm_expected") & (pl.col("year") == 2024))
        .drop_nulls("value")["value"]
        .to_numpy()
    )
    for value in np.percentile(found, [10, 30, 50, 70, 90]):
        assert spread.rate_below(float(value)) == pytest.approx(float((found < value).mean()), abs=0.06)
    assert spread.rate_below(-1000) < 0.01
    assert spread.rate_below(1000) > 0.99


def test_distributions_of_an_indicator_come_latest_first(store, scope):
    years = [d.year for d in values.list_distributions(scope, store=store, indicator="ks2_rwm_expected")]
    assert years == sorted(years, reverse=True)
    assert values.list_distributions(scope, store=store, indicator="no") == []


def test_a_trust_figure_keeps_its_interval_or_its_reason(store, scope):
    (figure,) = values.list_trust_figures(scope, store=store, uid=made.NORTHBRIDGE)
    assert (figure.value, figure.lo, figure.hi, figure.schools_n) == (61.5, 58.0, 65.0, 10)
    (gap,) = values.list_trust_figures(scope, store=store, uid=made.TIDEWATER)
    assert (gap.value, gap.reason) == (None, Reason.SUPPRESSED)


def test_coverage_agrees_with_counting_the_values_one_by_one(store, scope):
    table = store.table("values")
    for cell in coverage.list_cells(scope, store=store):
        rows = table.filter((pl.col("indicator") == cell.indicator) & (pl.col("year") == cell.year))
        assert cell.values_n == rows["value"].count()
        assert cell.rows_n == rows.height
    gaps = coverage.count_gaps(scope, store=store)
    assert sum(gaps.values()) == table["value"].null_count()
    assert list(gaps.values()) == sorted(gaps.values(), reverse=True)


def test_what_was_rejected_is_told_with_file_row_and_mend(store, scope):
    rows, total = coverage.list_rejects(scope, store=store)
    assert total == 2
    assert (rows[0].path, rows[0].row, rows[0].column) == ("ks2.csv", 17, "URN")
    assert rows[0].mend
    assert coverage.list_rejects(scope, store=store, page=9)[0] == []


def test_schools_are_leafed_through_by_place_and_phase_from_a_to_z(store, scope):
    among = browse.Among(la="Wexshire", phase="primary")
    page = browse.list_schools(scope, store=store, among=among)
    names = [school.name for school in page.items]
    assert names == sorted(names)
    assert {school.la_name for school in page.items} == {"Wexshire"}
    assert page.total_n == len(names)


def test_pages_beyond_the_last_are_the_last(store, scope):
    page = browse.list_schools(scope, store=store, among=browse.Among(), page=999)
    assert (page.number, page.pages_n, page.total_n) == (2, 2, 64)
    assert len(page.items) == 14


def test_closed_schools_and_empty_trusts_are_not_leafed_through(store, scope):
    trusts = browse.list_trusts(scope, store=store, among=browse.Among())
    assert [t.uid for t in trusts.items] == [made.HARTLEY, made.NORTHBRIDGE, made.TIDEWATER]
    assert browse.count_open_schools(scope, store=store) == 64
    assert browse.count_open_trusts(scope, store=store) == 3


def test_the_choices_of_a_filter_say_how_many_each_leads_to(store, scope):
    choices = browse.list_choices(scope, store=store, of="schools", column="la_name")
    assert sum(choice.n for choice in choices) == 64
    assert [c.label for c in choices] == sorted(c.label for c in choices)
