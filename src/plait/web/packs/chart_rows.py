"""A chart of rows: one figure for each name, as a dot on its interval, over a pale band and a line at nought.

It is an XY chart, because only there dots are dots; the height of each row stands in the workbook. Intervals and bands
are lines from end to end: bars of error along the rows are not drawn by every office program.
"""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from plait.web.packs import look
from plait.web.packs.chart_parts import (
    ACROSS,
    NOTHING,
    UP,
    Dress,
    colour_of,
    figure_axis,
    letters_of,
    line,
    marker,
    numbers,
    title_of,
)
from plait.web.packs.parts import Chart, Mark, Series
from plait.web.packs.workbooks import ROW, columns_of

_NO_DOT: Final = '<c:marker><c:symbol val="none"/></c:marker>'
_SHEER: Final = 0.4  # how far bands and intervals are seen through
_LONGEST: Final = 38  # letters of a name beside its row; the whole of it stands in the workbook and in the table


def write_rows(chart: Chart, dress: Dress) -> str:
    """The plot and its axes."""
    n = len(chart.categories)
    upright = (
        f'<c:valAx><c:axId val="{UP}"/><c:scaling><c:orientation val="minMax"/><c:max val="{n + 0.5:g}"/>'
        f'<c:min val="0.5"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:spPr>{line(look.MUTED, 1.25, dash=True)}</c:spPr>'
        f'<c:crossAx val="{ACROSS}"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/><c:majorUnit val="1"/>'
        "</c:valAx>"
    )
    return (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(_list_series(chart, dress))}<c:axId val="{ACROSS}"/><c:axId val="{UP}"/></c:scatterChart>'
        f"{figure_axis(chart, dress, own=ACROSS, other=UP, place='b')}{upright}"
    )


def _list_series(chart: Chart, dress: Dress) -> Iterator[str]:
    letters, columns = letters_of(chart), dict(columns_of(chart))
    for at, series in enumerate(chart.series):
        head = f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{title_of(series.name, column=letters[series.name])}'
        height = ROW if series.minus is None else f"{series.name}: row"
        x = f"<c:xVal>{numbers(letters[series.name], columns[series.name])}</c:xVal>"
        y = f"<c:yVal>{numbers(letters[height], columns[height])}</c:yVal>"
        yield f'{head}{_body(series, dress)}{x}{y}<c:smooth val="0"/></c:ser>'
    if dress.named:
        yield _names(chart, dress, at=len(chart.series))


def _body(series: Series, dress: Dress) -> str:
    colour = colour_of(series.mark)
    if series.minus is not None:
        width = dress.band if series.mark is Mark.BAND else dress.bar
        return f"<c:spPr>{line(colour, width, seen_through=_SHEER)}</c:spPr>{_NO_DOT}"
    return f"{NOTHING}{marker('circle', dress.dot, colour)}"


def _names(chart: Chart, dress: Dress, *, at: int) -> str:
    """The names as labels of points that are not drawn, at the left edge: an XY chart has no other place for them."""
    n = len(chart.categories)
    column = letters_of(chart)[ROW]
    heights = dict(columns_of(chart))[ROW]
    labels = "".join(_label(place, name, dress) for place, name in enumerate(chart.categories))
    edge = "".join(f'<c:pt idx="{place}"><c:v>{chart.low!r}</c:v></c:pt>' for place in range(n))
    literal = f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{n}"/>{edge}</c:numLit>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:v>Names</c:v></c:tx>{NOTHING}{_NO_DOT}'
        f"<c:dLbls>{labels}{_SHOWN}</c:dLbls><c:xVal>{literal}</c:xVal><c:yVal>{numbers(column, heights)}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


_SHOWN: Final = (
    '<c:dLblPos val="l"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def _label(place: int, name: str, dress: Dress) -> str:
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    size = round(100 * dress.text)
    fill = f'<a:solidFill><a:srgbClr val="{look.INK}"/></a:solidFill><a:latin typeface="{look.TEXT}"/>'
    run = f'<a:r><a:rPr lang="en-GB" sz="{size}">{fill}</a:rPr><a:t>{escape(short)}</a:t></a:r>'
    rich = f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx>'
    return f'<c:dLbl><c:idx val="{place}"/>{rich}{_SHOWN}</c:dLbl>'
