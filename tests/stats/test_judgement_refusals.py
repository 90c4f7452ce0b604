"""Comparative judgement: what the judgements cannot bear is refused by name."""

import numpy as np
import pytest

from plait.stats.errors import BadInput, NotIdentified, TooFewUnits
from plait.stats.judgement import (
    Pairing,
    boundaries_at,
    boundaries_between,
    fit,
    judgements_of,
    misfit_of_exemplars,
    misfit_of_judges,
    place,
    position_of,
    project,
    separation_of,
    split_half,
)

LINE = judgements_of([1, 1, 2, 2], winner=[1, 2, 3, 2], loser=[2, 3, 1, 1])


@pytest.mark.parametrize(
    ("given", "because"),
    [
        (([1], [1], [1]), "against itself.*exemplar 1"),
        (([1, 2], [1], [2]), "do not fit together"),
        (([1], [1.5], [2]), "winner.*cannot be read"),
        (([1], [[1]], [[2]]), "cannot be read"),
        (([np.nan], [1], [2]), "judge.*cannot be read"),
    ],
)
def test_judgements_that_make_no_sense_are_refused(given, because):
    judge, winner, loser = given
    with pytest.raises(BadInput, match=because):
        judgements_of(judge, winner=winner, loser=loser)


@pytest.mark.parametrize(
    ("how", "because"),
    [
        ({"exemplars": [1]}, "not listed was judged.*It is 2"),
        ({"exemplars": [1, 2, 2]}, "listed twice.*It is 2"),
        ({"winner_left": [True, False]}, "sides cannot be read"),
        ({"winner_left": [1]}, "sides cannot be read"),
    ],
)
def test_lists_and_sides_that_do_not_fit_are_refused(how, because):
    with pytest.raises(BadInput, match=because):
        judgements_of([1], winner=[1], loser=[2], **how)


def test_there_is_no_scale_without_a_judgement():
    with pytest.raises(TooFewUnits, match=r"no scale yet.*2 exemplars and 0 judgements"):
        fit(judgements_of([], winner=[], loser=[], exemplars=[1, 2]))


@pytest.mark.parametrize("method", ["reduced", "drawn", "likelihood"])
def test_exemplars_that_were_never_compared_are_not_put_on_one_scale(method):
    apart = judgements_of([1] * 4, winner=[1, 2, 8, 9], loser=[2, 1, 9, 8], exemplars=[1, 2, 7, 8, 9])
    with pytest.raises(NotIdentified, match="3 groups that were never compared; outside the largest: 7, 8, 9"):
        fit(apart, method=method)


def test_likelihood_is_refused_where_an_exemplar_always_wins_and_the_others_answer():
    always = judgements_of([1] * 4, winner=[1, 1, 2, 3], loser=[2, 3, 3, 2])
    with pytest.raises(NotIdentified, match=r"no finite answer.*never lost: 1"):
        fit(always, method="likelihood")
    # Ford's condition can fail though everybody has won and lost: 1 and 2 never lose to 3 and 4.
    two_tiers = judgements_of([1] * 5, winner=[1, 2, 3, 4, 1], loser=[2, 1, 4, 3, 3])
    with pytest.raises(NotIdentified, match="never lost to any of the others"):
        fit(two_tiers, method="likelihood")
    for made in (always, two_tiers):
        for method in ("reduced", "drawn"):
            assert np.isfinite(fit(made, method=method).measure).all()


def test_a_method_that_is_not_known_is_refused():
    with pytest.raises(BadInput, match=r"method is not known.*It is elo"):
        fit(LINE, method="elo")


def test_an_exemplar_that_is_not_on_the_scale_has_no_difference():
    with pytest.raises(BadInput, match=r"not on the scale.*It is 9"):
        fit(LINE).difference(1, 9)


def test_two_exemplars_have_no_reliability():
    two = judgements_of([1, 2], winner=[1, 2], loser=[2, 1])
    with pytest.raises(TooFewUnits, match="There are 2 exemplars"):
        separation_of(fit(two), pairing=Pairing.BALANCED)


def test_halves_of_too_few_judges_or_judgements_are_refused():
    rng = np.random.default_rng(1)
    with pytest.raises(TooFewUnits, match="There are 2 judges and 3 exemplars"):
        split_half(LINE, pairing=Pairing.BALANCED, rng=rng)
    thin = judgements_of([1, 2, 3, 4], winner=[1, 2, 3, 4], loser=[2, 3, 4, 5])
    with pytest.raises(NotIdentified, match="In 10 of 10 splits one half left exemplars untied"):
        split_half(thin, pairing=Pairing.BALANCED, rng=rng, splits_n=10)
    with pytest.raises(BadInput, match="number of splits is 0"):
        split_half(thin, pairing=Pairing.BALANCED, rng=rng, splits_n=0)


def test_what_cannot_be_trusted_or_is_nothing_is_not_projected():
    scale = fit(LINE)
    with pytest.raises(NotIdentified, match="pairing is adaptive"):
        project(separation_of(scale, pairing=Pairing.ADAPTIVE))
    with pytest.raises(NotIdentified, match="pairing is unknown"):
        project(separation_of(scale, pairing=Pairing.UNKNOWN))
    with pytest.raises(NotIdentified, match="nothing tells the exemplars apart"):
        project(separation_of(scale, pairing=Pairing.BALANCED))
    with pytest.raises(BadInput, match=r"It is 1\.0"):
        project(separation_of(scale, pairing=Pairing.BALANCED), wished=1.0)


def test_misfit_asks_for_the_scale_of_the_same_exemplars():
    other = judgements_of([1], winner=[1], loser=[2])
    for misfit in (misfit_of_judges, misfit_of_exemplars):
        with pytest.raises(BadInput, match="not of these exemplars"):
            misfit(other, fit(LINE))


def test_the_pull_of_a_side_asks_for_sides_and_for_both_orders():
    with pytest.raises(BadInput, match="Left and right were not written down"):
        position_of(LINE)
    kept = judgements_of([1] * 3, winner=[1, 2, 2], loser=[2, 3, 1], winner_left=[True, True, False])
    with pytest.raises(NotIdentified, match="kept to their sides"):
        position_of(kept)


def test_anchors_that_contradict_the_scale_are_refused():
    scale = fit(judgements_of([1] * 6, winner=[1, 2, 3, 1, 2, 1], loser=[2, 3, 4, 3, 4, 4]))
    with pytest.raises(NotIdentified, match=r"Levels 0 and 1 cannot be told apart.*level 1 \(4\) no higher"):
        boundaries_between(scale, level_of={1: 0, 4: 1})
    with pytest.raises(BadInput, match="without a gap"):
        boundaries_between(scale, level_of={4: 0, 1: 2})
    with pytest.raises(BadInput, match="anchored at the levels of none"):
        boundaries_between(scale, level_of={})
    with pytest.raises(BadInput, match=r"not on the scale.*It is 9"):
        boundaries_between(scale, level_of={4: 0, 9: 1})
    with pytest.raises(NotIdentified, match="another order"):
        boundaries_at(scale, exemplars=[1, 4])
    with pytest.raises(BadInput, match="No exemplar is given"):
        boundaries_at(scale, exemplars=[])
    with pytest.raises(BadInput, match="belong to another scale"):
        place(fit(LINE), boundaries_at(scale, exemplars=[4, 1]))
