"""Regression to the mean in five steps: the same schools, a year on; drawn from `insight.lab.luck`."""

from dataclasses import dataclass
from typing import Any, Final

from plait.insight.lab import luck
from plait.insight.lab.luck import Illustration, Pair
from plait.web import words
from plait.web.charts import legend, pupils
from plait.web.charts.scale import Scale
from plait.web.parts import LegendItem, Table

NAMES: Final = "ABCDEFGHIJKLMNOPQRST"
SCALE: Final = Scale(8.0, 28.0)
_MIDDLE: Final = luck.PUPILS * luck.LEVEL


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its heading, a sentence or two, the picture, and the figures behind it."""

    title: str
    text: str
    chart: str
    sentence: str
    table: Table


def list_steps(shown: Illustration) -> tuple[Step, ...]:
    """The five steps in their order."""
    return (_same(shown.alike), _picked(shown.alike), _fallen(shown.alike), _different(shown), _judged(shown))


def list_signs() -> tuple[LegendItem, ...]:
    """The signs of the pictures, in words."""
    return (
        legend.luck("a school"),
        legend.you("one of the five that stood highest"),
        legend.gap("where it stood the year before"),
        legend.truth("what it has in the long run"),
    )


def _same(pair: Pair) -> Step:
    low, high = (words.number(each) for each in (pair.now.min(), pair.now.max()))
    return _step(
        "Twenty schools that are exactly alike",
        f"In each of these twenty made-up schools {words.number(_MIDDLE)} of {luck.PUPILS} pupils reach the standard "
        "in the long run. All that differs is who happened to sit the tests this year.",
        f"This year between {low} and {high} pupils of {luck.PUPILS} reached it. Every bit of that is luck.",
        _schools(pair),
    )


def _picked(pair: Pair) -> Step:
    return _step(
        "Pick the five highest",
        "A plain list would show these five first, and people would go and visit them.",
        f"The five that stood highest (dark dots) had {_say(pair.picked_now)} of {luck.PUPILS} on average. There is "
        "nothing to find there: they are like the others.",
        _schools(pair, picked=True),
    )


def _fallen(pair: Pair) -> Step:
    return _step(
        "The same schools a year later",
        f"Nobody has done anything differently. The five are back near {words.number(_MIDDLE)}, where "
        f"they belong{_even(pair)}; others stand highest now.",
        f"From {_say(pair.picked_now)} to {_say(pair.picked_after)} of {luck.PUPILS} on average. It looks like "
        "decline, and is only that luck does not repeat itself. Picked at the low end they would have seemed "
        "to improve.",
        _schools(pair, picked=True, after=True),
    )


def _even(pair: Pair) -> str:
    return ", by luck even a little below it" if pair.picked_after < _MIDDLE - 1 else ""


def _different(shown: Illustration) -> Step:
    pair, kept = shown.different, shown.judged.kept_rate
    return _step(
        "Now twenty schools that truly differ",
        "The upright marks show what each school has in the long run. Now the five highest are highest partly by luck "
        "and partly because of what they do, so they fall back part of the way.",
        f"From {_say(pair.picked_now)} to {_say(pair.picked_after)} of {luck.PUPILS} on average. Over "
        f"{luck.SCHOOLS:,} such schools about {round(10 * kept)} tenths of a difference in one year was left a year "
        "later.",
        _schools(pair, picked=True, after=True, truth=True),
    )


def _judged(shown: Illustration) -> Step:
    judged, truth = shown.judged, shown.different.truth
    held = int(((judged.low <= truth) & (truth <= judged.high)).sum())
    return _step(
        "What Plait does",
        f"It takes {words.count(luck.YEARS, 'year')}, not one; draws each school in by as much as luck explains (from "
        "the ring to the dot); and shows as a line where the truth probably lies.",
        f"{held} of these {luck.SHOWN} lines hold the truth, and {words.percent(100 * judged.held_rate)} of all "
        f"{luck.SCHOOLS:,}; they claim {words.percent(100 * luck.INTERVAL)}. Plait flagged {judged.flags_n} of the "
        f"{luck.SCHOOLS:,}: {words.count(judged.false_n, 'flag was', 'flags were')} false. Of the {judged.flags_n} "
        f"that simply stood highest in one year {judged.raw_false_n} would have been.",
        _schools(shown.different, truth=True, shown=shown),
    )


def _say(value: float) -> str:
    return words.number(value, places=1)


def _schools(
    pair: Pair, *, picked: bool = False, after: bool = False, truth: bool = False, shown: Illustration | None = None
) -> tuple[pupils.School, ...]:
    found = []
    for at in range(luck.SHOWN):
        told: dict[str, Any] = {
            "name": NAMES[at],
            "now": float(pair.now[at]),
            "picked": picked and bool(pair.picked[at]),
        }
        told["after"] = float(pair.after[at]) if after else None
        told["truth"] = float(pair.truth[at]) if truth else None
        if shown is not None:
            told |= {name: float(getattr(shown.judged, name)[at]) for name in ("best", "low", "high")}
        found.append(pupils.School(**told))
    return tuple(found)


def _step(title: str, text: str, sentence: str, schools: tuple[pupils.School, ...]) -> Step:
    chart = pupils.Pupils(label=title, sentence=sentence, schools=schools, scale=SCALE, middle=_MIDDLE)
    return Step(title, text, pupils.draw(chart), sentence, pupils.table(chart))
