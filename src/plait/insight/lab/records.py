"""The lab's figures as TOML, and the page of the documentation that shows them."""

import tomllib
from pathlib import Path
from typing import Any, Final

from plait.core.errors import PlaitError
from plait.insight.lab import report

Figures = dict[str, Any]

RUN, REAL = "results.toml", "real.toml"
_SECTIONS: Final = ("run", "real")


class NoFigures(PlaitError):
    """There are no figures of the lab where they were looked for, or a page has no place for them."""


def to_toml(figures: Figures) -> str:
    """Nested tables of numbers, texts and lists; lists of tables too."""
    return "\n".join(_lines(figures, ())) + "\n"


def read(path: Path) -> Figures:
    """Figures from a TOML file.

    Raises
    ------
    NoFigures
        If there is no such file.
    """
    if not path.is_file():
        raise NoFigures(f"There are no figures of the lab in {path}.", mend="Run “plait lab run” and “plait lab real”.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def weave(page: str, figures: Figures, *, pictures: str) -> str:
    """A page with its tables replaced by those of the figures, between the marks of each section.

    Raises
    ------
    NoFigures
        If the page has no marks.
    """
    texts = {"run": report.write_run(figures, pictures=pictures), "real": report.write_real(figures["real"])}
    for section in _SECTIONS:
        begin, end = f"<!-- figures of {section}: begin -->", f"<!-- figures of {section}: end -->"
        if begin not in page or end not in page:
            raise NoFigures(f"The page has no place for the figures of “{section}”.", mend=f"Put {begin} and {end}.")
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n\n{texts[section]}\n{end}{rest.partition(end)[2]}"
    return page


def _lines(figures: Figures, path: tuple[str, ...]) -> list[str]:
    plain = {name: value for name, value in figures.items() if not _is_table(value)}
    lines = [f"{name} = {_value(value)}" for name, value in plain.items()]
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += ["", f"[{'.'.join((*path, name))}]", *_lines(value, (*path, name))]
        elif _is_table(value):
            for each in value:
                lines += ["", f"[[{'.'.join((*path, name))}]]", *_lines(each, (*path, name))]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    return repr(value)  # TOML reads nan and inf as Python writes them
