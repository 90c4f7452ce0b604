"""What changed between two versions of a record, in words.

A version is a mapping as JSON holds it: texts, numbers, yes and no, lists of texts, mappings, and lists of mappings.
A mapping in a list is known again by its `key`, and called by its `name`, `title` or `text`, so that what was moved
or reworded is not told as one removed and another added. What has no `key` is known by what it is called.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_CALLED_BY: Final = ("name", "title", "text", "label")
_LONGEST_NAME: Final = 70  # characters of a text by which it is called
_TOKEN = re.compile(r"\s+|[^\s]+")
_SILENT: Final = frozenset({"key"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where it is, what happened (added, removed, changed, moved), and the texts before and after."""

    where: str
    what: str
    before: str = ""
    after: str = ""

    @property
    def sentence(self) -> str:
        """The change as one sentence."""
        match self.what:
            case "added":
                return f"{self.where}: added “{self.after}”."
            case "removed":
                return f"{self.where}: removed “{self.before}”."
            case "moved":
                return f"{self.where}: “{self.after}” was moved."
            case _ if not self.before:
                return f"{self.where}: now “{self.after}”; it was empty."
            case _ if not self.after:
                return f"{self.where}: emptied; it was “{self.before}”."
            case _:
                return f"{self.where}: “{self.before}” became “{self.after}”."


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: `same`, `gone` (before only) or `new` (after only)."""

    kind: str
    text: str


def describe(
    before: Mapping[str, Any], after: Mapping[str, Any], *, labels: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """The changes from one version to another, in the order of the later one.

    Parameters
    ----------
    before, after
        The two versions.
    labels
        What fields are called, by their name in the version; others are called by that name itself. A field whose
        label is empty is passed over.
    """
    return tuple(_of_mapping(before, after, where=(), labels=labels or {}))


def mark_words(before: str, after: str) -> tuple[Part, ...]:
    """Two texts as one, word by word, with what went and what came."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    parts: list[Part] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(old[a:b])))
            continue
        if a < b:
            parts.append(Part("gone", "".join(old[a:b])))
        if c < d:
            parts.append(Part("new", "".join(new[c:d])))
    return tuple(parts)


def _of_mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], *, where: tuple[str, ...], labels: Mapping[str, str]
) -> Iterator[Change]:
    names = [*after, *(name for name in before if name not in after)]
    for name in names:
        label = labels.get(name, _name_field(name))
        if name in _SILENT or not label:
            continue
        yield from _of_value(before.get(name), after.get(name), where=where, label=label, labels=labels)


def _of_value(
    before: Any, after: Any, *, where: tuple[str, ...], label: str, labels: Mapping[str, str]
) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before or after, Mapping):
        yield from _of_mapping(before or {}, after or {}, where=(*where, label), labels=labels)
    elif _holds_mappings(before) or _holds_mappings(after):
        yield from _of_list(before or [], after or [], where=where, label=label, labels=labels)
    else:
        old, new = _say(before), _say(after)
        if old != new:
            yield Change(_join((*where, label)), "changed", old, new)


def _of_list(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    *,
    where: tuple[str, ...],
    label: str,
    labels: Mapping[str, str],
) -> Iterator[Change]:
    old, new = {_identify(each): each for each in before}, {_identify(each): each for each in after}
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    moved = _find_moved(kept_before, kept_after)
    for key, each in new.items():
        if key not in old:
            yield Change(_join((*where, label)), "added", after=_tell_whole(each))
            yield from _of_lists_in({}, each, where=(*where, _call(each)), labels=labels)
            continue
        if key in moved:
            yield Change(_join((*where, label)), "moved", _call(each), _call(each))
        yield from _of_mapping(old[key], each, where=(*where, _call(each)), labels=labels)
    for key, each in old.items():
        if key not in new:
            yield Change(_join((*where, label)), "removed", before=_tell_whole(each))
            yield from _of_lists_in(each, {}, where=(*where, _call(each)), labels=labels)


def _of_lists_in(
    before: Mapping[str, Any], after: Mapping[str, Any], *, where: tuple[str, ...], labels: Mapping[str, str]
) -> Iterator[Change]:
    """What came or went with a whole: the parts that it holds."""
    whole = after or before
    lists = {name for name, value in whole.items() if _holds_mappings(value)}
    parts = [{name: value for name, value in each.items() if name in lists} for each in (before, after)]
    yield from _of_mapping(parts[0], parts[1], where=where, labels=labels)


def _find_moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest whose moving makes one order of the other."""
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    still = {before[at] for block in matcher.get_matching_blocks() for at in range(block.a, block.a + block.size)}
    return set(after) - still


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value)


def _identify(item: Mapping[str, Any]) -> str:
    return str(item["key"]) if item.get("key") not in {None, ""} else _tell_whole(item)


def _tell_whole(item: Mapping[str, Any]) -> str:
    return next((str(item[name]) for name in _CALLED_BY if item.get(name)), "without a name")


def _call(item: Mapping[str, Any]) -> str:
    whole = " ".join(_tell_whole(item).split())
    if len(whole) <= _LONGEST_NAME:
        return whole
    return f"{whole[:_LONGEST_NAME].rsplit(' ', 1)[0]} …"


def _join(where: Sequence[str]) -> str:
    return " › ".join(where)


def _say(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_say(each) for each in value)
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return "" if value is None else str(value)


def _name_field(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
