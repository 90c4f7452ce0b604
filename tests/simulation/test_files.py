"""The written files must bear the official shapes, codes and traps, and agree with each other."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from plait.simulation.histories import TODAY
from plait.simulation.sector import Records, Sector
from plait.simulation.tables import official_headings
from tests.simulation.conftest import read_text, table

EXAMS = (2015, 2016, 2017, 2018, 2021, 2022, 2023, 2024)
KS2 = tuple(year for year in EXAMS if year != 2021)  # those of 2021/22 were never published school by school


def register(written: Path) -> pl.DataFrame:
    return read_text(next((written / "files" / "gias").glob("edubasealldata*.csv")), "cp1252")


def test_the_truth_lies_outside_the_folder_that_is_imported(written: Path) -> None:
    assert {p.name for p in written.iterdir()} == {"files", "truth"}
    assert {p.name for p in (written / "truth").iterdir()} == {
        "schools.csv", "school_years.csv", "trusts.csv", "years.csv", "parameters.toml",
    }  # fmt: skip


def test_there_are_results_for_every_year_that_had_examinations_and_for_no_other(written: Path) -> None:
    for name, years in {"ks4final": EXAMS, "ks2final": KS2, "abs": EXAMS}.items():
        found = {int(p.name[:4]) for p in written.rglob(f"*_england_{name}.csv")}
        assert found == set(years)
    assert len(list(written.rglob("*_england_census.csv"))) == 10


def test_the_register_has_all_official_headings_in_the_windows_encoding(written: Path) -> None:
    path = next((written / "files" / "gias").glob("edubasealldata*.csv"))
    raw = path.read_bytes()
    assert "Café".encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    frame = read_text(path, "cp1252")
    assert tuple(frame.columns) == official_headings("gias_establishments")
    assert raw.startswith(b'"URN","LA (code)"')
    assert raw.count(b"\r\n") == frame.height + 1


@pytest.mark.parametrize("name", ["england_ks4final", "england_ks2final", "england_census", "england_abs"])
def test_the_tables_begin_with_a_byte_order_mark_and_end_with_national_rows(written: Path, name: str) -> None:
    raw = (written / "files" / "2022-2023" / f"2022-2023_{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    last = raw.decode("utf-8-sig").splitlines()[-1]
    assert last.split(",")[0] in {"7", "5", "NAT"}


def test_the_register_and_the_records_agree(written: Path, records: Records) -> None:
    frame = register(written)
    assert frame["URN"].to_list() == [str(urn) for urn in records.urn]
    opened = frame.filter(pl.col("EstablishmentStatus (name)") == "Open")
    assert opened.height == records.open_on(TODAY.toordinal()).sum()
    assert opened["Postcode"].str.contains(r"^[A-Z]{2}\d{1,2} \d[A-Z]{2}$").all()
    assert opened["OpenDate"].str.contains(r"^(\d\d-\d\d-\d{4})?$").all()


def test_coordinates_lie_in_england(written: Path) -> None:
    frame = register(written).select(pl.col("Easting", "Northing").cast(pl.Int32))
    assert frame["Easting"].is_between(130_000, 660_000).all()
    assert frame["Northing"].is_between(10_000, 660_000).all()


@pytest.mark.parametrize("year", KS2)
def test_small_cohorts_are_withheld_at_key_stage_2(written: Path, year: int) -> None:
    frame = table(written, year, "england_ks2final").with_columns(n=pl.col("TELIG").cast(pl.Int32))
    few, enough = frame.filter(pl.col("n") <= 5), frame.filter(pl.col("n") > 5)
    assert set(few["PTRWM_EXP"]) <= {"SUPP", "NE"}
    assert "SUPP" not in set(enough["PTRWM_EXP"])
    assert enough.filter(pl.col("PTRWM_EXP") != "NE")["PTRWM_EXP"].str.contains(r"^\d{1,3}%$").all()


@pytest.mark.parametrize("year", EXAMS)
def test_small_cohorts_are_withheld_at_key_stage_4(written: Path, year: int) -> None:
    frame = table(written, year, "england_ks4final").with_columns(n=pl.col("TPUP").cast(pl.Int32))
    few, enough = frame.filter(pl.col("n") <= 5), frame.filter(pl.col("n") > 5)
    assert few.height > 0
    assert set(few["ATT8SCR"]) <= {"SUPP", "NE"}
    assert "SUPP" not in set(enough["ATT8SCR"])


def test_small_groups_are_withheld_with_their_complement(written: Path) -> None:
    frame = table(written, 2022, "england_ks4final").filter(pl.col("NFTYPE") != "IND")
    numbers = frame.select(
        n=pl.col("TPUP").cast(pl.Int32),
        group=pl.col("TFSM6CLA1A").cast(pl.Int32, strict=False),
        text="ATT8SCR_FSM6CLA1A",
    )
    shown = numbers.filter(pl.col("text").str.contains(r"^\d"))
    assert shown.height > 20
    assert (shown["group"] > 5).all()
    assert (shown["n"] - shown["group"] > 5).all()


def test_each_code_stands_where_its_reason_holds(written: Path) -> None:
    frame = table(written, 2022, "england_ks4final")
    private, special = frame.filter(pl.col("NFTYPE") == "IND"), frame.filter(pl.col("RECTYPE") == "2")
    assert set(private["P8MEA"]) == {"NP"}
    assert "NE" in set(special["ATT8SCR"])
    codes = set().union(*(table(written, y, "england_ks4final")["P8MEA"] for y in EXAMS[:-1]))
    assert {"NP", "NE", "SUPP", "LOWCOV"} <= codes


def test_progress_8_ends_with_2023_24_and_key_stage_2_progress_with_2022_23(written: Path) -> None:
    assert "P8MEA" in table(written, 2023, "england_ks4final").columns
    assert "P8MEA" not in table(written, 2024, "england_ks4final").columns
    assert "READPROG" in table(written, 2022, "england_ks2final").columns
    assert "READPROG" not in table(written, 2023, "england_ks2final").columns


def test_an_interval_holds_its_progress_score(written: Path) -> None:
    frame = table(written, 2018, "england_ks4final").select(
        pl.col("P8CILOW", "P8MEA", "P8CIUPP").cast(pl.Float64, strict=False)
    ).drop_nulls()  # fmt: skip
    assert (frame["P8CILOW"] <= frame["P8MEA"]).all()
    assert (frame["P8MEA"] <= frame["P8CIUPP"]).all()


def test_the_groups_make_up_the_school(written: Path) -> None:
    frame = table(written, 2022, "england_ks4final").select(
        a8=pl.col("ATT8SCR").cast(pl.Float64, strict=False),
        dis=pl.col("ATT8SCR_FSM6CLA1A").cast(pl.Float64, strict=False),
        other=pl.col("ATT8SCR_NFSM6CLA1A").cast(pl.Float64, strict=False),
        n=pl.col("TPUP").cast(pl.Float64),
        group=pl.col("TFSM6CLA1A").cast(pl.Float64, strict=False),
    ).drop_nulls().filter((pl.col("dis") > 0) & (pl.col("other") < 88))  # fmt: skip
    mixed = (frame["dis"] * frame["group"] + frame["other"] * (frame["n"] - frame["group"])) / frame["n"]
    assert (mixed - frame["a8"]).abs().max() < 0.11


def test_percent_signs_come_to_the_census_in_2021_22(written: Path) -> None:
    before, after = table(written, 2018, "england_census"), table(written, 2022, "england_census")
    assert "NORFSMEVER" not in before.columns
    assert not before["PNUMFSMEVER"].str.contains("%").any()
    assert after.filter(pl.col("PNUMFSMEVER") != "NA")["PNUMFSMEVER"].str.contains(r"^\d+\.\d%$").all()
    assert set(after.filter(pl.col("SCHOOLTYPE") == "Independent school")["PNUMEAL"]) == {"NA"}


def test_census_numbers_and_percentages_agree(written: Path) -> None:
    frame = table(written, 2022, "england_census").filter(pl.col("NUMEAL") != "NA").select(
        n=pl.col("NOR").cast(pl.Float64), eal=pl.col("NUMEAL").cast(pl.Float64),
        share=pl.col("PNUMEAL").str.strip_suffix("%").cast(pl.Float64),
    )  # fmt: skip
    assert (frame["eal"] / frame["n"] * 100 - frame["share"]).abs().max() <= 0.0501


def test_a_school_that_converts_changes_its_urn_in_the_tables(written: Path, small: Sector) -> None:
    before = set(table(written, 2015, "england_ks2final")["URN"])
    after = set(table(written, 2024, "england_ks2final")["URN"])
    links = {str(a): str(b) for a, b, kind, _ in small.history.links if kind == "Successor"}
    moved = [urn for urn in before - after if links.get(urn) in after]
    assert len(moved) > 5
    assert not {links[urn] for urn in moved} & before


def test_trust_tables_are_the_pupil_weighted_means_of_their_schools(written: Path) -> None:
    trusts = read_text(written / "files" / "2022-2023" / "2022-2023_england_ks4-mats-performance.csv", "cp1252")
    schools = {row["URN"]: row for row in table(written, 2022, "england_ks4final").iter_rows(named=True)}
    assert trusts.height > 0
    for row in trusts.iter_rows(named=True):
        members = [schools[urn] for urn in row["INSTITUTIONS_MATPTINC"].split(";")]
        assert len(members) >= 3
        pupils = [int(m["TPUP"]) for m in members]
        mean = sum(n * float(m["ATT8SCR"]) for n, m in zip(pupils, members, strict=True)) / sum(pupils)
        assert sum(pupils) == int(row["TPUP_MATPTINC"])
        assert mean == pytest.approx(float(row["ATT8SCR_WGTAVG"]), abs=0.11)


def test_group_links_of_each_vintage_name_the_trust_of_that_day(written: Path, small: Sector) -> None:
    frame = read_text(written / "files" / "gias" / "grouplinks_edubasealldata20220901.csv", "cp1252")
    day = 738_399  # 1 September 2022
    now = [m for m in small.history.memberships if m.since <= day and (not m.until or m.until >= day)]
    assert frame.height == len(now)
    assert frame["Joined date"].str.contains(r"^\d\d-\d\d-\d{4}$").all()
    early = read_text(written / "files" / "gias" / "grouplinks_edubaseallacademiesandfree20180902.csv", "cp1252")
    assert "School sponsor" in set(early["Group Type"])


def test_the_national_deviations_are_those_of_the_similar_schools_inputs(written: Path) -> None:
    folder = written / "files" / "similar_schools"
    sd = read_text(folder / "dfe_similar_secondary_national_sd.csv").row(0, named=True)
    inputs = read_text(folder / "dfe_similar_secondary_values_2022_23.csv")
    assert int(sd["RowCount"]) == inputs.height
    for name in ("KS2RP", "PPPerc", "PStability", "NumberOfPupils"):
        assert inputs[name].cast(pl.Float64).std(ddof=0) == pytest.approx(float(sd[name]), rel=1e-6)


def test_expenditure_and_balance_make_up_income(written: Path) -> None:
    frame = read_text(written / "files" / "finance" / "school_finance_2016_17.csv").select(pl.all().cast(pl.Float64))
    assert (frame["Income"] - frame["Expenditure"] - frame["Balance"]).abs().max() < 0.011
    assert set(frame["Academic Year"]) == {2017.0}


def test_the_truth_names_every_school_of_the_tables(written: Path, small: Sector) -> None:
    truth = pl.read_csv(written / "truth" / "school_years.csv")
    for year in (2016, 2023):
        mainstream = table(written, year, "england_ks2final").filter(pl.col("RECTYPE") == "1")
        known = truth.filter((pl.col("year") == year) & pl.col("ks2_effect").is_not_null())["urn"]
        assert set(mainstream["URN"].cast(pl.Int64)) <= set(known)
    schools = pl.read_csv(written / "truth" / "schools.csv")
    assert schools.height == small.schools.n
    assert schools["bright_spot"].sum() == small.effects.bright.sum()


def test_the_truth_says_what_was_put_in(written: Path) -> None:
    told = tomllib.loads((written / "truth" / "parameters.toml").read_text(encoding="utf-8"))
    assert (told["seed"], told["schools"], told["trusts"]) == (11, 320, 18)
    assert told["ks2"]["school_sd"] == pytest.approx(0.26, abs=0.02)
