"""`plait notify`: letters that this site writes by itself."""

from typing import Annotated

import typer

app = typer.Typer(
    name="notify",
    no_args_is_help=True,
    help="What people are told: daily inside the site, weekly by letter: plait notify daily",
)
SiteOption = Annotated[str, typer.Option("--site", help="The address of the site, such as https://plait.example.org.")]


@app.callback()
def notify() -> None:
    """Letters that this site writes by itself."""


@app.command()
def daily() -> None:
    """Close what its day has closed, and tell people. Run it once a day; run again, it tells nobody twice."""
    from plait.cli.database import open_database

    open_database()
    _do_daily()


@app.command()
def weekly(site: SiteOption) -> None:
    """Write to everybody who was told something they have not read. Run it once a week; run again, it writes none."""
    from plait.cli.database import open_database

    open_database()
    from plait.core.home import find_home
    from plait.indicators.store.builds import NoBuild
    from plait.indicators.store.reader import open_current
    from plait.insight.services import signal_notices
    from plait.organisations.services import letters

    _do_daily()
    try:
        new = signal_notices.tell(open_current(find_home()))
        typer.echo(f"New clear signals since the build before: {len(new):,}.")
    except NoBuild:
        typer.echo("No figures have been imported, so there are no signals to tell of.")
    typer.echo(f"Letters: {letters.write_weekly(site=site):,}.")


def _do_daily() -> None:
    """What a day brings, also for a site where only the weekly letter runs by the clock."""
    from plait.organisations.services import days

    for name, n in days.run().items():
        typer.echo(f"{name[0].upper()}{name[1:]}: {n:,}.")
