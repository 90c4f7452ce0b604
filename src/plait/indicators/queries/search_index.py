"""An index of names in memory: words, the entries they stand in, and the trigrams by which misspelt words are found.

The words of all names are kept once, sorted, so that every word with a given start is one slice. Postings (word to
entries, trigram to words) are compressed sparse rows: two integer arrays each. The index is built once per build and
never changed, so any number of threads may read it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.indicators.queries.search_text import fold_words

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODE: Final = {letter: code for code, letter in enumerate(" " + _LETTERS)}
_SIZE: Final = len(_CODE)

# How good a match of one word is (1 is the word itself). Ordered: a surer kind never scores below a less sure one.
_EXACT: Final = 1.0
_START: Final = 0.9  # the word begins with what was typed
_APART: Final = 0.8  # two typed words are one in the name, or one typed word is two
_SLIP: Final = 0.72  # one letter too many, too few, wrong, or two changed round
_SLIP_START: Final = 0.55  # the same, in the start of a longer word
_ALIKE: Final = 0.5  # times the share of trigrams in common

_SHORTEST_SLIP: Final = 3  # letters; in shorter words one letter is the whole meaning
_SHORTEST_SLIP_START: Final = 4
_LEAST_ALIKE: Final = 0.5  # Dice coefficient of the trigrams
_MOST_ALIKE: Final = 30  # words taken by trigrams for one typed word
_FIELD_WEIGHT: Final = (0.4, 0.55, 1.0)  # a word of the trust's name, of the place, of the name itself


@dataclass(frozen=True, slots=True)
class Rows:
    """Compressed sparse rows: row `i` holds `items[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    items: NDArray[np.int32]

    def slice(self, first: int, last: int) -> NDArray[np.int32]:
        """The items of rows `first` to `last`, the last one not included."""
        return self.items[self.starts[first] : self.starts[last]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found, as text: its name, where it is, and the trust it is in."""

    name: str
    place: str = ""
    trust: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The index. `fields` are postings for trust, place and name, in this order."""

    words: list[str]
    fields: tuple[Rows, Rows, Rows]
    trigrams: Rows
    trigram_counts: NDArray[np.int32]
    names: list[str]
    closed: NDArray[np.bool_]
    lengths: NDArray[np.int32]

    @property
    def entries_n(self) -> int:
        """How many things can be found."""
        return len(self.names)

    def find(self, typed: Sequence[str], *, limit: int) -> list[tuple[int, float]]:
        """Positions of the entries that match the folded words, with their scores, surest first.

        Every word counts by how telling it is (a rare word tells more than "school"); an entry's score is the share of
        that weight which it matches, plus a little for beginning as the query does, minus a little for being closed.
        """
        typed = list(dict.fromkeys(typed))
        if not typed:
            return []
        grades = [self._grade(word) for word in typed]
        self._grade_neighbours(typed, grades)
        weights = [weight for _, weight in grades]
        score = np.zeros(self.entries_n, dtype=np.float32)
        for match, weight in grades:
            score += np.float32(weight) * match
        score /= np.float32(sum(weights))
        return self._settle(score, " ".join(typed).removeprefix("the "), limit=limit)

    def _grade(self, word: str) -> tuple[NDArray[np.float32], float]:
        """How well each entry matches one typed word, and how telling the word is."""
        levels = self._levels(word)
        match = np.zeros(self.entries_n, dtype=np.float32)
        graded = sorted(
            (quality * weight, row, first, last)
            for quality, first, last in levels
            for row, weight in enumerate(_FIELD_WEIGHT)
        )
        for grade, row, first, last in graded:  # ascending, so the surest match is written last
            match[self.fields[row].slice(first, last)] = grade
        sure = max(levels, default=None)
        found = 0 if sure is None else sum(self.fields[2].slice(f, t).size for q, f, t in levels if q == sure[0])
        return match, 0.4 + float(np.log((self.entries_n + 1) / (found + 1)))

    def _levels(self, word: str) -> list[tuple[float, int, int]]:
        """Which words of the index a typed word may mean: quality, and a slice of `words`."""
        levels: list[tuple[float, int, int]] = []
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "{", lo=first)
        if last > first:
            if self.words[first] == word:
                levels.append((_EXACT, first, first + 1))
                first += 1
            if last > first:
                levels.append((_START, first, last))
        if len(word) >= _SHORTEST_SLIP:
            levels += self._slips(word)
            levels += self._alike(word)
        return levels

    def _slips(self, word: str) -> Iterable[tuple[float, int, int]]:
        """Words of the index one slip of the hand away, whole or as the start of a longer word."""
        for meant in one_slip_from(word):
            at = bisect_left(self.words, meant)
            if at == len(self.words) or not self.words[at].startswith(meant):
                continue
            if self.words[at] == meant:
                yield _SLIP, at, at + 1
            elif len(word) >= _SHORTEST_SLIP_START and len(meant) >= len(word):
                yield _SLIP_START, at, bisect_left(self.words, meant + "{", lo=at)

    def _alike(self, word: str) -> Iterable[tuple[float, int, int]]:
        """Words that share most of their trigrams with the typed word: two slips, or a mangled ending."""
        own = trigrams_of(word)
        shared = np.bincount(
            np.concatenate([self.trigrams.slice(code, code + 1) for code in own]), minlength=len(self.words)
        )
        dice = 2.0 * shared / (self.trigram_counts + len(own))
        near = np.flatnonzero(dice >= _LEAST_ALIKE)
        near = near[np.argsort(-dice[near], kind="stable")[:_MOST_ALIKE]]
        return [(_ALIKE * float(dice[at]), int(at), int(at) + 1) for at in near]

    def _grade_neighbours(self, typed: list[str], grades: list[tuple[NDArray[np.float32], float]]) -> None:
        """Match words typed apart that are one in the name ("high field"), and the other way about ("stmarys")."""
        for left in range(len(typed) - 1):
            at = self._position(typed[left] + typed[left + 1])
            if at is not None:
                hits = self.fields[2].slice(at, at + 1)
                for place in (left, left + 1):
                    match = grades[place][0]
                    match[hits] = np.maximum(match[hits], _APART)
        for place, word in enumerate(typed):
            if self._position(word) is None:
                for cut in range(2, len(word) - 1):
                    head, tail = self._position(word[:cut]), self._position(word[cut:])
                    if head is not None and tail is not None:
                        name = self.fields[2]
                        hits = np.intersect1d(name.slice(head, head + 1), name.slice(tail, tail + 1))
                        match = grades[place][0]
                        match[hits] = np.maximum(match[hits], _APART)

    def _position(self, word: str) -> int | None:
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    def _settle(self, score: NDArray[np.float32], typed: str, *, limit: int) -> list[tuple[int, float]]:
        """Order the matches: share matched, then beginning, then open before closed, then shorter names."""
        score = score - np.float32(0.12) * self.closed - np.float32(0.004) * self.lengths
        likely = np.flatnonzero(score > max(0.25, 0.35 * float(score.max())))
        if likely.size > 400:
            likely = likely[np.argpartition(-score[likely], 400)[:400]]
        graded: list[tuple[float, str, int]] = []
        for at in likely.tolist():
            name = self.names[at]
            graded.append((-float(score[at]) - _beginning(name.removeprefix("the "), typed), name, at))
        graded.sort()
        return [(at, -grade) for grade, _, at in graded[:limit]]


def build_index(entries: Sequence[Entry]) -> Index:
    """Index the entries; the position of each is what `Index.find` answers with."""
    folded: dict[str, tuple[str, ...]] = {}

    def words_of(text: str) -> tuple[str, ...]:
        words = folded.get(text)
        if words is None:
            words = folded[text] = fold_words(text)
        return words

    texts = [[words_of(getattr(entry, field)) for entry in entries] for field in ("trust", "place", "name")]
    words = sorted({word for column in texts for each in column for word in each})
    position = {word: at for at, word in enumerate(words)}
    trust, place, name = (_postings(column, position) for column in texts)
    grams = [trigrams_of(word) for word in words]
    return Index(
        words=words,
        fields=(trust, place, name),
        trigrams=_rows(
            np.fromiter((code for each in grams for code in each), dtype=np.int64),
            np.repeat(np.arange(len(words)), [len(each) for each in grams]),
            _SIZE**3,
        ),
        trigram_counts=np.array([len(each) for each in grams], dtype=np.int32),
        names=[" ".join(each) for each in texts[2]],
        closed=np.array([entry.closed for entry in entries], dtype=np.bool_),
        lengths=np.array([len(each) for each in texts[2]], dtype=np.int32),
    )


def trigrams_of(word: str) -> list[int]:
    """The different trigrams of a word, as numbers; the word is padded so that its beginning counts twice."""
    codes = [0, 0, *(_CODE[letter] for letter in word), 0]
    return list({(a * _SIZE + b) * _SIZE + c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)})


def one_slip_from(word: str) -> set[str]:
    """Every word that is one letter more, less or different, or two neighbouring letters changed round."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {head + tail[1:] for head, tail in cuts if tail}
    slips |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    slips |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    slips |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    slips.discard(word)
    return slips


def _beginning(name: str, typed: str) -> float:
    """What a name gains for beginning as the query does."""
    if name == typed:
        return 0.25
    if name.startswith(typed):
        return 0.12
    return 0.04 if name.startswith(typed.split(" ", 1)[0]) else 0.0


def _postings(column: Sequence[tuple[str, ...]], position: dict[str, int]) -> Rows:
    counts = [len(each) for each in column]
    ids = np.fromiter((position[word] for each in column for word in each), dtype=np.int64, count=sum(counts))
    return _rows(ids, np.repeat(np.arange(len(column)), counts), len(position))


def _rows(row: NDArray[np.int64], item: NDArray[np.int64], rows_n: int) -> Rows:
    order = np.argsort(row, kind="stable")
    starts = np.zeros(rows_n + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows_n), out=starts[1:])
    return Rows(starts=starts, items=item[order].astype(np.int32))
