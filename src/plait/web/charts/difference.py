"""The difference: dot as best we can tell, pale line where the truth probably lies, band as expected."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_HEIGHT = 40  # pixels
_MIDDLE = _HEIGHT / 2
_DOT = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a school lies from what would be expected in its circumstances.

    `best`, `low` and `high` are the estimate and its 90 % interval; `band` is how far either side of nought counts as
    expected; `reach` is how far the scale goes either side, the same for every school. Without `worded`, the sentence
    says the figures and puts no word to them.
    """

    label: str
    best: float
    low: float
    high: float
    band: float
    reach: float
    unit: str = "points"
    signal: bool = False
    write: Write = words.signed
    worded: bool = True


def draw(difference: Difference) -> SafeString:
    """The difference as SVG."""
    scale = Scale(-difference.reach, difference.reach)
    band_from, band_to = scale.share(-difference.band), scale.share(difference.band)
    low, high = svg.percent(scale.share(difference.low)), svg.percent(scale.share(difference.high))
    best = svg.percent(scale.share(difference.best))
    width = svg.percent(band_to - band_from)
    parts = [
        svg.element("rect", cls="ch-band", x=svg.percent(band_from), width=width, y=3, height=_HEIGHT - 6),
        svg.element("line", cls="ch-zero", x1="50%", x2="50%", y1=1, y2=_HEIGHT - 1),
        svg.element("line", cls="ch-range", x1=low, x2=high, y1=_MIDDLE, y2=_MIDDLE),
        svg.element("circle", cls="ch-best", cx=best, cy=_MIDDLE, r=_DOT),
    ]
    cls = "ch-signal" if difference.signal else ""
    return svg.figure(
        parts, width="100%", height=_HEIGHT, name=difference.label, description=sentence(difference), cls=cls
    )


def sentence(difference: Difference) -> str:
    """The difference in words."""
    written = [difference.write(figure) for figure in (difference.best, difference.low, difference.high)]
    said = (
        f"as best we can tell {written[0]} {difference.unit}; "
        f"the truth probably lies between {written[1]} and {written[2]}."
    )
    return f"{_place(difference)}: {said}" if difference.worded else words.starting(said)


def _place(difference: Difference) -> str:
    if difference.low > difference.band:
        return "Higher than expected"
    if difference.high < -difference.band:
        return "Lower than expected"
    if abs(difference.best) <= difference.band:
        return "As expected"
    return "Perhaps higher than expected" if difference.best > 0 else "Perhaps lower than expected"


def table(difference: Difference) -> Table:
    """The figures of the difference."""
    rows = (
        ("As best we can tell", difference.write(difference.best)),
        ("The truth probably lies above", difference.write(difference.low)),
        ("and below", difference.write(difference.high)),
        ("As expected, either side of nought", words.number(difference.band, places=1)),
    )
    return Table(
        caption=f"{difference.label} ({difference.unit})",
        columns=(Column("What"), Column("Figure", number=True)),
        rows=tuple(Row((Cell(name), Cell(value, number=True))) for name, value in rows),
    )


def pupils_in(points: float, *, group: int = 30) -> str:
    """A difference in percentage points as pupils in a class: “about 2 more pupils in 30”."""
    pupils = round(abs(points) * group / 100)
    if pupils == 0:
        return f"less than one pupil in {group}"
    return f"about {pupils} {'more' if points > 0 else 'fewer'} {'pupil' if pupils == 1 else 'pupils'} in {group}"
