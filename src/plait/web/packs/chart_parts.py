"""Small parts of DrawingML that every chart has: references into its workbook, lines, dots, bars of error, axes."""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from plait.web.packs import look
from plait.web.packs.parts import Chart, Mark
from plait.web.packs.workbooks import SHEET, columns_of

ACROSS, UP = 111, 222  # identifiers of the axes
NOTHING: Final = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_EMU: Final = 12_700  # English Metric Units in a point


@dataclass(frozen=True, slots=True)
class Inner:
    """Where the plot lies in its chart, as shares of it."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Dress:
    """How large the parts are, in points: type, dots, bars and lines; `band` is the height of a pale band.

    `named` writes the name of each row at its left, for which `inner` must leave room.
    """

    text: float
    dot: float
    bar: float
    line: float
    inner: Inner
    band: float = 0.0
    named: bool = False


def title_of(name: str, *, column: str) -> str:
    """The name of a series, from the head of its column."""
    return (
        f'<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def letters_of(chart: Chart) -> dict[str, str]:
    """The letter of each column of the workbook; a chart has a handful."""
    return {name: chr(ord("A") + at) for at, (name, _) in enumerate(columns_of(chart), start=1)}


def texts(categories: tuple[str, ...]) -> str:
    """The first column."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(categories))
    return (
        f'<c:strRef><c:f>{SHEET}!$A$2:$A${len(categories) + 1}</c:f><c:strCache><c:ptCount val="{len(categories)}"/>'
        f"{points}</c:strCache></c:strRef>"
    )


def numbers(column: str, values: tuple[float | None, ...]) -> str:
    """A column of figures; what is missing is a gap."""
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return (
        f"<c:numRef><c:f>{SHEET}!${column}$2:${column}${len(values) + 1}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def line(colour: str, width: float, *, dash: bool = False, seen_through: float = 0.0) -> str:
    """A line with flat ends; wide ones are sheer, since office programs lay series in different orders."""
    sheer = f'<a:alpha val="{round(100_000 * (1 - seen_through))}"/>' if seen_through else ""
    fill = f'<a:solidFill><a:srgbClr val="{colour}">{sheer}</a:srgbClr></a:solidFill>'
    dashed = '<a:prstDash val="dash"/>' if dash else ""
    return f'<a:ln w="{round(width * _EMU)}" cap="flat">{fill}{dashed}<a:miter lim="800000"/></a:ln>'


def marker(symbol: str, size: float, colour: str) -> str:
    """The dot of a figure."""
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    shape = f'<c:symbol val="{symbol}"/><c:size val="{min(72, max(2, round(size)))}"/>'
    return f"<c:marker>{shape}<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr></c:marker>"


def colour_of(mark: Mark) -> str:
    """The colour of a series."""
    return {
        Mark.EXPECTED: look.BAND,
        Mark.BAND: look.BAND,
        Mark.INTERVAL: look.INTERVAL,
        Mark.SIGNAL_INTERVAL: look.SIGNAL_INTERVAL,
        Mark.SIGNAL: look.CAPABILITY,
    }.get(mark, look.INK)


def error_bars(
    name: str,
    mark: Mark,
    minus: tuple[float | None, ...],
    plus: tuple[float | None, ...],
    *,
    chart: Chart,
    width: float,
) -> str:
    """Bars of error up and down, from two columns of the workbook."""
    letters = letters_of(chart)
    up = numbers(letters[f"{name}: up by"], plus)
    down = numbers(letters[f"{name}: down by"], minus)
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{up}</c:plus><c:minus>{down}</c:minus>'
        f"<c:spPr>{line(colour_of(mark), width)}</c:spPr></c:errBars>"
    )


def figure_axis(chart: Chart, dress: Dress, *, own: int, other: int, place: str) -> str:
    """The axis of figures, with a pale line at each step."""
    lines = f"<c:majorGridlines><c:spPr>{line(look.LINE, 0.75)}</c:spPr></c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{chart.high:g}"/>'
        f'<c:min val="{chart.low:g}"/></c:scaling><c:delete val="0"/><c:axPos val="{place}"/>{lines}'
        f'<c:numFmt formatCode={quoteattr(chart.number_format)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{type_of(dress.text)}<c:crossAx val="{other}"/><c:crosses val="min"/>'
        f'<c:crossBetween val="{"midCat" if chart.kind == "rows" else "between"}"/>'
        f'<c:majorUnit val="{chart.step:g}"/></c:valAx>'
    )


def type_of(size: float, *, bold: bool = False) -> str:
    """How text is set; never turned on its side."""
    fill = f'<a:solidFill><a:srgbClr val="{look.INK}"/></a:solidFill><a:latin typeface="{look.TEXT}"/>'
    run = f'<a:defRPr sz="{round(100 * size)}" b="{int(bold)}">{fill}</a:defRPr>'
    return (
        f'<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr>{run}</a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
