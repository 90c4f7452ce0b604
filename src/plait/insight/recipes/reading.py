"""From the TOML text of a recipe to a `Recipe`, saying by name what is wrong with it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from plait.insight.domain import (
    BadRecipe,
    Characteristic,
    Constraint,
    ConstraintKind,
    Evidence,
    Pool,
    PublishedScale,
    Recipe,
    Scaling,
    Unit,
    YearKind,
    Years,
    freeze,
)

E = TypeVar("E", Unit, Scaling, ConstraintKind, YearKind)
_TOP = frozenset(
    {
        "id",
        "version",
        "name",
        "why",
        "status",
        "owner",
        "next_review",
        "unit",
        "k",
        "weights_sum",
        "scaling",
        "min_weight_share",
        "missing",
        "judged",
        "limits",
        "agreement",
        "source",
        "years",
        "pool",
        "published",
        "characteristics",
        "constraints",
        "evidence",
    }
)
_CHARACTERISTIC = frozenset(
    {
        "id",
        "label",
        "weight",
        "unit",
        "rounding",
        "indicator",
        "field",
        "scale",
        "constant",
        "years",
        "plus",
        "stands",
        "log",
    }
)
_CONSTRAINT = frozenset({"field", "kind", "label", "among", "penalty"})
_YEARS = frozenset({"kind", "choices", "window", "follow_chain"})
_POOL = frozenset({"phases", "statuses", "sentence", "by_phase"})
_PUBLISHED = frozenset({"source", "population", "n"})
_EVIDENCE = frozenset(
    {"outcome", "year", "inputs_year", "explained", "schools_n", "residual_sd", "unit", "shares", "note"}
)


class Entry:
    """One table of a recipe file, read entry by entry; what is missing, mistyped or unknown is refused by name."""

    def __init__(self, table: Mapping[str, Any], *, known: frozenset[str], where: str) -> None:
        self._table = table
        self._where = where
        unknown = sorted(set(table) - known)
        if unknown:
            raise BadRecipe(
                f"{where} holds “{unknown[0]}”.",
                why="A recipe has no such entry.",
                mend=f"Use one of: {', '.join(sorted(known))}.",
            )

    def _get(self, name: str, *, kinds: tuple[type, ...], words: str, default: Any) -> Any:
        value = self._table.get(name, default)
        if value is _REQUIRED:
            raise BadRecipe(f"{self._where} lacks “{name}”.", mend=f"Give it {words}.")
        if value is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            raise BadRecipe(
                f"“{name}” of {self._where} is “{value}”.", why=f"It must be {words}.", mend="Correct the recipe."
            )
        return value

    def text(self, name: str, default: Any = None) -> str:
        """A text; required unless a default is given."""
        return str(self._get(name, kinds=(str,), words="a text", default=_REQUIRED if default is None else default))

    def maybe_text(self, name: str) -> str | None:
        """A text, or None."""
        value = self._get(name, kinds=(str,), words="a text", default=None)
        return None if value is None else str(value)

    def number(self, name: str, default: Any = None) -> float:
        """A number; required unless a default is given."""
        return float(
            self._get(name, kinds=(int, float), words="a number", default=_REQUIRED if default is None else default)
        )

    def maybe_number(self, name: str) -> float | None:
        """A number, or None."""
        value = self._get(name, kinds=(int, float), words="a number", default=None)
        return None if value is None else float(value)

    def whole(self, name: str, default: Any = None) -> int:
        """A whole number; required unless a default is given."""
        return int(
            self._get(name, kinds=(int,), words="a whole number", default=_REQUIRED if default is None else default)
        )

    def flag(self, name: str) -> bool:
        """True or false; false unless said."""
        return bool(self._get(name, kinds=(bool,), words="true or false", default=False))

    def day(self, name: str) -> dt.date:
        """A date."""
        value = self._get(name, kinds=(dt.date,), words="a date such as 2027-09-01", default=_REQUIRED)
        return dt.date(value.year, value.month, value.day)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty unless given."""
        return tuple(str(each) for each in self._get(name, kinds=(list,), words="a list", default=[]))

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers; empty unless given."""
        return tuple(int(each) for each in self._get(name, kinds=(list,), words="a list", default=[]))

    def tables(self, name: str) -> list[Mapping[str, Any]]:
        """A list of entries; empty unless given."""
        return list(self._get(name, kinds=(list,), words="a list of entries", default=[]))

    def table(self, name: str) -> Mapping[str, Any]:
        """An entry of its own."""
        return dict(self._get(name, kinds=(dict,), words="an entry of its own", default=_REQUIRED))

    def maybe_table(self, name: str) -> Mapping[str, Any] | None:
        """An entry of its own, or None."""
        value = self._get(name, kinds=(dict,), words="an entry of its own", default=None)
        return None if value is None else dict(value)


_REQUIRED = object()


def read(table: Mapping[str, Any], *, where: str) -> Recipe:
    """A recipe from the parsed TOML; `where` names the file in errors."""
    top = Entry(table, known=_TOP, where=where)
    return Recipe(
        id=top.text("id"),
        version=top.text("version"),
        name=top.text("name"),
        why=top.text("why"),
        status=top.text("status"),
        owner=top.text("owner"),
        next_review=top.day("next_review"),
        unit=_choose(Unit, top.text("unit", "school"), where=where),
        k=top.whole("k"),
        weights_sum=top.number("weights_sum"),
        scaling=_choose(Scaling, top.text("scaling"), where=where),
        years=_read_years(top.table("years"), where=where),
        pool=_read_pool(top.table("pool"), where=where),
        min_weight_share=top.number("min_weight_share"),
        missing=top.text("missing"),
        characteristics=tuple(_read_characteristic(each, where=where) for each in top.tables("characteristics")),
        constraints=tuple(_read_constraint(each, where=where) for each in top.tables("constraints")),
        judged=top.texts("judged"),
        limits=top.texts("limits"),
        published=_read_published(top.maybe_table("published"), where=where),
        evidence=tuple(_read_evidence(each, where=where) for each in top.tables("evidence")),
        agreement=top.text("agreement", ""),
        source=top.text("source", ""),
    )


def _choose(kind: type[E], text: str, *, where: str) -> E:
    try:
        return kind(text)
    except ValueError as error:
        raise BadRecipe(
            f"{where} says “{text}”.", why=f"That is not one of: {', '.join(kind)}.", mend="Correct the recipe."
        ) from error


def _read_years(table: Mapping[str, Any], *, where: str) -> Years:
    entry = Entry(table, known=_YEARS, where=f"{where}, [years]")
    kind = _choose(YearKind, entry.text("kind"), where=f"{where}, [years]")
    choices = entry.wholes("choices")
    if kind is YearKind.FIXED and not choices:
        raise BadRecipe(
            f"{where}, [years] has a fixed basis and no years.", mend="List them under “choices”, newest first."
        )
    return Years(
        kind=kind,
        choices=tuple(sorted(choices, reverse=True)),
        window=entry.whole("window", 1),
        follow_chain=entry.flag("follow_chain"),
    )


def _read_pool(table: Mapping[str, Any], *, where: str) -> Pool:
    entry = Entry(table, known=_POOL, where=f"{where}, [pool]")
    return Pool(
        phases=entry.texts("phases"),
        statuses=entry.texts("statuses"),
        sentence=entry.text("sentence"),
        by_phase=entry.flag("by_phase"),
    )


def _read_published(table: Mapping[str, Any] | None, *, where: str) -> PublishedScale | None:
    if table is None:
        return None
    entry = Entry(table, known=_PUBLISHED, where=f"{where}, [published]")
    return PublishedScale(source=entry.text("source"), population=entry.flag("population"), n=entry.text("n", ""))


def _read_characteristic(table: Mapping[str, Any], *, where: str) -> Characteristic:
    entry = Entry(table, known=_CHARACTERISTIC, where=f"{where}, [[characteristics]] “{table.get('id', '?')}”")
    return Characteristic(
        id=entry.text("id"),
        label=entry.text("label"),
        weight=entry.number("weight"),
        unit=entry.text("unit", "percent"),
        rounding=entry.number("rounding"),
        indicator=entry.maybe_text("indicator"),
        field=entry.maybe_text("field"),
        scale=entry.maybe_number("scale"),
        constant=entry.maybe_text("constant"),
        years=entry.wholes("years"),
        plus=entry.texts("plus"),
        stands=entry.flag("stands"),
        log=entry.flag("log"),
    )


def _read_constraint(table: Mapping[str, Any], *, where: str) -> Constraint:
    entry = Entry(table, known=_CONSTRAINT, where=f"{where}, [[constraints]] “{table.get('field', '?')}”")
    return Constraint(
        field=entry.text("field"),
        kind=_choose(ConstraintKind, entry.text("kind"), where=where),
        label=entry.text("label"),
        among=entry.whole("among", 0),
        penalty=entry.number("penalty", 0.0),
    )


def _read_evidence(table: Mapping[str, Any], *, where: str) -> Evidence:
    entry = Entry(table, known=_EVIDENCE, where=f"{where}, [[evidence]]")
    return Evidence(
        outcome=entry.text("outcome"),
        year=entry.whole("year"),
        inputs_year=entry.whole("inputs_year"),
        explained=entry.number("explained"),
        schools_n=entry.whole("schools_n"),
        residual_sd=entry.number("residual_sd"),
        unit=entry.text("unit"),
        shares=freeze({name: float(share) for name, share in entry.table("shares").items()}),
        note=entry.text("note", ""),
    )
