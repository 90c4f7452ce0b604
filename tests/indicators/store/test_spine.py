"""Schools: phases, states, which source is believed, and what is known of the real files."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from plait.indicators.store.raw import RawFile, Source
from plait.indicators.store.register import load_register
from plait.indicators.store.spine import SCHOOL_SCHEMA, assemble_organisations
from plait.indicators.store.spine_fields import FieldsError, read_table
from plait.indicators.store.spine_phases import decide_all_through, decide_middle, decide_phase
from plait.indicators.store.spine_words import load_vocabulary
from plait.organisations.domain import Phase, Status
from tests.indicators.store.organisation_files import (
    a_file,
    academy_row,
    census_row,
    read_real_files,
    real_organisations,
    successor_row,
)

CENSUS, LINKED = dt.date(2023, 1, 19), dt.date(2025, 7, 27)


def school_of(*files: RawFile, urn: int = 1) -> dict[str, object]:
    return assemble_organisations(files).schools.filter(pl.col("urn") == urn).row(0, named=True)


PHASE_FIELDS = pl.Schema(
    {
        "type": pl.String(),
        "census_phase": pl.String(),
        "register_phase": pl.String(),
        "primary": pl.Boolean(),
        "secondary": pl.Boolean(),
        "post16": pl.Boolean(),
        "age_low": pl.Int16(),
        "age_high": pl.Int16(),
        "all_through": pl.Boolean(),
        "middle": pl.Boolean(),
    }
)


def decide(**cells: object) -> tuple[str | None, bool | None, bool | None]:
    frame = pl.DataFrame({name: [cells.get(name)] for name in PHASE_FIELDS}, schema=PHASE_FIELDS)
    return frame.select(decide_phase(), _a=decide_all_through(), _m=decide_middle()).row(0)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("cells", "phase"),
    [
        ({"type": "Academy special converter", "register_phase": "secondary"}, "special"),
        ({"type": "Pupil referral unit"}, "alternative"),
        ({"type": "Other independent special school", "secondary": True}, "independent"),
        ({"type": "Free schools 16 to 19", "census_phase": "secondary"}, "post16"),
        ({"type": "Further education"}, "post16"),
        ({"type": "Local authority nursery school"}, "nursery"),
        ({"type": "University technical college", "register_phase": "post16"}, "secondary"),
        ({"type": "Academy converter", "census_phase": "secondary", "register_phase": "primary"}, "secondary"),
        ({"type": "Community school", "register_phase": "middle_primary"}, "primary"),
        ({"type": "Community school", "register_phase": "middle_secondary"}, "secondary"),
        ({"type": "Community school", "register_phase": "all_through"}, "secondary"),
        ({"type": "Community school", "primary": True, "secondary": False, "age_high": 11}, "primary"),
        ({"type": "Community school", "primary": False, "secondary": True, "age_high": 16}, "secondary"),
        ({"type": "Community school", "primary": True, "secondary": True, "age_low": 4, "age_high": 16}, "secondary"),
        ({"type": "Community school", "primary": True, "secondary": True, "age_low": 9, "age_high": 13}, "secondary"),
        ({"type": "Community school", "primary": True, "secondary": True, "age_low": 9, "age_high": 12}, "primary"),
        ({"type": "Community school", "primary": True, "secondary": True, "age_low": 2, "age_high": 13}, "primary"),
        ({"type": "Community school", "primary": False, "secondary": False, "post16": True}, "post16"),
        ({"type": "Community school"}, None),
        ({}, None),
    ],
)
def test_the_phase_of_a_school(cells: dict[str, object], phase: str | None) -> None:
    assert decide(**cells)[0] == phase


@pytest.mark.parametrize(
    ("cells", "all_through", "middle"),
    [
        ({"register_phase": "all_through", "age_low": 3, "age_high": 19}, True, False),
        ({"age_low": 4, "age_high": 16}, True, False),
        ({"age_low": 7, "age_high": 16}, True, False),
        ({"age_low": 8, "age_high": 16}, False, False),
        ({"age_low": 4, "age_high": 15}, False, False),
        ({"type": "Other independent school", "age_low": 3, "age_high": 18}, None, None),
        ({"age_low": 9, "age_high": 13}, False, True),
        ({"age_low": 8, "age_high": 12}, False, True),
        ({"age_low": 11, "age_high": 14}, False, False),
        ({"all_through": False, "age_low": 4, "age_high": 16}, False, False),  # as the source says
        ({"register_phase": "middle_secondary"}, False, True),
    ],
)
def test_all_through_and_middle_schools(
    cells: dict[str, object], all_through: bool | None, middle: bool | None
) -> None:
    assert decide(**cells)[1:] == (all_through, middle)


def test_every_type_of_establishment_settles_a_phase_or_leaves_it_to_the_ages() -> None:
    words = load_vocabulary()
    assert set(words.kinds.values()) <= {"", *Phase}
    assert set(words.strict["phase_census"].values()) <= set(Phase)
    assert set(words.strict["status"].values()) <= {"", *Status}
    assert set(words.loose["type"].values()) == set(words.kinds)


def test_there_are_nine_regions_and_no_authority_in_two() -> None:
    regions = load_vocabulary().regions
    assert len(set(regions.values())) == 9
    assert len(regions) == 152 + 2 + 6  # those of the census of 2023, two founded since, six that were no more by then
    assert (regions[201], regions[941], regions[928]) == ("London", "East Midlands", "East Midlands")


@pytest.mark.real
def test_the_regions_are_those_of_the_census(real_data: Path) -> None:
    census = next(file for file in read_real_files(real_data) if file.source.id == "spc").frame
    told = census.select("old_la_code", "region_name").unique()
    assert told.height == 152
    assert {int(code): name for code, name in told.iter_rows()}.items() <= load_vocabulary().regions.items()


def test_the_newest_file_that_says_anything_is_believed() -> None:
    old = a_file(
        "school_spine",
        [{"URN": "1", "SCHNAME": "Old", "TOWN": "Ham", "GENDER": "Boys"}],
        year=2017,
        as_at=dt.date(2018, 8, 31),
    )
    new = a_file("spc", [census_row(1, school_name="New", sex_of_school_description="Unknown")], as_at=CENSUS)
    school = school_of(new, old)
    assert (school["name"], school["town"], school["gender"], school["as_at"]) == ("New", "Ham", "boys", CENSUS)


def test_of_two_files_of_one_day_that_of_higher_precedence_is_believed() -> None:
    links = a_file("gias_group_links", [_group_link(1, "Listed")], as_at=CENSUS)
    register = a_file("gias_establishments", [{"URN": "1", "EstablishmentName": "Registered"}], as_at=CENSUS)
    assert school_of(links, register)["name"] == school_of(register, links)["name"] == "Registered"


REGISTER_ROW = {
    "URN": "100049",
    "LA (code)": "202",
    "LA (name)": "Camden",
    "EstablishmentNumber": "4104",
    "EstablishmentName": "Haverstock School",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentStatus (name)": "Open, but proposed to close",
    "PhaseOfEducation (name)": "All-through",
    "OpenDate": "01-09-2012",
    "CloseDate": "",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "18",
    "NurseryProvision (name)": "No Nursery Classes",
    "OfficialSixthForm (name)": "Has a sixth form",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "Does not apply",
    "AdmissionsPolicy (name)": "Non-selective",
    "NumberOfPupils": "1,046",
    "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
    "Trusts (code)": "5143",
    "Trusts (name)": "UNITED LEARNING TRUST",
    "GOR (name)": "London",
    "UrbanRural (name)": "Larger rural: Nearer to a major town or city",
    "Town": "London",
    "Postcode": "NW3 2BQ",
    "Easting": "527904",
    "Northing": "184433",
}


def test_the_full_register_fills_every_field() -> None:
    register = a_file("gias_establishments", [REGISTER_ROW], as_at=LINKED)
    school = school_of(register, urn=100049)
    assert school == {
        "urn": 100049,
        "name": "Haverstock School",
        "phase": "secondary",
        "all_through": True,
        "middle": False,
        "type": "Academy converter",
        "type_group": "Academies",
        "academy": True,
        "status": "open",
        "opened": dt.date(2012, 9, 1),
        "closed": None,
        "laestab": 2024104,
        "la_code": 202,
        "la_name": "Camden",
        "region": "London",
        "town": "London",
        "postcode": "NW3 2BQ",
        "easting": 527904.0,
        "northing": 184433.0,
        "urban_rural": "Rural, larger: nearer to a major town or city",
        "age_low": 4,
        "age_high": 18,
        "gender": "mixed",
        "religious_character": "None",
        "admissions": "not selective",
        "sixth_form": True,
        "nursery_provision": False,
        "pupils_n": 1046,
        "trust_uid": 5143,
        "trust_name": "UNITED LEARNING TRUST",
        "trust_since": LINKED,
        "trust_since_kind": "seen",
        "chain": 100049,
        "as_at": LINKED,
    }


def test_a_school_that_the_register_calls_closed_stands_in_no_trust() -> None:
    closed = REGISTER_ROW | {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2024"}
    school = school_of(a_file("gias_establishments", [closed], as_at=LINKED), urn=100049)
    assert (school["status"], school["closed"], school["trust_uid"]) == ("closed", dt.date(2024, 8, 31), None)


def test_a_register_of_some_kinds_of_school_closes_no_other() -> None:
    census = a_file("spc", [census_row(1)], as_at=CENSUS)
    assert school_of(census, a_file("gias_establishments", [REGISTER_ROW], as_at=LINKED))["status"] == "open"


def test_school_information_of_the_performance_tables_is_read() -> None:
    row = {
        "URN": "1",
        "LA": "202",
        "LANAME": "Camden",
        "LAESTAB": "2024104",
        "SCHNAME": "A",
        "SCHSTATUS": "Closed",
        "CLOSEDATE": "31-12-2022",
        "SCHOOLTYPE": "Academy sponsor led",
        "ISPRIMARY": "0",
        "ISSECONDARY": "1",
        "ISPOST16": "1",
        "AGELOW": "11",
        "AGEHIGH": "18",
        "GENDER": "Girls",
        "RELCHAR": "Roman Catholic",
        "ADMPOL": "Selective",
    }
    school = school_of(a_file("school_information", [row], year=2022, as_at=dt.date(2023, 8, 31)))
    assert (school["phase"], school["status"], school["closed"]) == ("secondary", "closed", dt.date(2022, 12, 31))
    assert (school["region"], school["sixth_form"], school["admissions"]) == ("London", True, "selective")


def test_a_school_without_a_name_has_no_row() -> None:
    made = assemble_organisations([a_file("census", [{"URN": "1", "NOR": "200"}], year=2022, as_at=CENSUS)])
    assert made.schools.is_empty()
    assert made.schools.schema == SCHOOL_SCHEMA


def test_a_school_known_from_a_list_of_links_only_has_a_row() -> None:
    school = school_of(a_file("gias_links", [successor_row(1, 2)], as_at=LINKED), urn=2)
    assert (school["name"], school["status"], school["phase"], school["chain"]) == ("School 2", "open", None, 2)


@pytest.mark.parametrize(
    ("kind", "status", "closed"),
    [
        ("Successor", "closed", dt.date(2023, 8, 31)),
        ("Successor - merged", "closed", dt.date(2023, 8, 31)),
        ("Successor - Split School", "open", None),
        ("Sixth Form Centre Link", "open", None),
    ],
)
def test_a_school_with_a_successor_has_closed_unless_it_was_split(
    kind: str, status: str, closed: dt.date | None
) -> None:
    links = a_file("gias_links", [successor_row(1, 2, "31-08-2023", kind)], as_at=LINKED)
    school = school_of(a_file("spc", [census_row(1)], as_at=CENSUS), links)
    assert (school["status"], school["closed"]) == (status, closed)


def test_a_school_that_a_later_complete_list_lacks_has_closed() -> None:
    spine = a_file(
        "school_spine",
        [
            _spine_row(1, "Community school"),
            _spine_row(2, "Further education college"),
            _spine_row(3, "Community school"),
        ],
        year=2017,
        as_at=dt.date(2018, 8, 31),
    )
    schools = assemble_organisations([spine, a_file("spc", [census_row(3)], as_at=CENSUS)]).schools
    assert schools["status"].to_list() == ["closed", "open", "open"]  # colleges are not in the census
    assert schools["closed"].to_list() == [None, None, None]


def test_results_show_that_a_school_was_there_when_their_year_began() -> None:
    results = a_file("ks4_mainstream_context", [{"URN": "1", "SCHNAME": "A", "LEA": "301"}], year=2022)
    links = a_file("gias_links", [successor_row(1, 2, "31-03-2023")], as_at=dt.date(2023, 4, 1))
    assert school_of(results)["status"] == "open"
    assert school_of(results, links)["status"] == "closed"


def test_a_converted_school_keeps_what_nobody_says_otherwise() -> None:
    old = census_row(1, sex_of_school_description="Girls", denomination="Church of England", region_name="London")
    links = a_file("gias_links", [successor_row(1, 2, "31-08-2023")], as_at=LINKED)
    place = a_file("ks2_core_2019", [_placed(1, "ZZ1 1ZZ")], year=2018)
    new = school_of(a_file("spc", [old | {"headcount of pupils": "200"}], as_at=CENSUS), links, place, urn=2)
    assert (new["phase"], new["gender"], new["religious_character"]) == ("primary", "girls", "Church of England")
    assert (new["postcode"], new["pupils_n"], new["type"]) == ("ZZ1 1ZZ", 200, None)
    assert (new["easting"], new["northing"]) == pytest.approx((530625, 178388), abs=5)


def test_a_school_that_moved_house_does_not_keep_its_place() -> None:
    links = a_file("gias_links", [successor_row(1, 2, "31-08-2022")], as_at=LINKED)
    place = a_file("ks2_core_2019", [_placed(1, "ZZ1 1ZZ")], year=2018)
    new = school_of(a_file("spc", [census_row(2, school_postcode="AB1 2CD")], as_at=CENSUS), links, place, urn=2)
    assert (new["postcode"], new["easting"], new["town"]) == ("AB1 2CD", None, None)


def test_nothing_is_handed_on_in_a_merger() -> None:
    rows = [census_row(1, sex_of_school_description="Girls"), census_row(2, sex_of_school_description="Boys")]
    links = a_file("gias_links", [successor_row(1, 3), successor_row(2, 3)], as_at=LINKED)
    assert school_of(a_file("spc", rows, as_at=CENSUS), links, urn=3)["gender"] is None


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("denomination", "No religious character", "religious_character", "None"),
        ("denomination", "Islam", "religious_character", "Muslim"),
        ("denomination", "Greek Orthodox", "religious_character", "Greek Orthodox"),
        ("urban_rural", "(England/Wales) Rural village", "urban_rural", "Rural village"),
        ("admissions_policy", "Selective", "admissions", "selective"),
        ("admissions_policy", "Unknown", "admissions", None),
        ("school_postcode", "  zz1  1zz", "postcode", "ZZ1 1ZZ"),
        ("school_postcode", "NULL", "postcode", None),
        ("Number of key stage 5 pupils (years 12 to 14)", "0", "sixth_form", False),
        ("Number of key stage 5 pupils (years 12 to 14)", "7", "sixth_form", True),
        ("Number of nursery pupils (years N1 and N2)", "12", "nursery_provision", True),
        ("opendate", "01/09/2012", "opened", dt.date(2012, 9, 1)),
        ("all_through_school", "Yes", "all_through", True),
        ("laestab", "3012001", "laestab", 3012001),
    ],
)
def test_words_and_numbers_of_the_census(column: str, cell: str, field: str, value: object) -> None:
    assert school_of(a_file("spc", [census_row(1) | {column: cell}], as_at=CENSUS))[field] == value


def test_a_highly_selective_area_is_told_even_if_a_newer_file_does_not_know_of_it() -> None:
    results = a_file("ks4_mainstream_context", [{"URN": "1", "ADMPOL_PT": "NON SEL IN HIGHLY SEL AREA"}], year=2021)
    school = school_of(a_file("spc", [census_row(1, admissions_policy="Non-selective")], as_at=CENSUS), results)
    assert school["admissions"] == "not selective, in a highly selective area"


def test_an_unknown_word_is_rejected_once_with_its_first_row() -> None:
    rows = [census_row(urn, phase_type_grouping="Floating school") for urn in (1, 2, 3)]
    made = assemble_organisations([a_file("spc", rows, as_at=CENSUS)])
    assert [(reject.row, reject.column, reject.value) for reject in made.rejects] == [
        (1, "phase_type_grouping", "Floating school")
    ]
    assert "3 rows" in made.rejects[0].cause


def test_a_school_in_a_trust_is_an_academy_whatever_else_is_unknown() -> None:
    tables = {
        "TRUST_UID": "20",
        "TRUST_NAME": "A",
        "TRUST_GROUP_TYPE": "Multi-academy trust",
        "INSTITUTIONS_INMAT": "2",
    }
    links = a_file("gias_links", [successor_row(1, 2)], as_at=dt.date(2022, 7, 27))
    school = school_of(links, a_file("ks2_mats", [tables], as_at=CENSUS), urn=2)
    assert (school["academy"], school["trust_uid"], school["trust_name"], school["type"]) == (True, 20, "A", None)


@pytest.mark.parametrize(
    "rule",
    [
        {"as": "id"},
        {"column": "URN", "as": "guess"},
        {"column": "URN", "as": "map:nothing"},
        {"column": "URN", "as": "date:mm-dd"},
        7,
    ],
)
def test_a_rule_that_means_nothing_is_refused_by_name(rule: object) -> None:
    source = Source("a", "", "", "", "", "", "", CENSUS, ("schools",), fields={"school": {"urn": rule}})
    with pytest.raises(FieldsError, match="field “urn”"):
        read_table(RawFile(source, "a.csv", None, None, pl.DataFrame()), "school")


def test_every_table_of_the_register_can_be_used() -> None:
    told = 0
    for source in load_register().sources:
        for role in ("school", "trust", "membership", "link"):
            told += read_table(RawFile(source, "a.csv", None, None, pl.DataFrame()), role) is not None
    assert told >= 25


@pytest.mark.real
def test_every_column_that_the_register_names_stands_in_the_real_files(real_data: Path) -> None:
    absent = []
    for file in read_real_files(real_data):
        for role in ("school", "trust", "membership", "link"):
            table = read_table(file, role)
            rules = table.rules.values() if table else ()
            absent += [(file.path, column) for rule in rules for column in rule.columns if column not in file.frame]
    assert absent == []


@pytest.mark.real
def test_the_schools_of_january_2023_are_in_the_phases_of_the_census(real_data: Path) -> None:
    """As the census groups them, but for 29 academies for 16 to 19, which it counts among 3,444 secondaries."""
    census = next(file for file in read_real_files(real_data) if file.source.id == "spc").frame
    told = census.select(pl.col("URN").cast(pl.Int32), "phase_type_grouping")
    schools = told.join(real_organisations(real_data).schools, left_on="URN", right_on="urn")
    counted = schools.group_by("phase_type_grouping", "phase").len().rows()
    assert sorted(counted) == [
        ("Independent school", "independent", 2_408),
        ("Non-maintained special school", "special", 54),
        ("State-funded AP school", "alternative", 335),
        ("State-funded nursery", "nursery", 383),
        ("State-funded primary", "primary", 16_783),
        ("State-funded secondary", "post16", 29),
        ("State-funded secondary", "secondary", 3_415),
        ("State-funded special school", "special", 1_035),
    ]


@pytest.mark.real
def test_open_schools_have_what_neighbours_are_chosen_by(real_data: Path) -> None:
    schools = real_organisations(real_data).schools
    assert schools["urn"].is_unique().all()
    assert schools["urn"].is_sorted()
    mainstream = schools.filter((pl.col("status") == "open") & pl.col("phase").is_in(["primary", "secondary"]))
    assert 19_500 < mainstream.height < 20_700
    missing = mainstream.null_count().row(0, named=True)
    for name, share in {
        "la_code": 0,
        "region": 0,
        "postcode": 0.005,
        "gender": 0.001,
        "urban_rural": 0.01,
        "pupils_n": 0.01,
    }.items():
        assert missing[name] <= share * mainstream.height, name
    assert mainstream.filter(pl.col("urban_rural").is_not_null())["urban_rural"].str.contains("^(Urban|Rural)").all()
    assert real_organisations(real_data).rejects == []


def _group_link(urn: int, name: str) -> dict[str, str]:
    return {
        "URN": str(urn),
        "EstablishmentName": name,
        "Group UID": "20",
        "Group Name": "Trust",
        "Group Type": "Multi-academy trust",
    }


def _spine_row(urn: int, kind: str) -> dict[str, str]:
    return {
        "URN": str(urn),
        "SCHNAME": f"School {urn}",
        "ICLOSE": "1",
        "NFTYPE": kind,
        "ISPRIMARY": "1",
        "ISSECONDARY": "0",
        "ISPOST16": "0",
    }


def _placed(urn: int, postcode: str) -> dict[str, str]:
    return {
        "URN": str(urn),
        "SCHNAME": f"School {urn}",
        "TOWN": "Ham",
        "PCODE": postcode,
        "LATITUDE": "51.48936564950",
        "LONGITUDE": "-0.11992557180",
    }


def test_an_academy_by_type_stays_one_without_a_trust() -> None:
    assert school_of(a_file("spc", [academy_row(1, "")], as_at=CENSUS))["academy"] is True
