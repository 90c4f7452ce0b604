"""Times in trusts and changes of URN as a line of dates."""

import datetime as dt

from plait.indicators.queries.schools import Line, School, Spell
from plait.organisations.domain import Phase, Status
from plait.web.organisations.history import joined_up, left_for_good, present_history

MAY, JULY = dt.date(2018, 5, 1), dt.date(2019, 7, 1)


def spell(trust: int, start: dt.date, end: dt.date | None = None, *, urn: int = 100001, kind: str = "stated") -> Spell:
    return Spell(urn, trust, f"Trust {trust}", start, kind, end, "seen" if end else None, "a list")


def school(urn: int, **known: object) -> School:
    return School(urn=urn, name=f"School {urn}", phase=Phase.PRIMARY, status=Status.OPEN, **known)  # type: ignore[arg-type]


def test_the_same_trust_over_two_urns_is_one_time_in_it():
    whole = joined_up([spell(1, MAY, JULY), spell(1, JULY, urn=100002)])
    assert [(each.from_date, each.to_date) for each in whole] == [(MAY, None)]


def test_twenty_snapshots_of_one_trust_are_one_time_in_it():
    starts = [dt.date(2018, 1, 1) + dt.timedelta(days=30 * n) for n in range(20)]
    spells = [spell(1, day, day + dt.timedelta(days=30), kind="seen") for day in starts]
    assert len(joined_up(spells)) == 1
    assert len(present_history(school(100001), Line((school(100001),), ()), spells)) == 2


def test_a_gap_of_a_year_is_two_times_in_the_trust():
    whole = joined_up([spell(1, MAY, JULY), spell(1, dt.date(2020, 9, 1))])
    assert len(whole) == 2
    assert [each.to_date for each in left_for_good(whole)] == [JULY]


def test_a_move_from_trust_to_trust_is_told_once_as_joining():
    events = present_history(school(100001), Line((school(100001),), ()), [spell(1, MAY, JULY), spell(2, JULY)])
    assert [(event.text, event.link) for event in events] == [("Joined", "Trust 1"), ("Joined", "Trust 2")]


def test_leaving_every_trust_is_told():
    events = present_history(school(100001), Line((school(100001),), ()), [spell(1, MAY, JULY)])
    assert [event.text for event in events] == ["Joined", "Left"]
    assert events[1].when == "By July 2019"


def test_a_new_urn_looks_back_from_the_new_page_and_forward_from_the_old():
    line = Line((school(100001, closed=MAY, academy=False), school(100002, academy=True)), ())
    assert "Before that:" in present_history(line.schools[1], line, [])[0].text
    assert "Since then:" in present_history(line.schools[0], line, [])[0].text


def test_a_date_that_no_file_gives_is_not_made_up():
    line = Line((school(100001), school(100002)), ())
    event = present_history(line.schools[1], line, [])[0]
    assert (event.when, event.iso) == ("Date not in the files", "")


def test_a_school_that_never_changed_has_no_history():
    assert present_history(school(100001), Line((school(100001),), ()), []) == ()
