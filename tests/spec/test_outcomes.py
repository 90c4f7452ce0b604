"""The rules that every judged outcome keeps, read from the files that come with Plait."""

from dataclasses import replace

import pytest

from plait.indicators.store.definitions import load_definitions
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import BadOutcome, Outcome, UnknownOutcome
from plait.organisations.domain import Phase

OUTCOMES = shelf.list_outcomes()


def each(outcomes: list[Outcome]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("outcome", outcomes, ids=[one.key for one in outcomes])


@each(OUTCOMES)
def test_what_a_school_achieves_never_explains_what_it_achieves(outcome: Outcome):
    kinds = {load_definitions()[name].kind for name in (*outcome.context.inputs, *outcome.context.log)}
    assert kinds == {"context"}
    assert outcome.definition.kind == "outcome"
    assert outcome.indicator not in outcome.context.inputs


@each(OUTCOMES)
def test_the_number_of_pupils_is_among_the_circumstances(outcome: Outcome):
    assert "roll" in outcome.context.log


@each(OUTCOMES)
def test_the_size_that_matters_is_a_tenth_of_a_pupil_standard_deviation(outcome: Outcome):
    assert outcome.margin_sd == 0.10


@each(OUTCOMES)
def test_a_pupil_standard_deviation_has_a_source(outcome: Outcome):
    assert (outcome.chance == "percentage") == (outcome.pupil_sd == 0.0) == (outcome.pupil_sd_source == "")
    assert (outcome.chance == "percentage") <= (outcome.definition.unit == "percent")


@each(OUTCOMES)
def test_an_outcome_has_a_better_side_and_names_what_is_not_measured(outcome: Outcome):
    assert outcome.sign == (-1 if outcome.definition.polarity == "lower" else 1)
    assert len(outcome.context.unmeasured) >= 3
    assert outcome.phase in outcome.definition.phases


def test_absence_is_better_when_lower():
    assert shelf.get_outcome("absence_persistent", group="primary").sign == -1
    assert shelf.get_outcome("attainment8").sign == 1


def test_prior_attainment_explains_secondaries_only():
    inputs = {outcome.group: outcome.context.inputs for outcome in OUTCOMES}
    assert "prior_attainment_low" in inputs["secondary"]
    assert "prior_attainment_low" not in inputs["primary"]
    assert {outcome.phase for outcome in OUTCOMES} == {Phase.PRIMARY, Phase.SECONDARY}


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"inputs": ("progress8",)}, "what a school achieves must not explain"),
        ({"inputs": ("no_such_thing",)}, "no indicator"),
        ({"log": ("attainment8",)}, "what a school achieves must not explain"),
        ({"categories": ("colour",)}, "no category of schools"),
    ],
)
def test_circumstances_that_break_a_rule_are_refused(changed: dict[str, tuple[str, ...]], because: str):
    known = shelf.get_outcome("attainment8")
    bad = replace(known, context=replace(known.context, **changed))
    with pytest.raises(BadOutcome, match=because):
        shelf.check(bad, kinds=load_definitions())


@pytest.mark.parametrize(
    "changed",
    [
        {"pupil_sd": 0.0, "pupil_sd_source": ""},
        {"pupil_sd_source": ""},
        {"chance": "percentage"},
        {"chance": "guess"},
        {"indicator": "ebacc_entry"},
    ],
)
def test_an_outcome_without_a_rule_for_chance_or_a_better_side_is_refused(changed: dict[str, object]):
    with pytest.raises(BadOutcome):
        shelf.check(replace(shelf.get_outcome("attainment8"), **changed), kinds=load_definitions())


def test_a_file_with_a_word_too_many_is_refused_by_name(tmp_path):
    whole = (shelf.FOLDER / "primary.toml").read_text(encoding="utf-8")
    bad = tmp_path / "primary.toml"
    bad.write_text(whole.replace("reach = 7", "reach = 7\nguess = 1"), encoding="utf-8")
    with pytest.raises(BadOutcome, match="guess"):
        shelf.read_file(bad)
    bad.write_text(whole.replace("ks2_rwm_higher", "ks2_no_such"), encoding="utf-8")
    with pytest.raises(BadOutcome, match="ks2_no_such"):
        shelf.read_file(bad)


def test_a_name_that_several_phases_share_needs_its_phase():
    with pytest.raises(UnknownOutcome, match=r"primary\.absence_persistent"):
        shelf.get_outcome("absence_persistent")
    assert shelf.get_outcome("secondary.absence_persistent").phase is Phase.SECONDARY
    with pytest.raises(UnknownOutcome, match="is not judged"):
        shelf.get_outcome("roll")


def test_the_text_of_an_outcome_changes_with_every_parameter():
    known = shelf.get_outcome("attainment8")
    others = [replace(known, margin_sd=0.2), replace(known, pupil_sd=21.0), replace(known, cohort_from="")]
    assert len({known.as_text(), *(other.as_text() for other in others)}) == 4
