"""What the newest figure of a trend shows and why, and whether its target will be reached, in words. No Django."""

from collections.abc import Mapping
from typing import Final

from plait.stats.spc import Assurance, Signal, Variation

VARIATIONS: Final[Mapping[Variation, str]] = {
    Variation.NOT_ENOUGH_POINTS: "Too few figures to tell",
    Variation.COMMON_CAUSE: "Varies as it usually does",
    Variation.IMPROVEMENT_HIGH: "Higher than chance, which is better",
    Variation.IMPROVEMENT_LOW: "Lower than chance, which is better",
    Variation.CONCERN_HIGH: "Higher than chance, which is a concern",
    Variation.CONCERN_LOW: "Lower than chance, which is a concern",
    Variation.NEITHER_HIGH: "Higher than chance, neither better nor worse in itself",
    Variation.NEITHER_LOW: "Lower than chance, neither better nor worse in itself",
    Variation.RUNS_UNLIKE_CHANCE: "The level moved, though not at the newest figure",
}
WHY: Final[Mapping[Signal, str]] = {
    Signal.BEYOND: "outside the limits",
    Signal.SHIFT: "in a long row on one side of the centre line",
    Signal.RISING: "in a long rise",
    Signal.FALLING: "in a long fall",
    Signal.NEAR: "two of three near a limit",
    Signal.LONG_RUN: "in a run longer than chance makes",
}
ASSURANCES: Final[Mapping[Assurance, str]] = {
    Assurance.HITS: "Reaches the target every time, if nothing changes",
    Assurance.MISSES: "Misses the target every time, unless something changes",
    Assurance.INCONSISTENT: "Reaches the target at some times and not at others, by chance alone",
    Assurance.NO_POLARITY: "The target is drawn, and neither side of it is better",
    Assurance.NO_LIMITS: "A target is not judged without limits",
    Assurance.NOT_ENOUGH_POINTS: "Too few figures to judge the target by",
}
