"""The fictional sector beside the real one: same headings, same structures, no real name, no real number."""

import csv
import gzip
import importlib
import re
from pathlib import Path

import pytest

from plait.simulation.draws import Seed
from plait.simulation.familiar import name_familiar
from plait.simulation.fitted import load_fitted
from plait.simulation.histories import FIRST_URN
from plait.simulation.places import lay_out
from plait.simulation.schools import found_schools
from plait.simulation.tables import official_headings
from plait.simulation.trusts import FIRST_UID, form_trusts

pytestmark = pytest.mark.real
CHECKOUT = Path(__file__).resolve().parents[2]

FILES = {
    "spine": "spine/england_spine_2017_18.csv.gz",
    "census_2018": "census/england_census_2018_19.csv.gz",
    "census_2022": "census/england_census_2022_23.csv.gz",
    "absence": "absence/england_abs_2022_23.csv.gz",
    "ks4_mats_2022": "trusts/england_ks4_mats_performance_2022_23.csv.gz",
    "ks4_mats_2023": "trusts/england_ks4_mats_performance_2023_24.csv.gz",
    "ks2_mats": "trusts/england_ks2_mats_performance_2023_24.csv.gz",
    "ks4_destinations": "ks4/england_ks4_pupdest_2022_23.csv.gz",
    "gias_academy_group_links": "trusts/gias_grouplinks_academies_20190601.csv.gz",
    "gias_group_links": "trusts/gias_group_links_2022_03.csv.gz",
    "gias_groups": "trusts/gias_groups_2022_03.csv.gz",
    "gias_links": "spine/gias_links_20250727.csv.gz",
    "finance": "finance/school_finance_2017_18.csv.gz",
    "workforce": "workforce/pupil_teacher_ratio_2024_subset.csv.gz",
    "similar_secondary_2022": "similar_schools/dfe_similar_secondary_values_2022_23.csv.gz",
    "similar_secondary_2024": "similar_schools/dfe_similar_secondary_values_2024_25.csv.gz",
    "similar_primary": "similar_schools/dfe_similar_primary_values_sample.csv",
    "similar_sd": "similar_schools/dfe_similar_secondary_national_sd.csv",
    "deprivation": "area/iod2019_by_school_postcode.csv.gz",
}


def rows(path: Path) -> list[list[str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(raw.decode("utf-8-sig", errors="replace").splitlines()))


def column(path: Path, name: str) -> set[str]:
    heading, *body = rows(path)
    at = heading.index(name)
    return {row[at].strip() for row in body if len(row) > at}


@pytest.mark.parametrize("kind", sorted(FILES))
def test_headings_are_spelt_and_ordered_as_in_the_published_file(real_data: Path, kind: str) -> None:
    assert list(official_headings(kind)) == rows(real_data / FILES[kind])[0]


@pytest.mark.parametrize(
    ("kind", "codebook"),
    [
        ("ks4_final", "2022_23_ks4_meta.csv"),
        ("ks2_final", "2018_19_ks2_meta.csv"),
        ("school_information", "2022_23_school_information_meta.csv"),
    ],
)
def test_headings_are_spelt_and_ordered_as_in_the_codebook(real_data: Path, kind: str, codebook: str) -> None:
    told = [row[1] for row in rows(real_data / "meta" / codebook)[1:]]
    here = list(official_headings(kind))
    assert [name for name in told if name in set(here)] == here


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("ks5_final", "ks5/england_ks5final_2023_24.csv.gz"),
        ("spc", "spine/spc_school_level_2022_23.csv.gz"),
    ],
)
def test_the_useful_headings_of_wide_files_are_spelt_and_ordered_as_published(
    real_data: Path, kind: str, file: str
) -> None:
    told = rows(real_data / file)[0]
    here = list(official_headings(kind))
    assert [name for name in told if name in set(here)] == here


def normal(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.casefold().replace("'", "")).strip()


def test_no_trust_bears_a_real_trusts_name(real_data: Path) -> None:
    real = {normal(n) for n in column(real_data / "trusts/gias_groups_2022_03.csv.gz", "Group Name")}
    real |= {normal(n) for n in column(real_data / "trusts/gias_groups_2026_08.csv.gz", "group_name")}
    for seed, (schools, trusts) in {20260901: (2_400, 150), 1: (22_000, 1_400)}.items():
        root = Seed(seed)
        founded = found_schools(root, lay_out(root, schools)[1], open_schools=schools)
        formed, member_of = form_trusts(root, founded, trusts=trusts)
        _, named = name_familiar(founded, formed, member_of)
        multi = {normal(name) for name, many in zip(named.name, named.multi, strict=True) if many}
        assert multi & real == set()


def test_no_place_or_authority_bears_a_real_towns_name(real_data: Path) -> None:
    spine = real_data / "spine/england_spine_2017_18.csv.gz"
    real = {normal(n) for n in column(spine, "TOWN") | column(spine, "LOCALITY")}
    real |= {normal(n) for n in column(real_data / "meta/2022_23_la_and_region_codes_meta.csv", "LA Name")}
    for seed, schools in ((20260901, 2_400), (1, 22_000), (2, 22_000)):
        authorities, places = lay_out(Seed(seed), schools)
        assert {normal(n) for n in (*authorities.name, *places.name)} & real == set()


def test_no_urn_or_trust_number_is_in_a_real_range(real_data: Path) -> None:
    urns = {int(u) for u in column(real_data / "spine/spc_school_level_2022_23.csv.gz", "urn") if u.isdigit()}
    urns |= {int(u) for u in column(real_data / "spine/gias_links_20250727.csv.gz", "URN") if u.isdigit()}
    uids = {int(u) for u in column(real_data / "trusts/gias_groups_2026_08.csv.gz", "group_uid") if u.isdigit()}
    assert max(urns) < FIRST_URN
    assert not any(FIRST_UID <= uid < FIRST_UID + 12_000 for uid in uids)


def test_no_authority_code_is_a_real_one(real_data: Path) -> None:
    real = {int(c) for c in column(real_data / "spine/spc_school_level_2022_23.csv.gz", "old_la_code") if c.isdigit()}
    authorities, _ = lay_out(Seed(1), 22_000)
    assert not set(authorities.code.tolist()) & real


def test_the_committed_parameters_are_those_the_real_files_give(
    real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    again = importlib.import_module("fit_simulation").fit(real_data)
    committed = load_fitted()
    for path in (
        ("secondary", "years", "r_2024_2025_all"),
        ("secondary", "att8scr", "r2"),
        ("primary", "rwm", "r_2024_2025"),
        ("primary", "rwm", "lasting_sd"),
        ("absence", "secondary", "r_across_covid"),
        ("phase", "secondary", "academy_share"),
        ("meals", "primary", "ratio_2018"),
        ("sixth_form", "applied", "share"),
        ("absence", "log_unauthorised", "secondary_sd"),
        ("ethnicity", "english_london"),
    ):
        there, here = again, committed
        for key in path:
            there, here = there[key], here[key]
        assert here == pytest.approx(there, rel=1e-4)
