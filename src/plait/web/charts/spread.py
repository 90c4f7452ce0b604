"""The spread: everyone as a pale hill, the schools of a trust as dots on it. A distribution, never an order."""

from dataclasses import dataclass
from statistics import median

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import hill, strip, svg
from plait.web.charts.hill import Everyone
from plait.web.charts.scale import Write
from plait.web.parts import Cell, Column, Row, Table

_TALL, _TOP = 64, 4  # pixels
_AXIS = _TOP + _TALL
_HEIGHT = 88
_DOT = 5
_COLUMNS = 60  # dots whose places fall in the same sixtieth of the width stand on each other


@dataclass(frozen=True, slots=True)
class Member:
    """One school of the trust."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the schools of a trust lie among everyone."""

    label: str
    everyone: Everyone
    members: tuple[Member, ...]
    write: Write = words.number
    all_name: str = "schools"
    middle: float | None = None


def draw(spread: Spread) -> SafeString:
    """The spread as SVG."""
    scale = spread.everyone.scale
    outline = hill.outline(spread.everyone, scale=scale, tall=_TALL)
    parts = [svg.stretched([outline], top=_TOP, height=_TALL), strip.axis(_AXIS)]
    if spread.middle is not None:
        place = svg.percent(scale.share(spread.middle))
        parts.append(svg.element("line", cls="ch-median", x1=place, x2=place, y1=_TOP, y2=_AXIS))
    stacked: dict[int, int] = {}
    for member, value in _known(spread):
        column = round(scale.share(value) * _COLUMNS)
        level = stacked.get(column, 0)
        stacked[column] = level + 1
        told = svg.title(f"{member.name}: {spread.write(value)}")
        y = _AXIS - _DOT - 1 - level * (2 * _DOT + 1)
        parts.append(svg.element("circle", told, cls="ch-member", cx=svg.percent(column / _COLUMNS), cy=y, r=_DOT))
    parts += strip.beyond(scale, (value for _, value in _known(spread)), y=_AXIS - _DOT - 1)
    parts += strip.ends(scale, write=spread.write, y=_HEIGHT - 2)
    return svg.figure(parts, width="100%", height=_HEIGHT, name=spread.label, description=sentence(spread))


def _known(spread: Spread) -> list[tuple[Member, float]]:
    known = [(member, member.value) for member in spread.members if member.value is not None]
    return sorted(known, key=lambda pair: (pair[1], pair[0].name))


def sentence(spread: Spread) -> str:
    """The spread in words."""
    values = [value for _, value in _known(spread)]
    if not values:
        return "None of these schools has a figure."
    missing = len(spread.members) - len(values)
    if len(values) == 1:
        said = f"One school, at {spread.write(values[0])}"
    else:
        counted = words.starting(words.count(len(values), "school"))
        said = f"{counted}, from {spread.write(values[0])} to {spread.write(values[-1])}"
        said += f", the middle at {spread.write(median(values))}"
    if spread.middle is not None:
        said += f"; the middle of all {spread.all_name} is {spread.write(spread.middle)}"
    beyond = sum(not spread.everyone.scale.holds(value) for value in values)
    if beyond:
        said += f". {words.starting(words.count(beyond, 'school'))} {'lies' if beyond == 1 else 'lie'} beyond the scale"
    if missing:
        said += f". {words.starting(words.count(missing, 'school'))} {'has' if missing == 1 else 'have'} no figure"
    return f"{said}."


def table(spread: Spread) -> Table:
    """Each school and its figure, in the order of their names: this is not a ranking."""
    members = sorted(spread.members, key=lambda member: member.name)
    return Table(
        caption=spread.label,
        columns=(Column("School"), Column("Figure", number=True)),
        rows=tuple(
            Row((Cell(member.name), Cell("" if member.value is None else spread.write(member.value), number=True)))
            for member in members
        ),
    )
