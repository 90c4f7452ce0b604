"""What a reader of a trust's signals chose: which outcome is open in full, and the order of its schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plait.insight.queries.signals_trust_answers import TrustSignal, TrustSignals
from plait.web.parts import Option
from plait.web.signals.spots_outcomes import PHASES

_NEARLY: Final = 0.8  # of the schools of the outcome in which most are judged
ORDERS: Final = {"name": "by name", "place": "by place"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome by its key, empty where none was chosen, and the order."""

    outcome: str = ""
    order: str = "name"


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes of one phase, for a list to choose from."""

    label: str
    options: tuple[Option, ...]


def read(asked: Mapping[str, str]) -> Choice:
    """The choice as it stands in an address; what makes no sense is not taken."""
    order = asked.get("order", "name")
    return Choice(asked.get("outcome", "").strip(), order if order in ORDERS else "name")


def open_signal(found: TrustSignals, choice: Choice) -> TrustSignal | None:
    """The outcome that is open in full: the one chosen, else the first recent one in which nearly all are judged."""
    for each in found.signals:
        if each.outcome.key == choice.outcome:
            return each
    known = found.recent or found.signals
    most = max((each.counted.judged_n for each in known), default=0)
    return next((each for each in known if each.counted.judged_n >= _NEARLY * most), None)


def present_groups(found: TrustSignals, *, chosen: str) -> tuple[Group, ...]:
    """The outcomes to choose from, phase by phase; old ones say so."""
    groups = []
    for key, label in PHASES.items():
        options = tuple(
            Option(
                each.outcome.key,
                each.name if each.recent else f"{each.name} (known up to {each.year})",
                each.outcome.key == chosen,
            )
            for each in sorted(found.signals, key=lambda each: not each.recent)
            if each.outcome.group == key
        )
        if options:
            groups.append(Group(label, options))
    return tuple(groups)


def present_orders(choice: Choice) -> tuple[Option, ...]:
    """The orders; never by the size of an estimate."""
    return tuple(Option(key, label, key == choice.order) for key, label in ORDERS.items())
