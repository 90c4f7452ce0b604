"""Years before and after joining: how far from the neighbours, with where the truth probably lies."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_HEIGHT = 280  # pixels
_HEAD, _FOOT = 54, 52  # pixels above for the words, and under it for the years and how many schools
_LEFT, _RIGHT = 0.09, 0.03  # shares of the width, for the figures on the scale and for the last dot
_TALL = _HEIGHT - _HEAD - _FOOT
_SIDE = 0.025  # half the width of the band of a year that stands alone
_CROWDED = 10  # years, from which a telephone names every other one


@dataclass(frozen=True, slots=True)
class EventYear:
    """One year: `event` 0 is the first spent wholly in the trust."""

    event: int
    best: float
    low: float
    high: float
    schools_n: int = 1


@dataclass(frozen=True, slots=True)
class EventTime:
    """A path around joining. Nought is moving as the neighbours did; a year without results is not in `years`.

    `first` is the academic year of event 0 where the path is that of one school; its years are then named.
    `low_before` says that the year just before joining was low, which is then written into the chart.
    """

    label: str
    years: tuple[EventYear, ...]
    scale: Scale
    unit: str
    write: Write = words.signed
    low_before: bool = False
    first: AcademicYear | None = None

    @property
    def span(self) -> range:
        """Every year from the first to the last, gaps too; at least one on either side of joining."""
        return range(min(self.years[0].event, -1), max(self.years[-1].event, 0) + 1)

    @property
    def cut(self) -> bool:
        """Whether a range goes on beyond the scale, where its band ends at the edge."""
        return not all(self.scale.holds(end) for year in self.years for end in (year.low, year.high))

    @property
    def counts(self) -> bool:
        """Whether the years hold different numbers of schools, which are then written under them."""
        return any(year.schools_n > 1 for year in self.years)


def draw(path: EventTime) -> SafeString:
    """The path as SVG."""
    foot = _HEAD + _TALL
    nought = svg.element("line", cls="ch-zero", x1="0", x2="100%", y1=_y(path, 0), y2=_y(path, 0))
    axis = svg.element("line", cls="ch-axis", x1="0", x2="100%", y1=foot, y2=foot)
    runs = list(_runs(path.years))
    parts = [*_grid(path), axis, svg.stretched([_band(path, run) for run in runs], top=_HEAD, height=_TALL), nought]
    parts += _joining(path, foot=foot)
    parts += [mark for run in runs for mark in _line(path, run)]
    parts += [_dot(path, year) for year in path.years]
    parts += _names(path, foot=foot)
    return svg.figure(
        parts, width="100%", height=_HEIGHT, name=path.label, description=sentence(path), cls="ch-event-time"
    )


def _runs(years: tuple[EventYear, ...]) -> Iterator[tuple[EventYear, ...]]:
    """Years that follow each other without a gap."""
    for _, run in itertools.groupby(enumerate(years), key=lambda pair: pair[1].event - pair[0]):
        yield tuple(year for _, year in run)


def _x(path: EventTime, event: float) -> float:
    span = path.span
    return _LEFT + (1 - _LEFT - _RIGHT) * (event - span[0] + 0.5) / len(span)


def _y(path: EventTime, value: float) -> float:
    return _HEAD + path.scale.height(value, tall=_TALL)


def _band(path: EventTime, run: tuple[EventYear, ...]) -> str:
    """Where the truth probably lies, over years that follow each other; a bar where one stands alone."""
    if len(run) == 1:
        middle = _x(path, run[0].event)
        places = [(middle - _SIDE / 2, run[0]), (middle + _SIDE / 2, run[0])]
    else:
        places = [(_x(path, year.event), year) for year in run]
    upper = [(100 * x, path.scale.height(year.high, tall=_TALL)) for x, year in places]
    lower = [(100 * x, path.scale.height(year.low, tall=_TALL)) for x, year in places]
    return svg.polygon([*upper, *reversed(lower)], cls="ch-doubt")


def _line(path: EventTime, run: tuple[EventYear, ...]) -> list[str]:
    return [
        svg.element(
            "line",
            cls="ch-line" if after.event > 0 else "ch-line ch-line--other",
            x1=svg.percent(_x(path, before.event)),
            y1=_y(path, before.best),
            x2=svg.percent(_x(path, after.event)),
            y2=_y(path, after.best),
        )
        for before, after in itertools.pairwise(run)
        if (before.event < 0) == (after.event < 0)  # the line does not run through the joining
    ]


def _dot(path: EventTime, year: EventYear) -> str:
    cls = "ch-point" if year.event >= 0 else "ch-missing"
    told = svg.title(f"{_name_in_full(path, year)}: {_say(path, year)}")
    return svg.element("circle", told, cls=cls, cx=svg.percent(_x(path, year.event)), cy=_y(path, year.best), r=4.2)


def _joining(path: EventTime, *, foot: float) -> list[str]:
    """The line at which the schools joined, and the words on either side of it."""
    x = _x(path, -0.5)
    at = svg.percent(x)
    parts = [
        svg.element("line", cls="ch-joined", x1=at, x2=at, y1=8, y2=foot),
        svg.words("before", cls="ch-label ch-label--end", x=svg.percent(x - 0.012), y=16),
        svg.words("in the trust", cls="ch-value", x=svg.percent(x + 0.012), y=16),
    ]
    if path.low_before:
        right = x < 0.45  # where there is more room
        cls = "ch-label ch-label--strong" if right else "ch-label ch-label--strong ch-label--end"
        at = svg.percent(x + (0.012 if right else -0.012))
        told = ((30, "a low year first:"), (43, "some rise comes by itself"))
        parts += [svg.words(line, cls=cls, x=at, y=y) for y, line in told]
    return parts


def _grid(path: EventTime) -> list[str]:
    parts = []
    for figure in (path.scale.high, 0.0, path.scale.low):
        y = _y(path, figure)
        if figure:
            parts.append(svg.element("line", cls="ch-grid", x1="0", x2="100%", y1=y, y2=y))
        told = "0" if figure == 0 else path.write(figure).removesuffix(".0").removesuffix(".00")
        parts.append(svg.words(told, cls="ch-label", x="0", y=y - 3))
    return parts


def _names(path: EventTime, *, foot: float) -> list[str]:
    """The years under the line, and how many schools each holds."""
    held = {year.event: year for year in path.years}
    span = path.span
    parts = []
    for event in span:
        x = svg.percent(_x(path, event))
        far = len(span) >= _CROWDED and event % 2 == 1
        cls = f"ch-label ch-label--middle{' ch-label--wide' if far else ''}"
        year = held.get(event)
        parts.append(svg.words(_short(path, event), cls=cls, x=x, y=foot + 16))
        if year is None:
            parts.append(svg.element("circle", svg.title("no results"), cls="ch-missing", cx=x, cy=foot, r=2.6))
        elif path.counts:
            parts.append(svg.words(str(year.schools_n), cls=cls, x=x, y=foot + 32))
    if path.counts:
        parts.append(svg.words("schools in each year", cls="ch-label", x="0", y=foot + 48))
    return parts


def _short(path: EventTime, event: int) -> str:
    """How a year is written under the chart: by its name; or −1 before joining, 1 for the first in the trust."""
    if path.first is not None:
        start = path.first.start + event
        return f"{start % 100:02d}/{(start + 1) % 100:02d}"
    return f"{words.MINUS}{-event}" if event < 0 else str(event + 1)


def name_year(event: int) -> str:
    """A year in words: “2 years before”, “year 1 in the trust”."""
    if event < 0:
        return f"{words.count(-event, 'year')} before"
    return f"year {event + 1} in the trust"


def _name_in_full(path: EventTime, year: EventYear) -> str:
    if path.first is None:
        return name_year(year.event)
    return f"{AcademicYear(path.first.start + year.event)} ({name_year(year.event)})"


def _say(path: EventTime, year: EventYear) -> str:
    return f"{path.write(year.best)} ({path.write(year.low)} to {path.write(year.high)})"


def sentence(path: EventTime) -> str:
    """The path in words: first and last year in the trust, and how often nought is left out, since and before."""
    before = [year for year in path.years if year.event < 0]
    after = [year for year in path.years if year.event >= 0]
    said = []
    if after:
        first = f"In {_name_in_full(path, after[0])}: {_say(path, after[0])} {path.unit}"
        last = f"; in {_name_in_full(path, after[-1])}: {_say(path, after[-1])}" if len(after) > 1 else ""
        said.append(f"{first}{last}.")
        said.append(_outside(after, "since joining"))
    if before:
        said.append(_outside(before, "before it"))
    return " ".join(said)


def _outside(years: list[EventYear], when: str) -> str:
    n = sum(year.low > 0 or year.high < 0 for year in years)
    which = "none" if n == 0 else words.count(n, "of them", "of them")
    verb = "lies" if n < 2 else "lie"
    return f"Of {words.count(len(years), 'year')} {when}, {which} {verb} beyond what chance gives nine times in ten."


def table(path: EventTime) -> Table:
    """The years with their figures, and how many schools are in each."""
    columns = [Column("Year"), *(Column(name, number=True) for name in ("Difference", "From", "To"))]
    if path.counts:
        columns.append(Column("Schools", number=True))
    rows = []
    for year in path.years:
        figures = [path.write(year.best), path.write(year.low), path.write(year.high)]
        figures += [str(year.schools_n)] if path.counts else []
        name = words.starting(_name_in_full(path, year))
        rows.append(Row((Cell(name), *(Cell(each, number=True) for each in figures))))
    return Table(f"{path.label} ({path.unit})", tuple(columns), tuple(rows))
