"""Every school of a trust is followed from the day it joined, under all its URNs, and the figures can be had again."""

import csv
import datetime as dt
import io

import numpy as np
import polars as pl
import pytest

from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.queries.trusts import NoSuchTrust
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.reader import open_current
from plait.insight.queries import (
    trajectories,
    trajectory_answers,
    trajectory_members,
    trajectory_outcomes,
    trajectory_panel,
    trajectory_tables,
)
from plait.insight.queries.trajectory_answers import Because
from plait.organisations.domain import Phase, Scope
from plait.stats.trajectory import METHOD_VERSION, Verdict
from tests.fictional import run_plait

RWM = "ks2_rwm_expected"


@pytest.fixture(scope="module")
def store(fictional_home):
    return open_current(fictional_home)


@pytest.fixture(scope="module")
def uid(store):
    """The trust with most primary schools of which something can be told."""
    spells = trajectory_panel.spells(store).rename({"chain": "urn"})
    primaries = store.table("schools").filter(pl.col("phase").cast(pl.String) == "primary")
    rows = spells.join(primaries, on="urn", how="semi").filter(pl.col("from_date") > dt.date(2017, 1, 1))
    return rows.group_by("trust_uid").len().sort("len", "trust_uid", descending=True)["trust_uid"][0]


@pytest.fixture(scope="module")
def told(store, uid):
    (found,) = trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome=RWM)
    return found


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        (dt.date(2018, 9, 1), (2017, 2018)),  # a September joiner spends that whole year inside
        (dt.date(2018, 9, 30), (2017, 2018)),
        (dt.date(2018, 10, 1), (2017, 2019)),  # the year of joining is neither before nor after
        (dt.date(2019, 8, 31), (2017, 2019)),
    ],
)
def test_the_year_of_joining_counts_only_if_it_was_whole(joined, expected):
    assert trajectory_members.years_around(joined) == expected


@pytest.mark.parametrize(
    ("left", "last"),
    [
        (dt.date(2019, 8, 31), 2018),
        (dt.date(2019, 9, 1), 2018),
        (dt.date(2019, 4, 1), 2017),
        (dt.date(2019, 12, 1), 2018),
    ],
)
def test_the_year_of_leaving_counts_only_if_it_was_whole(left, last):
    assert trajectory_members.last_year_in(left) == last


@pytest.mark.parametrize(("last_before", "basis"), [(2020, 2018), (2022, 2022), (2016, 2018)])
def test_circumstances_are_those_before_joining_or_the_oldest_there_are(last_before, basis):
    assert trajectory_members.find_basis([2023, 2022, 2018], last_before) == basis


def test_every_school_that_is_or_was_in_the_trust_is_there(store, uid, told):
    ends = trajectory_panel.spells(store).filter(pl.col("trust_uid") == uid)["chain"].unique()
    register = store.table("schools").filter(pl.col("phase").cast(pl.String) == "primary")
    expected = register.filter(pl.col("urn").is_in(ends.to_list()))["urn"].to_list()
    assert sorted(each.urn for each in told.schools) == sorted(expected)
    assert told.counted_n == sum(each.change.verdict is Verdict.COUNTED for each in told.schools) > 0
    assert [each.joined for each in told.schools] == sorted(each.joined for each in told.schools)


def test_schools_that_left_or_closed_are_said_to_have(store):
    spells = trajectory_panel.spells(store).filter(pl.col("to_date").is_not_null())
    found = {
        school.standing
        for uid in spells["trust_uid"].unique().sort().to_list()[:12]
        for each in trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid)
        for school in each.schools
        if school.left is not None
    }
    assert trajectory_answers.Standing.LEFT in found or trajectory_answers.Standing.CLOSED in found
    assert trajectory_answers.Standing.IN not in found


def test_a_converted_school_keeps_the_results_it_had_under_its_former_number(store, told):
    followed = [each for each in told.schools if each.change.verdict is Verdict.COUNTED]
    moved = store.table("chains").filter(pl.col("step") > 0)["urn"].to_list()
    converted = next(each for each in followed if each.urn in moved)
    own = store.values_of_school(converted.urn).filter(pl.col("indicator").cast(pl.String) == RWM)
    before = set(converted.change.base_years)
    assert before
    assert not before & set(own.filter(pl.col("value").is_not_null())["year"].to_list())


