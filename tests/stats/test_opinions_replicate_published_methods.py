"""Opinion groups: figures that published programs print, and figures of their own tests, come out again."""

import numpy as np
import pytest

from plait.stats.opinions import consensus, extremity, group_votes, place, priority, telling
from plait.stats.opinions.parting import choose, in_order, silhouette, ways_to_part
from plait.stats.opinions.representing import one_proportion_z, two_proportions_z

# Counts of one published Pol.is conversation, on bicycle lanes: the export among the test files of the library
# red-dwarf (polis-community/red-dwarf, tests/fixtures/csv-export-test). Agree, disagree and pass of its groups A and B.
COUNTS = (
    ((1, 5, 0), (24, 1, 2)),
    ((4, 1, 1), (17, 3, 6)),
    ((6, 0, 0), (2, 17, 5)),
    ((5, 0, 1), (8, 6, 8)),
    ((5, 0, 0), (17, 1, 2)),
    ((2, 4, 0), (18, 2, 5)),
)


def published_conversation():
    """Votes with those counts, and the groups."""
    votes = np.full((12 + 48, len(COUNTS)), np.nan)
    for column, groups in enumerate(COUNTS):
        for start, (agree, disagree, unsure) in zip((0, 12), groups, strict=True):
            cast = [1.0] * agree + [-1.0] * disagree + [0.0] * unsure
            votes[start : start + len(cast), column] = cast
    return votes, np.repeat([0, 1], [12, 48])


def made_up_conversation():
    """24 people and 10 statements by a rule, given to red-dwarf 0.4.0 (`run_pipeline`, PCA and k-means) too."""
    votes = np.empty((24, 10))
    for i, j in np.ndindex(votes.shape):
        side = 1 if i < 14 else -1
        lean = side if j < 5 else (1 if j < 8 else -side)
        turn = (i * 7 + j * 11 + i * j) % 10
        votes[i, j] = lean if turn < 7 else (0 if turn == 7 else -lean)
        if (i * 5 + j * 3) % 6 == 0:
            votes[i, j] = np.nan
    return votes


# What red-dwarf 0.4.0 makes of it: positions along its two axes of the first three and the last participant, …
PLACES = {0: (-0.019589, -1.933228), 1: (2.031, 1.654614), 2: (1.95947, 0.057443), 23: (-0.564013, -0.393783)}
EXTREMITY = [1.411557, 1.446677, 1.671177, 1.257777, 1.632202, 0.83446, 0.730519, 0.841282, 0.77948, 1.518476]
PRIORITY = [2.7913, 1.652286, 4.931502, 4.910307, 3.325445, 2.198474, 2.7175, 2.679976, 1.952149, 2.651922]
# … its three groups, group-informed consensus, and the statements that tell its groups from the others.
GROUPS = [{4, 16, 17, 19, 20, 22, 23}, {5, 8, 10, 13}, {1, 2, 7, 11, 14}]
CONSENSUS = [0.079365, 0.039683, 0.095238, 0.132275, 0.047619, 0.132275, 0.15873, 0.095238, 0.079365, 0.079365]
AGAINST = [0.037037, 0.042328, 0.037037, 0.037037, 0.037037, 0.02381, 0.021164, 0.015873, 0.15873, 0.039683]
TELLING = [
    [(6, True), (0, False), (2, False), (3, False), (4, False)],
    [(1, True), (0, True), (3, True), (5, True), (6, True)],
    [(4, True), (2, True), (7, True), (3, True), (9, False)],
]


def test_the_map_of_the_library_red_dwarf_comes_out_again():
    found = place(made_up_conversation())
    theirs = np.array(list(PLACES.values()))
    ours = found.place[list(PLACES)]
    # An axis has no direction.
    ours *= np.sign((ours * theirs).sum(axis=0))
    assert ours == pytest.approx(theirs, abs=1e-6)
    assert extremity(found) == pytest.approx(EXTREMITY, abs=1e-6)


def test_its_groups_come_out_again_for_the_same_number_of_groups():
    votes = made_up_conversation()
    found = place(votes)
    enough = np.flatnonzero(found.votes_n >= 7)
    ways = ways_to_part(found.place[enough], largest_k=5)
    three = in_order(ways[1])
    assert [set(enough[three.group == each].tolist()) for each in (0, 2, 1)] == GROUPS
    assert three.clearness >= ways[0].clearness


