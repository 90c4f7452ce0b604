"""The paper of a pack: a tagged PDF with charts as lines and dots, from the same parts as the document.

Typst typesets `paper.typ`. What people wrote goes in as data, so it is never read as markup; the template reads no
file but its own folder's and asks no network.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import typst
from django.conf import settings
from django.core.exceptions import BadRequest

from plait.core.errors import PlaitError
from plait.web.packs import look
from plait.web.packs.parts import Chart, File, Pack, Page
from plait.web.templatetags.plait import asset

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_MOST_LETTERS: Final = 400_000  # in a pack of three sides there are some ten thousand
_NO_LETTER: Final = "could not be displayed with font"
_UNIVERSAL: Final = "ua-1"  # PDF/UA: title, language, tags, alternative texts, every letter known


class TooLong(PlaitError, BadRequest):
    """The pack holds more than a report."""


def write_paper(pack: Pack) -> File:
    """The PDF; the same bytes for the same pack on the same machine."""
    told = json.dumps(_tell(pack), ensure_ascii=False)
    if len(told) > _MOST_LETTERS:
        raise TooLong(
            "The report was not set on paper.",
            why=f"It has {len(told):,} letters, and a report may have {_MOST_LETTERS:,}.",
            mend="Ask for fewer days, or take the data.",
        )
    return File(f"{pack.name}.pdf", _typeset(told, pack))


def _typeset(told: str, pack: Pack) -> bytes:
    """With the site's own typefaces; where those lack a letter, with the computer's; where nobody has it, without."""
    inputs = {"pack": told, "mark": _mark()}

    def compile_with(*, own: bool, standard: Literal["ua-1", "1.7"]) -> bytes:
        return typst.compile(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            font_paths=[str(_fonts())],
            ignore_system_fonts=own,
            sys_inputs=inputs,
            pdf_standards=standard,
            timestamp=pack.stamp,
        )

    for own in (True, False):
        try:
            return compile_with(own=own, standard=_UNIVERSAL)
        except typst.TypstError as error:
            if _NO_LETTER not in str(error):
                raise
    return compile_with(own=False, standard="1.7")


def _fonts() -> Path:
    return _built("fonts/atkinson-regular.ttf").parent


@cache
def _mark() -> str:
    return _built("mark.svg").read_text(encoding="utf-8")


def _built(name: str) -> Path:
    return Path(settings.STATIC_ROOT) / asset(name).removeprefix(settings.STATIC_URL)


def _tell(pack: Pack) -> dict[str, Any]:
    """What the template reads: the pack without its data, and charts with the figures along their scales."""
    pages = [_tell_page(each) for each in pack.pages if each.only != "deck"]
    return {
        "title": pack.title,
        "subtitle": pack.subtitle,
        "lines": [each for each in (*pack.lines, pack.said) if each],
        "head": pack.head,
        "foot": pack.foot,
        "one_side": pack.one_side,
        "pages": pages,
        "look": {name.lower(): f"#{getattr(look, name)}" for name in _COLOURS},
    }


_COLOURS: Final = ("INK", "MUTED", "LINE", "BAND", "INTERVAL", "SIGNAL_INTERVAL", "CAPABILITY")


def _tell_page(page: Page) -> dict[str, Any]:
    return {
        **asdict(page),
        "charts": [_tell_chart(each) for each in page.charts],
        "drawn": [
            {**asdict(row), "charts": [None if each is None else _tell_chart(each) for each in row.charts]}
            for row in page.drawn
        ],
    }


def _tell_chart(chart: Chart) -> dict[str, Any]:
    return {**asdict(chart), "ticks": [{"at": at, "text": text} for at, text in list_ticks(chart)]}


def list_ticks(chart: Chart) -> Iterator[tuple[float, str]]:
    """Figures along the scale, written as an office program would with the chart's format."""
    steps = round((chart.high - chart.low) / chart.step) if chart.step > 0 else 1
    for at in range(steps + 1):
        value = round(chart.low + at * (chart.high - chart.low) / steps, 10)
        yield value, write_number(value, chart.number_format)


def write_number(value: float, number_format: str) -> str:
    """A figure in a format such as `0.0"%"` or `+0.0;-0.0;0`."""
    above, _, rest = number_format.partition(";")
    below, _, nought = rest.partition(";")
    form = above if value > 0 or not below else (below if value < 0 else nought or above)
    digits = form.replace('"', "")
    places = digits.count("0", digits.find(".")) if "." in digits else 0
    number = f"{abs(value):.{places}f}"
    signed = f"-{number}" if value < 0 and not below else number
    core = "0" + (f".{'0' * places}" if places else "")
    return digits.replace(core, signed, 1).replace("-", "−")
