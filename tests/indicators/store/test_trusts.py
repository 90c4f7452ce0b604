"""Trusts: identity by number, names over time, and what a name means."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from plait.indicators.store.spine import assemble_organisations
from plait.indicators.store.trusts import gather_groups, resolve_names, tidy_name
from tests.indicators.store.organisation_files import a_file, academy_row, link_row, real_organisations

THEN, NOW, CENSUS = dt.date(2022, 3, 31), dt.date(2026, 8, 31), dt.date(2023, 1, 19)


def group_row(uid: int, name: str, kind: str = "Multi-academy trust", **cells: str) -> dict[str, str]:
    return {"Group UID": str(uid), "Group Name": name, "Group Type": kind, "Group Status": "Open", **cells}


def test_a_renamed_trust_is_one_trust_under_its_newest_name() -> None:
    old = a_file("gias_groups", [group_row(20, "OLD NAME TRUST")], as_at=THEN)
    new = a_file("gias_groups", [group_row(20, "NEW NAME TRUST")], as_at=NOW)
    assert assemble_organisations([new, old]).trusts.select("uid", "name").rows() == [(20, "NEW NAME TRUST")]


def test_other_groups_are_left_out_and_counted() -> None:
    rows = [
        group_row(20, "A"),
        group_row(21, "B", "Single-academy trust"),
        group_row(22, "C", "School sponsor"),
        group_row(23, "D", "Federation"),
        group_row(24, "E", "Trust"),
        group_row(25, "F", "Umbrella trust"),
    ]
    made = assemble_organisations([a_file("gias_groups", rows, as_at=THEN)])
    assert made.trusts.select("uid", "type").rows() == [(20, "multi"), (21, "single")]
    assert made.groups_left_out == 4


def test_an_unknown_kind_of_group_is_named_and_not_dropped_in_silence() -> None:
    made = assemble_organisations([a_file("gias_groups", [group_row(20, "A", "Guild")], as_at=THEN)])
    assert [(reject.value, reject.column) for reject in made.rejects] == [("Guild", "Group Type")]
    assert made.trusts.select("uid", "type").rows() == [(20, "other")]


def test_numbers_that_are_names_keep_their_noughts_and_lose_the_spreadsheet() -> None:
    row = group_row(20, "A", **{"Companies House Number": "439859.0", "UKPRN": "10058482.0", "Group ID": "TR00044"})
    made = assemble_organisations([a_file("gias_groups", [row], as_at=THEN)])
    assert made.trusts.select("companies_house", "ukprn", "group_id").rows() == [("00439859", "10058482", "TR00044")]


def test_the_day_of_opening_is_that_of_incorporation_and_1900_is_no_day() -> None:
    rows = [
        group_row(20, "A", **{"Incorporated on (open date)": "2011-07-07", "Open date": "1900-01-01"}),
        group_row(21, "B", **{"Incorporated on (open date)": "", "Open date": "1900-01-01"}),
    ]
    opened = assemble_organisations([a_file("gias_groups", rows, as_at=THEN)]).trusts["opened"].to_list()
    assert opened == [dt.date(2011, 7, 7), None]


def test_a_trust_counts_its_open_academies_and_lies_where_most_of_them_do() -> None:
    rows = [
        academy_row(1, "TRUST 20") | {"old_la_code": "301"},
        academy_row(2, "TRUST 20") | {"old_la_code": "888"},
        academy_row(3, "TRUST 20") | {"old_la_code": "889"},
    ]
    files = [a_file("gias_groups", [group_row(20, "Trust 20")], as_at=THEN), a_file("spc", rows, as_at=CENSUS)]
    assert assemble_organisations(files).trusts.select("schools_n", "region").rows() == [(3, "North West")]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("St. Mary's C.E. Trust", "ST MARYS CE TRUST"),
        ("ST MARY’S  CE TRUST ", "ST MARYS CE TRUST"),
        ("Hope & Joy (Learning) Trust", "HOPE AND JOY LEARNING TRUST"),
        ("Multi-Academy Trust", "MULTI ACADEMY TRUST"),
    ],
)
def test_names_are_compared_without_their_dress(written: str, key: str) -> None:
    assert pl.DataFrame({"name": [written]}).select(tidy_name("name")).item() == key


KNOWN = [
    (20, "Hope Trust", dt.date(2012, 1, 1), None),
    (30, "Joy Trust", dt.date(2012, 1, 1), None),
    (31, "Joy Trust", dt.date(2014, 1, 1), None),
    (40, "Old Trust", dt.date(2012, 1, 1), dt.date(2022, 10, 5)),
    (41, "Old Trust", dt.date(2012, 1, 1), None),
    (50, "Gone Trust", dt.date(2012, 1, 1), dt.date(2020, 1, 1)),
    (51, "Gone Trust", dt.date(2012, 1, 1), dt.date(2021, 1, 1)),
]
STOOD = [
    (1, 30, dt.date(2022, 3, 31)),
    (1, 31, dt.date(2026, 8, 31)),
    (2, 40, dt.date(2022, 3, 31)),
    (3, 51, dt.date(2019, 6, 1)),
]


@pytest.mark.parametrize(
    ("urn", "name", "uid"),
    [
        (9, "HOPE TRUST", 20),  # one trust has it
        (9, "CHARITY TRUST", None),  # none has it
        (9, "JOY TRUST", None),  # two have it, and nothing tells them apart
        (1, "JOY TRUST", 30),  # ten months from one sighting, and three years and a half from the other
        (2, "OLD TRUST", 41),  # where the school stood has closed since, in favour of one of the same name
        (9, "OLD TRUST", 41),
        (3, "GONE TRUST", 51),  # both have closed by the register: the school knows
    ],
)
def test_what_a_name_means(urn: int, name: str, uid: int | None) -> None:
    found = resolve_names(
        pl.DataFrame({"urn": [urn], "trust_name": [name], "day": [CENSUS]}),
        known=pl.DataFrame(KNOWN, schema=["uid", "name", "opened", "closed"], orient="row"),
        stood=pl.DataFrame(STOOD, schema=["urn", "uid", "seen_on"], orient="row"),
    )
    assert found["trust_uid"].to_list() == [uid]


def test_a_name_that_cannot_be_told_is_rejected_with_its_row() -> None:
    census = a_file("spc", [academy_row(1, "NOBODY'S TRUST"), academy_row(2, "NOBODY'S TRUST")], as_at=CENSUS)
    made = assemble_organisations([census])
    assert [(reject.row, reject.value, reject.severity) for reject in made.rejects] == [(1, "NOBODY'S TRUST", "value")]
    assert "2 rows" in made.rejects[0].cause
    assert made.schools["trust_uid"].to_list() == [None, None]


def test_a_letter_after_the_number_of_a_trust_is_not_part_of_it() -> None:
    row = {"TRUST_UID": "16752X", "TRUST_NAME": "A", "TRUST_GROUP_TYPE": "Multi-academy trust"}
    made = assemble_organisations([a_file("ks4_mats", [row | {"INSTITUTIONS_INMAT": "1;2"}], as_at=THEN)])
    assert made.trusts["uid"].to_list() == [16752]
    assert made.memberships.select("urn", "trust_uid").rows() == [(1, 16752), (2, 16752)]
    assert made.rejects == []


def test_numbers_found_by_others_through_names_settle_no_name() -> None:
    """The stacked table gave the trusts of 2023 their numbers by name; the sighting of 2018 is worth more."""
    trusts = a_file("gias_groups", [group_row(30, "JOY TRUST"), group_row(31, "JOY TRUST")], as_at=THEN)
    listed = a_file("gias_academy_group_links", [link_row(1, 30, "", name="JOY TRUST")], as_at=dt.date(2018, 5, 1))
    stacked = a_file(
        "trust_membership_long",
        [{"URN": "1", "TRUST_UID": "31", "TRUST_NAME": "JOY TRUST", "AS_AT": "2023-01-19", "SOURCE": "spc_2022_23"}],
    )
    census = a_file("spc", [academy_row(1, "JOY TRUST")], as_at=CENSUS)
    made = assemble_organisations([trusts, listed, stacked, census])
    assert made.memberships["trust_uid"].to_list() == [30]


@pytest.mark.real
def test_every_trust_of_the_real_registers_has_a_kind_and_a_name(real_data: Path) -> None:
    made = real_organisations(real_data)
    assert made.trusts.select("uid", "name", "type").null_count().sum_horizontal().item() == 0
    assert set(made.trusts["type"]) == {"multi", "single"}
    assert made.trusts["uid"].is_unique().all()
    assert made.groups_left_out > 3_000
    counted = made.schools.filter((pl.col("status") == "open") & pl.col("trust_uid").is_not_null())
    assert made.trusts["schools_n"].sum() == counted.height


@pytest.mark.real
def test_every_trust_name_of_the_census_is_found(real_data: Path) -> None:
    assert [reject for reject in real_organisations(real_data).rejects if reject.column == "trust_name"] == []


def test_gathering_from_no_register_gives_no_trusts() -> None:
    groups = gather_groups([])
    assert groups.stated.is_empty()
    assert groups.left_out == 0
