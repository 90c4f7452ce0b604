"""Recognising a file by its headings, not by its name."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from plait.core.years import AcademicYear
from plait.indicators.store.heads import open_tables
from plait.indicators.store.inputs import InputFile, find_inputs
from plait.indicators.store.names import find_day, find_year, find_years
from plait.indicators.store.recognise import Ambiguous, NotRecognised, recognise
from plait.indicators.store.register import Register, load_register
from tests.indicators.store.test_register import ENTRY, write

# Official headings of files of which only extracts are in the folder of real data.
OFFICIAL = {
    "ks4_final": (
        "RECTYPE,LEA,ESTAB,URN,SCHNAME,SCHNAME_AC,ADDRESS1,ICLOSE,NFTYPE,TOTPUPS,TPUP,BPUP,GPUP,"
        "PTFSM6CLA1A,ATT8SCR,P8MEA,PTL2BASICS_94,PTL2BASICS_95,EBACCAPS"
    ),
    "ks2_final": (
        "RECTYPE,ALPHAIND,LEA,ESTAB,URN,SCHNAME,TELIG,BELIG,GELIG,PTRWM_EXP,PTRWM_HIGH,READPROG,"
        "READ_AVERAGE,MAT_AVERAGE"
    ),
    "gias_establishments": (
        '"URN","LA (code)","LA (name)","EstablishmentNumber","EstablishmentName",'
        '"TypeOfEstablishment (code)","TypeOfEstablishment (name)","EstablishmentStatus (name)",'
        '"OpenDate","CloseDate","PhaseOfEducation (name)","Trusts (code)","Easting","Northing",'
        '"GOR (name)","UrbanRural (name)"'
    ),
    "school_information": (
        "URN,LANAME,LA,ESTAB,LAESTAB,SCHNAME,STREET,POSTCODE,SCHSTATUS,OPENDATE,CLOSEDATE,MINORGROUP,"
        "SCHOOLTYPE,ISPRIMARY,ISSECONDARY,ISPOST16,AGELOW,AGEHIGH,GENDER,RELCHAR,ADMPOL"
    ),
    "absence_school_level": (
        "time_period,time_identifier,geographic_level,school_urn,school_laestab,enrolments,"
        "sess_overall_percent,enrolments_pa_10_exact_percent"
    ),
    "pupil_teacher_ratio_school_level": (
        "time_period,geographic_level,school_urn,pupils_fte,qualified_teachers_fte,pupil_to_qual_teacher_ratio"
    ),
    "iod2019_lsoa": (
        "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),"
        "Index of Multiple Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile"
    ),
    "gias_groups": (
        "Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,Group Status,UKPRN"
    ),
}


def given(path: Path, *, named: bool = True) -> InputFile:
    (item,) = find_inputs([path if named else path.parent])
    return item


def source_of(path: Path, *, register: Register | None = None, named: bool = True) -> str | None:
    (table,) = open_tables(given(path, named=named))
    entry = recognise(table, register or load_register())
    return entry.source.id if entry else None


@pytest.mark.real
def test_every_file_of_the_real_folder_is_recognised(real_data: Path) -> None:
    register = load_register()
    found = {}
    for item in find_inputs([real_data]):
        for table in open_tables(item) if item.is_table else ():
            entry = recognise(table, register)
            found[table.path] = entry.source.id if entry else None
    with (real_data / "manifest.csv").open(encoding="utf-8") as stream:
        listed = {row["file"] for row in csv.DictReader(stream)}
    assert len(listed) == 76
    assert set(found) == listed | {"manifest.csv"}
    assert None not in found.values()
    assert found["trusts/gias_groups_2026_08.csv.gz"] == "gias_groups_served"
    assert found["ks4/ks4_core_2018_19.csv.gz"] == "ks4_core_2019"
    assert found["meta/2022_23_census_meta.csv"] == "codebook_census"


@pytest.mark.parametrize("source", sorted(OFFICIAL))
def test_official_headings_are_recognised_under_any_name(tmp_path: Path, source: str) -> None:
    path = tmp_path / "download (3).csv"
    path.write_text(OFFICIAL[source] + "\n", encoding="utf-8")
    assert source_of(path) == source


def test_case_quotes_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('\ufeff"la","Estab" ,"urn","PercTot","PPERSABS10"\n', encoding="utf-8")
    assert source_of(path) == "absence"


def test_a_file_of_no_source_is_refused_if_named_and_set_aside_if_found(tmp_path: Path) -> None:
    path = tmp_path / "shopping.csv"
    path.write_text("item,price\nbread,2\n", encoding="utf-8")
    with pytest.raises(NotRecognised, match=r"shopping\.csv") as caught:
        source_of(path)
    assert "“item”, “price”" in caught.value.why
    assert source_of(path, named=False) is None


def test_a_missing_column_is_named_with_the_source_that_the_file_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "england_abs.csv"
    path.write_text("LA,ESTAB,URN,PPERSABS10\n201,1,100000,3\n", encoding="utf-8")
    for named in (True, False):
        with pytest.raises(NotRecognised, match="absence") as caught:
            source_of(path, named=named)
        assert "“PERCTOT”" in caught.value.why


def test_the_most_specific_source_wins(tmp_path: Path) -> None:
    more = ENTRY.replace('id = "thing"', 'id = "special"').replace('"THING"', '"THING", "KIND"')
    folder = tmp_path / "both"
    folder.mkdir()
    write(folder, ENTRY)
    write(folder, more, "special.toml")
    path = tmp_path / "x.csv"
    path.write_text("URN,THING,KIND\n", encoding="utf-8")
    assert source_of(path, register=load_register(folder)) == "special"


def test_two_sources_that_fit_equally_well_are_both_named(tmp_path: Path) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    write(folder, ENTRY)
    write(folder, ENTRY.replace('id = "thing"', 'id = "twin"'), "twin.toml")
    path = tmp_path / "x.csv"
    path.write_text("URN,THING\n", encoding="utf-8")
    with pytest.raises(Ambiguous) as caught:
        source_of(path, register=load_register(folder))
    assert "(thing)" in caught.value.why
    assert "(twin)" in caught.value.why


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("england_ks4final_2022_23.csv", 2022),
        ("2022-2023_england_ks4final.csv", 2022),
        ("202223", 2022),
        ("2022-23", 2022),
        ("gias_20180501.csv", None),
        ("Performancetables_130242", None),
        ("2022-24", None),
        ("ks4_perf_2016.csv", None),
    ],
)
def test_an_academic_year_is_found_in_a_name(name: str, start: int | None) -> None:
    assert find_years(name) == (() if start is None else (AcademicYear(start),))


def test_the_nearest_name_tells_the_year_and_two_in_one_name_tell_nothing() -> None:
    assert find_year(["england_abs.csv", "2022-2023", "2018-2019"]) == AcademicYear(2022)
    assert find_year(["from_2018_19_to_2022_23.csv", "2022-2023"]) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20240901.csv", dt.date(2024, 9, 1)),
        ("gias_groups_2022_03.csv", dt.date(2022, 3, 31)),
        ("groups-2024-02-29.csv", dt.date(2024, 2, 29)),
        ("gias_establishments_2026_subset.csv", dt.date(2026, 1, 1)),
        ("groups.csv", None),
    ],
)
def test_a_day_is_found_in_a_name(name: str, day: dt.date | None) -> None:
    assert find_day([name]) == day
