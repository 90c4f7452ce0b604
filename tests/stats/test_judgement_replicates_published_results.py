"""Comparative judgement: estimates that stand in print, repeated."""

import numpy as np
import pytest
from tests.stats.slow_judgement import judge_live

from plait.stats.judgement import Pairing, fit, judgements_of, position_of, separation_of, split_half

# Citations among four journals of statistics, 1987–89: Stigler, S. M. (1994). Citation patterns in the journals of
# statistics and probability. Statistical Science 9, 94–108. doi:10.1214/ss/1177010655. Row: cited; column: citing.
# Estimates: Turner, H. and Firth, D. (2012). Bradley–Terry models in R: the BradleyTerry2 package. Journal of
# Statistical Software 48(9). doi:10.18637/jss.v048.i09; digits beyond theirs from BradleyTerry2 1.1-2 under R 4.2.
CITED = {
    ("Biometrika", "Comm Statist"): (730, 33),
    ("Biometrika", "JASA"): (498, 320),
    ("Biometrika", "JRSS-B"): (221, 284),
    ("Comm Statist", "JASA"): (68, 813),
    ("Comm Statist", "JRSS-B"): (17, 276),
    ("JASA", "JRSS-B"): (142, 325),
}
JOURNALS = ["Biometrika", "Comm Statist", "JASA", "JRSS-B"]

# Baseball, American League, Eastern Division, 1987, by home and away: Agresti, A. (2002). Categorical Data Analysis,
# second edition, section 10.6, pp. 437–439. Wiley. (home, away): (won at home, lost at home).
TEAMS = ["Baltimore", "Boston", "Cleveland", "Detroit", "Milwaukee", "New York", "Toronto"]
AT_HOME = {
    "Milwaukee": {
        "Detroit": (4, 3),
        "Toronto": (4, 2),
        "New York": (4, 3),
        "Boston": (6, 1),
        "Cleveland": (4, 2),
        "Baltimore": (6, 0),
    },
    "Detroit": {
        "Milwaukee": (3, 3),
        "Toronto": (4, 2),
        "New York": (4, 3),
        "Boston": (6, 0),
        "Cleveland": (6, 1),
        "Baltimore": (4, 3),
    },
    "Toronto": {
        "Milwaukee": (2, 5),
        "Detroit": (4, 3),
        "New York": (2, 4),
        "Boston": (4, 3),
        "Cleveland": (4, 2),
        "Baltimore": (6, 0),
    },
    "New York": {
        "Milwaukee": (3, 3),
        "Detroit": (5, 1),
        "Toronto": (2, 5),
        "Boston": (4, 3),
        "Cleveland": (4, 2),
        "Baltimore": (6, 1),
    },
    "Boston": {
        "Milwaukee": (5, 1),
        "Detroit": (2, 5),
        "Toronto": (3, 3),
        "New York": (4, 2),
        "Cleveland": (5, 2),
        "Baltimore": (6, 0),
    },
    "Cleveland": {
        "Milwaukee": (2, 5),
        "Detroit": (3, 3),
        "Toronto": (3, 4),
        "New York": (4, 3),
        "Boston": (4, 2),
        "Baltimore": (2, 4),
    },
    "Baltimore": {
        "Milwaukee": (2, 5),
        "Detroit": (1, 5),
        "Toronto": (1, 6),
        "New York": (2, 4),
        "Boston": (1, 6),
        "Cleveland": (3, 4),
    },
}


def citations():
    winner, loser = [], []
    for (one, other), (won, lost) in CITED.items():
        a, b = JOURNALS.index(one), JOURNALS.index(other)
        winner += [a] * won + [b] * lost
        loser += [b] * won + [a] * lost
    return judgements_of(np.zeros(len(winner), dtype=int), winner=winner, loser=loser)


def games():
    winner, loser, at_home = [], [], []
    for home, others in AT_HOME.items():
        for away, (won, lost) in others.items():
            a, b = TEAMS.index(home), TEAMS.index(away)
            winner += [a] * won + [b] * lost
            loser += [b] * won + [a] * lost
            at_home += [True] * won + [False] * lost
    return judgements_of(np.zeros(len(winner), dtype=int), winner=winner, loser=loser, winner_left=at_home)


@pytest.mark.parametrize(
    ("method", "estimates", "errors"),
    [
        ("likelihood", [-2.94907250, -0.47956977, 0.26895406], [0.10254534, 0.06058873, 0.07082997]),
        ("reduced", [-2.94438182, -0.47907526, 0.26853102], [0.10236784, 0.06057470, 0.07081870]),
    ],
)
def test_journals_stand_where_stiglers_citations_put_them(method, estimates, errors):
    found = fit(citations(), method=method)
    apart = [found.difference(journal, 0) for journal in (1, 2, 3)]
    assert [each for each, _ in apart] == pytest.approx(estimates, abs=1e-6)
    assert [se for _, se in apart] == pytest.approx(errors, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "estimates", "errors"),
    [
        # Agresti's table 10.11 prints 1.11, 0.68, 1.44, 1.58, 1.25, 1.29; more digits from BradleyTerry2.
        (
            "likelihood",
            [1.10769771, 0.68385277, 1.43640843, 1.58135588, 1.24761785, 1.29448512],
            [0.33387791, 0.33187640, 0.33956819, 0.34325566, 0.33586062, 0.33666909],
        ),
        (
            "reduced",
            [1.08037848, 0.66626295, 1.40157574, 1.54312235, 1.21711948, 1.26291753],
            [0.33203021, 0.33014615, 0.33751148, 0.34106652, 0.33393725, 0.33471620],
        ),
    ],
)
def test_teams_stand_where_agresti_puts_them(method, estimates, errors):
    found = fit(games(), method=method)
    apart = [found.difference(team, 0) for team in range(1, 7)]
    assert [each for each, _ in apart] == pytest.approx(estimates, abs=1e-6)
    assert [se for _, se in apart] == pytest.approx(errors, abs=1e-6)


def test_playing_at_home_helps_as_much_as_in_agresti():
    # He prints 0.302 by likelihood; BradleyTerry2 with bias reduction gives 0.29392799 (0.13044436), as here.
    found = position_of(games())
    assert (found.lean, found.se) == pytest.approx((0.29392799, 0.13044436), abs=1e-6)
    assert found.lean == pytest.approx(0.302, abs=0.009)
    assert found.lo > 0.5


def test_adaptive_pairing_finds_reliability_where_nothing_differs_as_bramley_found():
    # Bramley (2015): judgements at random, paired adaptively, came out at a separation reliability of about 0.7.
    made = judge_live(np.random.default_rng(2015), truth=np.zeros(20), judges_n=8, each_n=25, pairing=Pairing.ADAPTIVE)
    found = separation_of(fit(made), pairing=Pairing.ADAPTIVE)
    assert found.reliability > 0.6
    assert not found.trustworthy
    # Halves of the judges share the choice of pairs, so they agree too well too.
    assert split_half(made, pairing=Pairing.ADAPTIVE, rng=np.random.default_rng(1), splits_n=5).reliability > 0.6
    # Where the spread is estimated with the measures, the choice of pairs does no harm.
    honest = separation_of(fit(made, method="drawn"), pairing=Pairing.ADAPTIVE)
    assert honest.reliability < 0.3
    assert honest.trustworthy
