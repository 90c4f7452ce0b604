"""The form above the pages of bright spots: what the reader cares about, where they are, and how far to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.indicators.queries.browse import Choice as Value
from plait.indicators.queries.schools import School
from plait.insight.queries.signals_judged import Judged
from plait.web import names
from plait.web.addresses import address
from plait.web.parts import Option
from plait.web.signals import spots_outcomes
from plait.web.signals.spots_choices import MILES, Choice, link
from plait.web.signals.spots_outcomes import Group
from plait.web.signals.spots_place import Place


@dataclass(frozen=True, slots=True)
class Select:
    """A drop-down list of the form."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What the reader cares about, where they are, and how far to look; `suggest_url` knows schools by their names."""

    action: str
    groups: tuple[Group, ...]
    place: Place
    near: int | None
    selects: tuple[Select, ...]
    suggest_url: str = ""


def present_form(
    judged: Sequence[Judged], *, choice: Choice, place: Place, regions: Sequence[Value], route: str
) -> Form:
    """The form as the reader left it."""
    school = place.school
    selects = [_region(choice, regions)]
    if school is not None and school.easting is not None:
        selects.insert(0, _within(choice))
    if school is not None and school.trust_uid is not None:
        selects.append(_trust(choice, school))
    return Form(
        action=link(route, Choice()),
        groups=spots_outcomes.present_groups(
            judged, chosen=choice.outcome, phase="" if school is None else school.phase.value
        ),
        place=place,
        near=choice.near,
        selects=tuple(selects),
        suggest_url=address(f"{route}-schools"),
    )


def _within(choice: Choice) -> Select:
    offered = sorted({*map(float, MILES), choice.miles} - {0.0})
    options: tuple[Option, ...] = (Option("", "Any distance", choice.miles == 0),)
    options += tuple(Option(f"{each:g}", f"{each:g} miles", each == choice.miles) for each in offered)
    return Select("miles", "Within", options)


def _region(choice: Choice, regions: Sequence[Value]) -> Select:
    options: tuple[Option, ...] = (Option("", "All England", choice.region == ""),)
    options += tuple(Option(each.value, each.label, each.value == choice.region) for each in regions)
    return Select("region", "Region", options)


def _trust(choice: Choice, school: School) -> Select:
    own = names.show(school.trust_name or "its trust")
    told = (("", "Any trust"), ("own", f"Only {own}"), ("other", "Only other trusts"))
    return Select("trust", "Trust", tuple(Option(value, label, value == choice.trust) for value, label in told))
