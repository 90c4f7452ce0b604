"""Native charts as DrawingML: the same part serves a slide and a document, and every figure points into its workbook.

python-pptx has no bars of error and python-docx no charts, so the part is written here whole, in the order that the
schema (ECMA-376, part 1, 21.2) demands.
"""

from collections.abc import Iterator
from typing import Final

from plait.web.packs import chart_rows, look
from plait.web.packs.chart_parts import (
    ACROSS,
    NOTHING,
    UP,
    Dress,
    Inner,
    colour_of,
    error_bars,
    figure_axis,
    letters_of,
    line,
    marker,
    numbers,
    texts,
    title_of,
    type_of,
)
from plait.web.packs.parts import Chart, Mark, Series

WORKBOOK_ID: Final = "rId1"  # the relationship of every chart to its workbook
_LAST: Final = 1.6  # how much larger the dot of the latest year is
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<c:date1904 val="0"/><c:lang val="en-GB"/><c:roundedCorners val="0"/>'
)


def write_chart(chart: Chart, *, dress: Dress) -> bytes:
    """The chart part."""
    parts = [
        _HEAD,
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>',
        _layout(dress.inner),
        chart_rows.write_rows(chart, dress) if chart.kind == "rows" else _write_years(chart, dress),
        '<c:spPr><a:noFill/></c:spPr></c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>',
        NOTHING,
        type_of(dress.text),
        f'<c:externalData r:id="{WORKBOOK_ID}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>',
    ]
    return "".join(parts).encode()


def _layout(inner: Inner) -> str:
    sides = "".join(f'<c:{name} val="{getattr(inner, name):.4f}"/>' for name in ("x", "y", "w", "h"))
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    return f"<c:layout><c:manualLayout>{modes}{sides}</c:manualLayout></c:layout>"


def _write_years(chart: Chart, dress: Dress) -> str:
    """Years along the bottom: lines, dots and bars of error."""
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(_list_series(chart, dress))}'
        f'<c:marker val="1"/><c:axId val="{ACROSS}"/><c:axId val="{UP}"/></c:lineChart>'
        f"{_years_axis(chart, dress)}{figure_axis(chart, dress, own=UP, other=ACROSS, place='l')}"
    )


def _list_series(chart: Chart, dress: Dress) -> Iterator[str]:
    letters = letters_of(chart)
    for at, series in enumerate(chart.series):
        column = letters[series.name]
        yield (
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{title_of(series.name, column=column)}'
            f"{_body(chart, series, dress)}<c:cat>{texts(chart.categories)}</c:cat>"
            f'<c:val>{numbers(column, series.values)}</c:val><c:smooth val="0"/></c:ser>'
        )


def _body(chart: Chart, series: Series, dress: Dress) -> str:
    if series.mark is Mark.LINE:
        drawn = f"<c:spPr>{line(look.INK, dress.line)}</c:spPr>{marker('circle', dress.dot, look.INK)}"
        last = max((at for at, value in enumerate(series.values) if value is not None), default=None)
        if last is None:
            return drawn
        large = marker("circle", dress.dot * _LAST, look.INK)
        return f'{drawn}<c:dPt><c:idx val="{last}"/>{large}<c:bubble3D val="0"/></c:dPt>'
    bars = ""
    if series.minus is not None and series.plus is not None:
        width = dress.line if series.mark is Mark.INTERVAL else dress.bar
        bars = error_bars(series.name, series.mark, series.minus, series.plus, chart=chart, width=width)
    if series.mark is Mark.EXPECTED:
        return f"{NOTHING}{marker('dash', dress.bar * 1.2, look.MUTED)}{bars}"
    if bars:
        return f'{NOTHING}<c:marker><c:symbol val="none"/></c:marker>{bars}'
    return f"{NOTHING}{marker('circle', dress.dot, colour_of(series.mark))}"


def _years_axis(chart: Chart, dress: Dress) -> str:
    """The first and the last year are named where there is no room for all."""
    n = len(chart.categories)
    every = 1 if max(map(len, chart.categories)) <= 3 else max(1, n - 1)
    nought = line(look.MUTED, 1.25, dash=chart.low < 0 < chart.high)
    return (
        f'<c:catAx><c:axId val="{ACROSS}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{nought}</c:spPr>{type_of(dress.text)}'
        f'<c:crossAx val="{UP}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="100"/><c:tickLblSkip val="{every}"/><c:tickMarkSkip val="1"/><c:noMultiLvlLbl val="1"/>'
        "</c:catAx>"
    )
