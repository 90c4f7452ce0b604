"""What a chart can be, show and warn of, as names; the words for them are written where pages are."""

from enum import IntEnum, IntFlag, StrEnum


class Chart(StrEnum):
    """How the centre line and the limits of a series are worked out."""

    XMR = "XmR"  # single figures, spread from moving ranges
    P = "p"  # so many of so many, binomial spread
    U = "u"  # so many for so much, Poisson spread
    P_PRIME = "p′"  # p with the spread that p's own moving ranges show (Laney)
    U_PRIME = "u′"  # u likewise
    RUN = "run"  # median, no limits

    @property
    def counts(self) -> bool:
        """Whether it takes counts and denominators."""
        return self in {Chart.P, Chart.U, Chart.P_PRIME, Chart.U_PRIME}

    @property
    def is_share(self) -> bool:
        """Whether what is counted is part of its denominator, so that no more than all of it can be."""
        return self in {Chart.P, Chart.P_PRIME}

    @property
    def is_prime(self) -> bool:
        """Whether moving ranges widen or narrow the spread of counts."""
        return self in {Chart.P_PRIME, Chart.U_PRIME}


class TwoOfThree(StrEnum):
    """Which points count as two of three near a limit."""

    NHS = "nhs"  # all three on one side of the centre, two of them between two and three sigma
    WESTERN_ELECTRIC = "western electric"  # two beyond two sigma on one side, the third anywhere


class Signal(IntFlag):
    """Why a point is unlikely to be chance alone; several may hold at once."""

    NONE = 0
    BEYOND = 1  # outside the limits
    SHIFT = 2  # in a run on one side of the centre line
    RISING = 4  # in a trend of points each higher than the one before
    FALLING = 8
    NEAR = 16  # two of three near a limit
    LONG_RUN = 32  # in a run longer than Anhøj's rule allows
    FEW_CROSSINGS = 64  # of a segment, not of a point: the centre line is crossed too rarely (Anhøj)


class Polarity(IntEnum):
    """Which way is better."""

    LOWER = -1
    NEUTRAL = 0
    HIGHER = 1


class Direction(StrEnum):
    """What a signal means under a polarity."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"


class Variation(StrEnum):
    """The newest point of a series in one name."""

    NOT_ENOUGH_POINTS = "not enough points"
    COMMON_CAUSE = "common cause"
    IMPROVEMENT_HIGH = "improvement, high"
    IMPROVEMENT_LOW = "improvement, low"
    CONCERN_HIGH = "concern, high"
    CONCERN_LOW = "concern, low"
    NEITHER_HIGH = "neither, high"
    NEITHER_LOW = "neither, low"
    RUNS_UNLIKE_CHANCE = "runs unlike chance"  # by Anhøj's rules the level moved, though not at the newest point


class Assurance(StrEnum):
    """Whether the process, as it stands, will reach its target."""

    NO_TARGET = "no target"
    NO_POLARITY = "no polarity"  # there is a target, and neither side of it is better
    NOT_ENOUGH_POINTS = "not enough points"
    NO_LIMITS = "no limits"  # a run chart has none to judge a target by
    HITS = "consistently hits"
    MISSES = "consistently misses"
    INCONSISTENT = "inconsistent"


class Caution(IntFlag):
    """What a reader should know of a segment before believing its signals."""

    NONE = 0
    TOO_FEW = 1  # there are no limits
    TRIAL = 2  # limits from few points, which will move
    GAPS = 4  # points are missing between the first and the last
    NO_SPREAD = 8  # all alike, or none of any: no point can be beyond
    SCREENED = 16  # large moving ranges were left out of the limits
    FROZEN = 32  # limits come from some of the points only
    AUTOCORRELATED = 64  # each point resembles the last, so limits are too narrow and signals too many
    OVERDISPERSED = 128  # more spread than counting gives: a p′ or u′ chart is meant for it
    RUNS_TOO_SHORT = 256  # too few points off the centre line for Anhøj's rules
