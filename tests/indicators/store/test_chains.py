"""Chains of conversions: rules, a slow obvious reference, and the counts that are known for the real files."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.indicators.store.chains import chain_links
from tests.indicators.store.organisation_files import read_column, real_organisations

Links = list[tuple[int, int]]


def frame_of(links: Links, kind: str = "Successor") -> pl.DataFrame:
    return pl.DataFrame(
        {"urn": [a for a, _ in links], "link_urn": [b for _, b in links], "link_type": [kind] * len(links)},
        schema={"urn": pl.Int32, "link_urn": pl.Int32, "link_type": pl.String},
    )


def ends_of(chains: pl.DataFrame) -> dict[int, int]:
    return dict(chains.select("urn", "chain").iter_rows())


def walk(links: Links) -> dict[int, int]:
    """The reference: one school at a time, one link at a time."""
    targets: dict[int, set[int]] = {}
    for urn, other in links:
        if urn != other:
            targets.setdefault(urn, set()).add(other)
    single = {urn: next(iter(others)) for urn, others in targets.items() if len(others) == 1}

    def on_circle(urn: int) -> bool:
        seen, here = set(), single.get(urn)
        while here is not None and here not in seen:
            if here == urn:
                return True
            seen.add(here)
            here = single.get(here)
        return False

    def end(urn: int) -> int:
        while urn in single and not on_circle(urn):
            urn = single[urn]
        return urn

    return {urn: end(urn) for pair in links for urn in pair}


pairs = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20)


@given(pairs)
def test_chains_are_those_that_one_finds_by_walking(links: Links) -> None:
    assert ends_of(chain_links(frame_of(links))) == walk(links)


@given(pairs)
def test_following_a_chain_twice_leads_nowhere_further(links: Links) -> None:
    ends = ends_of(chain_links(frame_of(links)))
    assert all(ends[end] == end for end in ends.values())


@given(pairs)
def test_every_link_of_a_chain_leads_to_a_later_step_of_the_same_chain(links: Links) -> None:
    chains = chain_links(frame_of(links))
    steps = {urn: (chain, step) for urn, chain, step, _ in chains.iter_rows()}
    for urn, chain, step, following in chains.iter_rows():
        if following is None:
            assert chain == urn
        else:
            assert steps[following][0] == chain
            assert steps[following][1] > step


@given(pairs, st.randoms())
def test_the_order_of_the_links_does_not_matter(links: Links, chance: object) -> None:
    mixed = list(links)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert chain_links(frame_of(links)).equals(chain_links(frame_of(mixed)))


@pytest.mark.parametrize(
    ("links", "ends"),
    [
        ([(1, 2), (2, 3)], {1: 3, 2: 3, 3: 3}),
        ([(1, 2), (1, 3)], {1: 1, 2: 2, 3: 3}),  # a split ends the chain
        ([(1, 3), (2, 3)], {1: 3, 2: 3, 3: 3}),  # a merger ends several in one
        ([(1, 2), (2, 1)], {1: 1, 2: 2}),  # a circle is no chain
        ([(1, 2), (2, 3), (3, 2)], {1: 2, 2: 2, 3: 3}),  # what leads to a circle ends where it would enter
        ([(1, 1), (1, 2)], {1: 2, 2: 2}),  # a link to itself says nothing
        ([(1, 2), (1, 2)], {1: 2, 2: 2}),  # the same link twice is one
    ],
)
def test_the_rules_of_chaining(links: Links, ends: dict[int, int]) -> None:
    assert ends_of(chain_links(frame_of(links))) == ends


def test_other_kinds_of_link_make_no_chain() -> None:
    for kind in ("Predecessor", "Sixth Form Centre Link", "Closure"):
        assert ends_of(chain_links(frame_of([(1, 2)], kind))) == {1: 1, 2: 2}
    for kind in ("Successor - merged", "Successor - amalgamated"):
        assert ends_of(chain_links(frame_of([(1, 2)], kind))) == {1: 2, 2: 2}


def test_steps_count_from_the_oldest_school() -> None:
    chains = chain_links(frame_of([(1, 2), (2, 4), (3, 4), (4, 5)]))
    assert dict(chains.select("urn", "step").iter_rows()) == {1: 0, 2: 1, 3: 0, 4: 2, 5: 3}


def test_a_school_without_links_is_a_chain_of_its_own() -> None:
    chains = chain_links(frame_of([]), urns=pl.Series([7, 9], dtype=pl.Int32))
    assert chains.rows() == [(7, 7, 0, None), (9, 9, 0, None)]
    assert chain_links(frame_of([])).is_empty()


KS4 = {
    "ks4_core_2015_16": "Attainment 8",
    "ks4_core_2016_17": "Attainment 8",
    "ks4_core_2017_18": "Attainment 8",
    "ks4_core_2018_19": "ATT8SCR",
    "ks4_mainstream_context_2022_23": "ATT8SCR",
    "ks4_core_2023_24_linked": "ATT8SCR",
    "ks4_core_2024_25_linked": "ATT8SCR",
}
KS2 = {
    "ks2_core_2015_16": "Overall Meet Std",
    "ks2_core_2016_17": "Overall Meet Std",
    "ks2_core_2017_18": "Overall Meet Std",
    "ks2_core_2023_24_linked": "PTRWM_EXP",
    "ks2_core_2024_25_linked": "PTRWM_EXP",
}


@pytest.mark.real
@pytest.mark.parametrize(("files", "raw", "chained"), [(KS4, 2187, 2786), (KS2, 10124, 13353)])
def test_as_many_schools_have_every_year_as_is_known(
    real_data: Path, files: dict[str, str], raw: int, chained: int
) -> None:
    ends = ends_of(real_organisations(real_data).chains)
    by_urn = [_schools_with(real_data, name, column) for name, column in files.items()]
    by_chain = [{ends.get(urn, urn) for urn in urns} for urns in by_urn]
    assert len(set.intersection(*by_urn)) == raw
    assert len(set.intersection(*by_chain)) == chained


def _schools_with(folder: Path, name: str, column: str) -> set[int]:
    frame = read_column(folder / name[:3] / f"{name}.csv.gz")
    figure = pl.col(column).str.strip_chars().str.strip_suffix("%").cast(pl.Float64, strict=False)
    urns = frame.filter(figure.is_not_null() & figure.is_not_nan())["URN"].cast(pl.Int32, strict=False).drop_nulls()
    return set(urns.to_list())
