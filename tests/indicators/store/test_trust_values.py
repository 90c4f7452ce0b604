"""Published figures of trusts: their intervals, and that the figures of their schools add up to them."""

from dataclasses import replace

import polars as pl
import pytest

from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.values import Values, assemble_values
from tests.indicators.store.real_files import read_real
from tests.indicators.store.test_values import SCHOOLS, SCORE, file, origin

PATTERNS = ("trusts/england*", "ks4/ks4_mainstream*", "ks4/ks4_institution*")


@pytest.fixture(scope="module")
def real(real_data) -> Values:
    return assemble_values(read_real(real_data, PATTERNS), load_definitions(), SCHOOLS)


@pytest.fixture(scope="module")
def members(real_data) -> pl.DataFrame:
    """The academies that a published trust figure is about, and whether all have been in the trust equally long.

    The publisher's figure gives more weight to academies that have been in the trust longer (three, four, or five years
    and more, told by the NUMINST columns), so only trusts whose academies are alike in that can be recomputed from the
    results and the numbers of pupils alone.
    """
    table = pl.read_csv(
        real_data / "trusts/england_ks4_mats_performance_2022_23.csv.gz", infer_schema=False, encoding="utf8-lossy"
    )
    alike = [pl.col("NUMINST_MATPTINC") == pl.col(f"NUMINST_{years}_MATPTINC") for years in ("3", "4", "5PLUS")]
    return (
        table.select(
            pl.col("TRUST_UID").cast(pl.Int32).alias("uid"),
            pl.col("INSTITUTIONS_MATPTINC").str.split(";").alias("urn"),
            pl.any_horizontal(alike).alias("alike"),
        )
        .explode("urn")
        .with_columns(pl.col("urn").str.strip_chars().cast(pl.Int32))
    )


def recompute(real: Values, members: pl.DataFrame, indicator: str) -> pl.DataFrame:
    """Trusts with the mean of their schools, weighted by pupils, beside the published figure."""
    year = real.values.filter(pl.col("year") == 2022)
    figures = year.filter(pl.col("indicator") == indicator).select("urn", "value")
    pupils = year.filter(pl.col("indicator") == "ks4_pupils").select("urn", pupils="value")
    joined = members.join(figures, on="urn", how="left").join(pupils, on="urn", how="left")
    complete = pl.col("value").is_not_null().all() & pl.col("pupils").is_not_null().all()
    mean = (pl.col("value") * pl.col("pupils")).sum() / pl.col("pupils").sum()
    sums = joined.group_by("uid").agg(complete=complete, mean=mean, alike=pl.col("alike").first())
    told = real.trust_values.filter((pl.col("indicator") == indicator) & (pl.col("year") == 2022))
    return sums.filter("complete").drop("complete").join(told, on="uid").drop_nulls("value")


@pytest.mark.real
def test_attainment_8_of_trusts_follows_from_their_schools(real, members):
    alike = recompute(real, members, "attainment8").filter("alike")
    apart = (alike["mean"] - alike["value"]).abs()
    assert len(alike) > 70
    # Both figures are rounded to one decimal: each can be 0.05 off.
    assert apart.max() < 0.1
    assert apart.mean() < 0.03


@pytest.mark.real
def test_progress_8_of_trusts_follows_from_their_schools(real, members):
    alike = recompute(real, members, "progress8").filter("alike")
    apart = (alike["mean"] - alike["value"]).abs()
    assert len(alike) > 70
    # Weighted by all pupils: the number counted in Progress 8 is not in the file, hence more than rounding (0.01).
    assert apart.mean() < 0.01
    assert apart.max() < 0.11
    assert alike.filter(~pl.col("mean").is_between("lo", "hi")).is_empty()


@pytest.mark.real
def test_trusts_with_newer_academies_differ_by_the_publishers_weights_for_years(real, members):
    newer = recompute(real, members, "attainment8").filter(~pl.col("alike"))
    apart = (newer["mean"] - newer["value"]).abs()
    assert len(newer) > 70
    assert 0.2 < apart.mean() < 0.5
    assert apart.max() < 1.2


@pytest.mark.real
@pytest.mark.parametrize(
    ("indicator", "year", "trusts"),
    [("progress8", 2022, 216), ("progress8", 2023, 235), ("ks2_rwm_expected", 2023, 649)],
)
def test_every_trust_of_the_file_has_a_row(real, indicator, year, trusts):
    told = real.trust_values.filter((pl.col("indicator") == indicator) & (pl.col("year") == year))
    assert len(told) == trusts
    assert told.filter(pl.col("value").is_null() == pl.col("reason").is_null()).is_empty()
    assert told["schools_n"].min() >= 1


@pytest.mark.real
def test_published_intervals_hold_their_figure(real):
    held = real.trust_values.drop_nulls(["value", "lo"])
    assert set(held["indicator"]) == {"progress8", "progress8_disadvantaged", "progress8_others"}
    assert held.filter(~pl.col("value").is_between("lo", "hi")).is_empty()
    assert len(held) > 1200


@pytest.mark.real
def test_what_is_withheld_for_a_trust_stays_withheld(real):
    assert real.trust_values.filter(pl.col("reason") == "suppressed")["indicator"].n_unique() >= 3


def test_a_trusts_headcount_is_not_bound_by_what_one_school_can_have():
    definition = replace(
        SCORE,
        id="pupils",
        unit="count",
        plausible=(0.0, 100.0),
        origins=(origin(),),
        trust_origins=(origin("final", "TPUP", key="uid", key_column="TRUST_UID", schools="N"),),
    )
    values = assemble_values(
        [file({"TRUST_UID": ["2044"], "TPUP": ["5000"], "N": ["20"]})], {"pupils": definition}, SCHOOLS
    )
    assert values.trust_values.select("uid", "year", "value", "schools_n").rows() == [(2044, 2022, 5000.0, 20)]
    assert values.rejects == ()
    assert values.values.is_empty()


def test_without_trust_files_the_table_is_there_and_empty():
    values = assemble_values([], load_definitions(), SCHOOLS)
    assert values.trust_values.columns == [
        "uid",
        "indicator",
        "year",
        "value",
        "reason",
        "cohort_n",
        "lo",
        "hi",
        "schools_n",
        "source",
    ]
    assert values.trust_values.is_empty()
    assert values.values.is_empty()
