"""Which rules are applied, with which sizes; stated once, so that an error rate can be worked out for just these."""

from dataclasses import dataclass

from plait.stats.errors import BadInput
from plait.stats.spc.codes import TwoOfThree

# Mean moving range of two normal figures in standard deviations (Shewhart's d2 for pairs, as tables print it); Laney.
SIGMA_OF_RANGE = 1.128
# Distance of XmR limits in mean moving ranges: 3 / 1.128, as Wheeler and Making Data Count round it.
LIMIT_OF_RANGE = 2.66
# Upper limit of a moving range, in mean moving ranges (D4 for pairs): larger ones are screened out.
LARGE_RANGE = 3.267
# Limits stand at three sigma; "near" is beyond two.
LIMIT, NEAR = 3.0, 2.0
# Probability below which so few crossings of a centre line are a signal (Anhøj after Chen 2010).
FEW_CROSSINGS = 0.05


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a family of charts.

    Attributes
    ----------
    beyond
        Points outside three sigma are signals.
    shift
        So many points in a row on one side of the centre line are one; None for no such rule. A point on the line ends
        the row, as in the charts of Making Data Count.
    trend
        So many points in a row, each higher (or each lower) than the last, the first counted; None for no such rule.
    two_of_three
        How two of three near a limit are counted; None for no such rule.
    anhoej
        Longest run and crossings are judged by Anhøj's rules. Points on the line are dropped.
    screen
        Moving ranges of at least 3.267 times their mean are left out, once, before XmR limits are set. NHSRplotthedots
        and qicharts2 do so; Montgomery, Wheeler and qcc do not.
    fewest
        Points from which limits must come; with fewer there are none.
    settled
        Points below which limits are on trial.
    fewest_runs
        Points off the centre line that Anhøj's rules need.
    """

    beyond: bool = True
    shift: int | None = 7
    trend: int | None = 7
    two_of_three: TwoOfThree | None = TwoOfThree.NHS
    anhoej: bool = True
    screen: bool = True
    fewest: int = 6
    settled: int = 12
    fewest_runs: int = 10

    def __post_init__(self) -> None:
        for name, least in (("shift", 3), ("trend", 3), ("fewest", 3), ("settled", self.fewest), ("fewest_runs", 2)):
            size = getattr(self, name)
            if size is not None and size < least:
                raise BadInput("These rules make no sense.", why=f"`{name}` is {size}, and its least is {least}.")


MAKING_DATA_COUNT = Rules(anhoej=False)
ANHOEJ = Rules(shift=None, trend=None, two_of_three=None)
RULES = Rules()
