"""The slide deck of a pack: each page on as many slides as it needs, nothing small, nothing over the edge."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pptx.util import Pt

from plait.web.packs import deck_frame, fitting, look
from plait.web.packs.chart_parts import Dress, Inner
from plait.web.packs.deck_frame import BODY_FOOT, BODY_TOP, BODY_WIDE
from plait.web.packs.deck_parts import CELL_SIDE, CELL_TOP, Box, Run, add_chart, add_table, add_text
from plait.web.packs.parts import Beside, File, Pack, Page, Table
from plait.web.packs.zips import restamp

POINT: Final = 72  # points in an inch
MULTIPLES: Final = 6  # charts on a slide: three across, two down
_TEXT_SHARE: Final = 0.66  # of the width, for what is said of each row of a chart
_NAME_TALL: Final = 0.6  # two lines
_AXIS_TALL: Final = 0.5
_GAP: Final = 0.15
_AFTER: Final = 9.0  # points after a paragraph

Tell = Callable[[int, int], object]


def tell_nobody(done: int, of: int) -> None:
    """Nobody waits to hear."""
    del done, of


@dataclass(slots=True)
class _Deck:
    """The deck that is being written, and how many charts it has."""

    pack: Pack
    whole: Any
    charts: int = 0

    def next_chart(self) -> int:
        self.charts += 1
        return self.charts


def write_deck(pack: Pack, *, tell: Tell = tell_nobody) -> File:
    """The deck; `tell` hears how many slides of how many are drawn."""
    deck = _Deck(pack, deck_frame.open_deck(title=pack.title, author="Plait", stamp=pack.stamp))
    _cover(deck)
    pages = [each for each in pack.pages if each.only != "document"]
    # All slides first, with their notes, and the charts after: the library looks through every part for a free name.
    slides = [slide for page in pages for slide in _list_slides(page)]
    made = [_add_slide(deck, title, part) for title, part, _ in slides]
    for at, (slide, (_, part, draw)) in enumerate(zip(made, slides, strict=True), start=1):
        draw(deck, slide, part)
        foot = Box(look.EDGE, look.HEIGHT - 0.5, BODY_WIDE, 0.35)
        number = Run(str(at + 1), look.SMALLEST, colour=look.MUTED, right=True)
        add_text(slide, foot, [number], name="Slide number")
        tell(at, len(slides))
    held = io.BytesIO()
    deck.whole.save(held)
    return File(f"{pack.name}.pptx", restamp(held.getvalue(), stamp=pack.stamp))


def _cover(deck: _Deck) -> None:
    pack = deck.pack
    slide = deck.whole.slides.add_slide(deck.whole.slide_layouts[0])
    slide.shapes.title.text = pack.title
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(48)
    slide.placeholders[1].text = pack.subtitle
    slide.placeholders[1].text_frame.paragraphs[0].runs[0].font.size = Pt(26)
    runs = [Run(text, colour=look.MUTED, after=4) for text in pack.lines]
    add_text(slide, Box(look.EDGE, 4.5, BODY_WIDE, 2.3), runs, name="About these figures")
    _note(slide, pack.said, pack.source)


def _list_slides(page: Page) -> "list[tuple[str, Page, _Draw]]":
    """The slides of a page: their titles, what is on each, and who draws it."""
    slides = list(_split(page))
    if len(slides) == 1:
        return [(page.title, *slides[0])]
    return [(f"{page.title} ({at} of {len(slides)})", *each) for at, each in enumerate(slides, start=1)]


def _add_slide(deck: _Deck, title: str, page: Page) -> Any:
    slide = deck.whole.slides.add_slide(deck.whole.slide_layouts[1])
    slide.shapes.title.text = title
    _note(slide, page.said, page.source)
    return slide


def _note(slide: Any, said: str, source: str) -> None:
    slide.notes_slide.notes_text_frame.text = f"{said}\n\nSource: {source}"


_Draw = Callable[[_Deck, Any, Page], None]


def _split(page: Page) -> Iterator[tuple[Page, _Draw]]:
    """A page as slides: its own part of the page, and who draws it."""
    if page.beside and page.charts:
        yield from _split_rows(page)
    elif len(page.charts) > 1:
        for start in range(0, len(page.charts), MULTIPLES):
            yield replace(page, charts=page.charts[start : start + MULTIPLES]), _draw_multiples
    elif page.charts:
        yield page, _draw_chart
    elif page.table is not None:
        yield from _split_table(page, page.table)
    else:
        yield from _split_points(page)


def _split_rows(page: Page) -> Iterator[tuple[Page, _Draw]]:
    n, tall = len(page.beside), _row_tall(page)
    room = BODY_FOOT - _top(page) - _AXIS_TALL - _foot_tall(page)
    slides = -(-n // max(1, int(room / tall)))
    each = -(-n // slides)
    for start in range(0, n, each):
        stop = start + each
        chart = page.charts[0].take(start, stop)
        yield replace(page, charts=(chart,), beside=page.beside[start:stop]), _draw_rows


def _row_tall(page: Page) -> float:
    """The height of every row: that of the longest text beside one."""
    width = BODY_WIDE * _TEXT_SHARE * POINT
    return max(
        sum(fitting.height_of(run.text, width=width, size=run.size, bold=run.bold) for run in _runs(each)) / POINT
        + _GAP
        for each in page.beside
    )


def _top(page: Page) -> float:
    """Where the content begins, under the lede and the legend."""
    return BODY_TOP + _lede_tall(page) + _legend_tall(page)


def _legend_tall(page: Page) -> float:
    if not page.legend:
        return 0.0
    return fitting.height_of(page.legend, width=BODY_WIDE * POINT, size=look.SMALLEST) / POINT + _GAP


def _lede_tall(page: Page) -> float:
    if not page.lede:
        return 0.0
    return fitting.height_of(page.lede, width=BODY_WIDE * POINT, size=look.BODY) / POINT + _GAP


def _draw_head(slide: Any, page: Page) -> None:
    if page.lede:
        add_text(slide, Box(look.EDGE, BODY_TOP, BODY_WIDE, _lede_tall(page)), [Run(page.lede)], name="Summary")
    if page.legend:
        box = Box(look.EDGE, BODY_TOP + _lede_tall(page), BODY_WIDE, _legend_tall(page))
        add_text(slide, box, [Run(page.legend, look.SMALLEST, colour=look.MUTED)], name="How to read it")


def _split_points(page: Page) -> Iterator[tuple[Page, _Draw]]:
    width = (BODY_WIDE - 0.3) * POINT
    heights = [fitting.height_of(each, width=width, size=look.BODY) + _AFTER for each in page.points]
    room = (BODY_FOOT - _top(page)) * POINT
    for points in fitting.cut(page.points, heights, room=room) or [[]]:
        yield replace(page, points=tuple(points)), _draw_points


def _draw_points(deck: _Deck, slide: Any, page: Page) -> None:
    del deck
    _draw_head(slide, page)
    top = _top(page)
    if page.points:
        runs = [Run(each, after=_AFTER, bullet=True) for each in page.points]
        add_text(slide, Box(look.EDGE, top, BODY_WIDE, BODY_FOOT - top), runs, name="Points")


def _row_height(table: Table, texts: tuple[str, ...], *, bold: bool) -> float:
    whole = sum(table.widths)
    widths = [BODY_WIDE * POINT * share / whole - 2 * CELL_SIDE for share in table.widths]
    lines = [
        fitting.height_of(text, width=width, size=look.SMALLEST, bold=bold or at == 0)
        for at, (text, width) in enumerate(zip(texts, widths, strict=True))
    ]
    return max(lines) + 2 * CELL_TOP


def _split_table(page: Page, table: Table) -> Iterator[tuple[Page, _Draw]]:
    head = _row_height(table, table.heading, bold=True)
    heights = [_row_height(table, row, bold=False) for row in table.rows]
    foot = _foot_tall(page)
    for rows in fitting.cut(table.rows, heights, room=(BODY_FOOT - _top(page) - foot) * POINT - head) or [[]]:
        yield replace(page, table=replace(table, rows=tuple(rows))), _draw_table


def _foot_tall(page: Page) -> float:
    if not page.foot:
        return 0.0
    return fitting.height_of(page.foot, width=BODY_WIDE * POINT, size=look.SMALLEST) / POINT + _GAP


def _draw_table(deck: _Deck, slide: Any, page: Page) -> None:
    del deck
    if page.table is None:
        return
    _draw_head(slide, page)
    heights = [_row_height(page.table, page.table.heading, bold=True)]
    heights += [_row_height(page.table, row, bold=False) for row in page.table.rows]
    box = Box(look.EDGE, _top(page), BODY_WIDE, sum(heights) / POINT)
    add_table(slide, box, page.table, heights=heights, name=f"Table: {page.title}")
    _draw_foot(slide, page, top=box.top + box.tall + _GAP)


def _draw_foot(slide: Any, page: Page, *, top: float) -> None:
    if page.foot:
        box = Box(look.EDGE, top, BODY_WIDE - 0.8, _foot_tall(page))
        add_text(slide, box, [Run(page.foot, look.SMALLEST, colour=look.MUTED)], name="Note")


def _draw_multiples(deck: _Deck, slide: Any, page: Page) -> None:
    _draw_head(slide, page)
    top, across = _top(page), 3
    wide = (BODY_WIDE - (across - 1) * 0.3) / across
    tall = (BODY_FOOT - top) / 2
    dress = Dress(look.SMALLEST, 5, 7, 2, Inner(0.19, 0.05, 0.79, 0.72))
    for at, chart in enumerate(page.charts):
        left = look.EDGE + (at % across) * (wide + 0.3)
        up = top + (at // across) * tall
        name = [Run(shorten(chart.name, wide=wide), look.SMALLEST, bold=True)]
        add_text(slide, Box(left, up, wide, _NAME_TALL), name, name=f"Name {at + 1}")
        place = Box(left, up + _NAME_TALL, wide, tall - _NAME_TALL)
        add_chart(slide, place, chart, dress=dress, number=deck.next_chart(), stamp=deck.pack.stamp)


def shorten(name: str, *, wide: float) -> str:
    """A name on two lines; a longer one ends in an ellipsis, and stands whole in the alternative text."""

    def fits(text: str) -> bool:
        return fitting.count_lines(text, width=wide * POINT, size=look.SMALLEST, bold=True) <= 2

    if fits(name):
        return name
    while name and not fits(f"{name}…"):
        name = name[:-1].rstrip()
    return f"{name}…"


def _draw_chart(deck: _Deck, slide: Any, page: Page) -> None:
    """One chart at the left, and what is said of it at the right."""
    _draw_head(slide, page)
    top, wide = _top(page), BODY_WIDE if not page.points else BODY_WIDE * 0.58
    dress = Dress(look.SMALLEST, 11, 6, 2.5, Inner(0.12, 0.03, 0.86, 0.85))
    box = Box(look.EDGE, top, wide, BODY_FOOT - top)
    add_chart(slide, box, page.charts[0], dress=dress, number=deck.next_chart(), stamp=deck.pack.stamp)
    if page.points:
        left = look.EDGE + wide + 0.3
        place = Box(left, top, look.WIDTH - look.EDGE - left, BODY_FOOT - top)
        add_text(slide, place, [Run(each, look.SMALLEST, after=8) for each in page.points], name="What it says")


def _draw_rows(deck: _Deck, slide: Any, page: Page) -> None:
    """Names and words at the left, each beside its own row of the chart at the right."""
    _draw_head(slide, page)
    top, n, tall = _top(page), len(page.beside), _row_tall(page)
    wide = BODY_WIDE * (1 - _TEXT_SHARE) - 0.2
    for at, each in enumerate(page.beside):
        box = Box(look.EDGE, top + at * tall, BODY_WIDE * _TEXT_SHARE, tall)
        add_text(slide, box, _runs(each), name=f"School {at + 1}", middle=True)
    inner = Inner(0.08, 0.0, 0.84, n * tall / (n * tall + _AXIS_TALL))
    dress = Dress(look.SMALLEST, 13, 7, 2, inner, band=tall * POINT)
    place = Box(look.EDGE + BODY_WIDE - wide, top, wide, n * tall + _AXIS_TALL)
    add_chart(slide, place, page.charts[0], dress=dress, number=deck.next_chart(), stamp=deck.pack.stamp)
    _draw_foot(slide, page, top=place.top + place.tall + _GAP)


def _runs(each: Beside) -> list[Run]:
    return [Run(each.name, look.SMALLEST, bold=True), Run(each.text, look.SMALLEST)]
