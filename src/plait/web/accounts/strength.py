"""How hard a password is to guess, in words: by its length, less what is repeated or follows a row.

It is no more than that. Whether a password stands in somebody's list of stolen ones, length does not tell.
"""

from dataclasses import dataclass
from typing import Final

SHORTEST: Final = 12  # characters: what MinimumLengthValidator of the settings takes
_STRONG: Final = 18  # characters that add something: four short words with their spaces
_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_PIECE: Final = 3  # characters: two that come again are chance


@dataclass(frozen=True, slots=True)
class Strength:
    """How a password stands: in a word or two, and what would make it better."""

    word: str
    told: str


def judge(password: str, *, refusals: list[str]) -> Strength:
    """How hard a password is to guess. `refusals`: why it would not be taken, if it would not."""
    if len(password) < SHORTEST:
        missing = SHORTEST - len(password)
        return Strength("Too short", f"{missing} more character{'' if missing == 1 else 's'} at least.")
    if refusals:
        return Strength("Not taken", " ".join(refusals))
    counted = count_new(password)
    if counted < SHORTEST:
        return Strength(
            "Easier to guess than it looks", "Much of it comes again, or follows a row such as abc or 1234. Add a word."
        )
    if counted < _STRONG:
        return Strength("Fair", "It will be taken. One more word makes it much harder to guess.")
    return Strength("Strong", "Keep it for this site alone.")


def count_new(password: str) -> int:
    """How many characters add something: not those that repeat what stood before them, nor go on along a row."""
    text = password.lower()
    counted, at = 0, 0
    while at < len(text):
        again = _comes_again(text, at)
        if again:
            at += again
            continue
        counted += not _follows(text, at)
        at += 1
    return counted


def _comes_again(text: str, at: int) -> int:
    """How many characters from here on are a piece that stood before; 0 if none are."""
    for size in range(len(text) - at, _SHORTEST_PIECE - 1, -1):
        if text[at : at + size] in text[: at + size - 1]:
            return size
    return int(at > 0 and text[at] == text[at - 1])


def _follows(text: str, at: int) -> bool:
    """Whether a character goes on along a row of letters, digits or keys in which the two before it lie, either way."""
    if at < 2:
        return False
    piece = text[at - 2 : at + 1]
    return any(piece in row or piece[::-1] in row for row in _ROWS)
