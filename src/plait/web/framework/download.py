"""The picture as a file of its own: what the style sheet says is written into it."""

import re
from typing import Final

_INK, _MUTED, _PAPER = "#17212b", "#5b6670", "#fbfaf6"
_COLOURS: Final = {"goals": "#2b4a93", "capability": "#17705f", "initiatives": "#a8481f", "plain": _INK}
_HEADING: Final = "Newsreader, Georgia, serif"
_TEXT: Final = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Arial, sans-serif"
_LOOK: Final[dict[str, str]] = {
    "hx-line": 'fill="none" stroke="{colour}" stroke-linejoin="round"',
    "hx-broad": 'stroke-width="27"',
    "hx-butt": "",
    "hx-casing": f'fill="none" stroke="{_PAPER}"',
    "hx-broad-casing": 'stroke-width="37"',
    "hx-lead": 'stroke="{colour}" stroke-width="1.5"',
    "hx-knot": f'fill="{_PAPER}"',
    "hx-over": f'fill="{_MUTED}" font-family="{_TEXT}" font-size="15" text-anchor="middle"',
    "hx-trust": f'fill="{_INK}" font-family="{_HEADING}" font-weight="500" text-anchor="middle"',
    "hx-trust--40": 'font-size="40"',
    "hx-trust--31": 'font-size="31"',
    "hx-trust--25": 'font-size="25"',
    "hx-motto": f'fill="{_INK}" font-family="{_HEADING}" font-size="21" font-style="italic" text-anchor="middle"',
    "hx-strand": f'font-family="{_TEXT}" font-size="17" font-weight="600" text-anchor="middle"',
    "hx-ink": 'fill="{colour}"',
    "hx-name": f'font-family="{_TEXT}" font-size="14.5" font-weight="600"',
    "hx-words": f'fill="{_INK}" font-family="{_HEADING}" font-size="18.5"',
    "hx-empty": f'fill="{_MUTED}" font-family="{_TEXT}" font-size="14"',
    "hx-end": 'text-anchor="end"',
    "hx-under": f'fill="{_MUTED}" font-family="{_TEXT}" font-size="12.5" text-anchor="middle"',
}
_CLASS = re.compile(r' class="(?P<names>[^"]*)"')
_BOX = re.compile(r'<svg(?P<told>[^>]*viewBox="0 0 (?P<wide>[\d.]+) (?P<high>[\d.]+)"[^>]*)>')


def standalone(drawn: str) -> str:
    """The sheet as an SVG file that looks the same anywhere."""
    dressed = _CLASS.sub(_dress, drawn)
    margin = 24.0

    def frame(found: re.Match[str]) -> str:
        wide, high = float(found["wide"]) + 2 * margin, float(found["high"]) + 2 * margin
        box = f"-{margin:g} -{margin:g} {wide:g} {high:g}"
        paper = f'<rect x="-{margin:g}" y="-{margin:g}" width="{wide:g}" height="{high:g}" fill="{_PAPER}"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" viewBox="{box}">{paper}'

    return _BOX.sub(frame, dressed, count=1)


def _dress(found: re.Match[str]) -> str:
    names = found["names"].split()
    colour = next((_COLOURS[key] for each in names if (key := each.removeprefix("hx-")) in _COLOURS), _INK)
    told = [_LOOK[each].format(colour=colour) for each in names if _LOOK.get(each)]
    if "hx-line" in names and "hx-butt" not in names:
        told.append('stroke-linecap="round"')
    if "hx-open" in names:
        told = [f'fill="{colour}" stroke="{_PAPER}" stroke-width="2"'] if "hx-knot" in names else told
        told += ['stroke-dasharray="2 3"'] if "hx-lead" in names else []
    return "".join(f" {each}" for each in told)
