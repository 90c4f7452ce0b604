"""Setting words into a width: SVG does not break lines itself."""

from typing import Final

# Widths in shares of the size of type, as a browser measures Newsreader, and a little over, so that a line is rather
# too short than too long. Bold Atkinson Hyperlegible Next runs about an eighth wider: `BOLD`.
_WIDTHS: Final = (
    (0.27, " ijl.,:;'’!()/"),
    (0.35, "ftI-"),
    (0.41, "rsJ“”"),
    (0.47, "acez?"),
    (0.56, "bdghknopquvxySF–"),
    (0.62, "0123456789P"),
    (0.68, "BELRTVXYZ…"),
    (0.76, "ACDGKNUw&"),
    (0.83, "HOQm"),
    (1.0, "MW@%—"),
)
_BY_LETTER: Final = {letter: width for width, letters in _WIDTHS for letter in letters}
_OTHER: Final = 0.68
BOLD: Final = 1.13
_ELLIPSIS: Final = "…"
_STEP: Final = 0.5  # by which a line is made narrower, in sizes of type


def measure(text: str, *, size: float) -> float:
    """About how wide a text is, in the unit of `size`."""
    return size * sum(_BY_LETTER.get(letter, _OTHER) for letter in text)


def break_lines(text: str, *, size: float, width: float, most: int) -> tuple[str, ...]:
    """A text in lines no wider than `width`, and about as long as each other, so that no word stands alone.

    What does not fit in `most` lines gives way to an ellipsis.
    """
    lines = _fill(text, size=size, width=width)
    if len(lines) <= most:
        least = max((measure(word, size=size) for word in text.split()), default=0.0)  # no word is cut for it
        while (width := width - _STEP * size) >= least:
            closer = _fill(text, size=size, width=width)
            if len(closer) > len(lines):
                break
            lines = closer
        return tuple(lines)
    last = lines[most - 1]
    while last and measure(last + _ELLIPSIS, size=size) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,;:.") + _ELLIPSIS)


def _fill(text: str, *, size: float, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", size=size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines += _cut(word, size=size, width=width)
    return lines


def _cut(word: str, *, size: float, width: float) -> list[str]:
    """A word that is wider than the line alone is cut, so that it stays on the sheet."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, size=size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
