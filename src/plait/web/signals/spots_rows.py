"""One school of a list as a quiet row: who, where, the evidence in a sentence, the picture, and what is alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.indicators.store.definition_parts import Definition
from plait.insight.domain import in_sentence
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Alike, Part, Spot, Spots, YearFigure
from plait.web import addresses, names, nearness, words
from plait.web.charts import difference
from plait.web.charts.scale import Write
from plait.web.parts import Link, Shown
from plait.web.signals.looked import NOTHING, Findings, Looked

_MOST_NAMED: Final = 3  # circumstances named as alike, and as unlike
_LEAST_YEARS: Final = 2
_SURE, _TENTHS = 0.995, 0.945  # from here “nearly all”; from here in hundredths, since tenths would say “all”
_MIDDLE: Final = " above the middle"  # as averages are told in pupils
_LESS: Final = "less"  # than one pupil: told in points instead


@dataclass(frozen=True, slots=True)
class SpotRow(Shown):
    """One line of the list."""

    name: str
    url: str
    place: str
    trust: str
    trust_url: str
    own_trust: bool
    picture: SafeString
    evidence: str
    size: str
    alike: str
    unlike: str
    links: tuple[Link, ...]
    looked: Looked | None = None
    write_url: str = ""


def present_row(spot: Spot, found: Spots, *, own_trust: int | None, findings: Findings = NOTHING) -> SpotRow:
    """A bright spot as a row."""
    name = names.show(spot.name)
    return SpotRow(
        name=name,
        url=addresses.school(spot.urn),
        place=say_place(spot.town, spot.miles),
        trust=names.show(spot.trust_name) if spot.trust_name else "Not in a trust",
        trust_url="" if spot.trust_uid is None else addresses.trust(spot.trust_uid),
        own_trust=own_trust is not None and spot.trust_uid == own_trust,
        picture=difference.draw(
            picture_of(found.outcome, spot, name=name, margin=found.family.margin, reach=found.reach)
        ),
        evidence=say_evidence(found.outcome, spot),
        size=say_size(found.outcome.definition, spot.estimate, spot.lo, spot.hi),
        alike=say_alike(spot.alike, known=found.near is not None),
        unlike=say_unlike(spot.alike),
        links=links_of(spot.urn, near=found.near),
        looked=findings.find((spot.urn,), found.outcome.key),
        write_url=findings.write_url(spot.urn, found.outcome.key),
    )


def picture_of(outcome: Outcome, spot: Spot, *, name: str, margin: float, reach: float) -> difference.Difference:
    """The underlying difference with its interval, on the scale of the outcome."""
    return difference.Difference(
        label=f"{name}: {outcome.definition.short}",
        best=spot.estimate,
        low=spot.lo,
        high=spot.hi,
        band=margin,
        reach=reach,
        unit=unit_of(outcome.definition),
        signal=True,
        write=writer(outcome.definition),
    )


def say_evidence(outcome: Outcome, spot: Spot) -> str:
    """The evidence: for how many years, how much in pupils or points, and how often such flags hold."""
    years = say_run(spot.figures, sign=outcome.sign)
    amount = say_amount(outcome.definition, estimate=spot.estimate, pupils=spot.pupils)
    parts = [part for part in (words.starting(years), words.starting(amount)) if part]
    return f"{'. '.join(parts)}; {say_holds(spot.probability)}."


def say_run(figures_: Sequence[YearFigure], *, sign: int) -> str:
    """In how many of its years with a figure a school was on the better side of what was expected."""
    known = [each for each in figures_ if each.expected is not None]
    better = sum((each.observed - (each.expected or 0.0)) * sign > 0 for each in known)
    if len(known) < _LEAST_YEARS:
        return ""
    n = len(known)
    side = "above" if sign > 0 else "below"
    if better == n:
        running = known[-1].year.start - known[0].year.start == n - 1
        these = f"{_number(n)} years running" if running else f"in each of its {_number(n)} years with figures"
        return f"{these} {side} what was expected" if running else f"{side} what was expected {these}"
    return f"{side} what was expected in {_number(better)} of its {_number(n)} years with figures"


def say_holds(probability: float) -> str:
    """How often a flag of this probability turns out to be real."""
    share = say_share(probability)
    return f"{share[:1].lower()}{share[1:]} such flags hold"


def say_share(rate: float) -> str:
    """A share that is meant as a rough one: “About 9 in 10”, “About 98 in 100”, “Nearly all”."""
    if rate >= _SURE:
        return "Nearly all"
    if rate >= _TENTHS:
        return f"About {round(100 * rate)} in 100"
    return f"About {round(10 * rate)} in 10"


def say_size(definition: Definition, best: float, low: float, high: float) -> str:
    """The estimate with its interval, in the unit of the outcome."""
    write, unit = writer(definition), unit_of(definition)
    return f"{write(best)} {unit} ({write(low)} to {write(high)})"


def say_place(town: str | None, miles: float | None) -> str:
    """Where a school is, and how far from the reader's."""
    away = "" if miles is None else nearness.say_miles(miles)
    return " · ".join(part for part in (names.place(town or ""), f"{away} away" if away else "") if part)


