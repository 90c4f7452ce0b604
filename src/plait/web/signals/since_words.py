"""How a change since joining is said: with its unit, pupils first, and against what."""

import math
from collections.abc import Sequence
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.store.definitions import find_gap
from plait.insight.queries.trajectory_answers import TrustTrajectory
from plait.organisations.domain import Phase
from plait.web import words
from plait.web.charts.difference import pupils_in
from plait.web.charts.scale import Scale, Write
from plait.web.figures import PHASE_PLURALS

# Standard deviations of schools that a scale goes either side: one for every school's change, three for paths.
_OF_A_SCHOOL: Final = 2.5
_OF_A_PATH: Final = (0.75, 1.5, _OF_A_SCHOOL)
_NEARLY_ALL: Final = 0.9  # share of the ends of ranges that a path's scale holds
_ENDS: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_NOT_PUPILS: Final = frozenset({"absence", "finance"})


def is_points(found: TrustTrajectory) -> bool:
    """Whether the figures are in points of the outcome, and not in standard deviations of schools."""
    return found.unit == "points"


def unit_of(found: TrustTrajectory) -> str:
    """The unit in words, after a figure."""
    if not is_points(found):
        return "standard deviations of schools"
    return "percentage points" if found.outcome.unit == "percent" else "points"


def writer_of(found: TrustTrajectory) -> Write:
    """How a figure in the unit is written."""
    places = 2 if not is_points(found) else max(1, found.outcome.decimals)
    return lambda value: words.signed(value, places=places)


def say(found: TrustTrajectory, value: float) -> str:
    """A change with its unit, and in pupils or in today's points where that helps."""
    told = f"{writer_of(found)(value)} {unit_of(found)}"
    if not is_points(found):
        kind = "percentage points" if found.outcome.unit == "percent" else "points"
        places = max(1, found.outcome.decimals)
        last = AcademicYear(found.years[-1])
        return f"{told}, which is about {words.signed(value * found.worth, places=places)} {kind} of {last}"
    if _in_pupils(found):
        return f"{pupils_in(value)} ({told})"
    return told


def _in_pupils(found: TrustTrajectory) -> bool:
    return is_points(found) and found.outcome.unit == "percent" and found.outcome.family not in _NOT_PUPILS


def say_range(found: TrustTrajectory, low: float, high: float) -> str:
    """Where the truth probably lies."""
    write = writer_of(found)
    return f"{write(low)} to {write(high)}"


def say_schools(n: int, phase: Phase) -> str:
    """“one primary school”, “17 secondary schools”."""
    plural = PHASE_PLURALS[phase]
    return words.count(n, plural.removesuffix("s"), plural)


def reach_of(found: TrustTrajectory) -> float:
    """How far the scale of a single school goes either side: the same for every school in an outcome and phase."""
    return _end(_OF_A_SCHOOL * found.spread) if found.spread > 0 else 1.0


def scale_of(found: TrustTrajectory, *, bests: Sequence[float], ends: Sequence[float]) -> Scale:
    """The scale of a path: one of three, so that two trusts can be laid side by side.

    The shortest that holds every year and nearly all of the ranges; a year with one school must not flatten the rest.
    """
    needed = max((abs(best) for best in bests), default=0.0)
    widths = sorted(abs(end) for end in ends)
    most = max(needed, widths[math.ceil(_NEARLY_ALL * len(widths)) - 1] if widths else 1.0)
    usual = [_end(sides * found.spread) for sides in _OF_A_PATH] if found.spread > 0 else []
    end = next((each for each in usual if most <= each), _end(most))
    return Scale(-end, end)


def _end(figure: float) -> float:
    """The next round figure."""
    power = 10.0 ** math.floor(math.log10(figure)) if figure > 0 else 1.0
    return next(factor * power for factor in _ENDS if factor * power >= figure * (1 - 1e-9)) if figure > 0 else 1.0


def side_of(low: float, high: float) -> int:
    """1 where an interval lies above nought, −1 below, 0 where it holds it."""
    return 1 if low > 0 else -1 if high < 0 else 0


def judge(low: float, high: float) -> str:
    """Whether a change can be told from chance, in words that end a sentence."""
    if side_of(low, high) == 0:
        return "which cannot be told from chance"
    return "which is more than chance gives nine times in ten"


def title_of(found: TrustTrajectory) -> str:
    """The outcome before a colon."""
    return found.outcome.name.split(":")[0]


def say_moved(found: TrustTrajectory, value: float, *, many: bool) -> str:
    """What a change means: where schools are, and where they would be had they moved as others did."""
    have, they, mean = ("have", "they", " on average") if many else ("has", "it", "")
    others = f"had {they} moved as schools in like circumstances did over the same years"
    if _in_pupils(found):
        pupils, points = pupils_in(value), f"{writer_of(found)(value)} {unit_of(found)}"
        if pupils.startswith("less"):
            are = "are" if many else "is"
            return f"{are}{mean} within one pupil in 30 ({points}) of where {they} would be {others}"
        return f"{have}{mean} {pupils} ({points}) than {they} would {others}"
    side = "higher" if value >= 0 else "lower"
    return f"{'stand' if many else 'stands'}{mean} {_amount(found, abs(value))} {side} than {they} would {others}"


def _amount(found: TrustTrajectory, size: float) -> str:
    """A size without its sign; in today's points first where the unit is one that few people think in."""
    told = f"{writer_of(found)(size).removeprefix('+')} {unit_of(found)}"
    if is_points(found):
        return told
    kind = "percentage points" if found.outcome.unit == "percent" else "points"
    points = words.number(size * found.worth, places=max(1, found.outcome.decimals))
    return f"about {points} {kind} of {AcademicYear(found.years[-1])} ({told})"


def say_ends(found: TrustTrajectory, low: float, high: float) -> str:
    """“−0.3 and +0.6 standard deviations of schools”, after “between”."""
    write = writer_of(found)
    unit = "" if is_points(found) else f" {unit_of(found)}"
    return f"{write(low)} and {write(high)}{unit}"


def say_agreement(found: TrustTrajectory) -> str:
    """Whether the second reading leaves the same question open."""
    if found.alike is None:
        return "a second reading, beside schools with the same results before, could not be made"
    if found.readings_agree:
        return "a second reading, beside schools with the same results before, agrees"
    return "a second reading, beside schools with the same results before, does not agree, so believe neither alone"


def list_gaps(found: TrustTrajectory) -> list[tuple[tuple[int, ...], str]]:
    """Years between the first and the last held that have no results for anyone, and why, put together by reason."""
    if not found.years:
        return []
    reasons: dict[str, list[int]] = {}
    for year in range(found.years[0], found.years[-1]):
        if year not in found.years:
            gap = find_gap(found.outcome, year)
            why = gap.sentence if gap else "No figures school by school are held here."
            reasons.setdefault(why, []).append(year)
    return [(tuple(years), why) for why, years in reasons.items()]


def say_years(years: tuple[int, ...]) -> str:
    """“2015/16 and 2016/17”; of many the first and the last."""
    names = [str(AcademicYear(year)) for year in years]
    if len(names) > 3 and years[-1] - years[0] == len(years) - 1:
        return f"{names[0]} to {names[-1]}"
    return words.listed(names)