def test_a_school_is_compared_with_the_plain_difference_of_its_figures(store, told):
    school = next(each for each in told.schools if each.change.verdict is Verdict.COUNTED)
    panel = trajectory_panel.get(store, load_definitions()[RWM], phase="primary")
    row = panel.find_row(school.urn)
    own = {year: panel.panel.values[row, panel.panel.column(year)] for year in panel.panel.years}
    mean = [np.mean([own[y] for y in years]) for years in (school.change.after_years, school.change.base_years)]
    assert school.change.own == pytest.approx(mean[0] - mean[1])
    assert school.change.difference == pytest.approx(school.change.own - school.change.neighbours)
    assert not panel.standardised


def test_two_urns_that_merged_have_no_common_past(store):
    rows = trajectory_panel.find_figures(store, load_definitions()[RWM], phase="primary")
    assert rows.select(pl.struct("chain", "year").is_duplicated().any()).item() is False


def test_years_that_are_not_comparable_are_told_in_standard_deviations(store):
    secondaries = store.table("schools").filter(pl.col("phase").cast(pl.String) == "secondary")["urn"].to_list()
    owners = trajectory_panel.spells(store).filter(pl.col("chain").is_in(secondaries))["trust_uid"]
    uid = owners.value_counts().sort("count", "trust_uid")["trust_uid"][-1]
    found = trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome="attainment8")
    assert {each.unit for each in found if each.phase is Phase.SECONDARY} == {"school SD"}


def test_the_command_gives_the_same_bytes_twice_with_everything_needed_to_have_them_again(fictional_home, store, uid):
    one, two = (
        run_plait(fictional_home.root, "trajectory", "--trust", str(uid), "--outcome", RWM, "--csv").stdout
        for _ in range(2)
    )
    assert one == two
    rows = list(csv.DictReader(io.StringIO(one)))
    assert tuple(rows[0]) == trajectory_tables.COLUMNS
    assert {(row["Build"], row["Method version"], row["Seed"]) for row in rows} == {
        (store.name, METHOD_VERSION, str(trajectories.SEED))
    }
    assert {row["Row"] for row in rows} == {"trust", "trust year", "school", "school year"}
    trust = next(row for row in rows if row["Row"] == "trust")
    schools = [float(row["Difference"]) for row in rows if row["Row"] == "school" and row["Difference"]]
    assert float(trust["Difference"]) == pytest.approx(np.mean(schools), abs=1e-3)
    assert int(trust["Schools"]) == len(schools)
    assert float(trust["Low 90%"]) < float(trust["Difference"]) < float(trust["High 90%"])


def test_the_command_says_in_words_what_it_found(fictional_home, uid):
    said = run_plait(fictional_home.root, "trajectory", "--trust", str(uid)).stdout
    assert "beside their neighbours" in said
    assert "Beside schools with the same results before" in said
    assert f"seed {trajectories.SEED}" in said


def test_a_visitor_to_a_closed_site_is_refused(store, uid):
    with pytest.raises(OpenDataClosed):
        trajectories.list_of_trust(Scope(open_data=False), store=store, uid=uid)


def test_a_trust_or_an_outcome_that_is_not_there_is_refused_by_name(store, uid):
    scope = Scope(open_data=True)
    with pytest.raises(NoSuchTrust):
        trajectories.list_of_trust(scope, store=store, uid=1)
    for outcome in ("nonsense", "fsm_ever6"):
        with pytest.raises(trajectory_answers.NoSuchOutcome, match=outcome):
            trajectories.list_of_trust(scope, store=store, uid=uid, outcome=outcome)


def test_a_trust_without_a_school_of_the_phase_is_refused(store):
    spells = trajectory_panel.spells(store)
    phase = dict(store.table("schools").select("urn", pl.col("phase").cast(pl.String)).iter_rows())
    by_trust: dict[int, set[str]] = {}
    for chain, owner in spells.select("chain", "trust_uid").iter_rows():
        by_trust.setdefault(owner, set()).add(phase[chain])
    uid = next(owner for owner, phases in sorted(by_trust.items()) if "primary" not in phases)
    with pytest.raises(trajectory_answers.NotFollowed):
        trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome=RWM)


