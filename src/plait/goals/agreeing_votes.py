"""From votes to the result that is kept: what all said, and opinion groups or why there are none. Of nobody by name."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from plait.stats import opinions
from plait.stats.opinions import Groups, GroupsRefused, Heard

METHOD: Final = "opinions-1.0"
# Beyond so many cells of the table of votes, shuffles and draws are fewer, so that nobody waits long for a page.
_LARGE: Final = 6_000
_SELDOM: Final = (39, 20)
_WHY: Final = {
    "TooFewVotes": (
        "Too few people have voted on enough claims to look for groups. It takes at least ten people who have voted on "
        "seven claims each, or on all where there are fewer, and at least three claims."
    ),
    "GroupsTooSmall": (
        "However one parts the people who voted, a group would have fewer than five. What so few think could be told "
        "apart, so no groups are shown."
    ),
    "NoClearGroups": (
        "We looked for groups who think alike, and found none that are clearer than chance: knowing what somebody "
        "thinks of one claim says little about the others."
    ),
    "GroupsUnstable": (
        "We looked for groups, and those we found would be others if a few other people had voted, or other claims had "
        "been asked about. Groups that do not hold still are not shown."
    ),
}


def hear(votes: Sequence[tuple[int, int, int]], *, seed: int) -> dict[str, Any]:
    """What the votes come to, as JSON holds it; each vote is person, claim and choice."""
    people, claims, choices = zip(*votes, strict=True)
    table = opinions.vote_table(people, statement=claims, vote=choices)
    effort = _SELDOM if table.votes.size > _LARGE else None
    heard = opinions.hear(table.votes, rng=np.random.default_rng(seed), effort=effort)
    numbers = [int(each) for each in table.statements]
    told: dict[str, Any] = {"claims": _tell_all(heard, numbers), "groups": None, "refused": "", "extremity": []}
    if isinstance(heard.groups, GroupsRefused):
        return told | {"refused": explain(type(heard.groups).__name__)}
    moved = opinions.extremity(heard.groups.map)
    return told | {
        "groups": _tell_groups(heard.groups, numbers),
        "extremity": [[number, round(float(far), 4)] for number, far in zip(numbers, moved, strict=True)],
    }


def explain(refusal: str) -> str:
    """Why no groups are shown, in plain words."""
    return _WHY.get(refusal, "No opinion groups can be shown.")


def _tell_all(heard: Heard, numbers: list[int]) -> list[dict[str, Any]]:
    said = heard.all
    return [
        {"claim": number, "shown": False}
        if not said.shown[at]
        else {
            "claim": number,
            "shown": True,
            "voters_n": int(said.voters_n[at]),
            "agree_n": int(said.agree_n[at]),
            "disagree_n": int(said.disagree_n[at]),
            "not_sure_n": int(said.not_sure_n[at]),
            "agree": _figures(said.agree_rate[at], said.agree_lo[at], said.agree_hi[at]),
            "disagree": _figures(said.disagree_rate[at], said.disagree_lo[at], said.disagree_hi[at]),
        }
        for at, number in enumerate(numbers)
    ]


def _tell_groups(groups: Groups, numbers: list[int]) -> dict[str, Any]:
    divides = groups.divides
    columns = range(len(numbers))
    return {
        "sizes": [int(each) for each in groups.sizes],
        "left_out_n": int(groups.left_out_n),
        "apart": bool(groups.gap.clear),
        "telling": [
            [{"claim": numbers[each.statement], "agrees": each.agrees} for each in of_group]
            for of_group in groups.telling
        ],
        "shares": [
            {"claim": numbers[at], "groups": [_share_of(groups, group, at) for group in range(len(groups.sizes))]}
            for at in columns
            if groups.told[:, at].all()
        ],
        "unites": [
            {"claim": numbers[at], "agrees": bool(divides.unites_agree[at])}
            for at in columns
            if divides.unites_agree[at] or divides.unites_disagree[at]
        ],
        "divides": sorted(
            (
                {
                    "claim": numbers[at],
                    "gap": _figures(divides.gap[at], divides.gap_lo[at], divides.gap_hi[at]),
                    "most": int(divides.most[at]),
                    "least": int(divides.least[at]),
                }
                for at in columns
                if divides.divides[at]
            ),
            key=lambda each: -each["gap"][0],
        ),
        "overrules": [
            {"claim": numbers[at], "group": int(divides.overrules[at])} for at in columns if divides.overrules[at] >= 0
        ],
    }


def _share_of(groups: Groups, group: int, at: int) -> list[int]:
    """Agree, disagree, and all who voted."""
    figures = (groups.agree_n[group, at], groups.disagree_n[group, at], groups.voters_n[group, at])
    return [int(each) for each in figures]


def _figures(*values: float) -> list[float]:
    """Shares for JSON, which knows no number that is none."""
    return [0.0 if math.isnan(float(each)) else round(float(each), 4) for each in values]
