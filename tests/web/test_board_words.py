"""The opening of the report to trustees says which way was to the better, in plain words."""

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import list_outcomes
from plait.insight.queries.signals_answers import Move, Skill
from plait.insight.queries.signals_trust_answers import Counted, Listing, Member, TrustSignal, TrustSignals
from plait.web.signals.trust_brief import lede, say_changed

YEAR = AcademicYear(2024)
OUTCOMES = {each.key: each for each in list_outcomes()}
ABSENCE, RWM = "primary.absence_persistent", "primary.ks2_rwm_expected"


def moved(key: str, *schools: str, up: bool) -> TrustSignal:
    """An outcome in which each of the schools moved up or down the scale as it is published, beyond chance."""
    outcome = OUTCOMES[key]
    better = up == (outcome.sign > 0)
    move = Move(YEAR, 3.0 if up else -3.0, 1.0, 5.0, 0.99 if better else 0.01, listed=True)
    members = tuple(Member(n, at, 0.0, -1.0, 1.0, "clear", False, "", moves=(move,)) for n, at in enumerate(schools))
    counted = Counted(len(schools), 0, 0, 0.0, 0.1, 0.1)
    skill = Skill(YEAR, 0.5, 0.9, 5.0, 2.0, 1000, weak=False)
    return TrustSignal(outcome, outcome.key, YEAR, True, 0.9, 0.0, 5.0, None, (), counted, "", skill, members)


def told(*signals: TrustSignal, listed_n: int = 1) -> TrustSignals:
    rose = Listing(84, listed_n, 0.1)
    return TrustSignals(1, "build", "m", True, 4, signals, rose, None, rose, rose, (), ())


def test_of_absence_a_fall_is_what_we_want_and_a_rise_is_not():
    fell = say_changed(told(moved(ABSENCE, "Ashby", "Beck", up=False)))
    assert fell.startswith(
        "Of 84 levels followed, two likely moved to the better: "
        "Persistent absence (primary) fell at Ashby and Beck, which is what we want."
    )
    rose = say_changed(told(moved(ABSENCE, "Ashby", up=True)))
    assert "none can be told from chance to have moved to the better." in rose
    assert "moved to the worse: Persistent absence (primary) rose at Ashby, which is not what we want." in rose


def test_of_what_should_be_high_the_side_is_said_once():
    both = say_changed(told(moved(RWM, "Corve", up=True), moved(RWM.replace("rwm", "maths"), "Dale", up=False)))
    assert "one likely moved to the better: RWM expected (primary) rose at Corve. One likely" in both
    assert "to the worse: Maths expected (primary) fell at Dale. Silence" in both


def test_many_outcomes_and_schools_are_counted_rather_than_all_named():
    keys = [key for key, each in OUTCOMES.items() if each.group == "primary"][:5]
    many = moved(keys[0], "A", "B", "C", "D", up=True)
    said = say_changed(told(many, *(moved(key, "A", up=True) for key in keys[1:])))
    assert "at A, B and 2 more;" in said
    assert "; and more in two other outcomes." in said


def test_the_sentence_over_a_trusts_signals_says_better_rather_than_up():
    assert "one move to the better stands out from chance" in lede(told(moved(ABSENCE, "Ashby", up=False)))
