"""Telling people which signals are new at their schools when new figures have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from plait.core.home import Home
from plait.indicators.store.reader import Store
from plait.insight.outcomes.shelf import get_outcome
from plait.insight.queries import signals_kept as kept
from plait.organisations.addresses import address
from plait.organisations.models import Organisation, Person
from plait.organisations.notices import Kind
from plait.organisations.roles import Kind as Of
from plait.organisations.roles import May
from plait.organisations.services import notices
from plait.organisations.services.charge import list_in_charge
from plait.stats.signals import WORDS

_CLEAR: Final = WORDS.index("clear")


@dataclass(frozen=True, slots=True)
class NewSignal:
    """A signal that is clear with this build and was not with the one before. `needs`: it is one of needs."""

    urn: int
    outcome: str
    needs: bool


def tell(store: Store, *, home: Home | None = None) -> tuple[NewSignal, ...]:
    """Tell people of what is new at their schools, or at those of their trust; again for a build, it tells nothing.

    Of needs only those hear who may see needs. What is new is only known beside an earlier build that the same method
    judged; with the first build nothing is told.
    """
    new = list_new(store, home=home)
    by_urn: dict[int, list[NewSignal]] = {}
    for each in new:
        by_urn.setdefault(each.urn, []).append(each)
    schools = Organisation.objects.filter(kind=Of.SCHOOL.value, urn__in=by_urn).select_related("parent")
    for school in schools:
        _tell_school(school, by_urn[school.urn or 0], build=store.name)
    by_uid: dict[int, list[NewSignal]] = {}
    for urn, uid in _trusts_of(store, by_urn):
        by_uid.setdefault(uid, []).extend(by_urn[urn])
    for trust in Organisation.objects.filter(kind=Of.TRUST.value, uid__in=by_uid):
        _tell_trust(trust, by_uid[trust.uid or 0], build=store.name)
    return new


def list_new(store: Store, *, home: Home | None = None) -> tuple[NewSignal, ...]:
    """The clear signals of a build that were not clear, on the same side, with the newest build before it.

    For services only, since needs are among them.
    """
    before = next((path for path in kept.list_folders(home) if path.name < store.name), None)
    if before is None:
        return ()
    now, then = kept.find_newest(kept.folder_of(store.name, home=home)), kept.find_newest(before)
    ends = dict(store.table("chains").select("urn", "chain").iter_rows())
    found = []
    for key in sorted(now.keys() & then.keys()):
        if now[key].refusal is None and then[key].refusal is None:
            known = {(ends.get(urn, urn), side) for urn, side in _clear(then[key])}
            found += [NewSignal(urn, key, side < 0) for urn, side in _clear(now[key]) if (urn, side) not in known]
    return tuple(found)


def _clear(one: kept.Kept) -> list[tuple[int, int]]:
    rows = pl.read_parquet(one.path("schools"), columns=["urn", "side", "strength", "answerable"])
    clear = rows.filter(pl.col("answerable"), pl.col("strength") == _CLEAR, pl.col("side") != 0)
    return list(clear.sort("urn").select("urn", "side").iter_rows())


def _trusts_of(store: Store, urns: Iterable[int]) -> list[tuple[int, int]]:
    schools = store.table("schools").filter(pl.col("urn").is_in(list(urns)), pl.col("trust_uid").is_not_null())
    return list(schools.select("urn", "trust_uid").iter_rows())


def _tell_school(school: Organisation, new: list[NewSignal], *, build: str) -> None:
    url = address("school-page", school.urn) or address("school", school.urn)
    strengths = [each for each in new if not each.needs]
    entitled = {each.pk: each for each in list_in_charge(school, what=May.SEE_NEEDS, here_only=True)}
    others = {each.pk: each for each in list_in_charge(school, what=May.READ_SCHOOL, here_only=True)}
    _say(entitled.values(), new, at=school, where=school.name, url=url, key=f"school:{school.pk}:{build}")
    rest = [person for number, person in others.items() if number not in entitled]
    _say(rest, strengths, at=school, where=school.name, url=url, key=f"school:{school.pk}:{build}")


def _tell_trust(trust: Organisation, new: list[NewSignal], *, build: str) -> None:
    url = address("trust-signals", trust.uid) or address("trust", trust.uid)
    schools = len({each.urn for each in new})
    where = f"{schools} schools of {trust.name}" if schools > 1 else f"one school of {trust.name}"
    told = list_in_charge(trust, what=May.SEE_NEEDS)
    _say(told, new, at=trust, where=where, url=url, key=f"trust:{trust.pk}:{build}")


def _say(people: Iterable[Person], new: list[NewSignal], *, at: Organisation, where: str, url: str, key: str) -> None:
    if not new:
        return
    names = list(dict.fromkeys(get_outcome(each.outcome).definition.short for each in new))
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    signals = "one new clear signal" if len(new) == 1 else f"{len(new)} new clear signals"
    text = f"New figures: {signals} at {where}: {shown}."
    notices.tell(people, of=at.pk, kind=Kind.SIGNALS, key=key, text=text, url=url)
