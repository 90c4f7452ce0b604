"""Every school's history must hold together: URNs, links, dates and trusts."""

from collections import Counter

import numpy as np
import pytest

from plait.simulation.effects import EXAM_YEARS, FIRST_YEAR
from plait.simulation.errors import SectorTooSmall, TooManyTrusts
from plait.simulation.familiar import FAMILIAR_URN
from plait.simulation.histories import ACADEMY, FIRST_URN, TODAY
from plait.simulation.schools import PRIMARY, SECONDARY
from plait.simulation.sector import Records, Sector, generate_sector, list_records
from plait.simulation.trusts import FAMILIAR


def test_as_many_schools_are_open_as_were_asked_for(small: Sector, records: Records) -> None:
    assert records.open_on(TODAY.toordinal()).sum() == 320
    assert (small.schools.closed == 0).sum() == 320


def test_no_school_has_two_records_in_force_on_one_day(small: Sector, records: Records) -> None:
    for day in range(TODAY.toordinal() - 4_000, TODAY.toordinal(), 331):
        here = records.school[records.open_on(day) & (records.stage != 2)]
        assert len(set(here.tolist())) == len(here)


def test_a_successor_link_has_a_single_target_and_leads_to_no_cycle(small: Sector) -> None:
    successors = [(a, b) for a, b, kind, _ in small.history.links if kind.startswith("Successor")]
    assert max(Counter(a for a, _ in successors).values()) == 1
    onward = dict(successors)
    for start in onward:
        seen = {start}
        at = start
        while at in onward:
            at = onward[at]
            assert at not in seen
            seen.add(at)


def test_links_come_in_pairs(large: Sector) -> None:
    links = {(a, b): kind for a, b, kind, _ in large.history.links}
    for (a, b), kind in links.items():
        other = kind.replace("Successor", "?").replace("Predecessor", "Successor").replace("?", "Predecessor")
        assert links[b, a] == other


def test_some_conversions_merge_two_schools(large: Sector) -> None:
    merged = [b for _, b, kind, _ in large.history.links if kind == "Successor - merged"]
    assert merged
    plain = {b for _, b, kind, _ in large.history.links if kind == "Successor"}
    assert set(merged) <= plain


def test_a_predecessor_closes_the_day_before_its_successor_opens(small: Sector, records: Records) -> None:
    at = {urn: k for k, urn in enumerate(records.urn.tolist())}
    for before, after, kind, when in small.history.links:
        if kind.startswith("Successor"):
            assert records.closed[at[before]] == when - 1
            assert records.opened[at[after]] == when


def test_spells_in_trusts_follow_each_other_without_overlap(large: Sector) -> None:
    last: dict[int, int] = {}
    for spell in large.history.memberships:
        assert spell.since > last.get(spell.school, 0)
        assert not spell.until or spell.until >= spell.since
        last[spell.school] = spell.until or 10**9


def test_every_open_academy_is_in_exactly_one_open_trust(small: Sector, records: Records) -> None:
    now = [m.school for m in small.history.memberships if not m.until]
    assert len(now) == len(set(now))
    open_academies = records.school[records.open_on(TODAY.toordinal()) & (records.stage == ACADEMY)]
    assert set(now) == set(open_academies.tolist())
    assert all(not small.history.groups[m.trust].closed for m in small.history.memberships if not m.until)


def test_trusts_hold_about_the_national_share_of_schools(large: Sector) -> None:
    open_now = large.schools.closed == 0
    assert 0.40 < (large.member_of[open_now] >= 0).mean() < 0.48
    size = np.bincount(large.member_of[large.member_of >= 0], minlength=large.trusts.n)
    assert size.min() >= 1
    assert (size[large.trusts.multi] >= 2).all()
    assert (size[~large.trusts.multi] == 1).all()


def test_the_schools_of_a_trust_lie_near_each_other(large: Sector) -> None:
    inside = np.flatnonzero(large.member_of >= 0)
    home = large.trusts.home[large.member_of[inside]]
    km = (
        np.hypot(
            large.schools.easting[inside] - large.schools.easting[home],
            large.schools.northing[inside] - large.schools.northing[home],
        )
        / 1000
    )
    assert np.median(km) < 40


def test_trusts_that_take_on_after_a_bad_year_join_after_the_worst_noise(large: Sector) -> None:
    columns = [year - FIRST_YEAR for year in EXAM_YEARS[:-1]]
    flagged = np.flatnonzero((large.member_of >= 0) & (large.schools.opened == 0) & (large.schools.closed == 0))
    flagged = flagged[large.trusts.after_bad_year[large.member_of[flagged]]]
    assert len(flagged) > 50
    for i in flagged:
        outcome = "ks4" if large.schools.phase[i] == SECONDARY else "ks2"
        worst = EXAM_YEARS[int(np.argmin(large.effects.noise[outcome][i, columns]))]
        assert large.history.joined_year[i] == worst + 1


def test_a_familiar_school_and_trust_are_in_the_demonstration() -> None:
    sector = generate_sector(20260901, schools=2_400, trusts=150)
    row = next(r for r in sector.history.establishments if r.urn == FAMILIAR_URN)
    assert row.name == "Harbour Lane Primary School"
    assert sector.schools.phase[row.school] == PRIMARY
    assert sector.trusts.name[sector.member_of[row.school]] == FAMILIAR


def test_no_name_stands_twice_in_one_place(large: Sector) -> None:
    names = list(zip(large.schools.place.tolist(), large.schools.name, strict=True))
    assert len(names) == len(set(names))
    assert len(set(large.trusts.name)) == large.trusts.n


def test_urns_are_consecutive_and_unique(records: Records) -> None:
    assert (records.urn == FIRST_URN + np.arange(len(records.urn))).all()


def test_a_sector_too_small_is_refused_with_a_mend() -> None:
    with pytest.raises(SectorTooSmall) as refused:
        generate_sector(1, schools=40, trusts=4)
    assert "100" in refused.value.mend


def test_more_trusts_than_academies_can_fill_are_refused_with_a_mend() -> None:
    with pytest.raises(TooManyTrusts) as refused:
        generate_sector(1, schools=200, trusts=150)
    assert "trusts or fewer" in refused.value.mend


def test_the_register_lists_what_the_history_tells(small: Sector) -> None:
    listed = list_records(small)
    assert listed.name == tuple(row.name for row in small.history.establishments)
