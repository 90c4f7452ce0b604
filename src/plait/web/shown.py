"""Figures that would show something, on any page: the choices of them, their names as links, and their picture."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.indicators.queries.values import Distribution
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import load_definitions
from plait.insight.queries.shown import list_choices, name_keys
from plait.insight.queries.shown_answers import OWN, PREFIX, Told
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.web import figures, words
from plait.web.addresses import address
from plait.web.charts import strip, trend
from plait.web.charts.hill import Everyone
from plait.web.charts.trend import TrendChart, TrendPoint
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Link


@dataclass(frozen=True, slots=True)
class StoodView:
    """A figure as a record kept it: in words and, where the schools of England were kept with it, as a picture."""

    name: str
    told: str
    picture: SafeString = SafeString()  # noqa: RUF009 an empty text
    place: str = ""


OURS: Final = "Measures of our own"
HIDDEN: Final = "A measure that you may not read"
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def choices_of(scope: Scope, *, at: Organisation, kept: Collection[str] = ()) -> Choices:
    """What the records of a trust or a school may name, in families, one's own first.

    What is `kept` stays a choice, also where it would be offered to nobody new.
    """
    trust, school = (at, None) if at.parent is None else (at.parent, at)
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in list_choices(scope, trust=trust, school=school):
        title = OURS if each.own else FAMILY_TITLES.get(each.family, each.family.capitalize())
        groups.setdefault(title, []).append((each.key, each.label))
    offered = {key for rows in groups.values() for key, _ in rows}
    missing = [key for key in kept if key and key not in offered]
    if missing:
        links = link_keys(scope, missing)
        groups["Named before"] = [(key, links[key].label) for key in missing]
    order = (OURS, *FAMILY_TITLES.values(), "Named before")
    return sorted(groups.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order))


def link_keys(scope: Scope, keys: Iterable[str]) -> dict[str, Link]:
    """Indicators and measures by key, as links to what they are; what may not be read says so and leads nowhere."""
    asked = list(keys)
    found, names = {}, name_keys(scope, asked)
    for key in asked:
        own, number = key.startswith(OWN), key.partition(":")[2]
        if key in names:
            found[key] = Link(names[key], address("measure", int(number)) if own else address("indicator", number))
        else:
            found[key] = Link(HIDDEN if own else key.removeprefix(PREFIX), "")
    return found


def present_stood(told: Told, *, name: str = "", you: str = "This school") -> StoodView:
    """A figure as it stood."""
    parts = [part for part in (told.text, told.beside) if part]
    build = f" (Build {told.build})" if told.build else ""
    return StoodView(name or told.name, f"{'. '.join(parts)}.{build}", draw(told, you=you), say_place(told))


def everyone(definition: Definition, spread: Distribution) -> Everyone:
    """The hill of a distribution, without the empty bins beyond what can be."""
    step = (spread.bin_hi - spread.bin_lo) / len(spread.bins)
    low, high = definition.plausible
    before = max(0, int((low - spread.bin_lo) / step))
    after = max(0, int((spread.bin_hi - high) / step))
    kept = spread.bins[before : len(spread.bins) - after]
    return Everyone(kept, spread.bin_lo + before * step, spread.bin_hi - after * step)


def draw(told: Told, *, you: str = "This school") -> SafeString:
    """Where a figure lies among the schools of its phase, or after those before it; nothing where that was not kept."""
    if len(told.line) > 1:
        return _draw_line(told)
    spread, definition = told.spread, load_definitions().get(told.key.removeprefix(PREFIX))
    if spread is None or definition is None or told.number is None or spread.bin_lo >= spread.bin_hi:
        return SafeString()
    low, high = definition.plausible
    return strip.draw(
        strip.Strip(
            label=f"{told.name}, {told.period}",
            everyone=everyone(definition, spread),
            value=told.number,
            write=lambda value: figures.write(definition, min(high, max(low, value))),
            you=you,
            all_name=figures.name_schools(spread.phase),
        )
    )


def _draw_line(told: Told) -> SafeString:
    """The newest figures of a measure of one's own, and their centre line."""
    points = tuple(TrendPoint(day, "", value, centre=told.centre) for day, value in told.line)
    label = f"{told.name}: the newest {len(points)} figures"
    return trend.draw_small(TrendChart(label, points, said=told.sentence, write=lambda value: f"{value:g}"))


def say_place(told: Told) -> str:
    """Where a figure lay among the schools of its phase, in words with the middle half; empty where it was not kept."""
    spread, definition = told.spread, load_definitions().get(told.key.removeprefix(PREFIX))
    if spread is None or definition is None or told.number is None:
        return ""
    half = words.starting(figures.say_middle_half(definition, spread))
    return f"{figures.say_position(told.number, spread)} {half}."
