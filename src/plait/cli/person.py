"""`plait person`: what somebody may ask for about themselves, at the machine itself."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plait.core.errors import PlaitError
from plait.core.files import write_whole

if TYPE_CHECKING:
    from plait.organisations.models import Person

app = typer.Typer(
    name="person",
    no_args_is_help=True,
    help="A person’s data and account: give it to them, or erase it: plait person export",
)
EmailOption = Annotated[str, typer.Option("--email", help="The address that the person signs in with.")]


class NoSuchPerson(PlaitError):
    """Nobody has this address."""


@app.command()
def export(email: EmailOption, to: Annotated[Path, typer.Option("--to", help="The file to write, as JSON.")]) -> None:
    """Write everything that is held about a person to a file that only you can read; the trail notes it."""
    person = _open(email)
    from plait.organisations.services import personal_data

    told = json.dumps(personal_data.export(person, by=None), indent=1, ensure_ascii=False)
    write_whole(to, lambda path: path.write_text(told + "\n", encoding="utf-8"), mode=0o600)
    typer.echo(f"Written to {to}.")


@app.command()
def erase(
    email: EmailOption,
    because: Annotated[str, typer.Option("--because", help="Why, for the audit trail: a request of what day, say.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,  # noqa: FBT002 an option's default
) -> None:
    """Erase a person's data. What they wrote stays with its organisation, under a pseudonym. It cannot be undone."""
    person = _open(email)
    from plait.organisations.services import personal_data

    if not yes:
        typer.confirm(f"Erase the data of {person.name}? It cannot be undone.", abort=True)
    personal_data.erase(person, because=because, by=None)
    typer.echo(f"Erased. Records stand under “{personal_data.pseudonym(person.pk)}”.")


@app.command()
def reset_second_step(
    email: EmailOption,
    because: Annotated[str, typer.Option("--because", help="Why, and how you know that it is they: for the trail.")],
) -> None:
    """Take passkeys, app and recovery codes off the account of somebody who lost them, and sign them out everywhere."""
    person = _open(email)
    from plait.organisations.services import accounts

    n = accounts.reset_second_step(person, because=because)
    typer.echo(f"{n} taken off. {person.name} signs in with the password alone, and is told by letter.")


@app.command()
def retention() -> None:
    """Remove what has been kept as long as is declared. Run it daily."""
    from plait.cli.database import open_database

    open_database()
    from plait.organisations.services import retention as rules

    for kept in rules.run():
        typer.echo(f"{kept.rule}: {kept.n:,}")


def _open(email: str) -> "Person":
    from plait.cli.database import open_database

    open_database()
    from plait.organisations.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise NoSuchPerson(
            f"Nobody signs in as {email}.", why="No account has this address.", mend="Check the address."
        )
    return person
