"""`plait operator`: who runs this site."""

from typing import Annotated

import typer

EmailOption = Annotated[str, typer.Option("--email", help="The address to sign in with.")]
NameOption = Annotated[str, typer.Option("--name", help="The person’s name.")]

app = typer.Typer(name="operator", no_args_is_help=True, help="Who runs this site: plait operator add")


@app.callback()
def operator() -> None:
    """Who runs this site."""


@app.command()
def add(email: EmailOption, name: NameOption) -> None:
    """Make somebody an operator; asks for a password where they have no account yet."""
    from plait.cli.database import open_database

    open_database()
    from plait.organisations.models import Person
    from plait.organisations.services import accounts

    known = Person.objects.filter(email=email.strip().lower()).exists()
    password = None if known else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = accounts.add_operator(email, name=name, password=password)
    typer.echo(f"{made.person.name} runs this site now, and signs in as {made.person.email}.")


@app.command()
def encrypt_anew() -> None:
    """After a change of PLAIT_SECRET_KEY: encrypt second steps with it, so that the former key can go."""
    from plait.cli.database import open_database

    open_database()
    from plait.web.accounts import sealing

    done, lost = sealing.encrypt_anew()
    typer.echo(f"{done:,} encrypted with the present key.")
    if lost:
        typer.echo(f"{lost:,} cannot be read by any key in PLAIT_SECRET_KEYS_BEFORE; their holders set them up anew.")
