"""Where else than in tables something about a person may lie: each place, what it holds of people, and until when."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder of PLAIT_HOME by name, or what is made of it; `holds` is empty where it holds of nobody."""

    name: str
    holds: str = ""
    kept: str = ""


PLACES: Final = (
    Place("plait.sqlite3", "The tables above, unless the operator names another database", "As the table says"),
    Place(
        "uploads",
        "Files that people brought in, as they are: what somebody wrote into a document stands in it. Positions and"
        " names that a camera wrote into a picture are taken out",
        "Until no example and no version names the file: the daily job removes it",
    ),
    Place(
        "logs",
        "Which address of the site was asked for and when, with the number of a person where it stands in the address;"
        " no name, no e-mail address, no address of a machine, no browser",
        "Six files of 10 MB, the oldest replaced first",
    ),
    Place(
        "cache",
        "How often somebody tried to sign in or fetched files, under a hash of their number or address",
        "For the minutes or hours that the limit counts; afterwards until the place is needed",
    ),
    Place("mail", "Letters of a demonstration, which sends none", "As long as the demonstration"),
    Place("store"),
    Place("downloads"),
    Place("fictional"),
    Place("secret_key"),
)
# What leaves the machine or is made beside it.
ELSEWHERE: Final = (
    Place(
        "Backups",
        "All that the tables and uploads hold at that moment, of people who were erased later too",
        "Until the operator replaces them; who was erased since is erased again after one is put back",
    ),
    Place("Letters that were sent", "Name, address and what the person is told", "As the receiver keeps them"),
)
