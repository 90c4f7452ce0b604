"""Who may be a neighbour: all England, a region, some miles around, a trust or several.

And filters on what schools are.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.errors import PlaitError

METRES_PER_MILE: Final = 1609.344
MOST_MILES: Final = 500.0


class BadPool(PlaitError):
    """A pool that cannot be read, or that makes no sense for this school."""


class PoolKind(StrEnum):
    """How far a search for neighbours reaches."""

    ENGLAND = "england"
    REGION = "region"
    MILES = "miles"
    TRUST = "trust"
    TRUSTS = "trusts"


@dataclass(frozen=True, slots=True)
class Reach:
    """A pool as somebody chose it: its kind, and the miles or the trusts where these are needed."""

    kind: PoolKind = PoolKind.ENGLAND
    miles: float = 0.0
    trusts: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.kind is PoolKind.MILES:
            return f"miles:{self.miles:g}"
        return f"trusts:{','.join(map(str, self.trusts))}" if self.kind is PoolKind.TRUSTS else str(self.kind)


ENGLAND: Final = Reach()


@dataclass(frozen=True, slots=True)
class Filters:
    """What neighbours must be like. Empty or None is any."""

    phase: tuple[str, ...] = ()
    type_group: tuple[str, ...] = ()
    admissions: tuple[str, ...] = ()
    settlement: tuple[str, ...] = ()
    urban_rural: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    faith: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    trust: tuple[int, ...] = ()
    sixth_form: bool | None = None
    nursery_provision: bool | None = None

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return any(getattr(self, field.name) not in ((), None) for field in fields(self))


NO_FILTERS: Final = Filters()


def read_reach(text: str) -> Reach:
    """A pool from what somebody typed: `england`, `region`, `miles:25`, `trust` or `trusts:2001,2002`.

    Raises
    ------
    BadPool
        If it is none of these.
    """
    wanted = text.strip().lower().replace(" ", "")
    if wanted in {PoolKind.ENGLAND, PoolKind.REGION, PoolKind.TRUST}:
        return Reach(PoolKind(wanted))
    if found := re.fullmatch(r"(?:miles:)?(\d{1,3}(?:\.\d+)?)(?:miles?)?", wanted):
        miles = float(found[1])
        if 0 < miles <= MOST_MILES:
            return Reach(PoolKind.MILES, miles=miles)
    if found := re.fullmatch(r"trusts?:(\d{1,7}(?:,\d{1,7})*)", wanted):
        return Reach(PoolKind.TRUSTS, trusts=tuple(sorted({int(each) for each in found[1].split(",")})))
    raise BadPool(
        f"“{text}” is not a pool.", mend="Use england, region, trust, miles:25 (up to 500) or trusts:2001,2002 (UIDs)."
    )


def mask(reach: Reach, *, subject: dict[str, Any], register: pl.DataFrame) -> NDArray[np.bool_]:
    """Which rows of the register lie in the pool of a school.

    Raises
    ------
    BadPool
        If the school has no region, no place on the map, or no trust, and the pool needs one.
    """
    if reach.kind is PoolKind.REGION:
        return _same(register["region"], _known(subject, "region", "the region of this school is not known"))
    if reach.kind is PoolKind.TRUST:
        return _same(register["trust_uid"], _known(subject, "trust_uid", "this school is in no trust"))
    if reach.kind is PoolKind.TRUSTS:
        return _among(register["trust_uid"], reach.trusts)
    if reach.kind is PoolKind.MILES:
        _known(subject, "easting", "the place of this school on the map is not known")
        away = miles_away(subject, register=register)
        return np.nan_to_num(away, nan=np.inf) <= reach.miles
    return np.ones(register.height, dtype=np.bool_)


def filter_mask(filters: Filters, *, register: pl.DataFrame) -> NDArray[np.bool_]:
    """Which rows of the register pass the filters; what is not known does not pass."""
    kept = np.ones(register.height, dtype=np.bool_)
    if not filters.any:
        return kept
    for name in ("phase", "type_group", "admissions", "settlement", "urban_rural", "gender", "faith", "region"):
        kept &= _among(register[name].cast(pl.String), getattr(filters, name))
    kept &= _among(register["trust_uid"], filters.trust)
    for name in ("sixth_form", "nursery_provision"):
        wanted = getattr(filters, name)
        if wanted is not None:
            kept &= (register[name] == wanted).fill_null(value=False).to_numpy()
    return kept


def miles_away(subject: dict[str, Any], *, register: pl.DataFrame) -> NDArray[np.float64]:
    """Miles as the crow flies from a school to each row of the register, NaN where a place is not known."""
    if subject.get("easting") is None or subject.get("northing") is None:
        return np.full(register.height, np.nan)
    east = register["easting"].to_numpy().astype(np.float64) - float(subject["easting"])
    north = register["northing"].to_numpy().astype(np.float64) - float(subject["northing"])
    return np.asarray(np.hypot(east, north) / METRES_PER_MILE)


def miles_between(here: dict[str, Any], there: dict[str, Any]) -> float | None:
    """Miles as the crow flies between two schools of the register, None where a place is not known."""
    places = [row[axis] for row in (here, there) for axis in ("easting", "northing") if row.get(axis) is not None]
    return math.dist(places[:2], places[2:]) / METRES_PER_MILE if len(places) == 4 else None


def describe(reach: Reach, *, subject: dict[str, Any], trusts: Sequence[str] = ()) -> str:
    """The pool as it stands in a sentence: “England”, “the South West”, “within 25 miles”."""
    if reach.kind is PoolKind.REGION:
        return _region_name(str(subject.get("region") or "its region"))
    if reach.kind is PoolKind.MILES:
        return f"within {reach.miles:g} miles"
    if reach.kind is PoolKind.TRUST:
        return str(subject.get("trust_name") or "its own trust")
    if reach.kind is PoolKind.TRUSTS:
        return ", ".join(trusts) or "the chosen trusts"
    return "England"


def _region_name(region: str) -> str:
    return region if region.startswith(("London", "its", "Yorkshire")) else f"the {region}"


def _known(subject: dict[str, Any], name: str, why: str) -> Any:
    if subject.get(name) is None:
        raise BadPool("That pool cannot be used here.", why=f"{why[0].upper()}{why[1:]}.", mend="Search all England.")
    return subject[name]


def _same(column: pl.Series, value: Any) -> NDArray[np.bool_]:
    return np.asarray((column == value).fill_null(value=False).to_numpy())


def _among(column: pl.Series, wanted: tuple[Any, ...]) -> NDArray[np.bool_]:
    if not wanted:
        return np.ones(column.len(), dtype=np.bool_)
    return np.asarray(column.is_in(wanted).fill_null(value=False).to_numpy())
