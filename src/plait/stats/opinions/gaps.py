"""Whether there is a gap between groups, or they are parts of one line of opinion."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import bdtr

from plait.stats.opinions.parting import Numbers, Parting

# Along an even line half of those between two middles stand in the middle half of the way. Where statements are so
# strong that nearly everybody takes a side, two in five do: fewer than that is a gap.
ON_A_LINE: Final = 0.4
ALPHA: Final = 0.05
ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """How empty it is between the two groups that are least apart.

    Attributes
    ----------
    groups
        Which two these are.
    between_n
        How many of the two stand between their middles.
    middle_n
        How many of these stand in the middle half of the way.
    p
        Probability of so few or fewer along a line without a gap.
    """

    groups: tuple[int, int]
    between_n: int
    middle_n: int
    p: float

    @property
    def clear(self) -> bool:
        """Whether there is a gap between all groups: p of at most 0.05 for the two that are least apart."""
        return self.p <= ALPHA


def gap_of(places: Numbers, parting: Parting) -> Gap:
    """Count who stands halfway between each two groups, and tell of the two between which it is least empty.

    Notes
    -----
    The test is the exact one-sided binomial of a share of 0.4. It is no proof of a line where it finds no gap: votes
    that are missing blur everybody's place, and a gap with it.
    """
    found: list[Gap] = []
    for a in range(len(parting.centres)):
        for b in range(a + 1, len(parting.centres)):
            way = parting.centres[b] - parting.centres[a]
            people = places[(parting.group == a) | (parting.group == b)]
            along = (people - parting.centres[a]) @ way / (way @ way)
            # Whole camps may stand in one place, which is their middle.
            between = int(np.count_nonzero((along > -ROUNDING) & (along < 1.0 + ROUNDING)))
            middle = int(np.count_nonzero((along > 0.25) & (along < 0.75)))
            p = float(bdtr(middle, between, ON_A_LINE)) if between else 1.0
            found.append(Gap((a, b), between, middle, p))
    return max(found, key=lambda each: each.p)
