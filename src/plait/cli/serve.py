"""`plait serve`: migrate the database, open the build, and answer requests."""

import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Never
from wsgiref.util import setup_testing_defaults

import typer
from rich.console import Console

from plait.cli import processes as groups
from plait.cli.threads import set_threads
from plait.core.errors import PlaitError
from plait.core.home import find_home
from plait.core.memory import tidy_seldom

if TYPE_CHECKING:
    from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope

_THREADS = 4  # polars, duckdb and the database let go of the interpreter while they work, so more than one pays
_TURN_S = 0.05  # of a thread, before it lets another go on: about a page, so that one is finished before the next
_CONNECTIONS = 1_000  # that readers' browsers, or the server in front, keep open with one process; few ask at once
_LAST_PORT = 65_535
_MOST_PROCESSES = 64
_log = logging.getLogger("plait.serve")

PortOption = Annotated[int, typer.Option("--port", help="Where to listen.", min=1, max=_LAST_PORT)]
HostOption = Annotated[str, typer.Option("--host", help="On which address to listen; 0.0.0.0 is every one.")]
ProxyOption = Annotated[
    str, typer.Option("--proxy", help="The address of the web server in front, whose X-Forwarded-Proto is believed.")
]
ProcessesOption = Annotated[
    int,
    typer.Option(
        "--processes", help="How many processes answer; one more than cores is quickest.", min=1, max=_MOST_PROCESSES
    ),
]
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]

console = Console(highlight=False)


class CannotListen(PlaitError):
    """The address or port cannot be listened on."""


class NoDatabase(PlaitError):
    """The database cannot be reached or written."""


def serve(
    port: PortOption = 8000,
    host: HostOption = "127.0.0.1",
    proxy: ProxyOption = "127.0.0.1",
    processes: ProcessesOption = 1,
) -> None:
    """Serve the site. The database is migrated first; Ctrl-C stops it."""
    groups.refuse_on_windows(processes)
    signal.signal(signal.SIGTERM, _stop)  # a container's first process is not ended by it otherwise
    for each in _listen(host, port):
        each.close()  # a port that is taken is said now, not once the database is up to date
    application = load_site()
    migrate()
    sockets = _listen(host, port)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 — compared with, not bound to
    try:
        something = announce(f"http://{shown}:{port}")
        if processes > 1:
            if something:
                _begin()  # one process brings people's organisations into step, before several could at once
            groups.Group(sockets, processes=processes, proxy=proxy).run()
        else:
            _serve_alone(application, sockets=sockets, proxy=proxy, warmed=something)
    except KeyboardInterrupt:
        pass
    finally:
        for each in sockets:
            each.close()
    console.print("Plait has stopped.")


def _stop(_number: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def _serve_alone(application: Application, *, sockets: Sequence[socket.socket], proxy: str, warmed: bool) -> None:
    server = make_server(application, proxy=proxy, sockets=sockets, shared=False)
    if warmed:
        threading.Thread(target=warm, args=(application,), daemon=True).start()
    run(server)


def run(server: Any) -> None:
    """Answer until the process is told to stop, and send letters beside the pages."""
    from plait.core.services import carrier

    with carrier.beside_pages():
        try:
            server.run()
        finally:
            server.close()


def _begin() -> None:
    from django.db import connections
    from django.utils import timezone

    from plait.indicators.services import serving
    from plait.indicators.store.reader import open_current

    serving.begin(open_current(find_home()), at=timezone.now())
    connections.close_all()


def load_site() -> Application:
    """Set Django up, and return the site as a WSGI application."""
    set_threads()
    tidy_seldom()
    sys.setswitchinterval(_TURN_S)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    from plait.config.wsgi import application

    return application


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


def _listen(host: str, port: int) -> list[socket.socket]:
    try:
        return groups.open_sockets(host, port)
    except (OSError, ValueError) as error:
        raise CannotListen(
            f"The site was not started at {host}, port {port}.",
            why=f"{error}.",
            mend="Stop what uses that port, or choose another: --port 8080.",
        ) from error


def make_server(application: Application, *, proxy: str, sockets: Sequence[socket.socket], shared: bool) -> Any:
    """A server of several threads at sockets that are open already, and that other processes may share."""
    import waitress

    from plait.cli import listening
    from plait.config.security import LONGEST_REQUEST

    adjustments: dict[str, Any] = {
        "threads": _THREADS,
        "connection_limit": _CONNECTIONS,
        "asyncore_use_poll": True,  # select() knows no more than 1,024 open files
        "ident": None,
        "clear_untrusted_proxy_headers": True,
        "max_request_body_size": LONGEST_REQUEST,
        **_forwarded(proxy),
    }
    if shared:
        return listening.share(application, sockets=sockets, adjustments=adjustments)
    return waitress.create_server(application, sockets=list(sockets), **adjustments)


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


def warm(application: Application) -> None:
    """Ask for one page of each kind, so that the first visitor does not wait for the build to be read."""
    from django.db import DatabaseError, connections

    from plait.indicators.store.reader import NoBuild, open_current
    from plait.insight.queries import trajectories

    try:
        store = open_current(find_home())
        for path in paths_to_warm(store):
            _ask_within(application, path)
        trajectories.learn_usual(Scope(open_data=True), store=store)
        gc.collect()
        gc.freeze()  # what the build has left in memory stays, so later collections need not look at it
    except NoBuild:
        return  # nothing has been imported yet
    except (PlaitError, OSError, DatabaseError):
        _log.warning("The site was not warmed up; the first pages will take a little longer.", exc_info=True)
    finally:
        connections.close_all()  # this thread's own


def _ask_within(application: Application, path: str) -> None:
    """Ask this very process, as a reader behind an encrypting server would; the answer is not kept."""
    from plait.config.security import WITHIN

    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    path, _, query = path.partition("?")
    environ |= {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}
    environ |= {"REMOTE_ADDR": "127.0.0.1", WITHIN: True}
    answer = application(environ, lambda *_: None)
    try:
        for _ in answer:
            pass
    finally:
        if hasattr(answer, "close"):
            answer.close()
