"""Commands that are loaded only when they are called, so that the command line starts fast."""

import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup


def lazy_group(commands: Mapping[str, str]) -> type[TyperGroup]:
    """A group that beside its own commands has others, each named as "module:attribute".

    The attribute is a function, or a `typer.Typer` with commands of its own.
    """

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return [*super().list_commands(ctx), *commands]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            found = super().get_command(ctx, cmd_name)
            return load_command(cmd_name, commands[cmd_name]) if found is None and cmd_name in commands else found

    return LazyGroup


def load_command(name: str, target: str) -> Any:
    """Load a command from where it is."""
    module, _, attribute = target.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    command = typer.main.get_command(found)
    command.name = name
    return command
