"""The outcomes that a reader may choose: subjects and groups of pupils together, phase by phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_judged import Judged
from plait.web.parts import Option

PHASES: Final = {"primary": "Primary", "secondary": "Secondary", "sixth-form": "Sixth form"}
_FAMILIES: Final = {"disadvantage": "Disadvantaged pupils", "absence": "Absence", "destinations": "Destinations"}
_SUBJECTS: Final = {
    "reading": "Reading",
    "writing": "Writing",
    "maths": "Maths",
    "gps": "Grammar, punctuation and spelling",
    "english": "English",
    "a_level": "A levels",
    "applied_general": "Applied general qualifications",
}
_TOGETHER: Final = "All subjects together"
_ORDER: Final = (_TOGETHER, *_SUBJECTS.values(), *_FAMILIES.values())


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes of one phase and subject, for a list to choose from."""

    label: str
    options: tuple[Option, ...]


def title_of(outcome: Outcome) -> str:
    """The subject, or the group of pupils, that an outcome tells of."""
    family = _FAMILIES.get(outcome.definition.family)
    if family is not None:
        return family
    found = (title for token, title in _SUBJECTS.items() if f"_{token}_" in f"_{outcome.indicator}_")
    return next(found, _TOGETHER)


def order_of(outcome: Outcome) -> int:
    """Where the title of an outcome stands among all titles."""
    return _ORDER.index(title_of(outcome))


def by_title(judged: Sequence[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """Outcomes under (phase, title), in the order in which they are read."""
    phases = list(PHASES)
    keyed = [(each, (each.outcome.group, title_of(each.outcome))) for each in judged]
    keyed.sort(key=lambda pair: (phases.index(pair[1][0]), _ORDER.index(pair[1][1])))
    found: dict[tuple[str, str], list[Judged]] = {}
    for each, key in keyed:
        found.setdefault(key, []).append(each)
    return found


def present_groups(judged: Sequence[Judged], *, chosen: str, phase: str) -> tuple[Group, ...]:
    """The list to choose from; outcomes of the reader's phase first, and none of a refused outcome but the chosen."""
    groups = [
        (
            held[0].outcome.phase == phase,
            Group(
                f"{PHASES[group]}: {title[:1].lower() + title[1:] if title == _TOGETHER else title}",
                tuple(
                    Option(each.outcome.key, each.outcome.definition.name, each.outcome.key == chosen)
                    for each in held
                    if each.refusal is None or each.outcome.key == chosen
                ),
            ),
        )
        for (group, title), held in by_title(judged).items()
    ]
    groups.sort(key=lambda pair: not pair[0])
    return tuple(group for _, group in groups if group.options)
