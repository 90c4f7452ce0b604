"""The outcomes that come with Plait, read once and checked against the indicators."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from plait.core.errors import PlaitError
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import load_definitions
from plait.organisations.domain import Phase
from plait.stats.signals import MEANINGFUL_SD

FOLDER: Final = Path(__file__).parent
CHANCES: Final = ("percentage", "mean", "interval")
CATEGORIES: Final = ("stage", "settlement", "selective", "gender", "region")

Chance = Literal["percentage", "mean", "interval"]


class BadOutcome(PlaitError):
    """A file of outcomes breaks a rule."""


class UnknownOutcome(PlaitError):
    """No outcome has this name, or several phases share it."""


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances beside which outcomes are expected.

    `inputs` and `log` (taken as logarithms) are indicators, `categories` fields of the register; a figure may be
    `reach` years away from the year that it stands for; `unmeasured` says what is not among them, as phrases.
    """

    inputs: tuple[str, ...]
    log: tuple[str, ...]
    categories: tuple[str, ...]
    reach: int
    unmeasured: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One indicator of one phase as it is judged.

    `chance` is the rule for sampling variance: binomial for a `percentage`; pupil SD ÷ √n for a `mean`; a published
    `interval` where the figure has one, else as for a mean. `pupil_sd` is in outcome points (0 for a percentage: it
    follows from the national figure). `margin_sd` is the size that matters, in pupil SD. `cohort_from` is the indicator
    that counts the cohort where the figure has no count of its own; empty: nothing stands in.
    """

    indicator: str
    group: str
    phase: Phase
    all_through: bool
    context: Context
    chance: Chance
    rounded_to: float
    pupil_sd: float
    pupil_sd_source: str
    margin_sd: float
    cohort_from: str

    @property
    def key(self) -> str:
        """The name of its files."""
        return f"{self.group}.{self.indicator}"

    @property
    def definition(self) -> Definition:
        """The indicator."""
        return load_definitions()[self.indicator]

    @property
    def sign(self) -> int:
        """1 where more is better, −1 where less is."""
        return -1 if self.definition.polarity == "lower" else 1

    def as_text(self) -> str:
        """Every parameter that a result depends on, the same for the same parameters."""
        spans = [[each.first, each.last] for each in self.definition.spans]
        return json.dumps({**asdict(self), "spans": spans, "sign": self.sign}, sort_keys=True)


def list_outcomes(*, group: str | None = None) -> list[Outcome]:
    """Every outcome, or those of one file (`primary`, `secondary`, `sixth-form`)."""
    return [each for each in _shelf().values() if group is None or each.group == group]


def say_outcome(key: str) -> str:
    """What an outcome is called for short; its key, where this version judges it no more."""
    known = _shelf().get(key)
    return known.definition.short if known else key


def get_outcome(name: str, *, group: str | None = None) -> Outcome:
    """The outcome with this indicator; the group is needed where several have it. `group.indicator` is taken too.

    Raises
    ------
    UnknownOutcome
        If there is none, or more than one.
    """
    shelf = _shelf()
    if name in shelf:
        return shelf[name]
    found = [each for each in shelf.values() if each.indicator == name and group in {None, each.group}]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(each.key for each in found)
        raise UnknownOutcome(f"“{name}” is judged in more than one phase.", mend=f"Say {names}.")
    raise UnknownOutcome(f"“{name}” is not judged.", mend=f"Use one of: {', '.join(shelf)}.")


@cache
def _shelf() -> Mapping[str, Outcome]:
    found = [each for path in sorted(FOLDER.glob("*.toml")) for each in read_file(path)]
    return {each.key: each for each in found}


def read_file(path: Path) -> list[Outcome]:
    """The outcomes of a file, refused by name where one breaks a rule."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        context = _read_context(table["context"])
        outcomes = [_read(row, table, context=context, group=path.stem) for row in table["outcome"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadOutcome(f"{path.name} cannot be read.", why=f"{error}.", mend="Correct it.") from error
    for outcome in outcomes:
        check(outcome, kinds=load_definitions())
    return outcomes


def _read_context(table: Mapping[str, Any]) -> Context:
    unknown = table.keys() - Context.__dataclass_fields__.keys()
    if unknown:
        raise ValueError(f"[context] holds {', '.join(sorted(unknown))}")
    lists = {name: tuple(table[name]) for name in ("inputs", "log", "categories", "unmeasured")}
    return Context(**lists, reach=int(table["reach"]))


def _read(row: Mapping[str, Any], table: Mapping[str, Any], *, context: Context, group: str) -> Outcome:
    known = load_definitions().get(row["id"])
    if known is None:
        raise BadOutcome(f"The outcome “{row['id']}” of {group} is no indicator.", mend="Correct its id.")
    return Outcome(
        indicator=row["id"],
        group=group,
        phase=Phase(table["phase"]),
        all_through=bool(table["all_through"]),
        context=context,
        chance=row["chance"],
        rounded_to=float(row["rounded_to"]),
        pupil_sd=float(row.get("pupil_sd", 0.0)),
        pupil_sd_source=str(row.get("pupil_sd_source", "")),
        margin_sd=float(row.get("margin_sd", MEANINGFUL_SD)),
        cohort_from=str(row.get("cohort_from", known.cohort_of or "")),
    )


def check(outcome: Outcome, *, kinds: Mapping[str, Definition]) -> None:
    """Refuse an outcome that would explain itself, or whose chance is not known.

    Raises
    ------
    BadOutcome
        Naming the rule.
    """
    for name in (*outcome.context.inputs, *outcome.context.log):
        if name not in kinds or kinds[name].kind != "context":
            raise BadOutcome(
                f"“{name}” cannot explain “{outcome.indicator}”.",
                why="It is an outcome, or no indicator: what a school achieves must not explain what it achieves.",
                mend="Leave it out of the circumstances.",
            )
    if outcome.chance not in CHANCES:
        raise BadOutcome(f"“{outcome.indicator}” has no rule for chance.", mend=f"Use one of: {', '.join(CHANCES)}.")
    if (outcome.pupil_sd > 0.0) == (outcome.chance == "percentage") or bool(outcome.pupil_sd) != bool(
        outcome.pupil_sd_source
    ):
        raise BadOutcome(
            f"The pupil SD of “{outcome.indicator}” does not fit.",
            why="An average needs one with its source; a percentage has its own.",
            mend="Give `pupil_sd` and `pupil_sd_source`, or neither.",
        )
    if outcome.definition.polarity == "neutral":
        raise BadOutcome(f"“{outcome.indicator}” has no better side.", mend="Judge another indicator.")
    for name in outcome.context.categories:
        if name not in CATEGORIES:
            raise BadOutcome(f"“{name}” is no category of schools.", mend=f"Use some of: {', '.join(CATEGORIES)}.")
