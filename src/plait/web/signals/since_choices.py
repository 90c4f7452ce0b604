"""Which outcome and phase a reader chose, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.indicators.store.definitions import Definition
from plait.indicators.store.reader import Store
from plait.insight.queries import trajectory_members, trajectory_outcomes
from plait.organisations.domain import Phase
from plait.web import families, words
from plait.web.figures import PHASE_PLURALS
from plait.web.parts import Option


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes of one family."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: `outcome` is empty where the one that tells most about the phase is meant."""

    phase: Phase | None
    outcome: str
    phases: tuple[Phase, ...]
    outcomes: tuple[Definition, ...]

    @property
    def shown(self) -> str:
        """The id of the outcome that is shown."""
        return self.outcome or default_of(self.phase, self.outcomes)


def choose(store: Store, *, uid: int, asked: Mapping[str, str]) -> Choice:
    """The choice in the address; what is not offered there is taken as no choice."""
    phases = [each for each in trajectory_members.list_phases(store, uid) if each in trajectory_outcomes.RECIPES]
    largest = max(phases, key=lambda each: len(trajectory_members.list_members(store, uid, phase=each)), default=None)
    phase = next((each for each in phases if each.value == asked.get("phase")), largest)
    return _with(store, phase, phases=phases, asked=asked.get("outcome", ""))


def choose_for(store: Store, phase: Phase, *, asked: str) -> Choice:
    """The choice for one school."""
    held = phase if phase in trajectory_outcomes.RECIPES else None
    return _with(store, held, phases=[phase], asked=asked)


def _with(store: Store, phase: Phase | None, *, phases: Sequence[Phase], asked: str) -> Choice:
    outcomes = () if phase is None else trajectory_outcomes.list_outcomes(store, phase=phase)
    known = asked if asked in {each.id for each in outcomes} else ""
    usual = trajectory_outcomes.OUTCOMES.get(phase) if phase else None
    if not known and default_of(phase, outcomes) != usual:
        known = default_of(phase, outcomes)
    if known == usual:
        known = ""  # what the command shows without being told
    return Choice(phase=phase, outcome=known, phases=tuple(phases), outcomes=outcomes)


def default_of(phase: Phase | None, outcomes: Sequence[Definition]) -> str:
    """The outcome that tells most about a phase; where the build lacks it, the first there is."""
    if phase is None:
        return ""
    usual = trajectory_outcomes.OUTCOMES[phase]
    held = [each.id for each in outcomes]
    return usual if usual in held else next(iter(held), "")


def group_outcomes(choice: Choice) -> tuple[Group, ...]:
    """Outcomes to choose from, by family."""
    by_title: dict[str, list[Option]] = {title: [] for title in families.FAMILY_TITLES.values()}
    for each in choice.outcomes:
        title = families.FAMILY_TITLES.get(each.family, "Other")
        by_title.setdefault(title, []).append(Option(each.id, each.name, each.id == choice.shown))
    return tuple(Group(title, tuple(options)) for title, options in by_title.items() if options)


def list_phases(choice: Choice) -> tuple[Option, ...]:
    """Phases to choose from; nothing where there is but one."""
    if len(choice.phases) < 2:
        return ()
    return tuple(
        Option(each.value, words.starting(PHASE_PLURALS[each]), each is choice.phase) for each in choice.phases
    )
