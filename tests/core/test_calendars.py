"""A calendar file that a mail program can read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.core.calendars import Appointment, write_calendar

MADE = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
MEETING = Appointment(
    uid="review-7@plait",
    start=dt.datetime(2027, 6, 1, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    end=dt.datetime(2027, 6, 1, 15, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    summary="Review; reading, Year 2",
    description="Bring the books.\nTea is at three.",
    url="https://plait.example/reviews/7",
)


def unfold(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_an_appointment_is_written_as_the_standard_asks():
    assert unfold(write_calendar([MEETING], made_at=MADE)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plait//Plait//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:review-7@plait",
        "DTSTAMP:20261121T093000Z",
        "DTSTART:20270601T130000Z",
        "DTEND:20270601T140000Z",
        r"SUMMARY:Review\; reading\, Year 2",
        "SEQUENCE:0",
        r"DESCRIPTION:Bring the books.\nTea is at three.",
        "URL:https://plait.example/reviews/7",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_whole_day_has_no_hour():
    day = Appointment(uid="1", start=dt.date(2027, 1, 31), end=dt.date(2027, 2, 1), summary="Ends", location="Hall")
    lines = unfold(write_calendar([day], made_at=MADE))
    assert "DTSTART;VALUE=DATE:20270131" in lines
    assert "DTEND;VALUE=DATE:20270201" in lines
    assert "LOCATION:Hall" in lines


def test_an_appointment_that_falls_through_is_told_so():
    gone = Appointment(uid="1", start=MADE, end=MADE, summary="Review", sequence=2, cancelled=True)
    lines = unfold(write_calendar([gone], made_at=MADE))
    assert lines[-4:] == ["SEQUENCE:2", "STATUS:CANCELLED", "END:VEVENT", "END:VCALENDAR"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_long_lines_are_folded_between_characters_and_read_back(words):
    text = write_calendar([Appointment(uid="1", start=MADE, end=MADE, summary=words)], made_at=MADE)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (line,) = [line for line in unfold(text) if line.startswith("SUMMARY:")]
    read = line.removeprefix("SUMMARY:").replace(r"\,", ",").replace(r"\;", ";").replace("\\\\", "\\")
    assert read == words


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_no_text_can_begin_a_line_of_its_own(end):
    sly = Appointment(
        uid=f"1{end}ATTENDEE:x", start=MADE, end=MADE, summary=f"A{end}ATTENDEE:x", url=f"https://a{end}ATTENDEE:x"
    )
    assert not [
        line for line in write_calendar([sly], made_at=MADE).splitlines() if line.startswith(("ATTENDEE", " ATTENDEE"))
    ]
