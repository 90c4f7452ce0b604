"""Reading `definitions/*.toml`, and refusing what cannot be."""

import datetime as dt
import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from plait.core.errors import PlaitError
from plait.core.missing import Reason
from plait.indicators.store.definition_parts import (
    STATUSES,
    Definition,
    Derived,
    Gap,
    Key,
    Kind,
    Origin,
    Polarity,
    Span,
    Unit,
)
from plait.organisations.domain import Phase

FAMILIES = (
    "attainment",
    "progress",
    "disadvantage",
    "absence",
    "context",
    "destinations",
    "16-18",
    "workforce",
    "finance",
    "inspection",
)
CALENDARS = "calendars.toml"
_ID = re.compile(r"[a-z][a-z0-9_]*")
_KEYS = {"urn": "URN", "uid": "TRUST_UID"}
_ORIGIN_KEYS = frozenset(
    {"source", "column", "columns", "years", "year", "offset", "scale", "cohort", "lo", "hi"}
    | {"schools", "status", "where", "key", "key_column"}
)
_INDICATOR_KEYS = frozenset(
    {"id", "name", "short", "unit", "decimals", "polarity", "kind", "family", "component", "phases", "plausible"}
    | {"cohort", "cohort_of", "calendar", "caveats", "owner", "next_review", "from", "trust_from", "derived"}
)


class BadDefinition(PlaitError):
    """An entry of the indicator definitions says something that cannot be."""


def _refusal(why: str) -> BadDefinition:
    return BadDefinition("The indicator definitions were not read.", why=why, mend="Mend the entry and try again.")


