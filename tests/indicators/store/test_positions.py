"""Positions on the National Grid."""

from pathlib import Path

import polars as pl
import pytest

from plait.indicators.store.positions import place_on_grid, share_by_postcode
from tests.indicators.store.organisation_files import read_column, real_organisations

PLACES = {"easting": pl.Float64, "northing": pl.Float64, "latitude": pl.Float64, "longitude": pl.Float64}


def placed(**cells: float | None) -> tuple[float | None, float | None]:
    row = {name: [cells.get(name)] for name in PLACES}
    return place_on_grid(pl.DataFrame(row, schema=PLACES)).row(0)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [
        (51.48936564950, -0.11992557180, 530624.974, 178388.464),  # Ordnance Survey's test points for OSTN15: London
        (50.43885825610, -4.10864563561, 250359.811, 62016.569),  # Plymouth
        (53.77911025694, -3.04045490691, 331534.564, 431920.794),  # Blackpool
    ],
)
def test_a_known_point_is_found_to_five_metres(
    latitude: float, longitude: float, easting: float, northing: float
) -> None:
    assert placed(latitude=latitude, longitude=longitude) == pytest.approx((easting, northing), abs=5)


def test_a_position_of_the_register_is_left_as_it_is() -> None:
    assert placed(easting=530000, northing=180000, latitude=53.0, longitude=-2.0) == (530000, 180000)


def test_half_a_position_is_none() -> None:
    assert placed(easting=530000) == (None, None)
    assert placed(latitude=51.5) == (None, None)


def test_a_position_outside_england_is_dropped() -> None:
    assert placed(latitude=0.0, longitude=0.0) == (None, None)
    assert placed(easting=1, northing=1) == (None, None)


def test_schools_of_one_postcode_share_a_position() -> None:
    frame = pl.DataFrame(
        {
            "urn": [1, 2, 3, 4],
            "postcode": ["AB1 2CD", "AB1 2CD", None, "XY1 2ZZ"],
            "easting": [None, 500000.0, None, None],
            "northing": [None, 200000.0, None, None],
        }
    )
    shared = share_by_postcode(frame)
    assert shared["easting"].to_list() == [500000.0, 500000.0, None, None]
    assert shared["urn"].to_list() == [1, 2, 3, 4]


@pytest.mark.real
def test_converted_positions_lie_near_those_of_the_register(real_data: Path) -> None:
    register = read_column(real_data / "spine" / "gias_establishments_2026_subset.csv.gz").select(
        pl.col("URN").cast(pl.Int32), "Postcode", pl.col("Easting", "Northing").cast(pl.Float64)
    )
    extract = read_column(real_data / "ks4" / "ks4_core_2018_19.csv.gz").select(
        pl.col("URN").cast(pl.Int32),
        "PCODE",
        latitude=pl.col("LATITUDE").cast(pl.Float64),
        longitude=pl.col("LONGITUDE").cast(pl.Float64),
        easting=pl.lit(None, dtype=pl.Float64),
        northing=pl.lit(None, dtype=pl.Float64),
    )
    both = place_on_grid(extract).join(register, on="URN").filter(pl.col("PCODE") == pl.col("Postcode"))
    away = ((both["easting"] - both["Easting"]) ** 2 + (both["northing"] - both["Northing"]) ** 2).sqrt()
    assert both.height > 1500
    assert away.quantile(0.5) < 60
    assert away.quantile(0.9) < 200


@pytest.mark.real
def test_nearly_every_open_primary_and_secondary_has_a_position(real_data: Path) -> None:
    schools = real_organisations(real_data).schools.filter(
        (pl.col("status") == "open") & pl.col("phase").is_in(["primary", "secondary"])
    )
    assert schools["easting"].null_count() / schools.height < 0.09
    assert schools["easting"].is_null().eq(schools["northing"].is_null()).all()
