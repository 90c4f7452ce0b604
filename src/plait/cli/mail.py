"""`plait mail`: letters that the mail server did not take."""

import typer

app = typer.Typer(
    name="mail",
    no_args_is_help=True,
    help="Letters that the mail server did not take, and sending them again: plait mail list",
)


@app.command("list")
def show() -> None:
    """List what waits to be sent again and what was given up, with the server's answer; never what a letter says."""
    from plait.cli.database import open_database

    open_database()
    from django.utils import timezone

    from plait.core.queries import letters

    found = letters.list_letters()
    for each in found:
        when = timezone.localtime(each.next_at)
        stands = f"next try {when:%-d %B %Y %H:%M}" if each.state == each.WAITING else "given up"
        typer.echo(f"{each.kind} to {each.to}: {stands}, after {each.tries} of 6 tries. {each.told}")
    if not found:
        typer.echo("No letter waits, and none was given up.")


@app.command()
def send() -> None:
    """Send again what is due. While the site serves, it does so by itself, and so does plait notify daily."""
    from plait.cli.database import open_database

    open_database()
    from plait.core.services import outbox

    done = outbox.send_again()
    typer.echo(f"Sent: {done.sent_n:,}. Waiting: {done.waiting_n:,}. Given up: {done.given_up_n:,}.")
