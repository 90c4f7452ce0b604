"""Two fictional sectors shared by the tests: a small one that is written, and a larger one for its statistics."""

from pathlib import Path

import polars as pl
import pytest

from plait.simulation.sector import Records, Sector, generate_sector, list_records
from plait.simulation.writing import write_sector

SMALL = {"schools": 320, "trusts": 18}


@pytest.fixture(scope="session")
def small() -> Sector:
    """A sector of 320 schools."""
    return generate_sector(11, **SMALL)


@pytest.fixture(scope="session")
def records(small: Sector) -> Records:
    """The register of the small sector."""
    return list_records(small)


@pytest.fixture(scope="session")
def large() -> Sector:
    """A sector large enough to measure correlations in."""
    return generate_sector(3, schools=9_000, trusts=560)


@pytest.fixture(scope="session")
def written(small: Sector, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the small sector was written."""
    folder = tmp_path_factory.mktemp("sector")
    write_sector(folder, small)
    return folder


def read_text(path: Path, encoding: str = "utf-8-sig") -> pl.DataFrame:
    """Read a written file with every column as text; empty cells are empty texts."""
    return pl.read_csv(path.read_bytes().decode(encoding).encode(), infer_schema=False).fill_null("")


def table(written: Path, year: int, name: str) -> pl.DataFrame:
    """A table of one year, without its national and local rows."""
    label = f"{year}-{year + 1}"
    return read_text(written / "files" / label / f"{label}_{name}.csv").filter(pl.col("URN").str.contains(r"^\d{6}$"))