def test_its_priorities_come_out_again():
    votes = made_up_conversation()
    found = place(votes)
    assert priority(votes[found.votes_n >= 7], extremity=extremity(found)) == pytest.approx(PRIORITY, abs=1e-5)


def test_its_consensus_and_representative_statements_come_out_again():
    votes = made_up_conversation()
    group = np.full(24, -1)
    for number, people in enumerate(GROUPS):
        group[list(people)] = number
    found = group_votes(votes, group)
    assert found.agree_everywhere == pytest.approx(CONSENSUS, abs=1e-6)
    assert found.disagree_everywhere == pytest.approx(AGAINST, abs=1e-6)
    assert [[(each.statement, each.agrees) for each in told] for told in telling(found)] == TELLING
    assert [told[0].most_agreed for told in telling(found)] == [True, True, True]
    assert consensus(votes).agree == (6,)
    assert consensus(votes).disagree == ()


def test_representativeness_of_a_published_conversation_comes_out_again():
    found = group_votes(*published_conversation())
    # By calculate_comment_statistics of red-dwarf 0.4.0, which is tested against the published results of Pol.is.
    assert found.agree_p[0] == pytest.approx([0.25, 0.625, 0.875, 0.75, 0.857143, 0.375], abs=1e-6)
    assert found.disagree_p[1] == pytest.approx([0.068966, 0.142857, 0.692308, 0.291667, 0.090909, 0.111111], abs=1e-6)
    assert found.agree_ratio[0] == pytest.approx([0.29, 0.972222, 7.583333, 2.0, 1.047619, 0.532895], abs=1e-6)
    assert found.disagree_ratio[0] == pytest.approx([10.875, 1.75, 0.180556, 0.428571, 1.571429, 5.625], abs=1e-6)
    assert found.agree_z[1] == pytest.approx([4.157609, 1.732051, -3.8, -1.042572, 3.273268, 2.353394], abs=1e-6)
    assert found.disagree_z[0] == pytest.approx(
        [1.889822, -1.133893, -1.889822, -1.889822, -1.632993, 1.133893], abs=1e-6
    )
    rat = [-3.421575, 0.239989, 4.43982, 2.158329, 0.981981, -1.505484]
    assert found.agree_ratio_z[0] == pytest.approx(rat, abs=1e-6)
    assert found.agree_ratio_z[1] == pytest.approx([-each for each in rat], abs=1e-6)
    rdt = [4.427921, 0.8508, -2.748077, -0.845989, 0.49099, 3.281956]
    assert found.disagree_ratio_z[0] == pytest.approx(rdt, abs=1e-6)
    assert found.agree_everywhere == pytest.approx(
        [0.215517, 0.401786, 0.100962, 0.28125, 0.701299, 0.263889], abs=1e-6
    )


def test_figures_of_the_tests_of_pol_is_come_out_again():
    # compdemocracy/polis: math/test/stats_test.clj, delphi/tests/test_repness_unit.py, math/test/silhouette_test.clj.
    assert two_proportions_z(*(np.array(each) for each in (15, 24, 56, 71))) == pytest.approx(-1.518, abs=0.01)
    assert two_proportions_z(*(np.array(each) for each in (70, 100, 50, 100))) == pytest.approx(2.88, abs=0.01)
    assert two_proportions_z(*(np.array(each) for each in (5, 100, 5, 0))) == pytest.approx(-18.3476, abs=1e-4)
    assert one_proportion_z(np.array([70, 0, 1]), np.array([100, 0, 1])) == pytest.approx([4.08, 1.0, 1.414], abs=0.01)
    far = np.array([[0.0, 1, 3, 4], [1, 0, 3, 4], [3, 3, 0, 2], [4, 4, 2, 0]])
    assert silhouette(far, np.array([0, 0, 1, 1]), k=2) == pytest.approx(0.5654, abs=1e-4)


def test_the_number_of_groups_with_the_largest_silhouette_is_chosen():
    ways = ways_to_part(place(made_up_conversation()).place, largest_k=4)
    assert choose(ways).clearness == max(way.clearness for way in ways)
