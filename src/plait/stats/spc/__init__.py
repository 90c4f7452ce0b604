"""Trends: control charts and run charts of many series, what their signals mean, and how many of them chance makes."""

from plait.stats.spc.answers import Segment, Trend, trend, trend_of
from plait.stats.spc.chance import Expected, FalseAlarms, expected_false, false_alarms
from plait.stats.spc.charting import chart
from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import (
    Assurance,
    Caution,
    Chart,
    Direction,
    Polarity,
    Signal,
    TwoOfThree,
    Variation,
)
from plait.stats.spc.exact import anhoej_false_alarm
from plait.stats.spc.meaning import ASSURANCES, VARIATIONS, assurances_of, variations_of
from plait.stats.spc.refusals import OutOfRange, TooFewPoints, WrongDenominators
from plait.stats.spc.rules import ANHOEJ, MAKING_DATA_COUNT, RULES, Rules
from plait.stats.spc.watching import Watched, watch

__all__ = [
    "ANHOEJ",
    "ASSURANCES",
    "MAKING_DATA_COUNT",
    "RULES",
    "VARIATIONS",
    "Assurance",
    "Caution",
    "Chart",
    "Charts",
    "Direction",
    "Expected",
    "FalseAlarms",
    "OutOfRange",
    "Polarity",
    "Rules",
    "Segment",
    "Signal",
    "TooFewPoints",
    "Trend",
    "TwoOfThree",
    "Variation",
    "Watched",
    "WrongDenominators",
    "anhoej_false_alarm",
    "assurances_of",
    "chart",
    "expected_false",
    "false_alarms",
    "trend",
    "trend_of",
    "variations_of",
    "watch",
]
