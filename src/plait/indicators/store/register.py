"""The register of sources: one TOML file for each kind of published file."""

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plait.core.errors import PlaitError
from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.fingerprint import SOURCES, hash_files
from plait.indicators.store.raw import Source

ROLES = frozenset(
    {
        "schools",
        "trusts",
        "memberships",
        "links",
        "values",
        "trust_values",
        "area",
        "inspections",
        "constants",
        "codebook",
        "aside",
    }
)
_KNOWN_ONLY = frozenset({"codebook", "aside"})
_TABLES = ("recognise", "read", "year", "as_at", "rename", "codes", "fields", "fetch", "inspections")
_TEXTS = ("id", "title", "publisher", "licence", "page", "cadence", "owner")
_KNOWN = frozenset((*_TEXTS, *_TABLES, "next_review", "roles", "precedence", "note"))
_URN = r"[1-9]\d{5}"


class BadRegister(PlaitError):
    """An entry of the register cannot be used as it is written."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The heading signature: every heading of `all_of`, at least one of `any_of` if there are any, none of `none_of`.

    `names` are the usual file names (glob patterns): they never decide what a file is, but say what one that has other
    headings should have been.
    """

    all_of: tuple[str, ...]
    any_of: tuple[str, ...]
    none_of: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows that are not about one school: those whose `column` holds one of `values`."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text is read.

    `key` are the columns that make a row unique (none: rows need not be), `ids` patterns that columns must match for a
    row to be taken, `keep` patterns of the columns that somebody needs beside the key (none: all of them).
    """

    encodings: tuple[str, ...]
    key: tuple[str, ...]
    ids: Mapping[str, str]
    totals: tuple[Totals, ...]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearRule:
    """Which academic year the file is about.

    `name`: from the file or folder name; `column`: from a column, written as a span (202223) or as the year in which it
    ends (2023); `constant`; `none`: a register as at a day, or headings that carry their years. `several` says that one
    file may hold several years: it is then read as one file for each.
    """

    origin: Literal["name", "column", "constant", "none"]
    column: str
    written: Literal["span", "ending"]
    several: bool
    constant: AcademicYear | None


@dataclass(frozen=True, slots=True)
class AsAtRule:
    """On which day a register or a census stood: from the file name, or a day (month, day) of the academic year."""

    origin: Literal["name", "year", "none"]
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One source of the register with everything that is needed to recognise and read its files."""

    source: Source
    recognise: Recognition
    read: Reading
    year: YearRule
    as_at: AsAtRule
    rename: Mapping[str, str]
    grades: Mapping[str, int]
    note: str

    @property
    def gives_rows(self) -> bool:
        """Whether the rows of its files are used; codebooks and lists are only known."""
        return not _KNOWN_ONLY.issuperset(self.source.roles)

    def spelling(self) -> dict[str, str]:
        """From a heading, normalised, to the spelling under which the column is known further on."""
        told = (*self.recognise.any_of, *self.recognise.all_of, *self.read.key, *self.rename.values())
        return {normalise(name): name for name in told} | {
            normalise(here): there for here, there in self.rename.items()
        }


