"""How a trend refuses: by name."""

from plait.stats.errors import BadInput, StatsError


class TooFewPoints(StatsError):
    """There are not enough points for limits, runs or a rate to mean anything."""


class WrongDenominators(BadInput):
    """The denominators are missing, not wanted, not positive, or smaller than what is counted in them."""


class OutOfRange(BadInput):
    """A figure lies where none can lie: a percentage above 100, a count below nought."""
