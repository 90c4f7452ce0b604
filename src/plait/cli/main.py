"""The `plait` command: wires things, decides nothing."""

import sys
from typing import NoReturn

import typer

from plait import __version__
from plait.cli import audit, data, framework, lab, mail, neighbours, notify, operator, person, signals
from plait.cli.backup import backup, restore
from plait.cli.demo import demo
from plait.cli.serve import serve
from plait.cli.simulate import simulate
from plait.cli.summit import summit
from plait.cli.trajectory import trajectory
from plait.core.errors import PlaitError
from plait.core.home import find_home

app = typer.Typer(
    name="plait",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plait: trust-led school improvement.",
)
app.add_typer(data.app, name="data")
app.add_typer(neighbours.app, name="neighbours")
app.add_typer(lab.app, name="lab")
app.add_typer(signals.app, name="signals")
app.add_typer(audit.app, name="audit")
app.add_typer(notify.app, name="notify")
app.add_typer(mail.app, name="mail")
app.add_typer(operator.app, name="operator")
app.add_typer(person.app, name="person")
app.add_typer(framework.app, name="framework")
app.command()(demo)
app.command()(backup)
app.command()(restore)
app.command()(serve)
app.command()(simulate)
app.command()(summit)
app.command()(trajectory)


@app.command()
def version() -> None:
    """Say which version of Plait this is."""
    typer.echo(__version__)


def run() -> None:
    """Run the command line; an error is three sentences and exit code 1, never a traceback."""
    try:
        app()
    except PlaitError as error:
        _say(error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(
            PlaitError(
                "Plait could not go on.",
                why=f"{where}{error.strerror or error}.",
                mend=f"See that the disk has room and that you may write to {find_home().root}, or set PLAIT_HOME.",
            )
        )


def _say(error: PlaitError) -> NoReturn:
    for sentence in (error.what, error.why, error.mend):
        if sentence:
            typer.echo(sentence, err=True)
    sys.exit(1)


if __name__ == "__main__":
    run()
