"""`plait framework`: the frameworks by which trusts order their work."""

from pathlib import Path
from typing import Annotated

import typer

FileArgument = Annotated[Path, typer.Argument(help="TOML, CSV or Excel workbook, as “export” writes it.")]
KeyArgument = Annotated[str, typer.Argument(help="The framework’s key, such as trust-led.")]
NoteOption = Annotated[str, typer.Option("--note", help="What is new in this edition.")]
EditionOption = Annotated[int | None, typer.Option("--edition", help="An earlier edition; the one in use if left out.")]
ToArgument = Annotated[Path, typer.Argument(help="File to write: its ending (.toml, .csv, .xlsx) says which kind.")]

app = typer.Typer(
    name="framework", no_args_is_help=True, help="Frameworks: plait framework list, show, import and export"
)


@app.callback()
def framework() -> None:
    """Frameworks by which trusts order their work."""


@app.command("list")
def list_() -> None:
    """List the frameworks that everybody on this site can use, with the edition in use."""
    from plait.cli.database import open_database

    open_database()
    from plait.framework.queries import frameworks
    from plait.organisations.domain import Scope

    for each in frameworks.list_frameworks(Scope(open_data=False)):
        typer.echo(f"{each.framework.key}: {each.name}, edition {each.number} of {each.imported_at:%-d %B %Y}")


@app.command()
def show(key: KeyArgument, edition: EditionOption = None) -> None:
    """Show the strands and components of a framework."""
    from plait.cli.database import open_database

    open_database()
    from plait.framework.queries import frameworks
    from plait.organisations.domain import Scope

    found = frameworks.get_edition(Scope(open_data=False), framework=key, number=edition)
    text = frameworks.read_edition(found)
    typer.echo(f"{text.name}, edition {found.number}. {text.about}")
    for strand in text.strands:
        typer.echo(f"\n{strand.name}")
        for each in strand.components:
            typer.echo(f"  {each.key}: {each.name} ({each.named.label.lower()}). {each.descriptor}")


@app.command("import")
def import_(file: FileArgument, note: NoteOption = "") -> None:
    """Bring in a framework, or the next edition of one, and say what changed. The same text again changes nothing."""
    from plait.cli.database import open_database

    open_database()
    from dataclasses import replace

    from plait.framework.domain import describe_changes
    from plait.framework.queries import frameworks
    from plait.framework.services import frameworks as bringing
    from plait.organisations.domain import Scope
    from plait.web.framework.sheets import read_framework

    text = read_framework(file.read_bytes(), name=file.name)
    scope = Scope(open_data=False)
    known = {each.framework.key: each for each in frameworks.list_frameworks(scope)}
    before = known.get(text.key)
    made = bringing.take_in(replace(text, note=note or text.note), by=None)
    if before is None:
        typer.echo(f"{made.name}: edition {made.number}, with {len(text.components)} components.")
    elif before.pk == made.pk:
        typer.echo(f"{made.name}: edition {made.number} says the same already; nothing was changed.")
    else:
        typer.echo(f"{made.name}: edition {made.number} is in use.")
        for each in describe_changes(frameworks.read_edition(before), text):
            words = f": “{each.before}” → “{each.after}”" if each.before and each.after else ""
            typer.echo(f"  {each.where}. {each.what}{words}")


@app.command()
def export(key: KeyArgument, to: ToArgument, edition: EditionOption = None) -> None:
    """Write a framework to a file, which `plait framework import` reads."""
    from plait.cli.database import open_database

    open_database()
    from plait.core.files import write_whole
    from plait.framework.queries import frameworks
    from plait.organisations.domain import Scope
    from plait.web.framework.sheets import write_framework

    found = frameworks.get_edition(Scope(open_data=False), framework=key, number=edition)
    content = write_framework(frameworks.read_edition(found), ending=to.suffix)
    write_whole(to, lambda beside: beside.write_bytes(content))
    typer.echo(str(to))
