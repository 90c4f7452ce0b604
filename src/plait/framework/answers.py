"""What a trust says about each component: the questions, how much is written, and how two versions differ, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plait.framework.domain import Change, ComponentName


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions asked of every component."""

    name: str
    label: str
    hint: str
    plain: str  # as it is read when it is answered


WORDS: Final = Question("words", "In a few words", "For the picture: one line in your own words.", "In a few words")
QUESTIONS: Final = (
    Question("how", "How do we do it here?", "What somebody new would see us do.", "How we do it here"),
    Question("common", "What do we hold in common?", "The same in every school.", "What we hold in common"),
    Question("open", "What do we leave open?", "For each school to choose.", "What we leave open"),
    Question("evidence", "What evidence do we lean on?", "From outside, or from our schools.", "Evidence we lean on"),
    Question(
        "working_out",
        "What are we still working out?",
        "Where we are unsure, or trying something.",
        "What we are still working out",
    ),
)
FIELDS: Final = (WORDS, *QUESTIONS)
NAMES: Final = tuple(each.name for each in FIELDS)


@dataclass(frozen=True, slots=True)
class Part:
    """What is said about one component; every answer may be empty. `version` 0: nothing was saved yet."""

    words: str = ""
    how: str = ""
    common: str = ""
    open: str = ""
    evidence: str = ""
    working_out: str = ""
    version: int = 0

    @property
    def begun(self) -> bool:
        """Whether anything is written."""
        return any(getattr(self, name) for name in NAMES)

    @property
    def answered_n(self) -> int:
        """How many of the five questions have an answer."""
        return sum(bool(getattr(self, each.name)) for each in QUESTIONS)

    @property
    def texts(self) -> dict[str, str]:
        """The answers by name."""
        return {name: getattr(self, name) for name in NAMES}


@dataclass(frozen=True, slots=True)
class Content:
    """The whole of an improvement model at one time: its motto, and its parts by key of component."""

    motto: str
    parts: Mapping[str, Part]

    def part(self, key: str) -> Part:
        """What is said about a component; an empty part where nothing is."""
        return self.parts.get(key, Part())


def to_json(content: Content) -> dict[str, Any]:
    """As a version keeps it."""
    return {"motto": content.motto, "parts": {key: part.texts for key, part in content.parts.items() if part.begun}}


def from_json(told: Mapping[str, Any]) -> Content:
    """From what a version kept."""
    parts = {key: Part(**{name: texts.get(name, "") for name in NAMES}) for key, texts in told["parts"].items()}
    return Content(told["motto"], parts)


def say_coverage(content: Content, components: Iterable[ComponentName]) -> str:
    """How much is written, in words; never a mark."""
    known = [content.part(each.key) for each in components]
    begun = sum(part.begun for part in known)
    whole = sum(part.answered_n == len(QUESTIONS) for part in known)
    if not begun:
        return "Nothing is written yet."
    told = f"{begun} of {len(known)} components begun" if begun < len(known) else f"All {len(known)} components begun"
    if not whole:
        return f"{told}."
    if whole == len(known):
        return f"All {len(known)} components written, every question answered."
    return f"{told}, {whole} with every question answered."


def describe_changes(before: Content, after: Content, *, names: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two versions, in the order of `names` (key to name of component); then what left it."""
    changes = []
    if before.motto != after.motto:
        changes.append(Change("The model as a whole", _verb(before.motto, after.motto), before.motto, after.motto))
    gone = [key for key in (*before.parts, *after.parts) if key not in names]
    for key in dict.fromkeys((*names, *gone)):
        was, now = before.part(key), after.part(key)
        for each in FIELDS:
            old, new = getattr(was, each.name), getattr(now, each.name)
            if old != new:
                changes.append(Change(names.get(key, key), f"{each.plain}: {_verb(old, new)}", old, new))
    return tuple(changes)


def _verb(before: str, after: str) -> str:
    if not before:
        return "written"
    return "rewritten" if after else "taken out"
