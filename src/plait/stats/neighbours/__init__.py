"""Statistical neighbours: which schools work in like circumstances, why, and how sure that is."""

from plait.stats.neighbours.explanation import Explanation, Typicality, explain, typicality
from plait.stats.neighbours.measure import UNKNOWN, Measure, Metric, MissingRule, Points, score_pairs
from plait.stats.neighbours.nearest import Neighbours, k_nearest
from plait.stats.neighbours.preference import Preference, prefer
from plait.stats.neighbours.space import Categorical, Space, codes_of, space_of
from plait.stats.neighbours.survival import Survival, survival

__all__ = [
    "UNKNOWN",
    "Categorical",
    "Explanation",
    "Measure",
    "Metric",
    "MissingRule",
    "Neighbours",
    "Points",
    "Preference",
    "Space",
    "Survival",
    "Typicality",
    "codes_of",
    "explain",
    "k_nearest",
    "prefer",
    "score_pairs",
    "space_of",
    "survival",
    "typicality",
]
