"""Which source a table comes from, told by its headings."""

from collections.abc import Iterable
from fnmatch import fnmatch

from plait.core.errors import PlaitError
from plait.indicators.store.heads import Table
from plait.indicators.store.register import Entry, Register, normalise

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_NEAR = 0.6  # share of a signature's headings from which a file "looks like" that source


class NotRecognised(PlaitError):
    """A table's headings are those of no source."""


class Ambiguous(PlaitError):
    """A table's headings are those of two sources at once."""


def recognise(table: Table, register: Register) -> Entry | None:
    """The source whose heading signature the table bears; the most specific one if several.

    Returns
    -------
    Entry or None
        None for a table found in a folder that is of no source at all: it is set aside, not refused.

    Raises
    ------
    NotRecognised
        If the table was named by hand, or is named like a source's file and does not bear its headings, or bears them
        with other separators than commas.
    Ambiguous
        If two sources fit equally well: the register needs mending.
    """
    here = {normalise(heading) for heading in table.headings}
    fits = [(_weight(entry, here), entry) for entry in register.entries.values() if _fits(entry, here)]
    if fits:
        most = max(weight for weight, _ in fits)
        leading = [entry for weight, entry in fits if weight == most]
        if len(leading) > 1:
            raise _ambiguous(table, leading)
        return leading[0]
    _refuse_other_separators(table, register)
    _refuse_if_a_column_is_missing(table, here, register)
    _refuse_if_named_like_a_source(table, register)
    if table.item.named:
        raise _unknown(table)
    return None


def _fits(entry: Entry, here: set[str]) -> bool:
    signature = entry.recognise
    return (
        all(normalise(name) in here for name in signature.all_of)
        and (not signature.any_of or any(normalise(name) in here for name in signature.any_of))
        and not any(normalise(name) in here for name in signature.none_of)
    )


def _weight(entry: Entry, here: set[str]) -> int:
    any_of = sum(normalise(name) in here for name in entry.recognise.any_of)
    return len(entry.recognise.all_of) + any_of + len(entry.recognise.none_of)


def _refuse_other_separators(table: Table, register: Register) -> None:
    whole = ",".join(table.headings)
    for sign, word in _SEPARATORS.items():
        here = {normalise(heading) for heading in whole.split(sign)}
        if any(_fits(entry, here) for entry in register.entries.values()):
            raise NotRecognised(
                f"{table.path} was not imported.",
                why=f"Its columns are separated by {word}, and those of a published table by commas.",
                mend="Download the file again, or save it with commas.",
            )


def _refuse_if_a_column_is_missing(table: Table, here: set[str], register: Register) -> None:
    nearest = max(register.entries.values(), key=lambda entry: _nearness(entry, here))
    looks_like = _nearness(nearest, here) >= _NEAR
    if looks_like and (table.item.named or _is_named_like(table, nearest)):
        missing = [name for name in nearest.recognise.all_of if normalise(name) not in here]
        if not missing:
            missing = list(nearest.recognise.any_of)
        raise NotRecognised(
            f"{table.path} was not imported.",
            why=f"It looks like “{nearest.source.title}” ({nearest.source.id}) but has no column {_listed(missing)}.",
            mend="Download the file again without leaving columns out.",
        )


def _refuse_if_named_like_a_source(table: Table, register: Register) -> None:
    for entry in register.entries.values():
        if entry.gives_rows and _is_named_like(table, entry):
            raise NotRecognised(
                f"{table.path} was not imported.",
                why=f"It is named as “{entry.source.title}” ({entry.source.id}) is, but its first line "
                f"({_listed(table.headings[:4])}, …) holds other headings.",
                mend="Download the file again; if it is something else, rename it or leave it out.",
            )


def _nearness(entry: Entry, here: set[str]) -> float:
    wanted = entry.recognise.all_of
    met = sum(normalise(name) in here for name in wanted)
    return met / len(wanted) if met >= 2 else 0.0


def _is_named_like(table: Table, entry: Entry) -> bool:
    return any(fnmatch(table.names[0].lower(), pattern.lower()) for pattern in entry.recognise.names)


def _ambiguous(table: Table, entries: Iterable[Entry]) -> Ambiguous:
    told = " and ".join(f"“{entry.source.title}” ({entry.source.id})" for entry in entries)
    return Ambiguous(
        f"{table.path} was not imported.",
        why=f"Its headings are those of {told}.",
        mend="Make one of the two heading signatures in the register more specific.",
    )


def _unknown(table: Table) -> NotRecognised:
    first = _listed(table.headings[:4])
    return NotRecognised(
        f"{table.path} was not imported.",
        why=f"Its headings ({first}, …) are those of no source in the register.",
        mend="Check that it is the right file; if it is a new kind of file, add an entry to indicators/sources.",
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
