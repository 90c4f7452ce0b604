"""The fictional build fills every indicator and brings every kind of file, but for those named here with a reason."""

from pathlib import Path

import polars as pl
import pytest

from plait.core.home import Home
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import Store, open_current
from plait.indicators.store.register import load_register

EMPTY_INDICATORS: dict[str, str] = {}  # indicator → why no school of the fictional build has a figure of it
EMPTY_TRUST_INDICATORS: dict[str, str] = {}  # the same for figures of trusts

_COPY = "a third party's copy under headings of its own; the official file is written"
_CODEBOOK = "a codebook holds no figures"
EMPTY_SOURCES = {
    "absence_three_years": _COPY,
    "codebook_census": _CODEBOOK,
    "codebook_field_name": _CODEBOOK,
    "codebook_ks4_methodology": _CODEBOOK,
    "codebook_la_codes": _CODEBOOK,
    "codebook_metafile": _CODEBOOK,
    "codebook_variable": _CODEBOOK,
    "data_folder_manifest": "it lists the files of one folder",
    "gias_establishments_subset": _COPY,
    "gias_groups_served": _COPY,
    "iod2019_lsoa": "no indicator reads it; deprivation comes by postcode",
    "iod2025_lsoa": "no indicator reads it; deprivation comes by postcode",
    "ks2_core": _COPY,
    "ks2_core_2019": _COPY,
    "ks2_linked": _COPY,
    "ks4_core": _COPY,
    "ks4_core_2019": _COPY,
    "ks4_institutions": "no indicator reads it",
    "ks4_linked": _COPY,
    "ks4_mainstream_context": _COPY,
    "ks4_provisional": "every year has its final tables",
    "ks5_core": _COPY,
    "ofsted_inspections": "the only file of grades is a third party's, and single grades ended in 2024",
    "pupil_teacher_ratio_school_level": "its headings are known from a description alone; the other file has the ratio",
    "trust_membership_long": "a stack of the group links, which are written",
    "value_added_qualifications": "no indicator reads it",
}


@pytest.fixture(scope="module")
def store(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The build of the small sector."""
    home = Home(tmp_path_factory.mktemp("home"))
    import_data([written / "files"], home)
    return open_current(home)


def test_nothing_that_the_simulator_writes_is_rejected(store: Store) -> None:
    assert store.table("rejects").height == 0
    assert store.table("files").filter(pl.col("source").is_null()).height == 0


def test_the_indicators_without_a_figure_are_those_with_a_reason(store: Store) -> None:
    filled = store.table("values").filter(pl.col("value").is_not_null())["indicator"].cast(pl.String).unique()
    assert set(load_definitions()) - set(filled) == set(EMPTY_INDICATORS)


def test_the_trust_indicators_without_a_figure_are_those_with_a_reason(store: Store) -> None:
    published = {key for key, definition in load_definitions().items() if definition.trust_origins}
    filled = store.table("trust_values").filter(pl.col("value").is_not_null())["indicator"].cast(pl.String).unique()
    assert published - set(filled) == set(EMPTY_TRUST_INDICATORS)


def test_the_sources_without_a_file_are_those_with_a_reason(store: Store) -> None:
    brought = set(store.table("files")["source"].cast(pl.String))
    assert set(load_register().entries) - brought == set(EMPTY_SOURCES)


def test_schools_stand_in_the_trusts_of_the_register_and_not_in_others(store: Store) -> None:
    names = store.table("trusts")["name"]
    assert names.n_unique() == names.len()
    known = set(store.table("trusts")["uid"])
    assert set(store.table("memberships")["trust_uid"]) <= known


def test_every_school_of_the_newest_census_has_what_the_benchmarking_recipe_needs(store: Store) -> None:
    newest = store.table("values").filter((pl.col("year") == 2024) & pl.col("value").is_not_null())
    phases = ["nursery", "primary", "secondary", "alternative"]
    known = newest.join(store.table("schools").filter(pl.col("phase").is_in(phases)), on="urn", how="semi")
    counted = [set(known.filter(pl.col("indicator") == i)["urn"]) for i in ("roll", "fsm", "sen_support", "ehc_plan")]
    assert len(counted[0]) > 250
    assert all(urns == counted[0] for urns in counted)