def say_alike(alike: Alike | None, *, known: bool) -> str:
    """How near the circumstances are, and in which the two schools agree."""
    if alike is None:
        return "How like yours it is is not known: too few of its circumstances are published." if known else ""
    near = {
        "near": "Near yours in circumstances",
        "as near as usual": "As near yours as a neighbour usually is",
        "farther than usual": "Farther from yours than a neighbour usually is",
        "far": "Far from yours in circumstances",
    }[nearness.say(alike.percentile)]
    parts = [_name(part) for part in alike.parts if part.alike][:_MOST_NAMED]
    return f"{near}; alike in {words.listed(parts)}." if parts else f"{near}."


def say_unlike(alike: Alike | None) -> str:
    """In which circumstances they differ most, with both figures."""
    parts = [] if alike is None else [part for part in alike.parts if part.unlike]
    parts.sort(key=lambda part: -abs(part.apart_sd or 0.0))
    told = [_both(part) for part in parts[:_MOST_NAMED]]
    return f"Unlike in {words.listed(told)}." if told else ""


def links_of(urn: int, *, near: int | None) -> tuple[Link, ...]:
    """What could come next."""
    links = [Link("Its page, to get in touch", addresses.school(urn))]
    if near is not None:
        links.append(Link("Set it beside yours", addresses.compare((near, urn))))
    return tuple(link for link in links if link.url)


def unit_of(definition: Definition) -> str:
    """What a difference in an outcome is counted in."""
    return "percentage points" if definition.unit == "percent" else "points"


def writer(definition: Definition) -> Write:
    """How a difference is written: with its sign, and a decimal more than a whole percentage has."""
    places = definition.decimals if definition.unit != "percent" else 0
    return lambda value: words.signed(value, places=places)


def say_amount(definition: Definition, *, estimate: float, pupils: str) -> str:
    """How far from what was expected: of a class for a share, of a year group for a mean, else in points.

    `pupils` is the estimate in pupils as the queries tell it.
    """
    in_a_class = difference.pupils_in(estimate)
    if definition.unit == "percent" and not in_a_class.startswith(_LESS):
        return f"{in_a_class} than expected"
    if pupils.endswith(_MIDDLE) and not pupils.startswith(_LESS):
        return f"as if {pupils.removesuffix(_MIDDLE)} stood above the middle than expected"
    amount, unit = writer(definition)(abs(estimate)).lstrip("+"), unit_of(definition)
    side = "above" if estimate > 0 else "below"
    return f"about {amount} {unit.removesuffix('s') if amount == '1' else unit} {side} what was expected"


def _both(part: Part) -> str:
    label = _name(part)
    if part.here is None or part.there is None:
        return label
    return f"{label} ({_figure(part, part.there)}; yours {_figure(part, part.here)})"


def _name(part: Part) -> str:
    """A circumstance inside a sentence: the number of pupils is the size of a school."""
    return "size" if part.unit == "count" else in_sentence(part.label)


def _figure(part: Part, value: float) -> str:
    if part.unit == "percent":
        return words.percent(value)
    return words.number(value, places=part.decimals)


def _number(n: int) -> str:
    return words.count(n, "year").removesuffix("s").removesuffix(" year")
