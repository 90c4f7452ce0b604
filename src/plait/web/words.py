"""How numbers, differences and lists are written in British English."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MINUS = "−"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@lru_cache(maxsize=16_384)  # a page writes a thousand, mostly the same as the page before
def number(value: float, *, places: int = 0) -> str:
    """A number with commas for thousands and a true minus sign; never “−0”."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def percent(value: float, *, places: int = 0) -> str:
    """A percentage, 0 to 100, with its sign."""
    return f"{number(value, places=places)}%"


def signed(value: float, *, places: int = 1) -> str:
    """A difference with its sign; nought has none."""
    text = number(value, places=places)
    if text.startswith(MINUS) or not any(digit in text for digit in "123456789"):
        return text
    return f"+{text}"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """“one school”, “12 schools”: small numbers in words, as in a sentence."""
    many = plural or f"{noun}s"
    written = _WORDS[n] if 0 <= n < len(_WORDS) else f"{n:,}"
    return f"{written} {noun if n == 1 else many}"


def how_many(n: int, one: str, many: str) -> str:
    """“none shows”, “one shows”, “12 show”: a number that stands for what was named before."""
    return f"none {one}" if n == 0 else count(n, one, many)


def listed(items: Sequence[str], *, joiner: str = "and") -> str:
    """“a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def starting(sentence: str) -> str:
    """A sentence with a capital at its start and the rest untouched."""
    return sentence[:1].upper() + sentence[1:]
