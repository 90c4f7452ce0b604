"""What a consultation came to: told in counts that are not small, kept once, and refused in plain words."""

import json

import numpy as np
import pytest

from plait.core.errors import NotAllowed
from plait.goals import agreeing_scale, agreeing_votes
from plait.goals.agreeing import Choice, NotAConsultation, Way
from plait.goals.agreeing_scale import Judged
from plait.goals.models import AgreeingResult, Consultation, Vote
from plait.goals.models.agreeing_comparing import ResultIsKept
from plait.goals.queries import agreeing as reading
from plait.goals.queries import agreeing_next
from plait.goals.services import agreeing, agreeing_results, agreeing_saying
from plait.organisations.services.authority import scope_of
from plait.stats.opinions import GroupsRefused
from tests.goals.consultations import Asking, make_asking, vote_all
from tests.people import make_member

TWO_CAMPS = [
    (person, claim, (1 if claim % 2 else -1) * (1 if person < 15 else -1))
    for person in range(30)
    for claim in range(1, 9)
]
ALIKE = [(person, 9, 1) for person in range(30)]


def noisy(votes: list[tuple[int, int, int]], *, share: float = 0.1) -> list[tuple[int, int, int]]:
    rng = np.random.default_rng(5)
    return [
        (person, claim, int(rng.integers(-1, 2)) if rng.random() < share else said) for person, claim, said in votes
    ]


def judgements(judges: int = 8, *, exemplars: int = 6, each: int = 12) -> list[Judged]:
    """Judges who see exemplars a logit apart, 1 the least."""
    rng, made = np.random.default_rng(3), []
    for judge in range(judges):
        for _ in range(each):
            left, right = (int(one) for one in rng.choice(np.arange(1, exemplars + 1), 2, replace=False))
            won = rng.random() < 1 / (1 + np.exp(right - left))
            made.append(Judged(judge, left, right, left if won else right))
    return made


def test_two_camps_are_found_with_what_divides_and_what_unites_them():
    told = agreeing_votes.hear(noisy(TWO_CAMPS + ALIKE), seed=7)
    assert told["refused"] == ""
    assert sorted(told["groups"]["sizes"]) == [15, 15]
    assert {"claim": 9, "agrees": True} in told["groups"]["unites"]
    assert {each["claim"] for each in told["groups"]["divides"]} == set(range(1, 9))
    gap, lo, hi = told["groups"]["divides"][0]["gap"]
    assert 0.5 < lo < gap <= hi <= 1.0
    assert json.loads(json.dumps(told)) == told


def test_what_came_of_votes_names_nobody():
    told = agreeing_votes.hear([(person + 777_000, claim, said) for person, claim, said in noisy(TWO_CAMPS)], seed=7)
    assert "777" not in json.dumps(told)


def test_the_same_votes_and_seed_give_the_same_result():
    votes = noisy(TWO_CAMPS)
    assert agreeing_votes.hear(votes, seed=7) == agreeing_votes.hear(votes, seed=7)


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        ([(person, claim, 1) for person in range(6) for claim in range(5)], "Too few people"),
        ([(person, claim, 1) for person in range(12) for claim in range(2)], "Too few people"),
        (noisy([(person, claim, 1) for person in range(20) for claim in range(6)], share=0.5), "We looked for groups"),
    ],
)
def test_where_no_groups_bear_telling_it_is_said_why_and_what_all_said_stands(votes, why: str):
    told = agreeing_votes.hear(votes, seed=7)
    assert told["groups"] is None
    assert why in told["refused"]
    assert all(each["shown"] and each["agree"][1] < each["agree"][0] <= 1 for each in told["claims"])


def test_every_refusal_of_the_method_is_said_in_words_of_its_own():
    told = {agreeing_votes.explain(each.__name__) for each in GroupsRefused.__subclasses__()}
    assert len(told) == 4
    assert "No opinion groups can be shown." not in told


