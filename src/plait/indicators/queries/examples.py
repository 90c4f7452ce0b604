"""A school and a trust to look at for a start: chosen by size and name, never by a result. Open data."""

import polars as pl

from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.queries.schools import School, find_school
from plait.indicators.queries.trusts import Trust, find_trust, list_schools_of
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase, Scope


def find_trust_to_show(scope: Scope, *, store: Store) -> Trust | None:
    """An open trust of middling size (nearest to ten schools; the first by name among equals)."""
    require_open_data(scope)
    uid = once_per_build(store, "examples.trust", lambda: _trust_of_middling_size(store))
    return None if uid is None else find_trust(scope, store=store, uid=uid)


def find_school_to_show(scope: Scope, *, store: Store) -> School | None:
    """The first primary or secondary school by name of the trust to show."""
    trust = find_trust_to_show(scope, store=store)
    if trust is None:
        return None
    schools = list_schools_of(scope, store=store, uid=trust.uid)
    usual = [school for school in schools if school.phase in {Phase.PRIMARY, Phase.SECONDARY}]
    return find_school(scope, store=store, urn=usual[0].urn) if usual else None


def list_urns_by_phase(scope: Scope, *, store: Store) -> list[int]:
    """The open primary, secondary and special school of the lowest URN: oldest, so that figures are likely held."""
    require_open_data(scope)

    def work_out() -> list[int]:
        there = store.table("schools").filter(pl.col("status").cast(pl.String) == "open")
        by_phase = dict(there.group_by(pl.col("phase").cast(pl.String)).agg(pl.col("urn").min()).iter_rows())
        wanted = (Phase.PRIMARY, Phase.SECONDARY, Phase.SPECIAL)
        return [by_phase[phase.value] for phase in wanted if phase.value in by_phase]

    return once_per_build(store, "examples.by_phase", work_out)


def _trust_of_middling_size(store: Store) -> int | None:
    trusts = store.table("trusts").filter(pl.col("closed").is_null() & (pl.col("schools_n") > 1))
    if not trusts.height:
        return None
    nearest = trusts.with_columns((pl.col("schools_n") - 10).abs().alias("_far")).sort("_far", "name", "uid")
    return int(nearest["uid"][0])
