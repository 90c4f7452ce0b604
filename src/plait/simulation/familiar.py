"""A trust and a few schools that have the same names in every sector, so that a demonstration can be told by heart."""

from dataclasses import replace

import numpy as np

from plait.simulation.draws import Ints
from plait.simulation.histories import ACADEMY, History
from plait.simulation.schools import FULL, MIXED, NO_FAITH, PRIMARY, SECONDARY, Schools
from plait.simulation.trusts import FAMILIAR, MIXED_TRUST, Trusts
from plait.simulation.words import FAMILIAR_PRIMARIES, FAMILIAR_SECONDARIES

FAMILIAR_URN = 900_417


def name_familiar(schools: Schools, trusts: Trusts, member_of: Ints) -> tuple[Schools, Trusts]:
    """Give the trust nearest to nine schools, some primary and some secondary, its familiar names."""
    t = _choose_trust(schools, trusts, member_of)
    inside = np.flatnonzero(
        (member_of == t) & (schools.closed == 0) & (schools.faith == NO_FAITH) & (schools.opened == 0)
    )
    primaries = inside[(schools.phase[inside] == PRIMARY) & (schools.span[inside] == FULL)]
    primaries = primaries[
        np.argsort(np.abs(schools.scores["pupils"][primaries] - 0.3), kind="stable")
    ]  # of common size
    secondaries = inside[
        (schools.phase[inside] == SECONDARY) & ~schools.selective[inside] & (schools.gender[inside] == MIXED)
    ]
    names = list(schools.name)
    for here, wanted in ((primaries, FAMILIAR_PRIMARIES), (secondaries, FAMILIAR_SECONDARIES)):
        for i, name in zip(here.tolist(), wanted, strict=False):
            if not any(names[j] == name for j in np.flatnonzero(schools.place == schools.place[i])):
                names[i] = name
    titles = [FAMILIAR if k == t else name for k, name in enumerate(trusts.name)]
    return replace(schools, name=tuple(names)), replace(trusts, name=tuple(titles))


def _choose_trust(schools: Schools, trusts: Trusts, member_of: Ints) -> int:
    def count(phase: int) -> Ints:
        plain = (schools.phase == phase) & (member_of >= 0) & (schools.faith == NO_FAITH) & (schools.opened == 0)
        plain &= (schools.span == FULL) & (schools.closed == 0)
        return np.bincount(member_of[plain], minlength=trusts.n)

    size = np.bincount(member_of[member_of >= 0], minlength=trusts.n)
    lacking = (
        20 * np.maximum(3 - count(PRIMARY), 0) + 20 * (count(SECONDARY) == 0) + 5 * (trusts.flavour != MIXED_TRUST)
    )
    return int(np.argmin(np.abs(size - 9) + lacking))


def swap_urn(history: History, schools: Schools, trusts: Trusts, member_of: Ints) -> History:
    """Let the school that is called Harbour Lane carry its familiar URN, in exchange with the one that has it."""
    urns = {row.urn for row in history.establishments}
    familiar = trusts.name.index(FAMILIAR)
    named = {i for i in np.flatnonzero(member_of == familiar).tolist() if schools.name[i] == FAMILIAR_PRIMARIES[0]}
    rows = [row for row in history.establishments if row.stage == ACADEMY and row.school in named]
    if not rows or FAMILIAR_URN not in urns:
        return history
    held = rows[0].urn
    new = {held: FAMILIAR_URN, FAMILIAR_URN: held}
    return replace(
        history,
        establishments=tuple(
            sorted((replace(row, urn=new.get(row.urn, row.urn)) for row in history.establishments), key=lambda r: r.urn)
        ),
        links=tuple(sorted((new.get(a, a), new.get(b, b), kind, day) for a, b, kind, day in history.links)),
    )
