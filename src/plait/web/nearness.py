"""How near a neighbour is, in circumstances and on the ground, in words that do not depend on who else is in a list."""

from typing import Final

NEAR: Final = "near"
_NEAR: Final = 33.0  # percentile of the distances of all neighbours in England: a third of neighbours are so near
_USUAL: Final = 75.0
_FARTHER: Final = 90.0


def say(percentile: float) -> str:
    """“near”, “as near as usual”, “farther than usual” or “far”, against neighbours everywhere (0 to 100)."""
    if percentile <= _NEAR:
        return NEAR
    if percentile <= _USUAL:
        return "as near as usual"
    return "farther than usual" if percentile <= _FARTHER else "far"


def say_miles(miles: float) -> str:
    """A distance on the ground: “under a mile”, “1 mile”, “14 miles”."""
    if miles < 1:
        return "under a mile"
    whole = round(miles)
    return "1 mile" if whole == 1 else f"{whole:,} miles"
