"""Two hundred people reading at once, on PostgreSQL and the build that PLAIT_HOME holds: `python -m benchmarks load`.

The peer is the same load, of the same people, on the smallest page of the same site, `/robots.txt`. Shorter, or with
another number of processes: `python -m benchmarks.load --users 5 --seconds 5 --processes 1`. The load generator
(locust) runs on the same machine and takes its share of it. The database is a private one, made for this and removed.
"""

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BAR_MS = 300.0  # 95th percentile (issue: 200 readers with 5 s of thought on 2 cores)
THINK_S = 5.0
WARM_S = 15.0  # left out once every reader reads
NO_POSTGRES = 69  # what tools/with_postgres ends with where there is none
START_S = 120.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Answers of one load: milliseconds by kind of page, and what went wrong."""

    by_kind: dict[str, list[float]]
    wrong: list[str]
    site_cores: float  # that the site kept busy while the readers read, warming included

    @property
    def all(self) -> list[float]:
        """Milliseconds of every answer."""
        return [each for kind in self.by_kind.values() for each in kind]


def main(arguments: Sequence[str] = ()) -> None:
    options = read_options(arguments)
    if not options.inside:
        command = [str(HERE.parent / "tools" / "with_postgres"), sys.executable, "-m", "benchmarks.load", "--inside"]
        done = subprocess.run([*command, *arguments], check=False, cwd=HERE.parent)
        if done.returncode == NO_POSTGRES:
            print("load: left out. It needs PostgreSQL's server programs.")
        elif done.returncode != 0:
            sys.exit(done.returncode)
        return
    prepared = prepare(users=options.users)
    if prepared is None:
        return
    build, plan = prepared
    with serving(processes=options.processes) as (port, server):
        floor = load({**plan, "mix": {"/robots.txt": 1}}, server=server, port=port, options=options)
        ours = load(plan, server=server, port=port, options=options)
        memory = memory_of(server)
    report(ours, floor=floor, build=build, options=options, memory=memory)


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    told = argparse.ArgumentParser(prog="python -m benchmarks.load")
    told.add_argument("--users", type=int, default=200, help="readers at once")
    told.add_argument("--seconds", type=float, default=60.0, help="of reading that counts, for each of site and peer")
    told.add_argument("--warm", type=float, default=WARM_S, help="seconds of reading that do not count")
    told.add_argument("--processes", type=int, default=3, help="of plait serve; one more than cores")
    told.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return told.parse_args(list(arguments))


def prepare(*, users: int) -> tuple[str, dict[str, Any]] | None:
    """Migrate, make the readers, and return the build's name and what is to be asked for; nothing without a build."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    from benchmarks.load_people import MIX, make_readers
    from plait.cli.serve import migrate
    from plait.core.home import find_home
    from plait.indicators.store.reader import NoBuild, open_current

    migrate()
    try:
        store = open_current(find_home())
    except NoBuild as error:
        print(f"load: left out. {error}")
        return None
    readers = make_readers(store, users=users)
    for reader in readers:
        reader["pages"]["/robots.txt"] = ["/robots.txt"]
    connections.close_all()
    return store.name, {
        "cookie": settings.SESSION_COOKIE_NAME,
        "think_s": THINK_S,
        "mix": MIX,
        "readers": readers,
    }


