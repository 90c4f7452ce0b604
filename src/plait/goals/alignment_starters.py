"""Items that many trusts decide upon, to choose from on an empty register."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from plait.goals.alignment import Tie
from plait.organisations.domain import Phase


@dataclass(frozen=True, slots=True)
class Starter:
    """An item with a first sentence to write over. `phases`: none means all."""

    key: str
    item: str
    domain: str
    tie: Tie
    why: str
    loose: str
    phases: tuple[Phase, ...]


@cache
def list_starters() -> tuple[Starter, ...]:
    """Every item, by domain in the order of the file."""
    text = resources.files("plait.goals.starters").joinpath("alignment.toml").read_text(encoding="utf-8")
    return tuple(
        Starter(
            key=str(number),
            item=told["item"],
            domain=told["domain"],
            tie=Tie(told["tie"]),
            why=told["why"],
            loose=told["loose"],
            phases=tuple(Phase(each) for each in told.get("phases", ())),
        )
        for number, told in enumerate(tomllib.loads(text)["items"], 1)
    )


def find_starter(key: str) -> Starter | None:
    """The item of a key."""
    return next((each for each in list_starters() if each.key == key), None)