def test_what_fewer_than_five_said_is_not_in_the_result():
    told = agreeing_votes.hear(
        [(person, 1, 1) for person in range(9)] + [(person, 2, -1) for person in range(4)], seed=7
    )
    assert told["claims"][1] == {"claim": 2, "shown": False}
    assert told["claims"][0]["agree_n"] == 9


def test_judgements_make_a_scale_with_intervals_levels_and_how_sure_it_is():
    levels = {1: 0, 2: 0, 5: 1, 6: 1}
    told = agreeing_scale.scale(judgements(), exemplars=range(1, 8), levels=levels, adaptive=False, seed=7)
    assert told["refused"] == ""
    assert [each["exemplar"] for each in told["exemplars"]][:2] == [6, 5]
    assert all(each["lo"] < each["measure"] < each["hi"] for each in told["exemplars"])
    assert told["reliability"][1] < told["reliability"][0] < 1.0
    assert told["halves"] is not None
    assert told["wished_n"] == 35
    assert len(told["boundaries"]) == 1
    assert {each["exemplar"]: each["level"] for each in told["placed"]}[6] == 1
    assert len(told["judges"]["infit"]) == 8
    assert json.loads(json.dumps(told)) == told


def test_where_pairs_were_adaptive_halves_of_judges_are_not_told_and_the_measures_are_drawn_together():
    told = agreeing_scale.scale(judgements(), exemplars=range(1, 7), levels={}, adaptive=True, seed=7)
    plain = agreeing_scale.scale(judgements(), exemplars=range(1, 7), levels={}, adaptive=False, seed=7)
    assert told["halves"] is None
    assert told["reliability"] is not None
    assert told["exemplars"] != plain["exemplars"]
    assert told["levels_refused"].startswith("Examples stand at fewer than two levels")


def test_a_scale_of_few_judges_or_of_untied_examples_is_refused():
    told = agreeing_scale.scale(judgements(4), exemplars=range(1, 7), levels={}, adaptive=False, seed=7)
    assert told["refused"].startswith("Too few people")
    assert told["exemplars"] == []
    apart = [Judged(judge, one, one + 1, one) for judge in range(6) for one in (1, 3)]
    told = agreeing_scale.scale(apart, exemplars=range(1, 5), levels={}, adaptive=False, seed=7)
    assert "not been compared with the others" in told["refused"]


def test_levels_that_judges_put_the_other_way_round_are_a_finding():
    told = agreeing_scale.scale(judgements(), exemplars=range(1, 7), levels={1: 1, 6: 0}, adaptive=False, seed=7)
    assert "no higher" in told["levels_refused"]
    assert told["boundaries"] == []


@pytest.fixture
def place(db: None) -> Asking:
    return make_asking()


def test_results_wait_for_five_people_with_something_new_and_are_worked_out_once(place: Asking):
    vote_all(place, [[1, 1, -1, 0]] * 4)
    assert agreeing_results.work_out(place.consultation, by=place.director) == []
    (fifth,) = vote_all(place, [[1, -1, -1, 0]])
    (made,) = agreeing_results.work_out(place.consultation, by=place.head)
    assert (made.people_n, made.given_n, made.method, made.last) == (5, 20, agreeing_votes.METHOD, False)
    assert agreeing_results.work_out(place.consultation, by=place.head) == []
    vote = Vote.objects.get(person=fifth, claim=place.claims[0])
    agreeing_saying.vote(vote.claim, choice=Choice.DISAGREE, by=fifth)
    assert agreeing_results.work_out(place.consultation, by=place.director) == []


def test_once_it_is_closed_everything_counts_and_the_result_before_is_kept(place: Asking):
    people = vote_all(place, [[1, 1, -1, 0]] * 5)
    agreeing_results.work_out(place.consultation, by=place.director)
    agreeing_saying.vote(place.claims[0], choice=Choice.DISAGREE, by=people[0])
    agreeing.close(place.consultation, by=place.director)
    closed = Consultation.objects.get(pk=place.consultation.pk)
    (last,) = agreeing_results.work_out(closed, by=place.colleague)
    assert last.last
    assert last.content["claims"][0]["agree_n"] == 4
    assert agreeing_results.work_out(closed, by=place.colleague) == []
    assert AgreeingResult.objects.count() == 2
    assert reading.find_result(scope_of(place.head), consultation=closed, way=Way.VOTES) == last


