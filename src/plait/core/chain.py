"""The audit chain in plain Python: what an entry's hash covers, and how a whole chain is checked."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError

START: Final = "0" * 64  # what the first entry names as the one before it
ERASED: Final = "audit.payloads_erased"  # the action of an entry that says which payloads were erased
_SCHEME: Final = "plait audit 1"  # hashed with every entry, so that a later scheme cannot be taken for this one


class NotAHead(PlaitError, ValueError):
    """A text that was taken for a noted head of the chain is not one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain at some moment: how many entries, and the hash of the last."""

    count: int = 0
    hash: str = START

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read what `str` wrote, such as `120:9f86d0…`."""
        count, _, digest = text.strip().partition(":")
        if not count.isdecimal() or len(digest) != len(START) or set(digest.lower()) - set("0123456789abcdef"):
            raise NotAHead(
                f"“{text}” is not a noted end of the audit trail.",
                why="It is a number, a colon, and 64 characters of 0–9 and a–f.",
                mend="Copy it as `plait audit verify` showed it.",
            )
        return cls(int(count), digest.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry, as it is hashed."""

    id: int
    at: dt.datetime
    actor: int | None
    on_behalf_of: int | None
    action: str
    record_type: str
    record_id: str
    organisation: int | None
    payload: str | None
    salt: str | None
    payload_digest: str
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a check of the chain found: whole, or broken first at an entry and why."""

    n: int
    erased_n: int
    first_broken: int | None
    why: str
    head: Head

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return self.first_broken is None


def write_payload(content: object, *, default: Callable[[object], object] | None = None) -> str:
    """Content as the one text that is stored and hashed; a database cannot change its numbers or its order."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=default
    )


def digest_payload(payload: str, *, salt: str) -> str:
    """The digest that stays when the payload is erased; without the salt nobody can try guesses against it."""
    return hashlib.sha256((salt + payload).encode()).hexdigest()


def hash_link(link: Link) -> str:
    """The hash of everything in an entry but its payload, for which its digest stands."""
    covered = (
        _SCHEME,
        link.id,
        link.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        link.actor,
        link.on_behalf_of,
        link.action,
        link.record_type,
        link.record_id,
        link.organisation,
        link.payload_digest,
        link.previous,
    )
    return hashlib.sha256(write_payload(covered).encode()).hexdigest()


def verify_links(links: Iterable[Link], *, expected: Sequence[Head], count_now: Callable[[], int]) -> Verified:
    """Check a chain from its first entry.

    Parameters
    ----------
    links
        The entries in the order of their numbers.
    expected
        Ends that the chain is known to have had: the stored head, and any that was noted elsewhere.
    count_now
        How many entries the stored head counts once all links were read.
    """
    last, erased, told = Head(), set[int](), set[int]()
    for link in links:
        why = _find_fault(link, last=last)
        if why:
            return _broken(last, erased, last.count + 1, why)
        last = Head(link.id, link.hash)
        for head in expected:
            if head.count == last.count and head.hash != last.hash:
                return _broken(last, erased, link.id, f"Entry {link.id} is not the one that was noted as the last.")
        if link.payload is None:
            erased.add(link.id)
        if link.action == ERASED:
            told |= parse_ranges(link.record_id)
    longest = max((head.count for head in expected), default=0)
    if longest > last.count:
        gone = f"Entries {last.count + 1} to {longest} are missing." if longest > last.count + 1 else ""
        return _broken(last, erased, last.count + 1, gone or f"Entry {longest}, the last one, is missing.")
    if last.count > (counted := count_now()):
        return _broken(last, erased, counted + 1, f"Entry {counted + 1} was added beside the chain.")
    if erased - told:
        first = min(erased - told)
        return _broken(
            last, erased, first, f"The contents of entry {first} are gone, and no entry says who erased them."
        )
    return Verified(n=last.count, erased_n=len(erased), first_broken=None, why="", head=last)


def _find_fault(link: Link, *, last: Head) -> str:
    number = last.count + 1
    if link.id > number:
        return f"Entry {number} is missing."
    if link.id < number:
        return f"Entry {link.id} has a number that no entry was given."
    if link.previous != last.hash:
        return f"Entry {number} does not follow the entry before it."
    if hash_link(link) != link.hash:
        return f"Entry {number} was changed: it does not match its hash."
    if link.payload is not None and digest_payload(link.payload, salt=link.salt or "") != link.payload_digest:
        return f"The contents of entry {number} were changed: they do not match their digest."
    return ""


def _broken(last: Head, erased: set[int], number: int, why: str) -> Verified:
    return Verified(n=last.count, erased_n=len(erased), first_broken=number, why=why, head=last)


def write_ranges(numbers: Iterable[int], *, longest: int) -> list[str]:
    """Numbers as texts such as `3-7,9`, none longer than `longest` characters."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    texts: list[str] = []
    for first, final in runs:
        run = str(first) if first == final else f"{first}-{final}"
        if texts and len(texts[-1]) + len(run) < longest:
            texts[-1] += f",{run}"
        else:
            texts.append(run)
    return texts


def parse_ranges(text: str) -> set[int]:
    """The numbers that `write_ranges` wrote into one text."""
    numbers: set[int] = set()
    for run in text.split(","):
        first, _, final = run.partition("-")
        numbers |= set(range(int(first), int(final or first) + 1))
    return numbers
