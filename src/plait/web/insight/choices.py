"""What a reader asked for on the page of neighbours: read from the address, and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from plait.core.years import AcademicYear
from plait.indicators.queries.schools import School
from plait.insight.queries.pools import ENGLAND, MOST_MILES, Filters, PoolKind, Reach
from plait.organisations.domain import Phase
from plait.web.addresses import address
from plait.web.insight.refusals import BadChoice

SORTS: Final = ("distance", "name", "figure")
POOLS: Final = (PoolKind.ENGLAND, PoolKind.REGION, PoolKind.TRUST)
_LONGEST: Final = 100  # characters of a value
_MOST: Final = 40  # values of one filter, and trusts chosen
_MANY: Final = ("phase", "type_group", "admissions", "settlement", "gender", "faith", "region")
_YES_NO: Final = ("sixth_form", "nursery_provision")
_FIXED: Final[Mapping[str, frozenset[str]]] = {
    "phase": frozenset(Phase),
    "settlement": frozenset({"urban", "rural"}),
    "gender": frozenset({"mixed", "girls", "boys"}),
    "faith": frozenset({"faith", "no faith"}),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that the address of the page can say; what is empty is not asked for."""

    recipe: str = ""
    pool: PoolKind = PoolKind.ENGLAND
    miles: float = 0.0
    trusts: tuple[int, ...] = ()
    k: int | None = None
    year: int | None = None
    filters: Filters = Filters()  # noqa: RUF009 — frozen
    indicator: str = ""
    sort: str = "distance"
    descending: bool = False
    add: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but all England is asked for."""
        return self.pool is not PoolKind.ENGLAND or self.miles > 0 or bool(self.trusts) or self.filters.any


def read(asked: QueryDict) -> Choice:
    """The choice in an address.

    Raises
    ------
    BadChoice, NotAnAcademicYear
        If something in it is not one of the things offered.
    """
    trusts = tuple(dict.fromkeys(_whole(each, "trusts") for each in _texts(asked, "trusts") if each))
    sort = _text(asked, "sort") or "distance"
    return Choice(
        recipe=_text(asked, "recipe"),
        pool=_pool(_text(asked, "pool")),
        miles=_miles(_text(asked, "miles")),
        trusts=trusts,
        k=_whole(_text(asked, "k"), "k") if _text(asked, "k") else None,
        year=_year(_text(asked, "year")),
        filters=_filters(asked),
        indicator=_text(asked, "indicator"),
        sort=_one_of(sort, "sort", SORTS),
        descending=_text(asked, "order") == "down",
        add=_text(asked, "add"),
    )


def reach_of(choice: Choice, school: School) -> tuple[Reach, Filters]:
    """A choice as the queries take it: miles may be asked for together with a region or with trusts."""
    filters = choice.filters
    if choice.miles > 0:
        if choice.pool is PoolKind.REGION:
            filters = replace(filters, region=(school.region or "",))
        own = (school.trust_uid or 0,) if choice.pool is PoolKind.TRUST else ()
        return Reach(PoolKind.MILES, miles=choice.miles), replace(filters, trust=own or choice.trusts)
    if choice.pool is PoolKind.ENGLAND:
        return (Reach(PoolKind.TRUSTS, trusts=choice.trusts) if choice.trusts else ENGLAND), filters
    return Reach(choice.pool), replace(filters, trust=choice.trusts)


def link(route: str, urn: int, choice: Choice) -> str:
    """The address that says a choice again."""
    asked = urlencode(_pairs(choice))
    path = address(route, urn)
    return f"{path}?{asked}" if asked and path else path


def _pairs(choice: Choice) -> list[tuple[str, str]]:
    told: list[tuple[str, Any]] = [
        ("recipe", choice.recipe),
        ("pool", "" if choice.pool is PoolKind.ENGLAND else choice.pool.value),
        ("miles", f"{choice.miles:g}" if choice.miles else ""),
        *(("trusts", uid) for uid in choice.trusts),
        ("k", choice.k),
        ("year", choice.year),
        *((name, value) for name in _MANY for value in getattr(choice.filters, name)),
        *((name, {True: "yes", False: "no"}.get(getattr(choice.filters, name), "")) for name in _YES_NO),
        ("indicator", choice.indicator),
        ("sort", "" if choice.sort == "distance" else choice.sort),
        ("order", "down" if choice.descending else ""),
    ]
    return [(name, str(value)) for name, value in told if value not in {None, ""}]


def _filters(asked: QueryDict) -> Filters:
    many = {name: tuple(dict.fromkeys(each for each in _texts(asked, name) if each)) for name in _MANY}
    for name, allowed in _FIXED.items():
        for each in many[name]:
            _one_of(each, name, tuple(sorted(allowed)))
    flags = {name: _flag(_text(asked, name), name) for name in _YES_NO}
    return Filters(**many, **flags)  # type: ignore[arg-type]


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\0", "").strip()[:_LONGEST]


def _texts(asked: QueryDict, name: str) -> list[str]:
    given = asked.getlist(name)
    if len(given) > _MOST:
        raise BadChoice(f"The address asks for {len(given)} values of “{name}”.", mend=f"Choose {_MOST} at most.")
    return [each.replace("\0", "").strip()[:_LONGEST] for each in given]


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadChoice(f"“{text}” is not a number that “{name}” can be.", mend="Use whole numbers only.")
    return int(text)


def _miles(text: str) -> float:
    if not text:
        return 0.0
    try:
        miles = float(text)
    except ValueError:
        miles = -1.0
    if not 0 < miles <= MOST_MILES:
        raise BadChoice(f"“{text}” is not a number of miles.", mend=f"Use a number up to {MOST_MILES:g}.")
    return miles


def _year(text: str) -> int | None:
    if not text:
        return None
    return AcademicYear(int(text)).start if text.isascii() and text.isdecimal() else AcademicYear.parse(text).start


def _pool(text: str) -> PoolKind:
    if not text or text == PoolKind.TRUSTS:
        return PoolKind.ENGLAND
    return PoolKind(_one_of(text, "pool", tuple(pool.value for pool in POOLS)))


def _one_of(text: str, name: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise BadChoice(f"“{text}” is not a choice of “{name}”.", mend=f"Use one of: {', '.join(allowed)}.")
    return text


def _flag(text: str, name: str) -> bool | None:
    if not text:
        return None
    return _one_of(text, name, ("yes", "no")) == "yes"
