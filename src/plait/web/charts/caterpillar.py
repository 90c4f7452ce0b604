"""The caterpillar: one line a school, dot and interval over the band of what is expected. By name, never by size."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from plait.web import words
from plait.web.charts import strip, svg
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_TALL = 20  # pixels of one line
_MIDDLE = _TALL / 2
_DOT = 5.5


@dataclass(frozen=True, slots=True)
class Line:
    """One school: `best` with its interval; `word` is what is said of it, empty where nothing may be said.

    `place` is where it is; `signal` marks one worth a visit.
    """

    name: str
    url: str
    best: float
    low: float
    high: float
    word: str = ""
    place: str = ""
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the trust with its interval."""

    best: float
    low: float
    high: float
    name: str = "Mean of the trust"


@dataclass(frozen=True, slots=True)
class Caterpillar:
    """How far the schools of a trust lie from what would be expected in their circumstances.

    `lines` come in the order in which they are to be read: by name or by place. `band` is how far either side of nought
    counts as expected; `reach` how far the scale goes either side, the same for every trust.
    """

    label: str
    lines: tuple[Line, ...]
    mean: Mean | None
    band: float
    reach: float
    unit: str = "points"
    write: Write = words.signed


def draw(caterpillar: Caterpillar) -> SafeString:
    """The caterpillar as a list with a picture in each line; each line says its figures to those who do not see it."""
    scale = Scale(-caterpillar.reach, caterpillar.reach)
    parts = []
    group = None
    for line in caterpillar.lines:
        if line.place != group and line.place:
            parts.append(f'<li class="ch-cat__place">{escape(line.place)}</li>')
        group = line.place
        parts.append(_item(caterpillar, line, scale=scale))
    if caterpillar.mean is not None:
        parts.append(_item(caterpillar, caterpillar.mean, scale=scale))
    ends = "".join(strip.ends(scale, write=caterpillar.write, y=11))
    ends += svg.words("as expected", cls="ch-label ch-label--middle", x="50%", y=11)
    foot = svg.element("svg", ends, cls="ch", width="100%", height=15, aria_hidden="true", focusable="false")
    parts.append(f'<li class="ch-cat__foot" aria-hidden="true"><span></span>{foot}</li>')
    whole = f'<ul class="ch-cat" aria-label="{escape(caterpillar.label)}">{"".join(parts)}</ul>'
    return mark_safe(whole)  # noqa: S308 — every text in it went through escape()


def _item(caterpillar: Caterpillar, line: Line | Mean, *, scale: Scale) -> str:
    told = f'<span class="govuk-visually-hidden">: {escape(_figures(caterpillar, line))}</span>'
    if isinstance(line, Mean):
        name, cls = f"<b>{escape(line.name)}</b>", "ch-cat__mean"
    else:
        name = f'<a href="{escape(line.url)}">{escape(line.name)}</a>' if line.url else escape(line.name)
        cls = "ch-signal" if line.signal else ""
    held = f' class="{cls}"' if cls else ""
    return f'<li{held}><span class="ch-cat__name">{name}{told}</span>{_picture(caterpillar, line, scale=scale)}</li>'


def _picture(caterpillar: Caterpillar, line: Line | Mean, *, scale: Scale) -> str:
    band = scale.share(-caterpillar.band)
    best = svg.percent(scale.share(line.best))
    low, high = svg.percent(scale.share(line.low)), svg.percent(scale.share(line.high))
    parts = [
        svg.element("rect", cls="ch-band", x=svg.percent(band), width=svg.percent(1 - 2 * band), y=0, height=_TALL),
        svg.element("line", cls="ch-zero", x1="50%", x2="50%", y1=0, y2=_TALL),
        svg.element("line", cls="ch-range", x1=low, x2=high, y1=_MIDDLE, y2=_MIDDLE),
    ]
    if isinstance(line, Mean):
        diamond = svg.element("path", cls="ch-you", d="M0 -8L7 0L0 8L-7 0z")
        parts.append(svg.element("svg", diamond, x=best, y=_MIDDLE, width=1, height=1, overflow="visible"))
    else:
        parts.append(svg.element("circle", cls="ch-best", cx=best, cy=_MIDDLE, r=_DOT))
    parts += strip.beyond(scale, [line.best], y=_MIDDLE)
    return svg.element(
        "svg", "".join(parts), cls="ch", width="100%", height=_TALL, aria_hidden="true", focusable="false"
    )


def _figures(caterpillar: Caterpillar, line: Line | Mean) -> str:
    write = caterpillar.write
    return f"{write(line.best)} {caterpillar.unit}, probably between {write(line.low)} and {write(line.high)}"


def sentence(caterpillar: Caterpillar) -> str:
    """The caterpillar in words: how many, how many lie wholly on a side, and the mean."""
    lines = caterpillar.lines
    if not lines:
        return "No school of the trust is judged here."
    above = sum(line.low > 0 for line in lines)
    below = sum(line.high < 0 for line in lines)
    rest = len(lines) - above - below
    schools = words.starting(words.count(len(lines), "school"))
    said = f"{schools}: the whole interval of {_some(above)} lies above what was expected, of {_some(below)} below it"
    said += f"; for {_some(rest)} either side is possible"
    mean = caterpillar.mean
    if mean is not None:
        write = caterpillar.write
        said += f". Their mean is {write(mean.best)} {caterpillar.unit} ({write(mean.low)} to {write(mean.high)})"
    return f"{said}."


def _some(n: int) -> str:
    return words.count(n, "", " ").strip() if n else "none"


def table(caterpillar: Caterpillar, *, more: Iterable[tuple[str, tuple[str, ...]]] = ()) -> Table:
    """Each school and its figures, in the order of the picture; `more` are columns with a text for each line."""
    further = list(more)
    columns = [
        *(Column("School"), Column(f"Best estimate ({caterpillar.unit})", number=True)),
        *(Column("Probably between", number=True), Column("In words")),
        *(Column(name, number=True) for name, _ in further),
    ]
    rows = []
    for at, line in enumerate(caterpillar.lines):
        extra = [Cell(texts[at], number=True, label=name) for name, texts in further]
        rows.append(Row((*_cells(caterpillar, line, word=line.word), *extra)))
    if caterpillar.mean is not None:
        empty = [Cell("", label=name) for name, _ in further]
        rows.append(Row((*_cells(caterpillar, caterpillar.mean, word=""), *empty)))
    return Table(caterpillar.label, tuple(columns), tuple(rows), caption_hidden=True, stack=True, dense=True)


def _cells(caterpillar: Caterpillar, line: Line | Mean, *, word: str) -> tuple[Cell, ...]:
    write = caterpillar.write
    name = Cell(line.name) if isinstance(line, Mean) else Cell(line.name, url=line.url, note=line.place)
    return (
        name,
        Cell(write(line.best), number=True, label="Best estimate"),
        Cell(f"{write(line.low)} to {write(line.high)}", number=True, label="Probably between"),
        Cell(word, label="In words"),
    )


def mini(*, best: float, low: float, high: float, reach: float, signal: bool = False) -> str:
    """A tiny dot and interval for a cell of a grid, on the scale of its outcome; the cell says it in words."""
    scale = Scale(-reach, reach)
    cls = "ch-mini ch-signal" if signal else "ch-mini"
    left, right, at = (svg.percent(scale.share(value)) for value in (low, high, best))
    return (
        f'<svg class="{cls}" aria-hidden="true" focusable="false"><line class="ch-range" x1="{left}" x2="{right}" '
        f'y1="7" y2="7"/><circle class="ch-best" cx="{at}" cy="7" r="3.6"/></svg>'
    )