def test_a_result_that_is_kept_is_not_changed(place: Asking):
    vote_all(place, [[1, 1, -1, 0]] * 5)
    (made,) = agreeing_results.work_out(place.consultation, by=place.director)
    made.people_n = 6
    for change in (made.save, made.delete, AgreeingResult.objects.all().delete):
        with pytest.raises(ResultIsKept):
            change()


def test_nobody_of_another_trust_has_results_worked_out_or_reads_them(place: Asking):
    vote_all(place, [[1, 1, -1, 0]] * 5)
    with pytest.raises(NotAllowed):
        agreeing_results.work_out(place.consultation, by=place.stranger)
    agreeing_results.work_out(place.consultation, by=place.director)
    assert reading.find_result(scope_of(place.stranger), consultation=place.consultation, way=Way.VOTES) is None


def test_the_next_claim_stays_until_it_is_voted_on_and_then_there_is_none(place: Asking):
    scope, seen = scope_of(place.colleague), []
    while (claim := agreeing_next.find_next_claim(scope, consultation=place.consultation)) is not None:
        assert agreeing_next.find_next_claim(scope, consultation=place.consultation) == claim
        agreeing_saying.vote(claim, choice=Choice.AGREE, by=place.colleague)
        seen.append(claim.pk)
    assert sorted(seen) == [each.pk for each in place.claims]


def test_pairs_come_until_none_is_left_none_twice_and_a_pair_handed_in_twice_counts_once(place: Asking):
    scope, seen = scope_of(place.colleague), []
    while (pair := agreeing_next.find_next_pair(scope, consultation=place.consultation)) is not None:
        told = {"left": pair.left.pk, "right": pair.right.pk}
        winner = max(told.values()) if len(seen) != 3 else None
        first = agreeing_saying.judge(place.consultation, **told, winner=winner, by=place.colleague)
        again = agreeing_saying.judge(place.consultation, **told, winner=min(told.values()), by=place.colleague)
        assert (again.pk, again.winner_id) == (first.pk, winner)
        seen.append(frozenset(told.values()))
    assert len(seen) == len(set(seen)) == 10
    progress = agreeing_next.get_progress(scope, consultation=place.consultation)
    assert progress is not None
    assert (progress.made_n, progress.own_n, progress.wished_n, progress.left_n) == (9, 9, 25, 16)


def test_how_alike_people_judge_is_for_whoever_leads(place: Asking):
    for n in range(6):
        person = make_member(place.school, "colleague", name=f"Judge {n}")
        scope = scope_of(person)
        for _ in range(6):
            pair = agreeing_next.find_next_pair(scope, consultation=place.consultation)
            assert pair is not None
            told = {"left": pair.left.pk, "right": pair.right.pk}
            agreeing_saying.judge(place.consultation, **told, winner=max(told.values()), by=person)
    (made,) = agreeing_results.work_out(place.consultation, by=place.director)
    assert made.content["exemplars"][0]["title"] == "Example 5"
    assert made.content["names"] == {"0": "Beginning", "1": "Secure"}
    told = {
        name: reading.find_result(scope_of(person), consultation=place.consultation, way=Way.COMPARING)
        for name, person in (("lead", place.director), ("head", place.head))
    }
    assert told["lead"].content["judges"]["infit"]
    assert "judges" not in told["head"].content


def test_pairs_of_other_examples_are_refused(place: Asking):
    one = place.consultation.comparing.statement.exemplars.first()
    with pytest.raises(NotAConsultation, match="not two of the examples"):
        agreeing_saying.judge(place.consultation, left=one.pk, right=10**9, winner=None, by=place.head)
