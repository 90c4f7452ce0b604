"""Since joining: every school, two readings, what to know first, and the very figures of the command line."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client

from plait.indicators.store.reader import open_current
from plait.insight.queries import trajectories, trajectory_members, trajectory_panel
from plait.insight.queries.trajectory_answers import LEVEL, Because, Standing
from plait.organisations.domain import Phase, Scope
from plait.stats.trajectory import Pooled
from plait.web.signals import since_words
from tests.fictional import run_plait
from tests.web.pages import get_page

pytestmark = pytest.mark.django_db

OPEN = Scope(open_data=True)


@pytest.fixture(scope="module")
def store(fictional_home):
    return open_current(fictional_home)


@pytest.fixture(scope="module")
def answers(store):
    """Every trust with primary schools, in their usual outcome."""
    uids = [
        u
        for u in store.table("trusts")["uid"].to_list()
        if trajectory_members.list_members(store, u, phase=Phase.PRIMARY)
    ]
    return [trajectories.list_of_trust(OPEN, store=store, uid=uid, phase=Phase.PRIMARY)[0] for uid in uids]


@pytest.fixture(scope="module")
def told(answers):
    """The trust with most schools counted."""
    return max(answers, key=lambda each: each.counted_n)


def ask(client: Client, found, **more):
    return get_page(client, f"/trusts/{found.uid}/since-joining?phase={found.phase.value}", **more)


def test_the_page_asks_its_question_and_answers_with_an_interval_and_a_second_reading(with_sector, client, told):
    page = ask(client, told)
    assert page.h1.startswith("Since joining ")
    assert page.h1.endswith("have its schools moved further than their neighbours?")
    write = since_words.writer_of(told)
    low, high = told.pooled.interval(LEVEL)
    assert f"the {told.counted_n} of {len(told.schools)} primary schools that could be followed" in page.text
    assert f"between {write(low)} and {write(high)}" in page.text
    assert "a second reading, beside schools with the same results before," in page.text


def test_every_school_stands_on_the_page_followed_or_named_with_its_reason(with_sector, client, told):
    page = ask(client, told)
    counted = [each for each in told.schools if each.because is None]
    rows = page.html.split('id="schools"', 1)[1].split("</section>", 1)[0]
    assert rows.count("pl-row--moved") == len(counted) + 1  # and the line of the scale
    links = {href.split("?")[0] for _, href in page.links}
    for each in told.schools:
        where = f"/schools/{each.urn}/since-joining" if each.because is None else f"/schools/{each.urn}"
        assert where in links
    reasons = {each.because for each in told.schools if each.because is not None}
    assert page.html.count("<div><h3>") >= len(reasons)


def test_schools_that_left_or_closed_are_labelled(with_sector, client, answers):
    found = next(a for a in answers if any(s.because is None and s.standing is not Standing.IN for s in a.schools))
    rows = ask(client, found).html.split('id="schools"', 1)[1].split("</section>", 1)[0]
    assert "pl-pill" in rows
    assert ", until " in rows


def test_schools_come_in_order_of_joining_and_not_of_their_change(with_sector, client, told):
    rows = ask(client, told).html.split('id="schools"', 1)[1].split("</section>", 1)[0]
    shown = [int(part.split("/since-joining", 1)[0]) for part in rows.split('href="/schools/')[1:]]
    assert shown == [each.urn for each in told.schools if each.because is None]


def test_cautions_stand_in_plain_words_with_how_many_schools_they_concern(with_sector, client, told):
    page = ask(client, told)
    assert "There are no results for 2019/20 and 2020/21" in page.text
    assert "Schools often change hands after a bad year" in page.text
    assert (
        f"of the {told.counted_n} schools counted" in page.text or f"all {told.counted_n} schools counted" in page.text
    )
    assert "It does not prove that the trust caused it." in page.text


def test_a_low_year_before_joining_is_written_into_the_chart(with_sector, client, answers):
    low = next(each for each in answers if each.rebound_likely)
    usual = next(each for each in answers if each.pooled is not None and not each.rebound_likely)
    assert "some rise comes by itself" in ask(client, low).html
    assert "some rise comes by itself" not in ask(client, usual).html


def test_readings_that_disagree_are_not_to_be_believed_alone(told):
    def with_second(by: float):
        pooled = told.pooled
        other = Pooled(pooled.difference + by, pooled.schools_n, pooled.draws, shared_known=True)
        return since_words.say_agreement(replace(told, alike=other))

    far = 10 * told.spread
    assert "does not agree, so believe neither alone" in with_second(far)
    assert "does not agree, so believe neither alone" in with_second(-far)
    assert with_second(0.0).endswith("agrees")
    assert "could not be made" in since_words.say_agreement(replace(told, alike=None))


def test_a_trust_of_which_nothing_can_be_told_says_so_and_names_its_schools(with_sector, client, answers):
    found = next(each for each in answers if each.pooled is None and each.schools)
    page = ask(client, found)
    assert "Nobody can say yet" in page.text
    assert "There is no figure for this trust" in page.text
    assert f"/schools/{found.schools[0].urn}" in {href for _, href in page.links}


def test_a_trust_without_a_school_that_can_be_followed_has_a_page_too(with_sector, client, store):
    uid = next(u for u in store.table("trusts")["uid"].to_list() if not trajectory_members.list_phases(store, u))
    page = get_page(client, f"/trusts/{uid}/since-joining")
    assert "Nothing can be told of" in page.text
    assert client.get(f"/trusts/{uid}/since-joining.csv").status_code == 200


def test_another_outcome_can_be_chosen_and_nonsense_is_no_choice(with_sector, client, told):
    page = get_page(client, f"/trusts/{told.uid}/since-joining?phase=primary&outcome=ks2_maths_score")
    assert "Average scaled score in maths" in page.text
    assert f"plait trajectory --trust {told.uid} --outcome ks2_maths_score --csv" in page.text
    usual = get_page(client, f"/trusts/{told.uid}/since-joining?phase=moon&outcome=nonsense")
    assert f"plait trajectory --trust {told.uid} --csv" in usual.text


def test_the_csv_twin_is_what_the_command_writes_to_the_byte(with_sector, client, told):
    for query, options in (("", ()), ("?outcome=ks2_maths_score", ("--outcome", "ks2_maths_score"))):
        page = client.get(f"/trusts/{told.uid}/since-joining.csv{query}")
        written = run_plait(with_sector.root, "trajectory", "--trust", str(told.uid), *options, "--csv").stdout
        assert page.content.decode().replace("\r\n", "\n") == written.replace("\r\n", "\n")


def test_the_figures_of_the_page_are_those_of_the_file(with_sector, client, told):
    rows = list(csv.DictReader(io.StringIO(client.get(f"/trusts/{told.uid}/since-joining.csv").content.decode())))
    trust = next(row for row in rows if row["Row"] == "trust" and row["Phase"] == "primary")
    assert float(trust["Difference"]) == pytest.approx(told.pooled.difference, abs=1e-4)
    page = ask(client, told)
    for name in ("Build", "Seed", "Recipe", "Method version"):
        assert trust[name] in page.text


def test_a_school_has_its_own_years_its_neighbours_and_its_trust(with_sector, client, told):
    school = next(each for each in told.schools if each.because is None)
    page = get_page(client, f"/schools/{school.urn}/since-joining")
    assert page.h1.endswith("moved further than its neighbours?")
    write = since_words.writer_of(told)
    low, high = school.change.interval(LEVEL)
    assert f"between {write(low)} and {write(high)}" in page.text
    found = trajectories.get_of_school(OPEN, store=open_current(with_sector), urn=school.urn)
    links = {href for _, href in page.links}
    assert all(f"/schools/{urn}" in links for urn in found.neighbours)
    assert any(href.startswith(f"/trusts/{told.uid}/since-joining") for href in links)


def test_the_file_of_a_school_is_its_part_of_the_file_of_its_trust(with_sector, client, told):
    school = next(each for each in told.schools if each.because is None)
    own = list(csv.DictReader(io.StringIO(client.get(f"/schools/{school.urn}/since-joining.csv").content.decode())))
    all_rows = csv.DictReader(io.StringIO(client.get(f"/trusts/{told.uid}/since-joining.csv").content.decode()))
    assert own == [row for row in all_rows if row["URN"] == str(school.urn)]
    assert own[0]["Row"] == "school"


@pytest.mark.parametrize("because", [Because.JOINED_LATELY, Because.JOINED_BEFORE, Because.NEW])
def test_a_school_that_cannot_be_followed_is_told_why_and_where_to_look(with_sector, client, answers, because):
    school = next(s for each in answers for s in each.schools if s.because is because)
    page = get_page(client, f"/schools/{school.urn}/since-joining?outcome=ks2_rwm_expected")
    assert "Nobody can say yet" in page.text or "There is nothing to follow" in page.text
    assert f"/schools/{school.urn}" in {href for _, href in page.links}


def test_a_school_that_never_joined_a_trust_is_told_so_kindly(with_sector, client, store):
    joined = set(trajectory_panel.spells(store)["chain"].to_list())
    urn = next(
        u for u in store.table("schools")["urn"].to_list() if trajectory_members.find_chain(store, u) not in joined
    )
    page = get_page(client, f"/schools/{urn}/since-joining")
    assert "is in no trust" in page.text
    assert "that says nothing about the school" in page.text
    empty = client.get(f"/schools/{urn}/since-joining.csv")
    assert empty.status_code == 200
    assert len(empty.content.decode().splitlines()) == 1


def test_what_is_not_there_is_not_found_and_a_closed_site_stays_closed(with_sector, client, told, settings):
    assert client.get("/trusts/1/since-joining").status_code == 404
    assert client.get("/schools/1/since-joining").status_code == 404
    assert client.get(f"/trusts/{told.uid}/since-joining.csv?outcome=nonsense").status_code == 404
    settings.PLAIT_OPEN_DATA = False
    assert client.get(f"/trusts/{told.uid}/since-joining").status_code == 403
    assert client.get(f"/trusts/{told.uid}/since-joining.csv").status_code == 403
    assert client.get(f"/schools/{told.schools[0].urn}/since-joining").status_code == 403


def test_the_page_asks_the_database_nothing(with_sector, client, told, django_assert_num_queries):
    ask(client, told)
    with django_assert_num_queries(0):
        ask(client, told)
    urn = told.schools[0].urn
    with django_assert_num_queries(0):
        get_page(client, f"/schools/{urn}/since-joining")


def test_a_choice_answers_with_its_part_alone_where_asked_by_the_script(with_sector, client, told):
    part = client.get(f"/trusts/{told.uid}/since-joining", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<h1>" in part


def test_scales_are_the_same_for_every_trust_in_an_outcome(answers):
    reaches = {since_words.reach_of(each) for each in answers}
    assert len(reaches) == 1
    (reach,) = reaches
    assert reach >= 2 * answers[0].spread
