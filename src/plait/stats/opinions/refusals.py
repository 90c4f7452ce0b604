"""How the search for opinion groups refuses: by name; what everybody said together is given all the same."""

from plait.stats.errors import StatsError


class GroupsRefused(StatsError):
    """The base of every reason not to show opinion groups."""


class TooFewVotes(GroupsRefused):
    """Too few people have voted on enough statements for groups to be looked for."""


class GroupsTooSmall(GroupsRefused):
    """Every way to part the participants leaves somebody in a group so small that its votes could be told apart."""


class NoClearGroups(GroupsRefused):
    """Groups as clear as these come about where opinions on one statement tell nothing of those on another."""


class GroupsUnstable(GroupsRefused):
    """Other participants, or other statements, would have given other groups."""


class NothingLeft(StatsError):
    """Somebody has voted on every statement, so there is none to show next."""
