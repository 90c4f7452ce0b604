"""Which schools there are, which trust each belongs to and since when, and how each is followed through conversions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from plait.indicators.store.chains import chain_links
from plait.indicators.store.memberships import Observations, build_memberships, in_trust_since, observe
from plait.indicators.store.positions import place_on_grid, share_by_postcode
from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.spine_fields import read_table, stage
from plait.indicators.store.spine_schools import settle, stage_schools, unite
from plait.indicators.store.spine_status import decide_status
from plait.indicators.store.trusts import Groups, assemble_trusts, day_of, gather_groups

SCHOOL_SCHEMA = pl.Schema(
    {
        "urn": pl.Int32(),
        "name": pl.String(),
        "phase": pl.String(),
        "all_through": pl.Boolean(),
        "middle": pl.Boolean(),
        "type": pl.String(),
        "type_group": pl.String(),
        "academy": pl.Boolean(),
        "status": pl.String(),
        "opened": pl.Date(),
        "closed": pl.Date(),
        "laestab": pl.Int32(),
        "la_code": pl.Int32(),
        "la_name": pl.String(),
        "region": pl.String(),
        "town": pl.String(),
        "postcode": pl.String(),
        "easting": pl.Float64(),
        "northing": pl.Float64(),
        "urban_rural": pl.String(),
        "age_low": pl.Int16(),
        "age_high": pl.Int16(),
        "gender": pl.String(),
        "religious_character": pl.String(),
        "admissions": pl.String(),
        "sixth_form": pl.Boolean(),
        "nursery_provision": pl.Boolean(),
        "pupils_n": pl.Int32(),
        "trust_uid": pl.Int32(),
        "trust_name": pl.String(),
        "trust_since": pl.Date(),
        "trust_since_kind": pl.String(),
        "chain": pl.Int32(),
        "as_at": pl.Date(),
    }
)
LINK_SCHEMA = pl.Schema({"urn": pl.Int32(), "link_urn": pl.Int32(), "link_type": pl.String(), "linked_on": pl.Date()})
_STAGED_LINK = pl.Schema({**LINK_SCHEMA, "name": pl.String()})
# What a converted school has in common with the one it was, as long as nobody says otherwise.
_KEPT = (
    "phase",
    "all_through",
    "middle",
    "la_code",
    "la_name",
    "region",
    "town",
    "postcode",
    "urban_rural_2011",
    "urban_rural_2021",
    "age_low",
    "age_high",
    "gender",
    "religious_character",
    "admissions",
    "highly_selective_area",
    "sixth_form",
    "nursery_provision",
    "pupils_n",
)
_AT_THE_SITE = ("town", "easting", "northing")
_LONGEST_CHAIN = 8  # conversions in a row that hand facts on


@dataclass(frozen=True, slots=True)
class Organisations:
    """The tables `schools`, `trusts`, `memberships`, `links` and `chains` of a build, and what was not taken.

    `groups_left_out` counts the sponsors, federations and other groups that the registers hold beside academy trusts.
    """

    schools: pl.DataFrame
    trusts: pl.DataFrame
    memberships: pl.DataFrame
    links: pl.DataFrame
    chains: pl.DataFrame
    groups_left_out: int
    rejects: list[Reject]


def assemble_organisations(files: Sequence[RawFile]) -> Organisations:
    """Put together what the files say of schools and trusts.

    Parameters
    ----------
    files
        Files read as text; those whose source has a table `[fields.school]`, `[fields.trust]`, `[fields.membership]` or
        `[fields.link]` count.

    Returns
    -------
    Organisations
        Every school that any file names, every academy trust, and the history between them.

    Raises
    ------
    FieldsError
        If a table of the register cannot be used.
    """
    links, names, linked_as_at, bad_links = _gather_links(files)
    staged, bad_schools = stage_schools(files)
    united = unite(staged, names=names, named_on=linked_as_at)
    chains = chain_links(links, urns=united["urn"])
    schools = settle(_inherit(_place(united), chains=chains, links=links))
    schools = schools.join(
        decide_status([one.roll for one in staged], links=links, linked_as_at=linked_as_at, phases=schools),
        on="urn",
        how="left",
        maintain_order="left",
    )
    groups = gather_groups(files)
    observed = observe(files, known=groups.stated.select("uid", "name", "opened", "closed"))
    memberships = build_memberships(observed, schools=schools, trusts_closed=_closures(groups))
    schools, trusts = _attach(schools, memberships, chains, groups, observed)
    return Organisations(
        schools=schools,
        trusts=trusts,
        memberships=memberships,
        links=links,
        chains=chains,
        groups_left_out=groups.left_out,
        rejects=[*bad_schools, *bad_links, *groups.rejects, *observed.rejects],
    )


def _gather_links(files: Sequence[RawFile]) -> tuple[pl.DataFrame, pl.DataFrame, dt.date, list[Reject]]:
    frames: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    latest = dt.date(1900, 1, 1)
    for file in sorted(files, key=day_of):
        table = read_table(file, "link")
        if table is None:
            continue
        staged, bad = stage(file, table, _STAGED_LINK)
        frames.append(staged.drop(ROW))
        rejects += bad
        latest = max(latest, day_of(file))
    rows = pl.concat([pl.DataFrame(schema=_STAGED_LINK), *frames]).drop_nulls(["urn", "link_urn", "link_type"])
    links = rows.select(LINK_SCHEMA.names()).sort("urn", "link_urn", "link_type", "linked_on", nulls_last=False)
    names = rows.filter(pl.col("name").is_not_null()).select(urn="link_urn", name="name")
    return links.unique(["urn", "link_urn", "link_type"], keep="last", maintain_order=True), names, latest, rejects


def _place(schools: pl.DataFrame) -> pl.DataFrame:
    return share_by_postcode(place_on_grid(schools))


def _inherit(schools: pl.DataFrame, *, chains: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Hand facts on from a school to the one it was converted into, where nothing newer is said of that one.

    Only along plain successor links of one school to one school. The place is handed on only with the postcode.
    """
    plain = links.filter(pl.col("link_type") == "Successor").select("urn", next_urn="link_urn").unique()
    edges = (
        chains.filter(pl.col("next_urn").is_not_null() & (pl.len().over("next_urn") == 1))
        .join(plain, on=["urn", "next_urn"])
        .select(_old="urn", urn="next_urn")
    )
    for _ in range(_LONGEST_CHAIN):
        handed = [pl.col(name).alias(f"_{name}") for name in dict.fromkeys((*_KEPT, *_AT_THE_SITE))]
        before = schools.select(*handed, _old="urn")
        joined = schools.join(edges.join(before, on="_old"), on="urn", how="left", maintain_order="left")
        joined = joined.with_columns(pl.coalesce(name, f"_{name}").alias(name) for name in _KEPT if name != "town")
        same_site = pl.col("postcode") == pl.col("_postcode")
        after = joined.with_columns(
            pl.coalesce(pl.col(name), pl.when(same_site).then(pl.col(f"_{name}"))).alias(name) for name in _AT_THE_SITE
        ).select(schools.columns)
        if after.equals(schools):
            break
        schools = after
    return schools


