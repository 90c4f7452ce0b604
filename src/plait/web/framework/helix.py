"""A trust's improvement model on one sheet: three strands plaited, and beside each component the trust's own words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.web.charts import svg
from plait.web.framework.lettering import BOLD, break_lines, measure
from plait.web.framework.plait_shape import Plait

_SHEET: Final = (800, 1120)  # as A4 within its margins
_PHONE: Final = 360
_SPREAD: Final = (0.345, 0.5, 0.655)  # where the names of the strands stand across the sheet
_UNDER_NAMES: Final = 212
_NOT_YET: Final = "not written yet"
_SLACK: Final = 2.0  # by which a strand on the front is drawn longer than the gap around it
COLOURED: Final = ("goals", "capability", "initiatives")


@dataclass(frozen=True, slots=True)
class Word:
    """What stands beside the plait for one component: its name, and the trust's own words, which may be empty."""

    strand: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture. `strands`: key and name of the three; `words`: of each component, strand by strand."""

    trust: str
    motto: str
    strands: tuple[tuple[str, str], ...]
    words: tuple[Word, ...]
    under: str = ""

    @property
    def woven(self) -> tuple[Word, ...]:
        """The components as they come out of the plait: the first of each strand, then the second of each."""
        held = [[each for each in self.words if each.strand == key] for key, _ in self.strands]
        most = max((len(each) for each in held), default=0)
        return tuple(each[place] for place in range(most) for each in held if place < len(each))

    @property
    def even(self) -> bool:
        """Whether there are three strands with as many components each: otherwise there is no plait to draw."""
        counts = {sum(each.strand == key for each in self.words) for key, _ in self.strands}
        return len(self.strands) == 3 and len(counts) == 1 and 0 not in counts


def say(picture: Picture) -> str:
    """The picture in a sentence."""
    names = ", ".join(name for _, name in picture.strands)
    written = sum(bool(each.words) for each in picture.words)
    told = f"{written} of {len(picture.words)}" if written < len(picture.words) else f"all {written}"
    return f"Three strands, plaited: {names}. Beside {told} components stand words of {picture.trust}."


def draw_sheet(picture: Picture) -> SafeString:
    """For a wide screen and for paper: the words on both sides of the plait."""
    wide, high = _SHEET
    plait = Plait(x=wide / 2, wide=74, top=300, foot=high - 40, places=len(picture.words))
    parts = [*_head_of_sheet(picture, wide), *_fan(plait, picture, wide), *_strands(plait, picture, broad=27, ring=40)]
    parts += _notes(plait, picture, Setting(name=14.5, words=18.5, leading=22, gap=38, width=268, most=4))
    parts.append(svg.words(picture.under, cls="hx-under", x=wide / 2, y=high - 6))
    return _figure(parts, picture, cls="hx--sheet", wide=wide, high=high)


def draw_phone(picture: Picture) -> SafeString:
    """For a telephone: the plait on the left, the words one under another."""
    setting = Setting(name=14.5, words=17, leading=21, gap=24, width=244, most=6)
    most = max((_height(each, setting) for each in picture.words), default=0)
    slot = max(84.0, most + 26)
    top = 106 + slot / 4
    foot = top + slot * len(picture.words)
    plait = Plait(x=46, wide=27, top=top, foot=foot, places=len(picture.words), one_side=True, lead=slot / 4)
    names = [
        svg.element("circle", cls=f"hx-fill hx-{_colour(key)}", cx=10, cy=22 + 28 * at, r=7)
        + svg.words(name, cls="hx-strand hx-strand--listed", x=26, y=27 + 28 * at)
        for at, (key, name) in enumerate(picture.strands)
    ]
    parts = [*names, *_strands(plait, picture, broad=12, ring=19), *_notes(plait, picture, setting)]
    return _figure(parts, picture, cls="hx--phone", wide=_PHONE, high=foot + slot / 4 + 10)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the words beside the plait are set, in units of the picture."""

    name: float
    words: float
    leading: float
    gap: float
    width: float
    most: int


def _figure(parts: Iterable[str], picture: Picture, *, cls: str, wide: float, high: float) -> SafeString:
    return svg.figure(
        parts,
        name=f"How {picture.trust} improves its schools",
        description=say(picture),
        cls=f"hx {cls}",
        viewbox=f"0 0 {svg.short(wide)} {svg.short(high)}",
    )


def _colour(key: str) -> str:
    return key if key in COLOURED else "plain"


