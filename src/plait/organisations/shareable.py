"""The kinds of record that a trust may share with another: contexts above register theirs, with the page of each."""

from dataclasses import dataclass

from plait.organisations.addresses import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Shareable:
    """One kind of record.

    `record_type` is its name in agreements, such as `goals.decision`; `word` names it in addresses; `called` says in
    words what it is. `route` is its page, found by the record's number, or, where `by_trust`, by the trust's UID.
    """

    record_type: str
    word: str
    called: str
    route: str
    by_trust: bool = False

    def page(self, number: int | str, *, trust: int | None) -> str:
        """Where a record of this kind is read."""
        return address(self.route, trust if self.by_trust else int(number))


_kinds: dict[str, Shareable] = {}


def register(*kinds: Shareable) -> None:
    """Let records of these kinds be shared, and be found from the register of agreements."""
    _kinds.update({each.record_type: each for each in kinds})


def find_kind(record_type: str) -> Shareable | None:
    """A kind by its name in agreements."""
    return _kinds.get(record_type)


def find_by_word(word: str) -> Shareable | None:
    """A kind by the word that names it in addresses."""
    return next((each for each in _kinds.values() if each.word == word), None)


def list_kinds() -> tuple[Shareable, ...]:
    """Every kind, in the order in which they were registered."""
    return tuple(_kinds.values())