class _Entry:
    """One table of a TOML file, which names itself when a key is missing or wrong."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self.table = table
        self.where = where

    def refuse(self, key: str, why: str) -> BadDefinition:
        return _refusal(f"{self.where}: “{key}” {why}.")

    def need(self, key: str, kind: type | tuple[type, ...]) -> Any:
        if key not in self.table:
            raise self.refuse(key, "is missing")
        found = self.table[key]
        if not isinstance(found, kind) or isinstance(found, bool):
            raise self.refuse(key, f"is {found!r}, which is not of the right kind")
        return found

    def choose(self, key: str, allowed: Iterable[str]) -> Any:
        found = self.need(key, str)
        if found not in tuple(allowed):
            raise self.refuse(key, f"is “{found}”, which is none of {', '.join(allowed)}")
        return found

    def check_keys(self, allowed: frozenset[str]) -> None:
        for key in self.table:
            if key not in allowed:
                raise self.refuse(key, "is not a key that is known here")


def read_definitions(folder: Path) -> Mapping[str, Definition]:
    """Every definition under a folder, by id.

    Parameters
    ----------
    folder
        Holds `calendars.toml` (spans and gaps by name) and one file per family, each with `[defaults]` and
        `[[indicator]]` entries.

    Raises
    ------
    BadDefinition
        If a file, an entry or a reference between entries is wrong.
    """
    calendars = _read_calendars(folder / CALENDARS)
    found: dict[str, Definition] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == CALENDARS:
            continue
        tables = _parse(path)
        for table in tables.get("indicator", []):
            entry = _Entry({**tables.get("defaults", {}), **table}, f"{path.name}, indicator “{table.get('id', '?')}”")
            definition = _read_indicator(entry, calendars)
            if definition.id in found:
                raise entry.refuse("id", "is taken by another indicator")
            found[definition.id] = definition
    _check_references(found)
    return MappingProxyType(found)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, FileNotFoundError) as error:
        raise _refusal(f"{path.name}: {error}.") from error


def _read_calendars(path: Path) -> dict[str, tuple[tuple[Span, ...], tuple[Gap, ...]]]:
    calendars = {}
    for table in _parse(path).get("calendar", []):
        entry = _Entry(table, f"{path.name}, calendar “{table.get('id', '?')}”")
        spans = tuple(_read_span(_Entry(item, entry.where)) for item in table.get("span", []))
        gaps = tuple(_read_gap(_Entry(item, entry.where)) for item in table.get("gap", []))
        for earlier, later in itertools.pairwise(spans):
            if earlier.last is None or later.first <= earlier.last:
                raise entry.refuse("span", f"from {later.first} overlaps the one before")
        if not spans:
            raise entry.refuse("span", "is missing")
        calendars[entry.need("id", str)] = (spans, gaps)
    return calendars


def _read_span(entry: _Entry) -> Span:
    entry.check_keys(frozenset({"first", "last", "because"}))
    return Span(entry.need("first", int), entry.table.get("last"), entry.need("because", str))


def _read_gap(entry: _Entry) -> Gap:
    entry.check_keys(frozenset({"first", "last", "reason", "sentence"}))
    reason = Reason(entry.choose("reason", [str(item) for item in Reason]))
    return Gap(entry.need("first", int), entry.table.get("last"), reason, entry.need("sentence", str))


def _read_indicator(entry: _Entry, calendars: Mapping[str, tuple[tuple[Span, ...], tuple[Gap, ...]]]) -> Definition:
    entry.check_keys(_INDICATOR_KEYS)
    if not _ID.fullmatch(entry.need("id", str)):
        raise entry.refuse("id", "must be lower-case letters, digits and underscores")
    spans, gaps = calendars[entry.choose("calendar", calendars)]
    low, high = entry.need("plausible", list)
    if not low < high:
        raise entry.refuse("plausible", "must hold a lower and a higher figure")
    return Definition(
        id=entry.table["id"],
        name=entry.need("name", str),
        short=entry.need("short", str),
        unit=entry.choose("unit", get_args(Unit)),
        decimals=entry.need("decimals", int),
        polarity=entry.choose("polarity", get_args(Polarity)),
        kind=entry.choose("kind", get_args(Kind)),
        family=entry.choose("family", FAMILIES),
        component=entry.need("component", str),
        phases=_read_phases(entry),
        plausible=(float(low), float(high)),
        cohort=entry.need("cohort", str),
        cohort_of=entry.table.get("cohort_of") or None,
        spans=spans,
        gaps=gaps,
        caveats=tuple(entry.table.get("caveats", [])),
        owner=entry.need("owner", str),
        next_review=entry.need("next_review", dt.date),
        origins=_read_origins(entry, "from", "urn"),
        trust_origins=_read_origins(entry, "trust_from", "uid"),
        derived=_read_derived(entry),
    )


def _read_phases(entry: _Entry) -> tuple[Phase, ...]:
    phases = entry.need("phases", list)
    for phase in phases:
        if phase not in [str(item) for item in Phase]:
            raise entry.refuse("phases", f"holds “{phase}”, which is not a phase")
    return tuple(Phase(phase) for phase in phases)


def _read_origins(entry: _Entry, under: str, key: Key) -> tuple[Origin, ...]:
    return tuple(_read_origin(_Entry(item, entry.where), key) for item in entry.table.get(under, []))


def _read_origin(entry: _Entry, key: Key) -> Origin:
    entry = _Entry({"key": key, "status": "final", **entry.table}, entry.where)
    entry.check_keys(_ORIGIN_KEYS)
    columns = entry.table.get("columns") or [entry.need("column", str)]
    years = entry.table.get("years")
    where = {name: tuple(texts) for name, texts in entry.table.get("where", {}).items()}
    return Origin(
        source=entry.need("source", str),
        columns=tuple(columns),
        years=None if years is None else tuple(years),
        year=entry.table.get("year"),
        offset=entry.table.get("offset", 0),
        scale=float(entry.table.get("scale", 1)),
        cohort=entry.table.get("cohort"),
        lo=entry.table.get("lo"),
        hi=entry.table.get("hi"),
        schools=entry.table.get("schools"),
        status=entry.choose("status", STATUSES),
        where=MappingProxyType(where),
        key=entry.choose("key", get_args(Key)),
        key_column=entry.table.get("key_column") or _KEYS.get(entry.table["key"]) or entry.need("key_column", str),
    )


def _read_derived(entry: _Entry) -> Derived | None:
    table = entry.table.get("derived")
    if table is None:
        if not entry.table.get("from"):
            raise entry.refuse("from", "is missing: say from which column the figure comes")
        return None
    if entry.table.get("from"):
        raise entry.refuse("derived", "and “from” exclude each other")
    inner = _Entry(table, entry.where)
    one, other = inner.need("of", list)
    return Derived(inner.choose("kind", ("difference", "ratio")), (one, other), float(table.get("scale", 1)))


def _check_references(found: Mapping[str, Definition]) -> None:
    for definition in found.values():
        named = [definition.cohort_of] if definition.cohort_of else []
        named += definition.derived.of if definition.derived else ()
        for name in named:
            other = found.get(name)
            if other is None or (definition.derived and other.derived and name in definition.derived.of):
                raise _refusal(
                    f"Indicator “{definition.id}” leans on “{name}”, which is not there or is itself derived."
                )
