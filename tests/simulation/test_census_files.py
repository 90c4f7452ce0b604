"""Both census files of a January count the same pupils, and the school-level one says who they are."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from plait.simulation.pupil_counts import count_pupils
from plait.simulation.schools import PRIMARY, SECONDARY
from plait.simulation.sector import Sector, census_day, list_records
from plait.simulation.spc_files import SPC_YEARS, write_spc
from plait.simulation.yearly import open_year
from tests.simulation.conftest import read_text, table

EAL = "pupils whose first language is known or believed to be other than English"
FSM = "pupils known to be eligible for free school meals"
ETHNIC = "number of pupils classified as"


def school_level(written: Path, year: int) -> pl.DataFrame:
    return read_text(written / "files" / "spc" / f"spc_school_level_{year}_{(year + 1) % 100}.csv")


def figures(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(pl.Float64, strict=False) for name in columns)


def test_there_is_a_school_level_file_of_every_census_from_2018_19_on(written: Path) -> None:
    assert len(list((written / "files" / "spc").iterdir())) == len(SPC_YEARS) == 7


@pytest.mark.parametrize("year", [2018, 2022, 2024])
def test_rolls_languages_and_free_meals_are_those_of_the_census_table(written: Path, year: int) -> None:
    both = school_level(written, year).join(table(written, year, "england_census"), left_on="urn", right_on="URN")
    assert both.height == school_level(written, year).height == table(written, year, "england_census").height
    assert both["headcount of pupils"].equals(both["NOR"], check_names=False)
    assert both["headcount total girls"].equals(both["NORG"], check_names=False)
    state = both.filter(pl.col("academy_flag") != "Independent")
    assert state[f"number of {EAL}"].equals(state["NUMEAL"], check_names=False)
    assert state[f"number of {FSM}"].equals(state["NUMFSM"], check_names=False)
    share, shown = figures(state, f"% of {EAL}"), state["PNUMEAL"].str.strip_suffix("%").cast(pl.Float64)
    assert (share.to_series() - shown).abs().max() == 0


def test_ethnic_groups_languages_and_stages_each_make_up_the_roll(written: Path) -> None:
    frame = school_level(written, 2023).filter(
        (pl.col("academy_flag") != "Independent") & (pl.col("headcount of pupils").cast(pl.Int64) > 5)
    )
    groups = [name for name in frame.columns if name.startswith(ETHNIC)] + ["number of pupils unclassified"]
    languages = [name for name in frame.columns if name.startswith("number of pupils whose first language")]
    stages = [name for name in frame.columns if name.startswith("Number of ") and "(years" in name]
    stages.append("Number of reception pupils (year R)")
    assert (len(groups), len(languages), len(stages)) == (19, 3, 8)
    roll = frame["headcount of pupils"].cast(pl.Float64)
    for columns in (groups, languages, stages):
        parts = figures(frame, *columns)
        assert parts.null_count().sum_horizontal().item() == 0
        assert (parts.sum_horizontal() == roll).all()


def test_stages_are_those_of_the_ages_a_school_takes(written: Path, small: Sector) -> None:
    frame = school_level(written, 2024)
    sixth = frame.filter(pl.col("Number of key stage 5 pupils (years 12 to 14)").cast(pl.Int64, strict=False) > 0)
    assert sixth.height > 10
    assert set(sixth["phase_type_grouping"]) == {"State-funded secondary"}
    assert sixth.height <= int((small.schools.sixth_form & (small.schools.phase == SECONDARY)).sum())
    primary = frame.filter(pl.col("phase_type_grouping") == "State-funded primary")
    assert set(primary["Number of key stage 4 pupils (years 10 and 11)"]) == {"0"}
    part = figures(primary, "part time pupils", "full time pupils", "fte pupils", "headcount of pupils")
    assert (part["part time pupils"] + part["full time pupils"] == part["headcount of pupils"]).all()
    assert (part["part time pupils"] / 2 + part["full time pupils"] == part["fte pupils"]).all()
    assert part["part time pupils"].sum() > 0


def test_each_code_of_the_school_level_file_stands_where_its_reason_holds(large: Sector, tmp_path: Path) -> None:
    year = open_year(large, list_records(large), 2024)
    write_spc(tmp_path / "spc.csv", year, count_pupils(year))
    frame = read_text(tmp_path / "spc.csv").with_columns(n=pl.col("headcount of pupils").cast(pl.Int64))
    private = frame.filter(pl.col("academy_flag") == "Independent")
    state = frame.filter(pl.col("academy_flag") != "Independent")
    indian, carers = f"{ETHNIC} Indian ethnic origin", "number of pupils who are a young carer"
    for heading in (f"% of {FSM}", f"% of {EAL}", indian, carers):
        assert set(private[heading]) == {"z"}
        assert "z" not in set(state[heading])
    few, enough = state.filter(pl.col("n") <= 5), state.filter(pl.col("n") > 5)
    assert few.height > 0
    assert set(few[indian]) == {"c"}
    assert enough[indian].str.contains(r"^\d+$").all()
    assert 0 < enough[carers].is_in(["x"]).sum() < 0.01 * enough.height


def test_young_carers_are_first_counted_in_january_2023(written: Path) -> None:
    before, after = school_level(written, 2021), school_level(written, 2022)
    assert not any("young carer" in heading for heading in before.columns)
    carers = figures(after, "number of pupils who are a young carer").to_series()
    assert carers.sum() > 0
    assert carers.fill_null(0).eq(0).mean() > 0.6


def test_trusts_are_those_of_census_day_in_capitals(written: Path, small: Sector) -> None:
    frame, on = school_level(written, 2022), census_day(2022)
    assert dt.date.fromordinal(on) == dt.date(2023, 1, 19)
    now = [m for m in small.history.memberships if m.since <= on and (not m.until or m.until >= on)]
    named = frame.filter(pl.col("trust") != "")
    assert named.height == len(now)
    assert set(named["trust"]) == {small.history.groups[m.trust].name.upper() for m in now}
    assert set(named["academy_flag"]) == {"Academy"}


def test_eligibility_now_grows_towards_eligibility_in_six_years_and_never_passes_it(small: Sector) -> None:
    now, ever = small.panel.context["fsm_now"], small.panel.context["fsm"]
    assert (now <= ever).all()
    primary = small.schools.phase == PRIMARY
    ratio = now[primary].sum(axis=0) / ever[primary].sum(axis=0)
    assert ratio[3] == pytest.approx(0.68, abs=0.02)
    assert ratio[7] == pytest.approx(0.915, abs=0.02)
    assert (np.diff(ratio) >= -0.01).all()


def test_schools_with_more_other_languages_have_fewer_white_british_pupils(large: Sector) -> None:
    school = np.flatnonzero(large.schools.phase == PRIMARY)
    pupils = large.panel.pupils[school, 7]
    eal = np.floor(large.panel.context["eal"][school, 7] * pupils / 100).astype(np.int64)
    counts = large.ethnicity.count(school, eal, pupils)
    white = counts[:, large.ethnicity.groups.index("white British")] / pupils
    assert np.corrcoef(white, eal / pupils)[0, 1] < -0.8
    assert (counts >= 0).all()
    assert (counts.sum(axis=1) == pupils).all()


def test_schools_of_one_area_differ_from_their_region_in_the_same_direction(large: Sector) -> None:
    authority = large.places.authority[large.schools.place]
    indian = large.ethnicity.other[:, large.ethnicity.groups.index("Indian")]
    logs = np.log(indian)
    areas = np.array([logs[authority == a].mean() for a in np.unique(authority)])
    within = np.array([logs[authority == a].std() for a in np.unique(authority)])
    assert areas.std() > 0.5
    assert within.mean() < logs.std()


def test_absence_with_leave_and_without_make_up_the_table_of_the_year(written: Path) -> None:
    frame = read_text(written / "files" / "absence" / "absence_3term_school.csv")
    year = frame.filter((pl.col("time_period") == "202223") & (pl.col("geographic_level") == "School"))
    names = ("sess_overall_percent", "sess_authorised_percent", "sess_unauthorised_percent")
    parts = figures(year, *names).drop_nulls()
    assert (parts[names[1]] + parts[names[2]] - parts[names[0]]).abs().max() < 2.1e-5
    assert (parts[names[2]] < 0.9 * parts[names[0]]).all()
    both = year.join(table(written, 2022, "england_abs"), left_on="school_urn", right_on="URN")
    assert both.height == year.height
    shown = both.filter(pl.col("PERCTOT") != "SUPP")
    assert (figures(shown, names[0]).to_series() - shown["PERCTOT"].cast(pl.Float64)).abs().max() < 0.0501
    assert set(both.filter(pl.col("PERCTOT") == "SUPP")[names[0]]) <= {"c"}
    assert frame.filter(pl.col("geographic_level") == "National").height == 5


def test_sixth_forms_without_vocational_students_say_so(written: Path) -> None:
    frame = table(written, 2023, "england_ks5final")
    for code in ("AGEN", "TLEV"):
        none = frame.filter(pl.col(f"TALLPUP_{code}") == "NE")
        assert 0 < none.height < frame.height
        assert set(none[f"TALLPPE_{code}"]) == {"NE"}
    few = frame.filter(pl.col("TALLPUP_TLEV").cast(pl.Int64, strict=False) <= 5)
    assert set(few["TALLPPE_TLEV"]) <= {"SUPP"}


def test_there_is_no_value_added_while_gcses_were_not_examined(written: Path) -> None:
    for year, empty in ((2018, False), (2021, True), (2022, True), (2023, False)):
        for code in ("ALEV", "ACAD", "AGEN"):
            assert (set(table(written, year, "england_ks5final")[f"VA_INS_{code}"]) == {""}) is empty
