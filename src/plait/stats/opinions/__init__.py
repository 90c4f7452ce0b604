"""Agree, disagree, not sure: what all say of statements, who thinks alike, and what unites and divides them."""

from plait.stats.opinions.chance import Chance
from plait.stats.opinions.dividing import Divides
from plait.stats.opinions.gaps import Gap
from plait.stats.opinions.hearing import Groups, Heard, find_groups, hear, keep_numbers
from plait.stats.opinions.placing import OpinionMap, extremity, place
from plait.stats.opinions.refusals import (
    GroupsRefused,
    GroupsTooSmall,
    GroupsUnstable,
    NoClearGroups,
    NothingLeft,
    TooFewVotes,
)
from plait.stats.opinions.representing import Consensus, GroupVotes, Telling, consensus, group_votes, telling
from plait.stats.opinions.routing import draw_next, priority
from plait.stats.opinions.steadiness import Steadiness
from plait.stats.opinions.votes import AGREE, DISAGREE, NOT_SURE, Tally, VoteTable, tally_of, vote_table

__all__ = [
    "AGREE",
    "DISAGREE",
    "NOT_SURE",
    "Chance",
    "Consensus",
    "Divides",
    "Gap",
    "GroupVotes",
    "Groups",
    "GroupsRefused",
    "GroupsTooSmall",
    "GroupsUnstable",
    "Heard",
    "NoClearGroups",
    "NothingLeft",
    "OpinionMap",
    "Steadiness",
    "Tally",
    "Telling",
    "TooFewVotes",
    "VoteTable",
    "consensus",
    "draw_next",
    "extremity",
    "find_groups",
    "group_votes",
    "hear",
    "keep_numbers",
    "place",
    "priority",
    "tally_of",
    "telling",
    "vote_table",
]
