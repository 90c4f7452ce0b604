"""From votes to what a page may tell: what all said, and the opinion groups or the reason why there are none."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.opinions.ballots import Ballots, ballots_of
from plait.stats.opinions.chance import Chance, against_shuffles
from plait.stats.opinions.dividing import Divides, divides_of, without_each
from plait.stats.opinions.gaps import Gap, gap_of
from plait.stats.opinions.parting import Parting, choose, in_order, ways_to_part
from plait.stats.opinions.placing import OpinionMap, place
from plait.stats.opinions.refusals import GroupsRefused, GroupsTooSmall, GroupsUnstable, NoClearGroups
from plait.stats.opinions.representing import UNGROUPED, Telling, group_votes, telling
from plait.stats.opinions.steadiness import STEADY, Steadiness, match, steadiness_of
from plait.stats.opinions.votes import SMALLEST, Bools, Floats, Ints, Tally, check_votes, tally_of
from plait.stats.opinions.withholding import may_be_told

# Fewest votes of somebody who is put in a group, and most groups looked for: as in Pol.is.
ENOUGH: Final = 7
MOST_GROUPS: Final = 5
# Groups are refused above this probability that they came about by chance.
ALPHA: Final = 0.05
# How often votes are shuffled and participants drawn anew; fewer beyond so many cells, where much is known anyway.
OFTEN, SELDOM, LARGE = (199, 50), (39, 20), 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """k opinion groups among n participants, and how m statements stand between them.

    Attributes
    ----------
    group
        Shape (n,): 0 to k − 1, the largest first (or as in the groups known before); −1 for those in none.
    sure
        Shape (n,), 0 to 1: how often somebody falls to the same group when participants are drawn anew; NaN for those
        in none. Group, sureness and place on the map are told to the participant alone.
    sizes
        Shape (k,): how many are in each.
    left_out_n
        How many participants are in no group, because they have voted on too few statements.
    map
        Where everybody stands.
    told
        Shape (k, m): whether a group's votes on a statement may be told. Nothing is told of a statement's place between
        the groups (representativeness, consensus, gap) unless all of the groups are.
    agree_n, disagree_n, voters_n
        Shape (k, m): counts; NaN where they may not be told.
    consensus
        Shape (m,): group-informed consensus in agreement, 0 to 1; NaN where it may not be told.
    telling
        For each group the statements that tell it from the others.
    divides
        What unites and what divides, judged by groups found without the statement.
    chance, steadiness
        Why they are shown: they are more than chance makes, and steady.
    gap
        Whether there is a gap between all of them, or some are parts of one line of opinion.
    """

    group: Ints
    sure: Floats
    sizes: Ints
    left_out_n: int
    map: OpinionMap
    told: Bools
    agree_n: Floats
    disagree_n: Floats
    voters_n: Floats
    consensus: Floats
    telling: tuple[tuple[Telling, ...], ...]
    divides: Divides
    chance: Chance
    steadiness: Steadiness
    gap: Gap


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What was said.

    Attributes
    ----------
    all
        What all who voted said of each statement.
    groups
        The opinion groups, or the refusal that says why none are shown.
    """

    all: Tally
    groups: Groups | GroupsRefused


def hear(
    votes: Floats,
    *,
    rng: np.random.Generator,
    smallest: int = SMALLEST,
    enough: int = ENOUGH,
    largest_k: int = MOST_GROUPS,
    known: Ints | None = None,
    effort: tuple[int, int] | None = None,
) -> Heard:
    """Tell what all said of each statement, and the opinion groups if there are any that bear telling.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    rng
        Decides shuffles and draws; the same votes and seed give the same result.
    smallest
        Fewest people in a group, and fewest voters whose votes are told.
    enough
        Fewest votes of somebody who is put in a group; of fewer statements, all.
    largest_k
        Most groups looked for.
    known
        Shape (n,): groups of an earlier run, −1 for none, so that groups keep their numbers.
    effort
        How often votes are shuffled, and participants and statements drawn; 199 and 50 if not given, 39 and 20 beyond
        50,000 cells.

    Raises
    ------
    BadInput
        The votes are no matrix of such numbers, or a limit makes no sense.
    """
    votes = check_votes(votes)
    try:
        groups = find_groups(
            votes, rng=rng, smallest=smallest, enough=enough, largest_k=largest_k, known=known, effort=effort
        )
    except GroupsRefused as refusal:
        return Heard(tally_of(votes, smallest=smallest), refusal)
    _, counted = _told(votes, groups.group, smallest=smallest)
    left_out = (groups.group == UNGROUPED)[:, None] & ~counted
    return Heard(tally_of(votes, smallest=smallest, left_out=left_out), groups)


