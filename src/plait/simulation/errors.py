"""The base of every error of the simulator that a person may read."""


class SimulationError(Exception):
    """What happened, why, and what to do next.

    Parameters
    ----------
    what, why, mend
        One sentence each, as in `plait.core.errors`, which this package may not import.
    """

    def __init__(self, what: str, *, why: str = "", mend: str = "") -> None:
        super().__init__(" ".join(part for part in (what, why, mend) if part))
        self.what = what
        self.why = why
        self.mend = mend


class SectorTooSmall(SimulationError, ValueError):
    """The sector asked for cannot hold every kind of school."""


class TooManyTrusts(SimulationError, ValueError):
    """There are more trusts than the academies of the sector can fill."""


class NamesRanOut(SimulationError, RuntimeError):
    """No free name is left for a school, a place or a trust."""
