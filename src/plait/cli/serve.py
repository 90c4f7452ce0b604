"""`plait serve`: migrate the database, open the build, and answer requests."""

import os
from typing import Annotated, Any

import typer
from rich.console import Console

from plait.core.errors import PlaitError
from plait.core.home import find_home

_THREADS = 8  # polars and duckdb let go of the interpreter while they work, so more threads than cores pay
_LAST_PORT = 65_535

PortOption = Annotated[int, typer.Option("--port", help="Where to listen.", min=1, max=_LAST_PORT)]
HostOption = Annotated[str, typer.Option("--host", help="On which address to listen; 0.0.0.0 is every one.")]
ProxyOption = Annotated[
    str, typer.Option("--proxy", help="The address of the web server in front, whose X-Forwarded-Proto is believed.")
]

console = Console(highlight=False)


class CannotListen(PlaitError):
    """The address or port cannot be listened on."""


def serve(port: PortOption = 8000, host: HostOption = "127.0.0.1", proxy: ProxyOption = "127.0.0.1") -> None:
    """Serve the site. The database is migrated first; Ctrl-C stops it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    from plait.config.wsgi import application  # sets Django up

    migrate()
    server = _listen(application, host=host, port=port, proxy=proxy)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 — compared with, not bound to
    announce(f"http://{shown}:{port}")
    try:
        server.run()
    except KeyboardInterrupt:
        console.print("Plait has stopped.")
    finally:
        server.close()


def migrate() -> None:
    """Bring the database to the state that this version expects."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _listen(application: Any, *, host: str, port: int, proxy: str) -> Any:
    import waitress

    try:
        return waitress.create_server(
            application,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            trusted_proxy=proxy or None,
            trusted_proxy_headers={"x-forwarded-proto"} if proxy else None,
            clear_untrusted_proxy_headers=True,
        )
    except (OSError, ValueError) as error:
        raise CannotListen(
            f"The site was not started at {host}, port {port}.",
            why=f"{error}.",
            mend="Stop what uses that port, or choose another: --port 8080.",
        ) from error


def announce(address: str) -> None:
    """Say where the site is, and what to try first."""
    from plait.indicators.store.builds import NoBuild
    from plait.indicators.store.reader import open_current

    console.print(f"\n[bold]Plait is at {address}[/bold]   (Ctrl-C stops it)\n")
    try:
        store = open_current(find_home())
    except NoBuild as error:
        console.print(f"{error.what} {error.why}\n{error.mend}\n")
        return
    for line in what_to_try(store.table("schools"), address=address):
        console.print(line, soft_wrap=True)


def what_to_try(schools: Any, *, address: str) -> list[str]:
    """Three steps into the site, with a school and a trust that are in this build: the first of the largest trust."""
    import polars as pl

    from plait.web import addresses, names

    members = schools.filter((pl.col("status") == "open") & pl.col("trust_uid").is_not_null())
    if members.is_empty():
        return [f"Try first: {address}{addresses.address('schools')}", ""]
    uid = members.group_by("trust_uid").len().sort(["len", "trust_uid"], descending=[True, False])["trust_uid"][0]
    known = members.filter(pl.col("trust_uid") == uid).sort(
        "pupils_n", "urn", descending=[True, False], nulls_last=True
    )
    school = known.row(0, named=True)
    return [
        "Try first:",
        f"  1. search for “{names.show(school['name'])}”, even with a letter wrong",
        f"  2. see the schools in like circumstances: {address}{addresses.neighbours(school['urn'])}",
        f"  3. see its trust: {address}{addresses.trust(uid)}",
        "",
    ]
