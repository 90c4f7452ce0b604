"""The stage of the demonstration: days, schools, people and figures, as every part of the story finds them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.years import AcademicYear
from plait.demo.cast import Place
from plait.demo.telling import Happening
from plait.goals.evaluating import Term
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase
from plait.organisations.models import Organisation, Person

SEED: Final = 20260901
TERMS: Final = 6  # that are over: two school years
_PUBLISHED_IN: Final = 12  # the month after which the figures of the last school year count as published


@dataclass(frozen=True, slots=True)
class Size:
    """How much is told: schools of the first trust that take part, people who vote, judge, and for how many weeks."""

    schools: int
    voters: int
    judges: int
    pairs: int
    weeks: int
    terms: int
    decisions: int
    colleagues: int  # at each school of the first trust, who have no part in the cast


WHOLE: Final = Size(schools=12, voters=42, judges=12, pairs=11, weeks=90, terms=TERMS, decisions=9, colleagues=3)
# The same story, for tests that need somebody on the stage.
SHORT: Final = Size(schools=2, voters=4, judges=2, pairs=2, weeks=8, terms=1, decisions=3, colleagues=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of the story: six terms that are over, and the one in which it is told."""

    today: dt.date

    @property
    def terms(self) -> tuple[Term, ...]:
        """Six terms that are over, the oldest first, then this one."""
        found = [Term.of(self.today)]
        while len(found) <= TERMS:
            found.insert(0, Term.of(found[0].starts - dt.timedelta(days=1)))
        return tuple(found)

    @property
    def begins(self) -> dt.date:
        """When people came to the site: some weeks before the first term."""
        return self.terms[0].starts - dt.timedelta(days=70)

    def day(self, term: int, number: int) -> dt.date:
        """So many days into a term that is over; never a weekend."""
        return _weekday(self.terms[term].starts + dt.timedelta(days=number))

    def when(self, told: Mapping[str, Any]) -> dt.date:
        """The day of something in the texts: in a term, or not long ago."""
        return self.recent(told["recent"]) if "recent" in told else self.day(told["term"], told["day"])

    def recent(self, days: int) -> dt.date:
        """So many days ago, or on the Friday before."""
        return _weekday(self.today - dt.timedelta(days=days))

    def ahead(self, days: int) -> dt.date:
        """In so many days."""
        return self.today + dt.timedelta(days=days)

    @property
    def is_under_way(self) -> bool:
        """Whether this term has lasted long enough for somebody to have begun its self-evaluation."""
        return self.today - self.terms[-1].starts >= dt.timedelta(days=21)


@dataclass(frozen=True)
class Stage:
    """Everything that the story stands on. `schools`: those of a trust that take part, the cast's own first."""

    store: Store
    calendar: Calendar
    size: Size
    people: Mapping[str, Person]
    places: Mapping[Place, Organisation]
    schools: Mapping[Place, tuple[Organisation, ...]]
    heads: Mapping[int, Person]
    colleagues: Mapping[Place, tuple[Person, ...]]

    @cached_property
    def rng(self) -> np.random.Generator:
        """Chance, the same each time."""
        return np.random.default_rng(SEED)

    def head_of(self, school: Organisation) -> Person:
        """Who leads a school."""
        return self.heads[school.pk]

    def of_phase(self, place: Place, phase: Phase) -> tuple[Organisation, ...]:
        """The schools of a trust in one phase."""
        return tuple(each for each in self.schools[place] if each.phase == phase.value)

    def published_by(self, day: dt.date) -> Store:
        """The figures as far as they were published on a day of the story: those of the school year before, or older.

        A figure of a later year would be one that nobody could have known.
        """
        newest = day.year - (1 if day.month >= _PUBLISHED_IN else 2)
        if newest >= AcademicYear.parse(self.store.manifest.period.replace("-", "/")).start:
            return self.store
        return self._earlier(newest)

    @cached_property
    def _known(self) -> dict[int, "Earlier"]:
        return {}

    def _earlier(self, year: int) -> "Earlier":
        if year not in self._known:
            urns = [each.urn or 0 for schools in self.schools.values() for each in schools]
            self._known[year] = Earlier(self.store, year=year, urns=urns)
        return self._known[year]

    def share_of(self, indicator: str, *, place: Place, day: dt.date) -> tuple[float, AcademicYear] | None:
        """A published percentage of the pupils of a trust's schools together, weighted by roll, as of a day."""
        urns = [each.urn or 0 for each in self.schools[place]]
        values = self.published_by(day).table("values").filter(pl.col("urn").is_in(urns))
        named = values.with_columns(pl.col("indicator").cast(pl.String))
        found = named.filter((pl.col("indicator") == indicator) & pl.col("value").is_not_null())
        if found.is_empty():
            return None
        year = int(found.select(pl.col("year").max()).item())
        rolls = self.store.table("schools").select("urn", "pupils_n")
        rows = found.filter(pl.col("year") == year).join(rolls, on="urn").filter(pl.col("pupils_n") > 0)
        if rows.is_empty():
            return None
        return float(np.average(rows["value"].to_numpy(), weights=rows["pupils_n"].to_numpy())), AcademicYear(year)

    def share_of_school(self, school: Organisation, indicator: str) -> float | None:
        """The newest published percentage of one school."""
        rows = self.store.values_of_school(school.urn or 0).with_columns(pl.col("indicator").cast(pl.String))
        found = rows.filter((pl.col("indicator") == indicator) & pl.col("value").is_not_null()).sort("year")
        return None if found.is_empty() else float(found["value"][-1])

    def roll_of(self, school: Organisation) -> int:
        """How many pupils a school has."""
        rows = self.store.table("schools").filter(pl.col("urn") == school.urn)
        return int(rows["pupils_n"][0] or 100)


class Earlier(Store):
    """The build as it would have been in an earlier year: no later figures, and so no signals worked out from them."""

    def __init__(self, store: Store, *, year: int, urns: list[int]) -> None:
        super().__init__(store.folder)
        self._whole = store
        self._year = year
        self._urns_told = urns
        self._cut: dict[str, pl.DataFrame] = {}

    @property
    def name(self) -> str:
        """A name that says what it is; no build of this name is kept, so nothing can be mistaken for it."""
        return f"figures-published-up-to-{AcademicYear(self._year)}".replace("/", "-")

    def table(self, name: str) -> pl.DataFrame:
        """A table; of figures, those of the schools of the story up to the year."""
        if name not in {"values", "trust_values"}:
            return self._whole.table(name)
        if name not in self._cut:
            rows = self._whole.table(name).filter(pl.col("year") <= self._year)
            self._cut[name] = rows.filter(pl.col("urn").is_in(self._urns_told)) if "urn" in rows.columns else rows
        return self._cut[name]


def _weekday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


Story = list[Happening]
