"""Setting words into a width: SVG does not break lines itself."""

from typing import Final

_NARROW: Final = frozenset("ijl.,:;'’|!()[]ftrI ")
_BROAD: Final = frozenset("mwMW@%&—")
# Shares of the size of type, measured on the two faces that Plait sets (Newsreader, Atkinson Hyperlegible Next) and
# rounded up, so that a line is rather too short than too long.
_NARROW_EM, _BROAD_EM, _CAPITAL_EM, _PLAIN_EM = 0.31, 0.83, 0.66, 0.51
_ELLIPSIS: Final = "…"


def measure(text: str, *, size: float) -> float:
    """About how wide a text is, in the unit of `size`."""
    return size * sum(_em(letter) for letter in text)


def break_lines(text: str, *, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in lines no wider than `width`; what does not fit in `most` lines gives way to an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", size=size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines += _cut(word, size=size, width=width)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and measure(last + _ELLIPSIS, size=size) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,;:.") + _ELLIPSIS)


def _cut(word: str, *, size: float, width: float) -> list[str]:
    """A word that is wider than the line alone is cut, so that it stays on the sheet."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, size=size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_EM
    if letter in _BROAD:
        return _BROAD_EM
    return _CAPITAL_EM if letter.isupper() else _PLAIN_EM
