"""Signals: expected results, underlying differences, bright spots, and what changed."""

from plait.stats.signals.bright import (
    CLEAR,
    LIKELY,
    POSSIBLE,
    RESERVE,
    WORDS,
    Answerable,
    Family,
    Worded,
    answerable,
    find_signals,
    word,
)
from plait.stats.signals.chance import chance_of_interval, chance_of_mean, chance_of_percentage
from plait.stats.signals.context import Basis, Category, basis_of
from plait.stats.signals.difference import change, last_years, trust_change, trust_level, underlying
from plait.stats.signals.expectation import Expectation, Skill, curve_of, expect, folds_of
from plait.stats.signals.expected_shares import expect_percentages
from plait.stats.signals.fitting import Structure, fit_spreads, structure_of
from plait.stats.signals.panel import NO_TRUST, Panel, panel_of
from plait.stats.signals.parts import Parts, parts_of
from plait.stats.signals.percentages import Shares, bounded, model_of_percentages, panel_of_percentages
from plait.stats.signals.posterior import Difference, Mixed
from plait.stats.signals.prediction import Model, model_of
from plait.stats.signals.prior import Prior, fit_prior
from plait.stats.signals.spreads import Spreads, Variances, spreads_of
from plait.stats.signals.units import (
    MEANINGFUL_SD,
    margin_of,
    pupil_sd_of_percentage,
    pupils_of_mean,
    pupils_of_percentage,
)

# Raised when the numbers that this package gives change for a reader; CHANGELOG says how.
METHOD_VERSION = "2.0"

__all__ = [
    "CLEAR",
    "LIKELY",
    "MEANINGFUL_SD",
    "METHOD_VERSION",
    "NO_TRUST",
    "POSSIBLE",
    "RESERVE",
    "WORDS",
    "Answerable",
    "Basis",
    "Category",
    "Difference",
    "Expectation",
    "Family",
    "Mixed",
    "Model",
    "Panel",
    "Parts",
    "Prior",
    "Shares",
    "Skill",
    "Spreads",
    "Structure",
    "Variances",
    "Worded",
    "answerable",
    "basis_of",
    "bounded",
    "chance_of_interval",
    "chance_of_mean",
    "chance_of_percentage",
    "change",
    "curve_of",
    "expect",
    "expect_percentages",
    "find_signals",
    "fit_prior",
    "fit_spreads",
    "folds_of",
    "last_years",
    "margin_of",
    "model_of",
    "model_of_percentages",
    "panel_of",
    "panel_of_percentages",
    "parts_of",
    "pupil_sd_of_percentage",
    "pupils_of_mean",
    "pupils_of_percentage",
    "spreads_of",
    "structure_of",
    "trust_change",
    "trust_level",
    "underlying",
    "word",
]
