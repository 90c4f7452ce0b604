"""The timeline: a dot for each school in the school year in which it joined; hollow where only “by” is known."""

from dataclasses import dataclass
from itertools import accumulate

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import strip, svg
from plait.web.parts import Cell, Column, Row, Table

_TALLEST = 150  # pixels of the highest stack; where more schools join in a year, the dots are smaller
_STEP = 10.0  # pixels from dot to dot
_HEAD, _FOOT = 6, 24
_EDGE = 0.03  # share of the width kept free at each side


@dataclass(frozen=True, slots=True)
class JoiningYear:
    """How many schools joined in a school year: on a stated day, and seen for the first time in a list of that year."""

    year: AcademicYear
    stated_n: int
    seen_n: int

    @property
    def n(self) -> int:
        """All of them."""
        return self.stated_n + self.seen_n


@dataclass(frozen=True, slots=True)
class Timeline:
    """When the schools of a trust joined. `years` holds every year from the first to the last, with nought too."""

    label: str
    years: tuple[JoiningYear, ...]


def draw(timeline: Timeline) -> SafeString:
    """The timeline as SVG; as high as its highest stack."""
    most = max(year.n for year in timeline.years)
    step = min(_STEP, _TALLEST / most)
    foot = _HEAD + round(max(3, most) * step) + 2
    parts = [strip.axis(foot)]
    for at, year in enumerate(timeline.years):
        x = svg.percent(_place(at, len(timeline.years)))
        for level in range(year.n):
            cls = "ch-member" if level < year.stated_n else "ch-missing"
            parts.append(svg.element("circle", cls=cls, cx=x, cy=foot - step * (level + 0.5) - 1, r=step * 0.44))
    parts += _names(timeline, y=foot + 17)
    return svg.figure(
        parts, width="100%", height=foot + _FOOT, name=timeline.label, description=sentence(timeline), cls="ch-timeline"
    )


def _place(at: int, n: int) -> float:
    return 0.5 if n == 1 else _EDGE + (1 - 2 * _EDGE) * at / (n - 1)


def _names(timeline: Timeline, *, y: float) -> list[str]:
    """Years under the line: all where there is room, else some of them, always the last; fewer on a phone."""
    n = len(timeline.years)
    every = max(1, -(-n // 12))
    names = []
    for at, year in enumerate(timeline.years):
        if (n - 1 - at) % every:
            continue
        wide = " ch-label--wide" if (n - 1 - at) % (3 * every) else ""
        text = f"{year.year.start % 100:02d}/{(year.year.start + 1) % 100:02d}"
        cls = f"ch-label ch-label--middle{wide}"
        names.append(svg.words(text, cls=cls, x=svg.percent(_place(at, n)), y=y))
    return names


def sentence(timeline: Timeline) -> str:
    """The timeline in words: first, last, when half were in, and how many dates are not exact."""
    total, seen = sum(year.n for year in timeline.years), sum(year.seen_n for year in timeline.years)
    joined = [year for year in timeline.years if year.n]
    if len(joined) == 1:
        said = f"All {words.count(total, 'school')} joined in {joined[0].year}"
    else:
        sums = accumulate(year.n for year in timeline.years)
        half = next(year.year for year, so_far in zip(timeline.years, sums, strict=True) if 2 * so_far >= total)
        said = f"Its {words.count(total, 'school')} joined between {joined[0].year} and {joined[-1].year}"
        said += f", half of them by {half}"
    if seen:
        those = "all" if seen == total else f"{words.count(seen, 'of them', 'of them')}"
        said += f"; for {those} the files say only by when"
    return f"{said}."


def table(timeline: Timeline) -> Table:
    """The years in which schools joined, and how many were in by then."""
    sums = accumulate(year.n for year in timeline.years)
    rows = tuple(
        Row(
            (
                Cell(str(year.year)),
                Cell(f"{year.n:,}", number=True),
                Cell(f"{year.seen_n:,}", number=True),
                Cell(f"{so_far:,}", number=True),
            )
        )
        for year, so_far in zip(timeline.years, sums, strict=True)
        if year.n
    )
    columns = (
        *(Column("School year"), Column("Joined", number=True)),
        *(Column("Of these, known only by when", number=True), Column("Together by then", number=True)),
    )
    return Table(timeline.label, columns, rows, caption_hidden=True)