def _head_of_sheet(picture: Picture, wide: float) -> Iterator[str]:
    yield svg.words("How we improve our schools", cls="hx-over", x=wide / 2, y=20)
    size = next((each for each in (40, 31) if measure(picture.trust, size=each) <= wide), 25)
    called = break_lines(picture.trust, size=size, width=wide, most=2)
    for at, line in enumerate(called):
        yield svg.words(line, cls=f"hx-trust hx-trust--{size}", x=wide / 2, y=(66, 47)[len(called) - 1] + 29 * at)
    for at, line in enumerate(break_lines(picture.motto, size=21, width=620, most=2)):
        yield svg.words(line, cls="hx-motto", x=wide / 2, y=100 + 25 * at)
    for at, (key, name) in enumerate(picture.strands):
        x = wide * _SPREAD[at]
        lines = break_lines(name, size=17 * BOLD, width=128, most=3)
        for row, line in enumerate(lines):
            yield svg.words(line, cls=f"hx-strand hx-ink hx-{_colour(key)}", x=x, y=190 - 21 * (len(lines) - 1 - row))


def _fan(plait: Plait, picture: Picture, wide: float) -> Iterator[str]:
    """The three strands as they come together from their names."""
    for at, (key, _) in enumerate(picture.strands):
        far, n = wide * _SPREAD[at], 30
        # The first comes in on the side to which it goes out at once, so it joins only there.
        join = plait.place(0)[1] if at == 0 else plait.top + 1
        points = []
        for step in range(n + 1):
            share = step / n
            near = share * share * (3 - 2 * share)  # slow at both ends, so that nothing breaks where it joins
            y = _UNDER_NAMES + (join - _UNDER_NAMES) * share
            end = plait.place(0)[0] if at == 0 else plait.x_at(at, y)
            points.append((far + (end - far) * near, y))
        yield svg.element("path", cls=f"hx-line hx-{_colour(key)} hx-broad", d=_path(points))


def _strands(plait: Plait, picture: Picture, *, broad: int, ring: int) -> Iterator[str]:
    keys = [_colour(key) for key, _ in picture.strands]
    size = "hx-broad" if broad > 20 else "hx-slim"
    for at, key in enumerate(keys):
        start = None if plait.one_side or at else plait.place(0)[1]
        yield svg.element("path", cls=f"hx-line hx-{key} {size}", d=_path(plait.line(at, start=start)))
    for at, key in enumerate(keys):
        for low, high in plait.fronts(at):
            yield svg.element("path", cls=f"hx-casing {size}-casing", d=_path(plait.line(at, start=low, end=high)))
            over = plait.line(at, start=low - _SLACK, end=high + _SLACK)
            yield svg.element("path", cls=f"hx-line hx-{key} {size} hx-butt", d=_path(over))
    radius = ring / 5
    for number, each in enumerate(picture.woven):
        x, y, right = plait.place(number)
        side = 1 if right else -1
        key = _colour(each.strand)
        empty = "" if each.words else " hx-open"
        yield svg.element("line", cls=f"hx-lead hx-{key}{empty}", x1=x, y1=y, x2=x + side * ring * 0.78, y2=y)
        yield svg.element("circle", cls=f"hx-knot hx-{key}{empty}", cx=x, cy=y, r=radius)


def _notes(plait: Plait, picture: Picture, setting: Setting) -> Iterator[str]:
    """Name and words of each component, beside the place where its strand comes out."""
    for number, each in enumerate(picture.woven):
        x, y, right = plait.place(number)
        at = x + setting.gap if right else x - setting.gap
        end = "" if right else " hx-end"
        name, words = _lines(each, setting)
        top = y - _height(each, setting) / 2 + setting.name
        for row, line in enumerate(name):
            yield svg.words(line, cls=f"hx-name hx-ink hx-{_colour(each.strand)}{end}", x=at, y=top + 18 * row)
        below = top + 18 * (len(name) - 1) + setting.leading
        look = "hx-words" if each.words else "hx-empty"
        for row, line in enumerate(words):
            yield svg.words(line, cls=f"{look}{end}", x=at, y=below + setting.leading * row)


def _lines(each: Word, setting: Setting) -> tuple[Sequence[str], Sequence[str]]:
    name = break_lines(each.name, size=setting.name * BOLD, width=setting.width, most=2)
    return name, break_lines(each.words or _NOT_YET, size=setting.words, width=setting.width, most=setting.most)


def _height(each: Word, setting: Setting) -> float:
    name, words = _lines(each, setting)
    return 18 * len(name) + setting.leading * len(words)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{svg.short(x)} {svg.short(y)}" for x, y in points)
