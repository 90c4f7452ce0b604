"""How a signal is said, for outcomes of each unit and each side."""

from dataclasses import replace

import pytest

from plait.core.years import AcademicYear
from plait.insight.outcomes import shelf
from plait.insight.queries.signals_answers import Refusal, Signal, Skill, YearFigure
from plait.insight.queries.signals_next_year import Outlook
from plait.web.signals import school_lede, wording

YEARS = tuple(AcademicYear(year) for year in (2016, 2017, 2022, 2023, 2024))
STANDS = Outlook(falls_after=None, falls_to=None, rises_to=None, like_n=3, needed=None)
SKILL = Skill(AcademicYear(2024), 0.62, 0.8, 9.0, 5.0, 3000, weak=False)


def figure(year: AcademicYear, residual: float, cohort: float | None = 60.0) -> YearFigure:
    return YearFigure(year, 100001, 60.0 + residual, 60.0, 1.0, 6.0, cohort, cohort_taken=False)


def signal(key: str = "primary.ks2_rwm_expected", **changes: object) -> Signal:
    outcome = shelf.get_outcome(key)
    plain = Signal(
        outcome=outcome,
        name=outcome.definition.name,
        refusal=None,
        skill=SKILL,
        estimate=18.0,
        lo=12.0,
        hi=24.0,
        probability=0.97,
        word="clear",
        listed=True,
        margin=4.8,
        pupils="about 11 more pupils of 60",
        years=YEARS,
        figures=tuple(figure(year, 15.0) for year in YEARS),
        unmeasured=outcome.context.unmeasured,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_clear_signal_says_years_pupils_interval_and_how_often_it_holds():
    assert wording.say_word(signal()) == "Clear signal"
    assert wording.say_evidence(signal()) == (
        "Above what was expected in each of its five years with figures. About 5 more pupils in 30 than expected "
        "(+12 to +24 percentage points); about 97 in 100 such flags hold."
    )


def test_years_in_a_row_are_said_as_running():
    running = tuple(figure(AcademicYear(year), 9.0) for year in (2022, 2023, 2024))
    assert wording.say_evidence(signal(figures=running)).startswith("Three years running above what was expected.")


def test_less_than_a_pupil_in_a_class_is_said_in_points():
    small = signal(estimate=1.4, lo=0.6, hi=2.2, word="possible", probability=0.6)
    assert "About 1 percentage point above what was expected (+1 to +2 percentage points)" in wording.say_evidence(
        small
    )


def test_an_average_is_told_in_the_pupils_of_the_query():
    score = signal(
        "primary.ks2_maths_score", estimate=2.9, lo=1.6, hi=4.3, pupils="about 16 more pupils of 108 above the middle"
    )
    said = wording.say_evidence(score)
    assert "As if about 16 more pupils of 108 stood above the middle than expected (+1.6 to +4.3 points);" in said


def test_where_pupils_may_not_be_told_an_average_is_told_in_points():
    score = signal("primary.ks2_maths_score", estimate=2.9, lo=1.6, hi=4.3, pupils="Fewer than 6 pupils")
    assert "About 2.9 points above what was expected" in wording.say_evidence(score)


def test_of_absence_lower_is_the_better_side_and_the_words_say_so():
    absence = signal(
        "primary.absence_persistent",
        estimate=-6.0,
        lo=-9.0,
        hi=-3.0,
        word="likely",
        listed=False,
        probability=0.9,
        figures=tuple(figure(year, -6.0) for year in YEARS),
    )
    assert wording.say_word(absence) == "Likely lower"
    said = wording.say_evidence(absence)
    assert said.startswith("Below what was expected in each of its five years with figures.")
    assert "fewer pupils in 30 than expected (−9 to −3 percentage points), which is the better side;" in said


def test_only_a_listed_bright_spot_is_green():
    assert wording.class_of(signal()) == "pl-word--clear"
    assert wording.class_of(signal(listed=False)) == ""
    assert wording.class_of(signal(needs=True, estimate=-18.0)) == ""
    assert wording.class_of(signal(word="as expected", listed=False)) == "pl-word--expected"


def test_a_need_is_a_reason_to_look():
    low = signal(needs=True, listed=False, estimate=-18.0, lo=-24.0, hi=-12.0)
    assert wording.say_word(low) == "Clearly lower"
    assert wording.say_evidence(low).endswith("such flags hold. A reason to look, and not a verdict.")


def test_without_a_word_there_are_only_figures():
    untold = signal(word=None, probability=None, listed=False, estimate=-18.0, lo=-24.0, hi=-12.0)
    assert wording.say_word(untold) == ""
    assert wording.say_evidence(untold) == "As best we can tell −18 percentage points (−24 to −12)."
    assert wording.say_changes_of_mind(untold, STANDS) == ""


@pytest.mark.parametrize(
    ("lo", "hi", "said"),
    [
        (-3.0, 4.0, "A difference that matters is all but ruled out."),
        (-3.0, 9.0, "Perhaps different, but not so that anyone can tell."),
    ],
)
def test_as_expected_says_whether_a_difference_is_ruled_out_or_only_not_found(lo: float, hi: float, said: str):
    plain = signal(word="as expected", listed=False, estimate=0.5, lo=lo, hi=hi, probability=0.3)
    assert wording.say_evidence(plain).endswith(said)


def test_a_refusal_is_said_with_its_reason():
    refused = signal(refusal=Refusal("No word is put to this.", "It has figures of one year only.", ""), word=None)
    assert wording.say_evidence(refused) == "No word is put to this. It has figures of one year only."


def test_what_would_change_our_mind_uses_the_words_of_the_row():
    falls = replace(STANDS, falls_after=1, falls_to="possible")
    assert wording.say_changes_of_mind(signal(), falls) == (
        "One year back at what is expected would probably make this “possibly higher”."
    )
    rises = replace(STANDS, falls_after=2, falls_to="as expected", rises_to="clear")
    assert wording.say_changes_of_mind(signal(word="likely"), rises) == (
        "Two years back at what is expected would probably make this “as expected”. One more like the last three "
        "years would probably make it “clearly higher”."
    )
    assert wording.say_changes_of_mind(signal(), STANDS) == (
        "Three years at what is expected would not be enough to change the word."
    )


def test_what_is_as_expected_says_how_far_a_year_would_have_to_lie():
    plain = signal(word="as expected", listed=False, estimate=1.0, lo=-6.0, hi=8.0, probability=0.3)
    needed = replace(STANDS, needed=13.4)
    assert wording.say_changes_of_mind(plain, needed) == (
        "A year about four pupils in 30 above what is expected would probably make this “possibly higher”."
    )
    lower = replace(plain, outcome=shelf.get_outcome("secondary.progress8"))
    assert "A year 0.34 points above what is expected" in wording.say_changes_of_mind(
        lower, replace(STANDS, needed=0.336)
    )


def test_what_is_doubtful_is_named():
    doubtful = signal(
        years=YEARS[:2], inherited=True, figures=(figure(YEARS[0], 3.0, cohort=9.0), figure(YEARS[1], 3.0, cohort=14.0))
    )
    assert wording.say_doubts(doubtful) == (
        "Only two years with figures; small year groups (9 to 14 pupils); some years were published under an earlier "
        "URN."
    )
    assert wording.say_doubts(signal()) == ""


def test_weak_circumstances_are_said_with_how_little_they_explain():
    weak = replace(SKILL, weak=True, explained_rate=0.17)
    reading = signal("primary.ks2_reading_score", skill=weak)
    assert wording.say_weak([signal(), reading]).startswith(
        "Circumstances explain little of “Reading (average scaled score)”: 17% of the differences between schools."
    )
    assert wording.say_weak([signal(skill=weak), reading]).startswith("Circumstances explain little of all of these")
    assert wording.say_weak([signal()]) == ""


def test_the_summary_names_what_stands_out_and_says_of_the_rest_only_what_is_so():
    plain = signal("primary.ks2_maths_score", word="as expected", listed=False)
    many = [signal(), plain, plain, plain]
    assert school_lede.say_lede(many) == (
        "In the circumstances we can measure, this school does clearly better than we would expect in “Reading, "
        "writing and maths”. Most other results are as expected."
    )
    assert school_lede.say_lede([plain, plain]) == (
        "In the circumstances we can measure, everything that is judged here is as expected."
    )
    hidden = signal(word=None, probability=None, listed=False)
    assert school_lede.say_lede([hidden, plain, plain]) == (
        "In the circumstances we can measure, two of three outcomes are as expected, and none is surely better."
    )
    assert school_lede.say_lede([]) == ""
