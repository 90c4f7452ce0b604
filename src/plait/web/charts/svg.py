"""Write SVG: escaped, short, without styles."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape as escape_anew
from typing import Final

from django.utils.safestring import SafeString, mark_safe

Attribute = str | float | int | None

_NAMES: Final = {"cls": "class", "viewbox": "viewBox", "preserve": "preserveAspectRatio"}

# A page says the same few hundred words and places over and over.
escape = lru_cache(maxsize=8_192)(escape_anew)


def element(tag: str, body: str = "", /, **attributes: Attribute) -> str:
    """One element. `cls` writes class, underscores become hyphens, None is left out, numbers are kept short."""
    written = ""  # a page holds thousands of elements: a plain loop takes half the time of a join
    for name, value in attributes.items():
        if value is not None:
            told = escape(value) if isinstance(value, str) else short(value)
            written += f' {_name(name)}="{told}"'
    return f"<{tag}{written}>{body}</{tag}>" if body else f"<{tag}{written}/>"


@lru_cache(maxsize=256)
def _name(attribute: str) -> str:
    return _NAMES.get(attribute) or attribute.replace("_", "-")


@lru_cache(maxsize=8_192)
def short(value: float) -> str:
    """A number to a hundredth, without needless digits."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(share: float) -> str:
    """A place along the chart, from 0 to 1, as a percentage."""
    return f"{short(share * 100)}%"


def words(text: str, /, **attributes: Attribute) -> str:
    """A text element, escaped."""
    return element("text", escape(text), **attributes)


def title(text: str) -> str:
    """The name of a shape, which browsers show to a pointer and read to a screen reader."""
    return element("title", escape(text))


def polygon(points: Iterable[tuple[float, float]], **attributes: Attribute) -> str:
    """A filled shape through points."""
    return element("polygon", points=" ".join(f"{short(x)},{short(y)}" for x, y in points), **attributes)


def stretched(shapes: Sequence[str], *, top: float, height: float) -> str:
    """Shapes in a box of 100 units by `height`, stretched to the width of the chart."""
    box: dict[str, Attribute] = {
        "viewbox": f"0 0 100 {short(height)}",
        "preserve": "none",
        "y": top,
        "width": "100%",
        "height": height,
    }
    return element("svg", "".join(shapes), **box)


def figure(parts: Iterable[str], *, name: str, description: str, cls: str = "", **size: Attribute) -> SafeString:
    """A whole chart, with its name and description for those who do not see it."""
    told = title(name) + element("desc", escape(description))
    whole = element("svg", told + "".join(parts), cls=f"ch {cls}".strip(), role="img", **size)
    return mark_safe(whole)  # noqa: S308 — every text in it went through escape()
