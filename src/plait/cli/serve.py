"""`plait serve`: migrate the database, open the build, and answer requests."""

import gc
import http.client
import logging
import os
import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from plait.cli.threads import set_threads
from plait.core.errors import PlaitError
from plait.core.home import find_home

if TYPE_CHECKING:
    from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope

_THREADS = 8  # polars and duckdb let go of the interpreter while they work, so more threads than cores pay
_LAST_PORT = 65_535
_WARM_SECONDS = 60  # that one page may take while the build is first read
_log = logging.getLogger("plait.serve")

PortOption = Annotated[int, typer.Option("--port", help="Where to listen.", min=1, max=_LAST_PORT)]
HostOption = Annotated[str, typer.Option("--host", help="On which address to listen; 0.0.0.0 is every one.")]
ProxyOption = Annotated[
    str, typer.Option("--proxy", help="The address of the web server in front, whose X-Forwarded-Proto is believed.")
]

console = Console(highlight=False)


class CannotListen(PlaitError):
    """The address or port cannot be listened on."""


class NoDatabase(PlaitError):
    """The database cannot be reached or written."""


def serve(port: PortOption = 8000, host: HostOption = "127.0.0.1", proxy: ProxyOption = "127.0.0.1") -> None:
    """Serve the site. The database is migrated first; Ctrl-C stops it."""
    set_threads()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    from plait.config.wsgi import application  # sets Django up

    migrate()
    server = _listen(application, host=host, port=port, proxy=proxy)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 — compared with, not bound to
    if announce(f"http://{shown}:{port}"):
        threading.Thread(target=warm, args=(shown, port), daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        console.print("Plait has stopped.")
    finally:
        server.close()


def migrate() -> None:
    """Bring the database to the state that this version expects."""
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as fault:
        raise NoDatabase(
            "The site was not started.",
            why=f"The database cannot be used: {str(fault).strip().splitlines()[0]}.",
            mend="See that its server runs and DATABASE_URL is right; without one, that PLAIT_HOME can be written.",
        ) from fault


def _listen(application: Any, *, host: str, port: int, proxy: str) -> Any:
    import waitress

    from plait.config.security import LONGEST_REQUEST

    try:
        return waitress.create_server(
            application,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
            max_request_body_size=LONGEST_REQUEST,
            **_forwarded(proxy),
        )
    except (OSError, ValueError) as error:
        raise CannotListen(
            f"The site was not started at {host}, port {port}.",
            why=f"{error}.",
            mend="Stop what uses that port, or choose another: --port 8080.",
        ) from error


def _forwarded(proxy: str) -> dict[str, Any]:
    """What the server in front is believed: how it was asked, and, by PLAIT_PROXIES, by whom."""
    from django.conf import settings

    if not proxy:
        return {}
    if not settings.PLAIT_PROXIES:
        return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-proto"}}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": settings.PLAIT_PROXIES,
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
    }


def announce(address: str) -> bool:
    """Say where the site is, and what to try first; whether it has anything to show."""
    from plait.indicators.store.reader import NoBuild, open_current

    console.print(f"\n[bold]Plait is at {address}[/bold]   (Ctrl-C stops it)\n")
    try:
        store = open_current(find_home())
    except NoBuild as error:
        console.print(f"{error.what} {error.mend}\n", soft_wrap=True)
        return False
    for line in what_to_try(store, address=address):
        console.print(line, soft_wrap=True)
    return True


def what_to_try(store: "Store", *, address: str) -> list[str]:
    """Three steps into the site, with a school and a trust that are in this build."""
    from plait.indicators.queries import examples
    from plait.web import addresses, names

    scope = Scope(open_data=True)  # whoever starts the site holds the files
    school, trust = examples.find_school_to_show(scope, store=store), examples.find_trust_to_show(scope, store=store)
    steps = [f"search for a school by name, place, postcode or URN: {address}{addresses.address('home')}"]
    if school is not None:
        steps.append(f"see the schools in circumstances like those of {names.show(school.name)}:")
        steps.append(f"    {address}{addresses.neighbours(school.urn) or addresses.school(school.urn)}")
    if trust is not None:
        steps.append(f"see a trust, {names.show(trust.name)}: {address}{addresses.trust(trust.uid)}")
    return ["Try first:", *(step if step.startswith(" ") else f"  • {step}" for step in steps), ""]


def paths_to_warm(store: "Store") -> list[str]:
    """One address of each kind of page: what they read once for each build is then at hand."""
    from plait.indicators.queries import examples
    from plait.web import addresses

    scope = Scope(open_data=True)
    trust = examples.find_trust_to_show(scope, store=store)
    urns = examples.list_urns_by_phase(scope, store=store)
    paths = [addresses.address("home"), addresses.address("suggest", q="a school")]
    paths += [addresses.school(urn) for urn in urns]  # with its neighbours and its signals
    paths += [addresses.neighbours(urn) for urn in urns]
    paths += [addresses.address(name) for name in ("bright-spots", "sure", "signal-methods")]
    if len(urns) > 1:
        paths.append(f"{addresses.address('compare')}?urn={urns[0]}&urn={urns[1]}")
    if trust is not None:
        paths += [addresses.trust(trust.uid), addresses.address("trust-neighbours", trust.uid)]
        paths += [addresses.address(name, trust.uid) for name in ("trust-signals", "trust-since")]
    return [path for path in paths if path]


def warm(host: str, port: int) -> None:
    """Ask for one page of each kind, so that the first visitor does not wait for the build to be read."""
    from plait.indicators.store.reader import open_current
    from plait.insight.queries import trajectories

    try:
        store = open_current(find_home())
        for path in paths_to_warm(store):
            connection = http.client.HTTPConnection(host, port, timeout=_WARM_SECONDS)
            connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
            connection.getresponse().read()
            connection.close()
        trajectories.learn_usual(Scope(open_data=True), store=store)
        gc.collect()
        gc.freeze()  # what the build has left in memory stays, so later collections need not look at it
    except (PlaitError, OSError, http.client.HTTPException):
        _log.warning("The site was not warmed up; the first pages will take a little longer.", exc_info=True)
