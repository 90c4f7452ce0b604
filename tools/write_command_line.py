"""Write docs/reference/command-line.md from the commands themselves: `python tools/write_command_line.py`."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from plait.cli.main import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "command-line.md"
WRITTEN = "<!-- Written by tools/write_command_line.py: change the commands and run it again. -->"
_OPENING = """# Command line

{written}

In a checkout, write `.venv/bin/plait` for `plait`. Every command takes `--help`. Something that cannot be done is said
in up to three sentences (what, why, and what to do next) on the error output, with exit code 1; a command that is
written wrongly has exit code 2. Which folder a command works on is said by `PLAIT_HOME`: see [Settings](settings.md).
`plait neighbours 900417` is short for `plait neighbours school 900417`.
"""


def list_commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with its words; those that are loaded late too."""
    yield from _walk((), typer.main.get_command(app))


def write_page() -> str:
    """The whole page."""
    parts = [_OPENING.format(written=WRITTEN), *(_section(words, command) for words, command in list_commands())]
    return "\n".join(parts)


def _walk(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "list_commands"):
        yield words, command
        return
    context = typer.Context(command)
    for name in command.list_commands(context):
        yield from _walk((*words, name), command.get_command(context, name))


def _section(words: tuple[str, ...], command: Any) -> str:
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    options = [item for item in command.params if item.param_type_name == "option" and item.name != "help"]
    usage = " ".join(["plait", *words, *(_argument(item) for item in arguments), *(["[options]"] if options else [])])
    lines = [f"## plait {' '.join(words)}", "", f"`{usage}`", "", inspect.cleandoc(command.help or ""), ""]
    if command.params:
        lines += ["| argument or option | meaning |", "|---|---|"]
        lines += [f"| `{_argument(item)}` | {_cell(item)} |" for item in arguments]
        lines += [f"| `{_option(item)}` | {_cell(item)} |" for item in options]
        lines += [""]
    return "\n".join(lines)


def _argument(item: Any) -> str:
    return str(item.metavar or item.name.upper())


def _option(item: Any) -> str:
    return ", ".join(item.opts)


def _cell(item: Any) -> str:
    told = str(item.help or "").strip()
    default = item.default
    if item.required and item.param_type_name == "option":
        return f"{told} Required."
    if default in {None, False, ""} or item.param_type_name == "argument":
        return told
    return f"{told} Unless said: `{getattr(default, 'value', default)}`."


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
