"""What every test may use."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def find_real_data() -> Path | None:
    """The folder of real published files, if it is at hand."""
    told = os.environ.get("PLAIT_REAL_DATA")
    folder = Path(told) if told else CHECKOUT.parent / "shared" / "data" / "real"
    return folder if (folder / "manifest.csv").is_file() else None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real published files; without them the test is skipped, saying how to get it to run."""
    folder = find_real_data()
    if folder is None:
        pytest.skip("The real published files are not here: set PLAIT_REAL_DATA to their folder to run this test.")
    return folder