@contextlib.contextmanager
def serving(*, processes: int) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """`plait serve`, warmed up, and stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "plait.cli.main", "serve", "--port", str(port), "--processes", str(processes)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(server, port=port)
        yield port, server
    finally:
        server.terminate()
        server.wait(30)


def wait_until_ready(server: "subprocess.Popen[bytes]", *, port: int) -> None:
    """Until it answers, and its processes have read ahead what they read ahead and rest."""
    latest = time.monotonic() + START_S
    while time.monotonic() < latest:
        if server.poll() is not None:
            sys.exit("load: plait serve ended at once.")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            break
        time.sleep(0.2)
    calm = 0
    while calm < 3 and time.monotonic() < latest:
        before = processor_seconds(server)
        time.sleep(1.0)
        calm = calm + 1 if processor_seconds(server) - before < 0.1 else 0


def family_of(server: "subprocess.Popen[bytes]") -> list[Any]:
    import psutil

    whole = psutil.Process(server.pid)
    return [whole, *whole.children(recursive=True)]


def processor_seconds(server: "subprocess.Popen[bytes]") -> float:
    return sum(sum(each.cpu_times()[:2]) for each in family_of(server))


def memory_of(server: "subprocess.Popen[bytes]") -> float:
    """Of all its processes, in MB."""
    return float(sum(each.memory_info().rss for each in family_of(server)) / 1_000_000)


def load(plan: dict[str, Any], *, server: "subprocess.Popen[bytes]", port: int, options: argparse.Namespace) -> Taken:
    """Let the readers read for so long; what they waited for."""
    rate = max(1.0, options.users / THINK_S)  # everybody has begun after the time that one page takes to think over
    left_out = options.users / rate + options.warm
    with tempfile.TemporaryDirectory() as folder:
        told, results = Path(folder) / "plan.json", Path(folder) / "results.json"
        told.write_text(json.dumps({**plan, "left_out_s": left_out}), encoding="utf-8")
        command = [sys.executable, "-m", "locust", "--locustfile", str(HERE / "load_readers.py"), "--headless"]
        command += ["--host", f"http://127.0.0.1:{port}", "--users", str(options.users), "--spawn-rate", str(rate)]
        command += ["--run-time", f"{left_out + options.seconds:.0f}s", "--only-summary", "--exit-code-on-error", "0"]
        environment = os.environ | {"PLAIT_LOAD_PLAN": str(told), "PLAIT_LOAD_RESULTS": str(results)}
        began, used = time.monotonic(), processor_seconds(server)
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)
        busy = (processor_seconds(server) - used) / (time.monotonic() - began)
        if ran.returncode != 0:
            sys.exit(f"load: locust ended with {ran.returncode}.\n{ran.stderr}")
        rows = json.loads(results.read_text(encoding="utf-8"))
    by_kind: dict[str, list[float]] = defaultdict(list)
    for kind, ms, _ in rows:
        by_kind[kind].append(ms)
    return Taken(dict(by_kind), [wrong for _, _, wrong in rows if wrong], site_cores=busy)


def report(ours: Taken, *, floor: Taken, build: str, options: argparse.Namespace, memory: float) -> None:
    print(f"{options.users} readers at once, {THINK_S:.0f} s of thought, build {build}, PostgreSQL")
    held = f"{os.cpu_count()} cores, of which the site kept {ours.site_cores:.2f} busy; {memory:,.0f} MB"
    print(f"  plait serve --processes {options.processes}, {held}")
    print(f"  {'':<18} {'pages':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    for kind, taken in sorted(ours.by_kind.items()):
        line(kind, taken)
    line("/robots.txt alone", floor.all)
    line("all pages", ours.all)
    late = percentile(ours.all, 95)
    print(f"  p95 is {late / percentile(floor.all, 95):.1f} × that of /robots.txt under the same load")
    print(f"  bar: p95 at most {BAR_MS:.0f} ms: {'held' if late <= BAR_MS else 'MISSED'}")
    print(f"  errors: {len(ours.wrong)} of {len(ours.all)} (bar: none); of the peer: {len(floor.wrong)}")
    for wrong in sorted(set(ours.wrong))[:5]:
        print(f"    {wrong}")


def line(kind: str, taken: Sequence[float]) -> None:
    told = "".join(f" {percentile(taken, each):8.1f}" for each in (50, 95, 99))
    print(f"  {kind:<18} {len(taken):6d}{told}")


def percentile(taken: Sequence[float], of: int) -> float:
    """Exact, from every answer; of fewer than two, the one there is."""
    if len(taken) < 2:
        return float(taken[0]) if taken else float("nan")
    return statistics.quantiles(taken, n=100, method="inclusive")[of - 1]


if __name__ == "__main__":
    main(sys.argv[1:])
