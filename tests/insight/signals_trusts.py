"""A made-up trust of which the truth is known: a bright spot, a school in need in like circumstances, and others."""

import datetime as dt
from typing import Final

import polars as pl

from plait.core.home import Home
from plait.indicators.store.reader import open_build
from plait.insight.services import signals as service
from tests.insight import signals_england as england
from tests.store_factory import write_build

BUILD: Final = "2023-24_20251201T090000_eeeeeeeeeeee"
UID, WITHOUT_HOST, NOBODY = 2050, 2051, 2052
PLAIN, NURSERY = 100051, 100052
MEMBERS: Final = {
    UID: (england.STAR, england.LOW, england.RISER, england.FALLER, PLAIN, NURSERY),
    WITHOUT_HOST: (england.NEW, england.SMALL),
    NOBODY: (),
}


def make_home(home: Home) -> Home:
    """The made-up England with these trusts in it, and its signals."""
    tables = england.make_england()
    schools, joined, trusts = tables["schools"], [], []
    for uid, urns in MEMBERS.items():
        trusts.append({"uid": uid, "name": f"Planted Trust {uid}", "type": "multi", "status": "open"})
        inside = pl.col("urn").is_in(list(urns))
        schools = schools.with_columns(
            pl.when(inside).then(pl.lit(uid, dtype=pl.Int32)).otherwise("trust_uid").alias("trust_uid"),
            pl.when(inside).then(pl.lit(f"Planted Trust {uid}")).otherwise("trust_name").alias("trust_name"),
        )
        joined += [(urn, uid, dt.date(2014, 9, 1), "stated", None, None, "made by hand") for urn in urns]
    nursery = pl.when(pl.col("urn") == NURSERY).then(pl.lit("nursery")).otherwise(pl.col("phase").cast(pl.String))
    memberships = tables["memberships"]
    changed = {
        "schools": schools.with_columns(nursery.cast(schools.schema["phase"]).alias("phase")),
        "trusts": pl.concat([tables["trusts"], pl.DataFrame(trusts, schema=tables["trusts"].schema)]).sort("uid"),
        "memberships": pl.concat([memberships, pl.DataFrame(joined, schema=memberships.schema, orient="row")]).sort(
            "urn", "from_date"
        ),
    }
    write_build(home.store, BUILD, tables | changed)
    service.build(open_build(home.store / "builds" / BUILD), home=home)
    return home
