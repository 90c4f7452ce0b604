"""How a change since joining is said: with its unit, pupils first, and against what."""

from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.store.definitions import find_gap
from plait.insight.queries.trajectory_answers import LEVEL, TrustTrajectory
from plait.organisations.domain import Phase
from plait.stats.trajectory import Pooled
from plait.web import words
from plait.web.charts.difference import pupils_in
from plait.web.charts.scale import Scale, Write, round_ends
from plait.web.figures import PHASE_PLURALS

SIDES: Final = 3  # standard deviations of schools that the scale of a single school goes either side
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
    if found.outcome.unit == "percent" and found.outcome.family not in _NOT_PUPILS:
        return f"{pupils_in(value)} ({told})"
    return told


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
    span = SIDES * found.spread
    return round_ends(-span, span).high if span > 0 else 1.0


def scale_of(found: TrustTrajectory, *figures: float) -> Scale:
    """The scale of a path: one of three, so that two trusts can be laid side by side; the shortest that holds it."""
    if not found.spread > 0:
        return round_ends(min(figures, default=-1.0), max(figures, default=1.0))
    for sides in (1, 2):
        end = round_ends(-sides * found.spread, sides * found.spread).high
        if all(abs(figure) <= end for figure in figures):
            return Scale(-end, end)
    end = max([reach_of(found), *(abs(figure) for figure in figures)])
    end = end if end == reach_of(found) else round_ends(-end, end).high
    return Scale(-end, end)


def side_of(low: float, high: float) -> int:
    """1 where an interval lies above nought, −1 below, 0 where it holds it."""
    return 1 if low > 0 else -1 if high < 0 else 0


def judge(pooled: Pooled) -> str:
    """Whether a mean change can be told from chance, in words that end a sentence."""
    side = side_of(*pooled.interval(LEVEL))
    if side == 0:
        return "which cannot be told from chance"
    return "which is more than chance gives nine times in ten"


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
