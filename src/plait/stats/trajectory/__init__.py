"""Trajectory since joining: a school's and a trust's change against statistical neighbours over the same years."""

from plait.stats.trajectory.answers import METHOD_VERSION, Caution, Change, Joining, Point, Rules, Verdict
from plait.stats.trajectory.contrasts import NONE, Contrast, Peers, contrast
from plait.stats.trajectory.following import choose_years, follow
from plait.stats.trajectory.panel import Panel, panel_of, standardise
from plait.stats.trajectory.placebo import Placebo, placebo_of
from plait.stats.trajectory.pooling import Pooled, Step, pool, pool_alike, pool_dip, pool_path
from plait.stats.trajectory.yardsticks import Yardsticks, seeded

__all__ = [
    "METHOD_VERSION",
    "NONE",
    "Caution",
    "Change",
    "Contrast",
    "Joining",
    "Panel",
    "Peers",
    "Placebo",
    "Point",
    "Pooled",
    "Rules",
    "Step",
    "Verdict",
    "Yardsticks",
    "choose_years",
    "contrast",
    "follow",
    "panel_of",
    "placebo_of",
    "pool",
    "pool_alike",
    "pool_dip",
    "pool_path",
    "seeded",
    "standardise",
]
