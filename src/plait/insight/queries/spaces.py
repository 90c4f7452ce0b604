"""A recipe as the statistics want it: who is compared with whom, on what, and which categories must agree.

Open data.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.indicators.queries.remembered import once_per_build, places_by
from plait.indicators.store.reader import Store
from plait.insight.domain import Constraint, ConstraintKind, Recipe
from plait.insight.queries import circumstances
from plait.insight.queries.circumstances import Circumstances
from plait.stats import neighbours as statistics

NOT_KNOWN = "not known"  # schools whose category the register does not give are alike in that


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The schools that can be matched, in the space of their circumstances.

    `register` has one row for each school of the space, in its order; `exact` are the codes of categories that must
    agree; `preferred` those that should, with the rule.
    """

    made: Circumstances
    space: statistics.Space
    register: pl.DataFrame
    exact: tuple[NDArray[np.int32], ...]
    preferred: tuple[tuple[Constraint, NDArray[np.int32]], ...]

    def find_position(self, id_: int) -> int | None:
        """The row of a school in the space; None if it cannot be matched."""
        ids = self.space.ids
        at = int(np.searchsorted(ids, id_))
        return at if at < ids.size and ids[at] == id_ else None


def get(store: Store, recipe: Recipe, *, made: Circumstances) -> Ground:
    """The ground of a matrix; worked out once for each build."""
    key = f"insight.ground.{recipe.key}.{made.year}.{made.block}"
    return once_per_build(store, key, lambda: _lay(recipe, made))


def _lay(recipe: Recipe, made: Circumstances) -> Ground:
    register = made.register.filter(pl.Series(made.matched))
    penalised = [each for each in recipe.constraints if each.kind is ConstraintKind.PENALISED]
    space = statistics.space_of(
        made.values[made.matched],
        ids=made.ids[made.matched],
        names=[item.label for item in made.items],
        weights=made.weights,
        scale=made.scales,
        missing="complete" if recipe.min_weight_share == 1.0 else "shared",
        min_share=recipe.min_weight_share,
        categoricals=[
            statistics.Categorical(name=each.label, codes=_codes(register, each), weight=each.penalty)
            for each in penalised
        ],
    )
    exact = [each for each in recipe.constraints if each.kind is ConstraintKind.EXACT]
    preferred = [each for each in recipe.constraints if each.kind is ConstraintKind.PREFERRED]
    return Ground(
        made=made,
        space=space,
        register=register,
        exact=tuple(_codes(register, each) for each in exact),
        preferred=tuple((each, _codes(register, each)) for each in preferred),
    )


def _codes(register: pl.DataFrame, constraint: Constraint) -> NDArray[np.int32]:
    labels = register[constraint.field].cast(pl.String).replace("", None).fill_null(NOT_KNOWN).to_list()
    return statistics.codes_of(labels)


def block_for(store: Store, recipe: Recipe, *, urn: int) -> str:
    """The pool of its own in which a school stands; empty where the recipe has one pool for all.

    A school whose phase the recipe leaves out gets one of the pools there are: it is not in it, and is told so.
    """
    if not recipe.pool.by_phase:
        return ""
    at = places_by(store, "schools", "urn").get(urn)
    block = "" if at is None else circumstances.block_of(store.table("schools").row(at, named=True))
    blocks = circumstances.list_blocks(store, recipe)
    return block if block in blocks or not blocks else blocks[0]
