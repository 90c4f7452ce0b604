"""What is done once a day: contexts above register it, and one command does it all."""

from collections.abc import Callable, Mapping

Act = Callable[[], int]
_acts: dict[str, Act] = {}


def register(name: str, act: Act) -> None:
    """Do `act` once a day too; it says how many things it did, and done twice it does nothing more."""
    _acts[name] = act


def list_acts() -> Mapping[str, Act]:
    """Everything that is registered, by its name, in the order in which it was."""
    return dict(_acts)
