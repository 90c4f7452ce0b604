"""What changed between two versions, in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.goals.differences import Change, describe, mark_words

READING = {"key": "r", "name": "Reading", "statements": [{"key": "a", "text": "Every child reads daily."}]}


def test_a_text_that_changed_is_told_with_both_wordings():
    assert describe({"title": "Quality"}, {"title": "What we mean"}) == (
        Change("Title", "changed", "Quality", "What we mean"),
    )
    assert describe({"title": "a"}, {"title": "b"})[0].sentence == "Title: “a” became “b”."


def test_what_is_reworded_is_not_told_as_removed_and_added():
    after = {**READING, "statements": [{"key": "a", "text": "Every child reads each day."}]}
    (change,) = describe({"domains": [READING]}, {"domains": [after]})
    assert change.what == "changed"
    assert change.where == "Reading › Every child reads each day. › Text"
    assert (change.before, change.after) == ("Every child reads daily.", "Every child reads each day.")


def test_a_part_that_came_is_told_with_what_it_holds():
    assert [each.sentence for each in describe({"domains": []}, {"domains": [READING]})] == [
        "Domains: added “Reading”.",
        "Reading › Statements: added “Every child reads daily.”.",
    ]
    assert [each.what for each in describe({"domains": [READING]}, {"domains": []})] == ["removed", "removed"]


def test_only_what_moved_is_told_as_moved():
    rows = [{"key": each, "name": each.upper()} for each in "abcd"]
    moved = [rows[3], *rows[:3]]
    assert [each.sentence for each in describe({"rows": rows}, {"rows": moved})] == ["Rows: “D” was moved."]


def test_labels_name_fields_and_an_empty_one_passes_a_field_over():
    before, after = {"review_on": "2026-01-01", "file": "a"}, {"review_on": "", "file": "b"}
    changes = describe(before, after, labels={"review_on": "Day of review", "file": ""})
    assert [each.sentence for each in changes] == ["Day of review: emptied; it was “2026-01-01”."]


def test_values_are_said_as_people_say_them():
    after = {"open": True, "phases": ["primary", "special"], "owner": None, "number": 3}
    told = {each.where: each.after for each in describe({}, after)}
    assert told == {"Open": "yes", "Phases": "primary, special", "Number": "3"}


def test_words_that_went_and_came_are_marked():
    parts = mark_words("Every child reads daily.", "Every child reads each day.")
    assert [(each.kind, each.text) for each in parts] == [
        ("same", "Every child reads "),
        ("gone", "daily."),
        ("new", "each day."),
    ]


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_words_give_both_texts_back(before, after):
    parts = mark_words(before, after)
    assert "".join(each.text for each in parts if each.kind != "new") == before
    assert "".join(each.text for each in parts if each.kind != "gone") == after


@pytest.mark.parametrize("content", [{}, {"domains": [READING]}, {"title": "", "phases": []}])
def test_what_is_the_same_has_no_difference(content):
    assert describe(content, content) == ()
