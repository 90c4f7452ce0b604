"""Whether a viewer may read published figures; every query over them asks here first."""

from plait.core.errors import PlaitError
from plait.organisations.domain import Scope


class OpenDataClosed(PlaitError):
    """The operator of this site shows published figures only to people who have signed in."""


class NotInBuild(PlaitError):
    """What was asked for is not in the build: a page answers with 404."""


def require_open_data(scope: Scope) -> None:
    """Refuse a viewer to whom the operator does not show published figures."""
    if not scope.may_read_open_data:
        raise OpenDataClosed(
            "This site shows schools and trusts only to people who have signed in.",
            why="Its operator has closed open data to visitors.",
            mend="Ask the person who runs this site for an account.",
        )