def find_groups(
    votes: Floats,
    *,
    rng: np.random.Generator,
    smallest: int = SMALLEST,
    enough: int = ENOUGH,
    largest_k: int = MOST_GROUPS,
    known: Ints | None = None,
    effort: tuple[int, int] | None = None,
) -> Groups:
    """Find opinion groups, or refuse; parameters as for `hear`.

    Raises
    ------
    TooFewVotes, GroupsTooSmall, NoClearGroups, GroupsUnstable
        Why no groups are told of.
    """
    votes = check_votes(votes)
    found = place(votes)
    ballots = ballots_of(votes, found, enough=enough, smallest=smallest, largest_k=largest_k)
    shuffles, draws = effort or (SELDOM if votes.size > LARGE else OFTEN)
    parting = _part(found.place[ballots.grouped], ballots)
    chance = _beyond_chance(ballots, shuffles=shuffles, rng=rng)
    steadiness = _steady(ballots, parting, draws=draws, rng=rng)
    if known is not None:
        parting = _with_numbers(parting, ballots, known)
    group = np.full(len(votes), UNGROUPED, dtype=np.int64)
    group[ballots.grouped] = parting.group
    divides = divides_of(
        votes,
        groups=without_each(ballots, group, rng=rng),
        told=np.asarray(_told(votes, group, smallest=smallest)[0].all(axis=0)),
        smallest=smallest,
    )
    gap = gap_of(found.place[ballots.grouped], parting)
    return _groups_of(votes, group, ballots, found=found, divides=divides, reasons=(chance, steadiness, gap))


def keep_numbers(group: Ints, *, known: Ints) -> Ints:
    """The same groups, numbered like the earlier ones with which they share most people, (n,); new ones come after.

    Numbers run from 0 without a gap: where there are fewer groups than before, those that are left move up.
    """
    known = np.asarray(known)
    if known.shape != group.shape:
        raise BadInput("The groups known before cannot be read.", why="Each participant needs a number, or −1.")
    both = (group >= 0) & (known >= 0)
    k = int(group.max()) + 1
    if not both.any():
        return group
    # Each group once more, so that one whose people are all new has a number too.
    number = match(np.append(group[both], np.arange(k)), np.append(known[both], np.full(k, known.max() + 1)))
    number = np.unique(number, return_inverse=True)[1]
    return np.where(group >= 0, number[group], UNGROUPED)


def _groups_of(
    votes: Floats,
    group: Ints,
    ballots: Ballots,
    *,
    found: OpinionMap,
    divides: Divides,
    reasons: tuple[Chance, Steadiness, Gap],
) -> Groups:
    told, _ = _told(votes, group, smallest=ballots.smallest)
    by_group, whole = group_votes(votes, group), np.asarray(told.all(axis=0))
    chance, steadiness, gap = reasons
    sure = np.full(len(votes), np.nan)
    sure[ballots.grouped] = steadiness.sure
    return Groups(
        group=group,
        sure=sure,
        sizes=np.bincount(group[ballots.grouped]),
        left_out_n=int((~ballots.grouped).sum()),
        map=found,
        told=told,
        agree_n=np.where(told, by_group.agree_n, np.nan),
        disagree_n=np.where(told, by_group.disagree_n, np.nan),
        voters_n=np.where(told, by_group.voters_n, np.nan),
        consensus=np.where(whole, by_group.agree_everywhere, np.nan),
        telling=telling(by_group, among=whole),
        divides=divides,
        chance=chance,
        steadiness=steadiness,
        gap=gap,
    )


def _part(places: Floats, ballots: Ballots) -> Parting:
    ways = ways_to_part(places, largest_k=ballots.largest_k)
    if not ways:
        raise NoClearGroups("No opinion groups are shown.", why="Everybody who voted on a statement voted alike.")
    parting = in_order(choose(ways, smallest=ballots.smallest))
    if parting.sizes.min() < ballots.smallest:
        raise GroupsTooSmall(
            "No opinion groups are shown.",
            why=f"However the {len(places)} participants are parted, a group has fewer than {ballots.smallest} people.",
            mend="Ask more people.",
        )
    return parting


def _with_numbers(parting: Parting, ballots: Ballots, known: Ints) -> Parting:
    group = np.full(len(ballots.grouped), UNGROUPED, dtype=np.int64)
    group[ballots.grouped] = parting.group
    number = keep_numbers(group, known=known)[ballots.grouped]
    order = [int(parting.group[number == each][0]) for each in range(len(parting.centres))]
    return Parting(number, parting.centres[order], parting.clearness)


def _beyond_chance(ballots: Ballots, *, shuffles: int, rng: np.random.Generator) -> Chance:
    chance = against_shuffles(ballots, shuffles=shuffles, rng=rng)
    if chance.p > ALPHA:
        raise NoClearGroups(
            "No opinion groups are shown.",
            why=f"Shuffled votes fall into groups as clear in {chance.p:.0%} of cases; {ALPHA:.0%} is the limit.",
            mend="Read what all said together; groups may show when more people have voted on more statements.",
        )
    return chance


def _steady(ballots: Ballots, parting: Parting, *, draws: int, rng: np.random.Generator) -> Steadiness:
    steadiness = steadiness_of(ballots, parting, draws=draws, rng=rng)
    for agreement, others in ((steadiness.people, "participants"), (steadiness.statements, "statements")):
        if agreement < STEADY:
            raise GroupsUnstable(
                "No opinion groups are shown.",
                why=f"With other {others} the groups would be others: they agree by {agreement:.2f}, not {STEADY}.",
                mend="Read what all said together; groups may settle when more people have voted on more statements.",
            )
    return steadiness


def _told(votes: Floats, group: Ints, *, smallest: int) -> tuple[Bools, Bools]:
    seen = ~np.isnan(votes)
    voters = np.stack([seen[group == each].sum(axis=0) for each in range(int(group.max()) + 1)])
    return may_be_told(voters, others=seen[group == UNGROUPED].sum(axis=0), smallest=smallest)
