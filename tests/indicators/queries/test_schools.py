"""Who a school is, what it was before, and whose it has been."""

import datetime as dt

import pytest

from plait.indicators.queries import schools, trusts
from plait.indicators.queries.reach import OpenDataClosed
from plait.organisations.domain import Phase, Scope, Status
from tests import store_factory as made


def test_a_school_is_read_with_what_is_known_of_it(store, scope):
    school = schools.get_school(scope, store=store, urn=made.HARBOUR_LANE)
    assert (school.name, school.phase, school.status) == ("Harbour Lane Primary School", Phase.PRIMARY, Status.OPEN)
    assert school.trust_since == dt.date(2017, 9, 1)


def test_what_the_files_do_not_say_is_none_and_not_an_empty_text(store, scope):
    bare = schools.get_school(scope, store=store, urn=made.BARE)
    assert (bare.region, bare.town, bare.pupils_n, bare.age_low) == (None, None, None, None)


def test_an_unknown_urn_is_refused_by_name_with_what_to_do(store, scope):
    with pytest.raises(schools.NoSuchSchool) as refused:
        schools.get_school(scope, store=store, urn=999999)
    assert "999999" in refused.value.what
    assert refused.value.mend
    assert schools.find_school(scope, store=store, urn=999999) is None


def test_schools_come_in_the_order_asked_for_without_those_unknown(store, scope):
    asked = (made.SECONDARY, 999999, made.HARBOUR_LANE)
    assert [s.urn for s in schools.find_schools(scope, store=store, urns=asked)] == [made.SECONDARY, made.HARBOUR_LANE]


@pytest.mark.parametrize("urn", [made.BEFORE_HARBOUR_LANE, made.HARBOUR_LANE])
def test_an_old_and_a_new_urn_tell_the_same_line(store, scope, urn):
    line = schools.get_line(scope, store=store, urn=urn)
    assert line.urns == (made.BEFORE_HARBOUR_LANE, made.HARBOUR_LANE)
    assert line.formed_from == ()


def test_a_line_knows_what_came_before_and_after(store, scope):
    line = schools.get_line(scope, store=store, urn=made.HARBOUR_LANE)
    assert [s.urn for s in line.before(made.HARBOUR_LANE)] == [made.BEFORE_HARBOUR_LANE]
    assert [s.urn for s in line.after(made.BEFORE_HARBOUR_LANE)] == [made.HARBOUR_LANE]
    assert line.after(made.HARBOUR_LANE) == ()


def test_a_merger_is_named_and_its_figures_are_not_carried_on(store, scope):
    line = schools.get_line(scope, store=store, urn=made.MERGED)
    assert line.urns == (made.MERGED,)
    assert [s.urn for s in line.formed_from] == [made.JUNIOR, made.INFANT]


def test_spells_in_trusts_say_how_each_date_is_known(store, scope):
    spells = schools.list_spells(scope, store=store, urns=(made.BEFORE_HARBOUR_LANE, made.HARBOUR_LANE))
    assert [(s.trust_name, s.from_kind, s.to_date) for s in spells] == [
        ("Old Mill Trust", "seen", dt.date(2017, 9, 1)),
        ("Northbridge Learning Trust", "stated", None),
    ]


def test_the_schools_of_a_trust_are_listed_by_name(store, scope):
    names = [s.name for s in trusts.list_schools_of(scope, store=store, uid=made.NORTHBRIDGE)]
    assert len(names) == 12
    assert names == sorted(names, key=str.casefold)


def test_a_school_that_left_is_listed_with_the_trust_it_left(store, scope):
    past = trusts.list_past_schools_of(scope, store=store, uid=made.TIDEWATER)
    assert [(p.school.urn, p.spell.to_date) for p in past] == [(made.LEFT, dt.date(2018, 5, 1))]
    assert trusts.list_past_schools_of(scope, store=store, uid=made.NORTHBRIDGE) == []


def test_a_trust_is_got_or_refused_by_name(store, scope):
    assert trusts.get_trust(scope, store=store, uid=made.TIDEWATER).name == "TIDEWATER TRUST"
    with pytest.raises(trusts.NoSuchTrust, match="77"):
        trusts.get_trust(scope, store=store, uid=77)


def test_a_viewer_who_may_not_read_open_data_is_refused(store):
    closed = Scope(open_data=False)
    with pytest.raises(OpenDataClosed):
        schools.get_school(closed, store=store, urn=made.HARBOUR_LANE)
    with pytest.raises(OpenDataClosed):
        trusts.get_trust(closed, store=store, uid=made.NORTHBRIDGE)