def _closures(groups: Groups) -> pl.DataFrame:
    """The day on which each trust closed, by the newest register that names it; a reopened one has not closed."""
    return (
        groups.stated.filter(pl.col("status").is_not_null())
        .unique("uid", keep="last", maintain_order=True)
        .filter(pl.col("closed").is_not_null())
        .select("uid", "closed")
    )


def _attach(
    schools: pl.DataFrame, memberships: pl.DataFrame, chains: pl.DataFrame, groups: Groups, observed: Observations
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each school its present trust, and each trust its schools."""
    since = in_trust_since(memberships, day=dt.date.max, chains=chains)
    schools = schools.join(
        since.select("urn", "trust_uid", trust_since="since", trust_since_kind="kind"), on="urn", how="left"
    ).join(chains.select("urn", "chain"), on="urn", how="left")
    seen = observed.seen.select(
        "day", uid="trust_uid", name="trust_name", type="trust_type", precedence=pl.lit(-1, dtype=pl.Int32)
    ).unique()
    stated = pl.concat([groups.stated, seen], how="diagonal_relaxed").sort("uid", "day", "precedence")
    trusts = assemble_trusts(stated, schools=schools)
    schools = schools.join(trusts.select(trust_uid="uid", trust_name="name"), on="trust_uid", how="left")
    in_a_trust = pl.col("urn").is_in(memberships["urn"].unique().to_list())
    schools = schools.with_columns(academy=pl.coalesce("academy", pl.when(in_a_trust).then(statement=True)))
    return schools.select(SCHOOL_SCHEMA.names()).cast(SCHOOL_SCHEMA).sort("urn"), trusts
