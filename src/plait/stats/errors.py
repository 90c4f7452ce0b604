"""How the statistics refuse: by name, saying what happened, why, and what to do next."""


class StatsError(Exception):
    """The base of every refusal of `plait.stats`; it has the three parts of `PlaitError`, without importing it.

    Parameters
    ----------
    what
        One sentence: what could not be done.
    why
        One sentence: the cause, naming the school, the characteristic or the number.
    mend
        One sentence: what the caller can do now.
    """

    def __init__(self, what: str, *, why: str = "", mend: str = "") -> None:
        super().__init__(" ".join(part for part in (what, why, mend) if part))
        self.what = what
        self.why = why
        self.mend = mend


class BadInput(StatsError):
    """An argument has the wrong shape, kind or range."""


class TooFewUnits(StatsError):
    """There are not enough schools for the figure to mean anything."""


class NoVariation(StatsError):
    """A characteristic is the same everywhere, so it has no scale."""


class NotIdentified(StatsError):
    """The data cannot tell the quantity asked for from another one."""


class DidNotConverge(StatsError):
    """An iterative method stopped before it reached its answer."""
