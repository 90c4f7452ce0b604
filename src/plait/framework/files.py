"""A framework as a file: TOML in, TOML out, saying by name what is wrong with one; and the ones that Plait ships."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

from plait.core.errors import PlaitError
from plait.framework.domain import ComponentText, FrameworkText, Kind, Named, StrandText

MAIN: Final = "trust-led"  # the framework by which Plait itself is ordered
_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_NAME: Final = 120
_LONGEST_TEXT: Final = 500
_LONGEST_KEY: Final = 60
_MOST: Final = 200  # components of one framework
_MEND: Final = "Change that in the file, and import it again; nothing was changed."
E = TypeVar("E", bound=StrEnum)


class BadFramework(PlaitError):
    """A framework that cannot stand as it is written."""


def read_toml(content: str, *, name: str = "The file") -> FrameworkText:
    """A framework from its TOML.

    Raises
    ------
    BadFramework
        If it is no TOML, or a framework that cannot stand: which part, and why, is in the error.
    """
    try:
        told = tomllib.loads(content)
    except tomllib.TOMLDecodeError as cause:
        raise BadFramework(f"{name} was not read.", why=f"It is not TOML: {cause}.", mend=_MEND) from cause
    known = {each.name for each in fields(FrameworkText)}
    _refuse_unknown(told, known=known, where="the top of the file")
    strands = tuple(_read_strand(each, place=place) for place, each in enumerate(_tables(told, "strands"), start=1))
    text = FrameworkText(
        key=_text(told, "key", where="the top"),
        name=_text(told, "name", where="the top"),
        kind=_choice(told, "kind", Kind, default=Kind.QUALITY, where="the top"),
        about=_text(told, "about", where="the top", needed=False),
        source=_text(told, "source", where="the top", needed=False),
        note=_text(told, "note", where="the top", needed=False),
        strands=strands,
    )
    check(text)
    return text


def check(text: FrameworkText) -> None:
    """Refuse a framework that cannot stand.

    Raises
    ------
    BadFramework
        Naming the strand or component that is wrong.
    """
    told: list[StrandText | ComponentText] = [*text.strands, *text.components]
    for key, name in [(text.key, text.name), *((each.key, each.name) for each in told)]:
        if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
            raise _bad(f"The key “{key}” of “{name}” is not made of small letters, figures and hyphens.")
        if not name.strip() or len(name) > _LONGEST_NAME:
            raise _bad(f"The name of “{key}” is empty, or longer than {_LONGEST_NAME} characters.")
    for each in told:
        questions = each.prompts if isinstance(each, ComponentText) else ()
        if any(len(words) > _LONGEST_TEXT for words in (each.descriptor, *questions)):
            raise _bad(f"A text of “{each.name}” is longer than {_LONGEST_TEXT} characters.")
    strands, components = [each.key for each in text.strands], [each.key for each in text.components]
    for what, keys in (("strands", strands), ("components", components)):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise _bad(f"Two {what} have the key “{twice[0]}”.")
    if not text.components or len(text.components) > _MOST:
        raise _bad(f"It has {len(text.components)} components; a framework has between 1 and {_MOST}.")
    empty = [each.name for each in text.strands if not each.components]
    if empty:
        raise _bad(f"The strand “{empty[0]}” has no component.")


def write_toml(text: FrameworkText) -> str:
    """A framework as TOML, which `read_toml` reads to the same."""
    lines = [
        f"{name} = {_quote(str(getattr(text, name)))}" for name in ("key", "name", "kind", "about", "source", "note")
    ]
    for strand in text.strands:
        lines += ["", "[[strands]]", *_write_words(strand)]
        for each in strand.components:
            lines += ["", "[[strands.components]]", *_write_words(each)]
            if each.prompts:
                lines += ["prompts = [", *(f"  {_quote(question)}," for question in each.prompts), "]"]
    return "\n".join(lines) + "\n"


@cache
def read_shipped() -> tuple[FrameworkText, ...]:
    """The frameworks that come with Plait, the one by which it is ordered first."""
    folder = resources.files("plait.framework") / "shipped"
    held = [each for each in folder.iterdir() if each.name.endswith(".toml") and not each.name.startswith("crosswalk")]
    found = [read_toml(each.read_text(encoding="utf-8"), name=each.name) for each in held]
    return tuple(sorted(found, key=lambda each: (each.key != MAIN, each.key)))


def _read_strand(told: Mapping[str, Any], *, place: int) -> StrandText:
    where = f"strand {place}"
    _refuse_unknown(told, known={each.name for each in fields(StrandText)}, where=where)
    return StrandText(
        key=_text(told, "key", where=where),
        name=_text(told, "name", where=where),
        descriptor=_text(told, "descriptor", where=where, needed=False),
        named=_choice(told, "named", Named, default=Named.WORKING, where=where),
        components=tuple(
            _read_component(each, where=f"component {number} of {where}")
            for number, each in enumerate(_tables(told, "components"), start=1)
        ),
    )


def _read_component(told: Mapping[str, Any], *, where: str) -> ComponentText:
    _refuse_unknown(told, known={each.name for each in fields(ComponentText)}, where=where)
    prompts = told.get("prompts", [])
    if not isinstance(prompts, list) or not all(isinstance(each, str) for each in prompts):
        raise _bad(f"“prompts” of {where} is not a list of texts.")
    return ComponentText(
        key=_text(told, "key", where=where),
        name=_text(told, "name", where=where),
        descriptor=_text(told, "descriptor", where=where, needed=False),
        prompts=tuple(each.strip() for each in prompts if each.strip()),
        named=_choice(told, "named", Named, default=Named.WORKING, where=where),
    )


def _refuse_unknown(told: Mapping[str, Any], *, known: set[str], where: str) -> None:
    strange = sorted(set(told) - known)
    if strange:
        raise _bad(f"“{strange[0]}” in {where} is not a field; there are: {', '.join(sorted(known))}.")


def _tables(told: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _bad(f"“{name}” is not a list of tables, each under [[{name}]].")
    return found


def _text(told: Mapping[str, Any], name: str, *, where: str, needed: bool = True) -> str:
    value = told.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _bad(f"“{name}” of {where} is missing, or is not a text.")
    return value.strip()


def _choice(told: Mapping[str, Any], name: str, kind: type[E], *, default: E, where: str) -> E:
    value = told.get(name, default.value)
    if value not in {each.value for each in kind}:
        allowed = ", ".join(each.value for each in kind)
        raise _bad(f"“{name}” of {where} is “{value}”; it may be: {allowed}.")
    return kind(value)


def _write_words(each: StrandText | ComponentText) -> list[str]:
    return [f"{name} = {_quote(str(getattr(each, name)))}" for name in ("key", "name", "descriptor", "named")]


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # Everything below a space has to be written out in a text of TOML.
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _bad(why: str) -> BadFramework:
    return BadFramework("The framework was not read.", why=why, mend=_MEND)
