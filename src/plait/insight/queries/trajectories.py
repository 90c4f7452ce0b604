"""What became of the schools of a trust since they joined, against schools in like circumstances. Open data."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from plait.core.errors import PlaitError
from plait.indicators.queries import schools as register
from plait.indicators.queries import trusts
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.definitions import Definition
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries import circumstances, trajectory_members, trajectory_panel
from plait.insight.queries.trajectory_answers import (
    Because,
    Followed,
    NoSuchOutcome,
    Note,
    NotFollowed,
    SchoolTrajectory,
    Standing,
    TrustTrajectory,
)
from plait.insight.queries.trajectory_members import Member, years_around
from plait.insight.queries.trajectory_outcomes import OUTCOMES, RECIPES, get_outcome
from plait.insight.queries.trajectory_panel import SchoolPanel
from plait.insight.recipes import shelf
from plait.organisations.domain import Phase, Scope
from plait.stats import trajectory
from plait.stats.errors import StatsError
from plait.stats.trajectory import Change, Verdict

SEED: Final = trajectory_panel.SEED


class NeverJoined(PlaitError):
    """A school that is and was in no trust, as far as the files tell."""


def list_of_trust(
    scope: Scope, *, store: Store, uid: int, outcome: str | None = None, phase: Phase | None = None
) -> tuple[TrustTrajectory, ...]:
    """The trajectories of a trust, one for each phase of which it has or had schools, or one phase alone.

    Without an outcome, the one that tells most about each phase.

    Raises
    ------
    NoSuchTrust, NoSuchOutcome, NotFollowed
        If there is no such trust or outcome, or no school of the trust to which the outcome applies.
    """
    require_open_data(scope)
    trust = trusts.get_trust(scope, store=store, uid=uid)
    phases = [each for each in trajectory_members.list_phases(store, uid) if phase in {None, each}]
    if outcome is None:
        asked = [(each, get_outcome(store, OUTCOMES[each])) for each in phases if each in OUTCOMES]
    else:
        chosen = get_outcome(store, outcome)
        asked = [(each, chosen) for each in phases if each in chosen.phases and each in RECIPES]
    if not asked:
        raise NotFollowed(
            f"Nothing can be told of {trust.name} in this outcome.",
            why="No school that is or was in the trust is of a phase in which it is published.",
            mend="Choose another outcome.",
        )
    return tuple(_follow(store, trust.name, uid=uid, definition=chosen, phase=each) for each, chosen in asked)


def get_of_school(scope: Scope, *, store: Store, urn: int, outcome: str | None = None) -> Followed:
    """One school since it joined the trust that it joined last, as it stands in the answer about that trust.

    Raises
    ------
    NoSuchSchool, NoSuchOutcome, NeverJoined, NotFollowed
        If there is no such school or outcome, it was in no trust, or the outcome is not published for its phase.
    """
    school = register.get_school(scope, store=store, urn=urn)
    chain = trajectory_members.find_chain(store, urn)
    uids = trajectory_members.list_trusts_of(store, chain)
    if not uids:
        raise NeverJoined(
            f"{school.name} is in no trust.",
            why="As far as the files of this site tell, it never joined one, so there is nothing to follow.",
            mend="Its results beside schools in like circumstances are on its own pages.",
        )
    phase = register.get_school(scope, store=store, urn=chain).phase
    (found,) = list_of_trust(scope, store=store, uid=uids[0], outcome=outcome, phase=phase)
    own = next(each for each in found.schools if each.urn == chain)
    panel = trajectory_panel.get(store, found.outcome, phase=phase.value) if own.change.compared else None
    near = () if panel is None else tuple(int(panel.chains[row]) for row in own.change.compared)
    return Followed(trust=found, school=own, neighbours=near)


def learn(scope: Scope, *, store: Store, outcome: str, phase: Phase) -> int:
    """Follow every school of a phase that ever joined a trust, so that whatever is asked next is at hand; how many.

    A yardstick depends on the years compared, of which there are few: after this no trust costs more than its own
    schools.
    """
    require_open_data(scope)
    definition, recipe = get_outcome(store, outcome), shelf.get_recipe(RECIPES[phase])
    held = circumstances.list_years(store, recipe)
    panel = trajectory_panel.get(store, definition, phase=phase.value)
    members = trajectory_members.list_all(store, phase=phase)
    told = _tell(store, recipe, panel, members, uid=None, held=held, outcome=outcome, rng=np.random.default_rng(SEED))
    return len(told)


def learn_usual(scope: Scope, *, store: Store) -> dict[Phase, int]:
    """`learn` for the outcome that tells most about each phase, where the build has it: how many schools in each."""
    told: dict[Phase, int] = {}
    for phase, outcome in OUTCOMES.items():
        try:
            told[phase] = learn(scope, store=store, outcome=outcome, phase=phase)
        except (NoSuchOutcome, StatsError):
            continue
    return told


def _follow(store: Store, name: str, *, uid: int, definition: Definition, phase: Phase) -> TrustTrajectory:
    """Follow the schools of one phase in one outcome."""
    recipe = shelf.get_recipe(RECIPES[phase])
    held = circumstances.list_years(store, recipe)
    members = trajectory_members.list_members(store, uid, phase=phase)
    rng = np.random.default_rng((SEED, uid))
    refusal = ""
    told: dict[int, Change] = {}
    panel: SchoolPanel | None = None
    try:
        panel = trajectory_panel.get(store, definition, phase=phase.value)
        told = _tell(store, recipe, panel, members, uid=uid, held=held, outcome=definition.id, rng=rng)
    except StatsError as error:
        refusal = str(error)
    made = tuple(_school(each, told.get(each.chain), panel, held=held) for each in members)
    changes = [each.change for each in made]
    pooled, alone = (None, "") if refusal else _pool(changes, rng=rng)
    return TrustTrajectory(
        uid=uid,
        name=name,
        outcome=definition,
        phase=phase,
        unit="school SD" if panel is not None and panel.standardised else "points",
        spread=float("nan") if panel is None else panel.spread,
        worth=1.0 if panel is None else panel.worth,
        years=() if panel is None else panel.held,
        schools=made,
        pooled=pooled,
        alike=trajectory.pool_alike(changes, rng=rng),
        dip=trajectory.pool_dip(changes, rng=rng),
        path=trajectory.pool_path(changes, rng=rng),
        refusal=refusal or alone,
        build=store.name,
        method=trajectory.METHOD_VERSION,
        recipe=recipe.key,
        seed=SEED,
    )


def _pool(changes: Sequence[Change], *, rng: np.random.Generator) -> tuple[trajectory.Pooled | None, str]:
    """The mean change, or why there is none."""
    try:
        return trajectory.pool(changes, rng=rng), ""
    except StatsError as error:
        return None, str(error)


def _tell(
    store: Store,
    recipe: Recipe,
    panel: SchoolPanel,
    members: Sequence[Member],
    *,
    uid: int | None,
    held: list[int],
    outcome: str,
    rng: np.random.Generator,
) -> dict[int, Change]:
    """The change of each school that has figures, in the trust given, or each in its own."""
    asked = [(each, row) for each in members if (row := panel.find_row(each.chain)) is not None]
    if not asked or not held:
        return {}
    joinings = [trajectory_members.joining_of(each, row=row, held=held) for each, row in asked]
    bases = sorted({joining.basis for joining in joinings})
    phase = next(phase for phase, name in RECIPES.items() if name == recipe.id)
    grounds = [
        trajectory_panel.get_ground(store, recipe, year=held[b], schools=panel, phase=phase.value, outcome=outcome)
        for b in bases
    ]
    own = panel.trusts.copy()
    if uid is not None:
        own[[row for _, row in asked]] = uid  # also those that have left since
    changes = trajectory.follow(
        panel.panel,
        joinings=[replace(joining, basis=bases.index(joining.basis)) for joining in joinings],
        orders=[ground.order for ground in grounds],
        trusts=own,
        moved=panel.moved,
        rules=trajectory_panel.RULES,
        rng=rng,
        yardsticks=[ground.yardsticks for ground in grounds],
    )
    return {each.chain: change for (each, _), change in zip(asked, changes, strict=True)}


def _school(member: Member, change: Change | None, panel: SchoolPanel | None, *, held: list[int]) -> SchoolTrajectory:
    last_before, first_after = years_around(member.joined)
    basis = trajectory_members.find_basis(held, last_before) if held else None
    row = panel.find_row(member.chain) if panel is not None else None
    cohort = float(panel.cohort[row]) if panel is not None and row is not None else float("nan")
    notes = {
        Note.DAY_SEEN: member.seen,
        Note.CONTEXT_LATER: basis is not None and basis > last_before,
    }
    nothing = Change(
        joining=trajectory.Joining(row=-1, last_before=last_before, first_after=first_after),
        verdict=Verdict.NOTHING_BEFORE,
    )
    return SchoolTrajectory(
        urn=member.chain,
        name=member.name,
        joined=member.joined,
        left=member.left or (member.closed if member.shut else None),
        standing=Standing.CLOSED if member.shut else Standing.LEFT if member.left else Standing.IN,
        cohort_n=None if np.isnan(cohort) else cohort,
        basis=basis,
        notes=tuple(note for note, so in notes.items() if so),
        change=nothing if change is None else change,
        because=_because(member, change, years=() if panel is None else panel.held),
    )


def _because(member: Member, change: Change | None, *, years: tuple[int, ...]) -> Because | None:
    """Why a school could not be followed, as near as the files tell."""
    if change is None:
        return Because.NO_RESULTS
    joining = change.joining
    if change.verdict is Verdict.NOTHING_BEFORE:
        early = Because.JOINED_BEFORE if joining.last_before < years[0] else Because.NOTHING_BEFORE
        return Because.NEW if member.new else early
    if change.verdict is Verdict.NOTHING_AFTER:
        until = years[-1] if joining.last_in is None else joining.last_in
        gone = not any(joining.first_after <= year <= until for year in years)
        late = Because.GONE if gone else Because.NOTHING_AFTER
        return Because.JOINED_LATELY if joining.first_after > years[-1] else late
    few = {Verdict.TOO_FEW_NEIGHBOURS: Because.FEW_NEIGHBOURS, Verdict.TOO_FEW_PLACEBOS: Because.FEW_PLACEBOS}
    return few.get(change.verdict)