@dataclass(frozen=True, slots=True)
class Register:
    """All entries by id, and a hash of what they say."""

    entries: Mapping[str, Entry]
    sha256: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources in order of id."""
        return tuple(entry.source for entry in self.entries.values())


def normalise(heading: str) -> str:
    """A heading without byte order mark, quotes, outer and repeated spaces, and case."""
    return " ".join(heading.replace("\ufeff", "").replace("\u00a0", " ").strip().strip('"').split()).casefold()


@functools.cache
def load_register(folder: Path = SOURCES) -> Register:
    """Read every entry of the register.

    Raises
    ------
    BadRegister
        If an entry lacks something, says something unknown, or two have the same id.
    """
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        entry = _read_entry(path)
        if entry.source.id in entries:
            raise BadRegister(
                f"Two sources have the id “{entry.source.id}”.", why=f"One is {path.name}.", mend="Rename one."
            )
        entries[entry.source.id] = entry
    if not entries:
        raise BadRegister(
            "The register of sources is empty.", why=f"{folder} holds no .toml file.", mend="Install Plait again."
        )
    return Register(entries=dict(sorted(entries.items())), sha256=hash_files(folder.glob("*.toml")))


def _read_entry(path: Path) -> Entry:
    try:
        return _entry(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except KeyError as fault:
        raise BadRegister(
            f"The register entry {path.name} cannot be used.", why=f"It lacks {fault}.", mend="Add it."
        ) from fault
    except (ValueError, TypeError, re.error) as fault:
        raise BadRegister(
            f"The register entry {path.name} cannot be used.", why=f"{fault}.", mend="Mend the entry."
        ) from fault


def _entry(path: Path, told: Mapping[str, Any]) -> Entry:
    unknown = set(told) - _KNOWN
    if unknown:
        raise ValueError(f"it says “{min(unknown)}”, which means nothing here")
    if told["id"] != path.stem:
        raise ValueError(f"its id is “{told['id']}”, which is not the name of the file")
    return Entry(
        source=_source(told),
        recognise=_recognition(told["recognise"]),
        read=_reading(told.get("read", {})),
        year=_year_rule(told.get("year", {})),
        as_at=_as_at_rule(told.get("as_at", {})),
        rename=dict(told.get("rename", {})),
        grades=dict(told.get("inspections", {})),
        note=told.get("note", ""),
    )


def _source(told: Mapping[str, Any]) -> Source:
    roles = tuple(told["roles"])
    if not roles or not ROLES.issuperset(roles):
        raise ValueError(f"its roles are {list(roles)}; they may be {sorted(ROLES)}")
    review = told["next_review"]
    if not isinstance(review, dt.date):
        raise TypeError("next_review is not a date")
    return Source(
        **{name: str(told[name]) for name in _TEXTS},
        next_review=review,
        roles=roles,
        codes={code: _meaning(meaning) for code, meaning in told.get("codes", {}).items()},
        fields=told.get("fields", {}),
        precedence=int(told.get("precedence", 0)),
        fetch=told.get("fetch", {}),
    )


def _meaning(told: str | float) -> Reason | float:
    return Reason(told) if isinstance(told, str) else float(told)


def _recognition(told: Mapping[str, Any]) -> Recognition:
    parts = {name: tuple(told.get(name, ())) for name in ("all_of", "any_of", "none_of", "names")}
    if not parts["all_of"]:
        raise ValueError("recognise.all_of names no heading")
    return Recognition(**parts)


def _reading(told: Mapping[str, Any]) -> Reading:
    key = tuple(told.get("key", ()))
    ids = dict(told.get("ids", {"URN": _URN} if "URN" in key else {}))
    keep = tuple(told.get("keep", ()))
    for pattern in (*ids.values(), *keep):
        re.compile(pattern)
    return Reading(
        encodings=tuple(told.get("encodings", ("utf-8", "cp1252"))),
        key=key,
        ids=ids,
        totals=tuple(Totals(rule["column"], tuple(rule["values"])) for rule in told.get("totals", ())),
        keep=keep,
    )


def _year_rule(told: Mapping[str, Any]) -> YearRule:
    origin, written = told.get("from", "none"), told.get("written", "span")
    if origin not in {"name", "column", "constant", "none"} or written not in {"span", "ending"}:
        raise ValueError(f"year.from is “{origin}” and year.written “{written}”")
    constant = AcademicYear.parse(told["constant"]) if origin == "constant" else None
    column = told["column"] if origin == "column" else ""
    return YearRule(origin, column, written, bool(told.get("several", False)), constant)


def _as_at_rule(told: Mapping[str, Any]) -> AsAtRule:
    origin = told.get("from", "none")
    if origin not in {"name", "year", "none"}:
        raise ValueError(f"as_at.from is “{origin}”")
    month, day = (int(part) for part in told.get("day", "08-31").split("-"))
    return AsAtRule(origin, month, day)
