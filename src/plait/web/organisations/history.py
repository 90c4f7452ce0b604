"""How a school came to be what it is: its URNs, mergers and times in trusts, as a line of dates."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from plait.indicators.queries.schools import Line, School, Spell
from plait.web import addresses, names, words
from plait.web.templatetags.plait import day, month


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and when. `note` says how the date is known, where that is not plain."""

    when: str
    iso: str
    text: str
    link: str = ""
    url: str = ""
    note: str = ""


_Dated = tuple[dt.date, int, Event]


def say_date(date: dt.date, kind: str | None) -> str:
    """A day that the register states; or the month of the first list in which it is seen."""
    return day(date) if kind == "stated" else f"by {month(date)}"


def present_history(school: School, line: Line, spells: list[Spell]) -> tuple[Event, ...]:
    """Events, earliest first. The same trust over two URNs is one time in that trust."""
    whole = joined_up(spells)
    dated = [*_mergers(line), *_new_numbers(school, line), *map(_joining, whole), *map(_leaving, left_for_good(whole))]
    return tuple(event for _, _, event in sorted(dated, key=lambda item: item[:2]))


def _mergers(line: Line) -> Iterator[_Dated]:
    if line.formed_from and line.schools:
        joined = words.listed([f"{names.show(each.name)} (URN {each.urn})" for each in line.formed_from])
        closings = [each.closed for each in line.formed_from if each.closed]
        date = max(closings, default=line.schools[0].opened or dt.date.min)
        event = _event(date, "stated", f"Formed from {joined}.")
        yield date, 0, replace(event, note="Their figures are of other pupils, and are not carried on here.")


def _new_numbers(school: School, line: Line) -> Iterator[_Dated]:
    for earlier, later in pairwise(line.schools):
        date = earlier.closed or later.opened or dt.date.min
        became = "Became an academy with" if later.academy and not earlier.academy else "Took"
        here = later.urn == school.urn
        other = earlier if here else later
        event = _event(date, "stated", f"{became} a new URN, {later.urn}. {'Before that:' if here else 'Since then:'}")
        told = f"{names.show(other.name)} (URN {other.urn})"
        yield date, 1, replace(event, link=told, url=addresses.school(other.urn))


def _joining(spell: Spell) -> _Dated:
    event = _event(spell.from_date, spell.from_kind, "Joined")
    seen = spell.from_kind != "stated"
    note = "The first list of academies in which it stands there; it may have joined earlier." if seen else ""
    return (
        spell.from_date,
        2,
        replace(event, link=names.show(spell.trust_name), url=addresses.trust(spell.trust_uid), note=note),
    )


def _leaving(spell: Spell) -> _Dated:
    date = spell.to_date or dt.date.max
    event = _event(date, spell.to_kind, "Left")
    return date, 3, replace(event, link=names.show(spell.trust_name), url=addresses.trust(spell.trust_uid))


def joined_up(spells: list[Spell]) -> list[Spell]:
    """Times in the same trust that follow each other within a month, put together as one."""
    whole: list[Spell] = []
    for spell in sorted(spells, key=lambda each: (each.from_date, each.to_date or dt.date.max)):
        before = whole[-1] if whole else None
        if before is not None and before.trust_uid == spell.trust_uid and _touches(before, spell):
            later = (
                spell
                if before.to_date is not None and (spell.to_date is None or spell.to_date > before.to_date)
                else before
            )
            whole[-1] = Spell(
                spell.urn, before.trust_uid, before.trust_name, before.from_date, before.from_kind,
                later.to_date, later.to_kind, before.source,
            )  # fmt: skip
        else:
            whole.append(spell)
    return whole


def left_for_good(spells: list[Spell]) -> list[Spell]:
    """Times in a trust that ended without another beginning at once."""
    return [
        spell
        for at, spell in enumerate(spells)
        if spell.to_date is not None
        and not any((other.from_date - spell.to_date).days <= 31 for other in spells[at + 1 : at + 2])
    ]


def _touches(before: Spell, after: Spell) -> bool:
    return before.to_date is None or (after.from_date - before.to_date).days <= 31


def _event(date: dt.date, kind: str | None, text: str) -> Event:
    if date in {dt.date.min, dt.date.max}:
        return Event("Date not in the files", "", text)
    return Event(words.starting(say_date(date, kind)), date.isoformat(), text)
