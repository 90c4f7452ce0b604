"""The people of the demonstration: who they are, and where each belongs. Nobody is real."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PASSWORD: Final = "a calm page from a friend"  # noqa: S105 shown on the sign-in page of the demonstration only


class Place(StrEnum):
    """Where somebody of the cast belongs: the sector body, one of three trusts, or a school of one."""

    BODY = "body"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FIRST_SCHOOL = "first school"
    FIRST_OTHER_SCHOOL = "first other school"
    SECOND_SCHOOL = "second school"


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the cast."""

    key: str
    name: str
    place: Place
    role: str
    function: str = ""
    days: int | None = None  # until when, from today

    @property
    def email(self) -> str:
        """The address to sign in with; `.example` is nobody's."""
        return f"{self.key}@plait.example"


CAST: Final = (
    Player("director", "Ama Osei", Place.FIRST, "director"),
    Player("analyst", "Tom Whitfield", Place.FIRST, "analyst"),
    Player("trustee", "Margaret Lowe", Place.FIRST, "trustee"),
    Player("data-protection", "Iqbal Rahman", Place.FIRST, "data_protection_lead"),
    Player("network", "Sioned Pryce", Place.FIRST, "network_lead"),
    Player("finance", "Grace Adeyemi", Place.FIRST, "support_lead", function="finance"),
    Player("head", "Daniel Okafor", Place.FIRST_SCHOOL, "headteacher"),
    Player("colleague", "Hannah Brook", Place.FIRST_SCHOOL, "colleague"),
    Player("visitor", "Ruth Calder", Place.FIRST_SCHOOL, "visitor", days=60),
    Player("other-head", "Priya Nair", Place.FIRST_OTHER_SCHOOL, "headteacher"),
    Player("second-director", "Owen Marsh", Place.SECOND, "director"),
    Player("second-head", "Leila Haddad", Place.SECOND_SCHOOL, "headteacher"),
    Player("third-director", "Frances Kemp", Place.THIRD, "director"),
    Player("curator", "Yusuf Demir", Place.BODY, "curator"),
    Player("operator", "Jo Penrose", Place.BODY, "operator"),
)