def test_a_trust_that_only_founded_schools_is_told_that_nothing_can_be_said(store):
    for uid in store.table("trusts")["uid"].to_list():
        try:
            found = trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome=RWM)
        except trajectory_answers.NotFollowed:
            continue
        for each in found:
            if each.pooled is None:
                assert "before and after" in each.refusal
                assert all(school.change.verdict is not Verdict.COUNTED for school in each.schools)
                assert trajectory_tables.frame(found).filter(pl.col("Row") == "trust")["Cautions"][0] == each.refusal
                return
    pytest.fail("The fictional sector has no such trust; choose another way to test this.")


def test_a_trust_finds_its_cautions_counted(told):
    counts = trajectory_answers.list_cautions(told)
    assert sum(counts.values()) > 0
    assert all(0 < n <= told.counted_n for n in counts.values())


def test_every_school_that_could_not_be_followed_says_why(store):
    seen = set()
    held = store.table("trusts")["uid"].to_list()
    for uid in [each for each in held if trajectory_members.list_members(store, each, phase=Phase.PRIMARY)][:25]:
        for each in trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid):
            for school in each.schools:
                assert (school.because is None) == (school.change.verdict is Verdict.COUNTED)
                if school.because is Because.JOINED_LATELY:
                    assert school.change.joining.first_after > each.years[-1]
                if school.because is Because.JOINED_BEFORE:
                    assert school.change.joining.last_before < each.years[0]
                seen.add(school.because)
    assert {None, Because.JOINED_BEFORE} < seen


def test_one_phase_of_a_trust_is_told_as_it_is_among_all(store):
    scope = Scope(open_data=True)
    uid = next(
        uid for uid in store.table("trusts")["uid"].to_list() if len(trajectory_members.list_phases(store, uid)) > 1
    )
    whole = trajectories.list_of_trust(scope, store=store, uid=uid)
    for each in whole:
        (alone,) = trajectories.list_of_trust(scope, store=store, uid=uid, phase=each.phase)
        assert trajectory_tables.frame([alone]).equals(trajectory_tables.frame([each]))


def test_a_school_is_told_as_it_is_in_the_answer_about_its_trust(store, told):
    scope = Scope(open_data=True)
    school = next(each for each in told.schools if each.because is None and each.standing.value == "in the trust")
    found = trajectories.get_of_school(scope, store=store, urn=school.urn, outcome=RWM)
    assert found.school.change.difference == school.change.difference
    assert found.school.change.interval(0.9) == school.change.interval(0.9)
    assert len(found.neighbours) == school.change.used >= 10
    ours = {each.urn for each in told.schools}
    assert not ours & set(found.neighbours)  # nobody of the same trust


def test_a_school_is_found_by_a_number_it_had_before(store, told):
    moved = dict(store.table("chains").filter(pl.col("step") == 0).select("chain", "urn").iter_rows())
    school = next(each for each in told.schools if moved.get(each.urn, each.urn) != each.urn)
    found = trajectories.get_of_school(Scope(open_data=True), store=store, urn=moved[school.urn])
    assert found.school.urn == school.urn


def test_a_school_that_was_never_in_a_trust_is_told_so(store):
    chains = set(trajectory_panel.spells(store)["chain"].to_list())
    ends = store.table("schools").filter(pl.col("status").cast(pl.String) == "open")["urn"].to_list()
    urn = next(urn for urn in ends if trajectory_members.find_chain(store, urn) not in chains)
    with pytest.raises(trajectories.NeverJoined, match="is in no trust"):
        trajectories.get_of_school(Scope(open_data=True), store=store, urn=urn)


def test_outcomes_are_those_of_the_phase_with_more_than_one_year(store):
    found = trajectory_outcomes.list_outcomes(store, phase=Phase.PRIMARY)
    assert RWM in {each.id for each in found}
    assert all(each.kind == "outcome" and Phase.PRIMARY in each.phases for each in found)
    assert trajectory_outcomes.list_outcomes(store, phase=Phase.NURSERY) == ()


def test_a_yardstick_does_not_depend_on_who_asked_before(store, fictional_home, uid):
    one = trajectory_tables.frame(trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome=RWM))
    trajectories.learn(Scope(open_data=True), store=store, outcome=RWM, phase=Phase.PRIMARY)
    two = trajectory_tables.frame(trajectories.list_of_trust(Scope(open_data=True), store=store, uid=uid, outcome=RWM))
    assert one.equals(two)
