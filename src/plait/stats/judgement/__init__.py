"""Comparative judgement: exemplars placed on a scale by pairwise judgements."""

from plait.stats.judgement.anchors import Boundaries, Placement, boundaries_at, boundaries_between, place
from plait.stats.judgement.linkage import Linkage, linkage_of, linked
from plait.stats.judgement.misfit import Misfit, misfit_of_exemplars, misfit_of_judges
from plait.stats.judgement.pairing import NoPairLeft, Pair, Rules, Shown, next_pair
from plait.stats.judgement.position import Position, position_of
from plait.stats.judgement.records import Judgements, Pairing, judgements_of
from plait.stats.judgement.reliability import Projection, Separation, SplitHalf, project, separation_of, split_half
from plait.stats.judgement.scale import Scale, fit

METHOD_VERSION = "judgement-1.0"

__all__ = [
    "METHOD_VERSION",
    "Boundaries",
    "Judgements",
    "Linkage",
    "Misfit",
    "NoPairLeft",
    "Pair",
    "Pairing",
    "Placement",
    "Position",
    "Projection",
    "Rules",
    "Scale",
    "Separation",
    "Shown",
    "SplitHalf",
    "boundaries_at",
    "boundaries_between",
    "fit",
    "judgements_of",
    "linkage_of",
    "linked",
    "misfit_of_exemplars",
    "misfit_of_judges",
    "next_pair",
    "place",
    "position_of",
    "project",
    "separation_of",
    "split_half",
]
