"""Fetching, against a real server on this machine that serves the same shapes and fails in the ways servers fail."""

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from plait.cli.fetch import fetch as fetch_command
from plait.indicators.store import fetch as fetching
from plait.indicators.store.fetch import FetchError, FetchPlan, RefusedAddress, fetch_file, plan_fetch
from plait.indicators.store.fetch_http import Policy, request
from plait.indicators.store.raw import Source
from plait.indicators.store.register import load_register

CSV = ("URN,LinkURN,LinkType,LinkEstablishedDate\n" + "100001,100002,Successor,01-09-2020\n" * 9000).encode()
TODAY = dt.date(2026, 11, 21)


@dataclass
class Publisher:
    """What the server does, and what it was asked."""

    body: bytes = CSV
    etag: str = '"one"'
    content_type: str = "text/csv"
    cut_after: int | None = None  # drop the connection after so many bytes of the body, once
    failures: int = 0  # answer 503 so many times
    told_length: int | None = None
    moved_to: str | None = None
    ignore_range: bool = False
    hidden: frozenset[str] = frozenset()
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def plan(self, **changes: object) -> FetchPlan:
        told: dict[str, object] = {
            "source": "gias_links",
            "page": "https://example.org/Downloads",
            "urls": (f"{self.address}/links.csv",),
            "name": "links.csv",
            "hosts": frozenset({"127.0.0.1"}),
            "sha256": None,
            "max_bytes": 5_000_000,
        }
        return FetchPlan(**{**told, **changes})  # type: ignore[arg-type]


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:  # noqa: C901
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            publisher.asked.append({name.lower(): value for name, value in self.headers.items()})
            publisher.paths.append(self.path)
            if publisher.failures:
                publisher.failures -= 1
                self._end(503, {"Retry-After": "2"})
            elif self.path in publisher.hidden:
                self._end(404, {})
            elif publisher.moved_to and self.path != "/moved.csv":
                self._end(302, {"Location": publisher.moved_to})
            elif self.headers.get("If-None-Match") == publisher.etag:
                self._end(304, {"ETag": publisher.etag})
            else:
                self._send()

        def _end(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(self) -> None:
            start = self._start()
            body = publisher.body[start:]
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(publisher.body) - 1}/{len(publisher.body)}")
            self.send_header("ETag", publisher.etag)
            self.send_header("Content-Type", publisher.content_type)
            length = len(body) if publisher.told_length is None else publisher.told_length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            cut, publisher.cut_after = publisher.cut_after, None
            self.wfile.write(body if cut is None else body[:cut])
            self.close_connection = True

        def _start(self) -> int:
            span = self.headers.get("Range", "")
            if publisher.ignore_range or not span or self.headers.get("If-Range") != publisher.etag:
                return 0
            return int(span.removeprefix("bytes=").partition("-")[0])

    return Handler


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    told = Publisher()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def bring(plan: FetchPlan, to: Path, waits: list[float] | None = None) -> fetching.Fetched:
    return fetch_file(plan, to=to, allow_loopback=True, sleep=(waits if waits is not None else []).append)


def test_a_file_arrives_whole_with_its_checksum(publisher: Publisher, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    got = fetch_file(publisher.plan(), to=tmp_path, allow_loopback=True, report=lambda a, b: seen.append((a, b)))
    assert got.path.read_bytes() == CSV
    assert (got.outcome, got.sha256, got.former_sha256) == ("new", hashlib.sha256(CSV).hexdigest(), None)
    assert seen[-1] == (len(CSV), len(CSV))
    assert not list(tmp_path.glob("*.part"))


def test_an_unchanged_file_is_not_sent_again(publisher: Publisher, tmp_path: Path) -> None:
    first = bring(publisher.plan(), tmp_path)
    again = bring(publisher.plan(), tmp_path)
    assert (again.outcome, again.sha256) == ("same", first.sha256)
    assert publisher.asked[1]["if-none-match"] == '"one"'


def test_a_changed_file_replaces_the_former_and_says_so(publisher: Publisher, tmp_path: Path) -> None:
    first = bring(publisher.plan(), tmp_path)
    publisher.body, publisher.etag = CSV + b"100003,100004,Successor,\n", '"two"'
    again = bring(publisher.plan(), tmp_path)
    assert again.outcome == "changed"
    assert again.former_sha256 == first.sha256
    assert again.path.read_bytes() == publisher.body


def test_a_broken_connection_is_taken_up_where_it_broke(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut_after = 100_000
    waits: list[float] = []
    got = bring(publisher.plan(), tmp_path, waits)
    assert got.path.read_bytes() == CSV
    assert publisher.asked[1]["range"] == "bytes=100000-"
    assert publisher.asked[1]["if-range"] == '"one"'
    assert waits == [1.0]


def test_a_command_that_was_killed_goes_on_with_the_part_that_is_there(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut_after = 50_000

    def killed(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_file(publisher.plan(), to=tmp_path, allow_loopback=True, sleep=killed)
    assert (tmp_path / "links.csv.part").stat().st_size == 50_000
    assert not (tmp_path / "links.csv").exists()
    assert bring(publisher.plan(), tmp_path).path.read_bytes() == CSV
    assert publisher.asked[1]["range"] == "bytes=50000-"


def test_a_file_that_changed_meanwhile_starts_afresh(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut_after = 50_000
    new = CSV.replace(b"Successor", b"Predecessor")

    def replaced(_seconds: float) -> None:
        publisher.body, publisher.etag = new, '"two"'

    got = fetch_file(publisher.plan(), to=tmp_path, allow_loopback=True, sleep=replaced)
    assert got.path.read_bytes() == new


def test_a_server_without_ranges_sends_it_all_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut_after, publisher.ignore_range = 50_000, True
    assert bring(publisher.plan(), tmp_path).path.read_bytes() == CSV


def test_a_busy_server_is_given_the_time_it_asks_for(publisher: Publisher, tmp_path: Path) -> None:
    publisher.failures = 2
    waits: list[float] = []
    assert bring(publisher.plan(), tmp_path, waits).size == len(CSV)
    assert waits == [2.0, 2.0]


def test_a_server_that_stays_busy_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    publisher.failures = 99
    with pytest.raises(FetchError, match="503") as told:
        bring(publisher.plan(), tmp_path)
    assert "again" in told.value.mend


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/csv"])
def test_a_web_page_instead_of_a_file_is_an_error(publisher: Publisher, tmp_path: Path, content_type: str) -> None:
    publisher.body, publisher.content_type = b"\n<!DOCTYPE html><p>Service unavailable</p>", content_type
    with pytest.raises(FetchError, match="web page") as told:
        bring(publisher.plan(), tmp_path)
    assert "https://example.org/Downloads" in told.value.mend
    assert not list(tmp_path.glob("*"))


def test_a_wrong_length_is_never_kept(publisher: Publisher, tmp_path: Path) -> None:
    publisher.told_length, publisher.ignore_range = len(CSV) + 10, True
    with pytest.raises(FetchError, match="broke after"):
        bring(publisher.plan(), tmp_path)
    assert not (tmp_path / "links.csv").exists()


@pytest.mark.parametrize(("limit", "kept"), [(len(CSV), True), (len(CSV) - 1, False)])
def test_the_limit_of_size_holds_on_both_sides(publisher: Publisher, tmp_path: Path, limit: int, kept: bool) -> None:
    plan = publisher.plan(max_bytes=limit)
    if kept:
        assert bring(plan, tmp_path).size == limit
        return
    with pytest.raises(FetchError, match="longer than"):
        bring(plan, tmp_path)
    assert not list(tmp_path.glob("links*"))


def test_a_checksum_that_differs_from_the_register_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    assert bring(publisher.plan(sha256=hashlib.sha256(CSV).hexdigest()), tmp_path).outcome == "new"
    with pytest.raises(FetchError, match="checksum"):
        bring(publisher.plan(sha256="0" * 64, name="other.csv"), tmp_path)
    assert not (tmp_path / "other.csv").exists()


def test_a_dated_address_falls_back_to_the_day_before(publisher: Publisher, tmp_path: Path) -> None:
    publisher.hidden = frozenset({"/links20261121.csv"})
    urls = tuple(f"{publisher.address}/links2026112{day}.csv" for day in (1, 0))
    assert bring(publisher.plan(urls=urls), tmp_path).path.name == "links20261120.csv"


def test_an_address_without_a_file_says_where_to_go(publisher: Publisher, tmp_path: Path) -> None:
    publisher.hidden = frozenset({"/links.csv"})
    with pytest.raises(FetchError, match="Nothing is at") as told:
        bring(publisher.plan(), tmp_path)
    assert told.value.mend == "Download it by hand from https://example.org/Downloads."


def test_a_redirect_is_followed_to_a_named_host_only(publisher: Publisher, tmp_path: Path) -> None:
    publisher.moved_to = "/moved.csv"
    assert bring(publisher.plan(), tmp_path).size == len(CSV)
    publisher.moved_to = publisher.address.replace("127.0.0.1", "localhost") + "/moved.csv"
    with pytest.raises(RefusedAddress, match="localhost, which the register does not name"):
        bring(publisher.plan(name="other.csv"), tmp_path)


def test_a_redirect_without_end_is_left(publisher: Publisher, tmp_path: Path) -> None:
    publisher.moved_to = "/again.csv"
    with pytest.raises(FetchError, match="without end"):
        bring(publisher.plan(), tmp_path)


def test_this_machine_is_refused_unless_it_is_allowed(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(RefusedAddress, match="not a public address"):
        fetch_file(publisher.plan(), to=tmp_path)
    assert publisher.asked == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://10.0.0.8/a.csv", "not a public address"),
        ("https://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://[::1]/a.csv", "not a public address"),
        ("https://192.168.1.4/a.csv", "not a public address"),
        ("http://93.184.216.34/a.csv", "not encrypted"),
        ("file:///etc/hostname", "no plain https address"),
        ("ftp://93.184.216.34/a.csv", "no plain https address"),
        ("https://someone@93.184.216.34/a.csv", "no plain https address"),
    ],
)
def test_addresses_that_must_not_be_reached_are_refused_before_any_connection(url: str, why: str) -> None:
    hosts = frozenset({"10.0.0.8", "169.254.169.254", "::1", "192.168.1.4", "93.184.216.34"})
    with pytest.raises(RefusedAddress, match=why):
        request(url, policy=Policy(hosts), headers={})


def test_every_entry_of_the_register_that_says_how_to_fetch_can_be_planned() -> None:
    planned = {source.id: plan_fetch(source, today=TODAY) for source in load_register().sources}
    plan = planned["gias_establishments"]
    assert plan is not None
    assert plan.urls[0].endswith("/edubasealldata20261121.csv")
    assert plan.urls[1].endswith("/edubasealldata20261120.csv")
    assert all(url.startswith("https://") for told in planned.values() if told for url in told.urls)
    assert all(told.page.startswith("https://") for told in planned.values() if told)


def test_a_name_with_a_folder_in_it_is_refused() -> None:
    source = _source({"url": "https://example.org/x", "name": "../x.csv"})
    with pytest.raises(FetchError, match="no name for a file"):
        plan_fetch(source, today=TODAY)


def _source(told: dict[str, object]) -> Source:
    return Source("a", "", "", "", "https://example.org", "", "", TODAY, ("schools",), fetch=told)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, publisher: Publisher) -> typer.Typer:
    register = load_register()
    plans = {"gias_links": publisher.plan(), "ks4_final": publisher.plan(source="ks4_final", urls=(), name="")}
    monkeypatch.setattr("plait.cli.fetch.plan_fetch", lambda source, *, today: plans.get(source.id))
    assert set(plans) <= set(register.entries)
    app = typer.Typer()
    app.command()(fetch_command)
    return app


def test_the_command_fetches_what_it_can_and_says_what_to_do_by_hand(command: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--to", str(tmp_path), "--allow-loopback"])
    assert result.exit_code == 0
    assert "gias_links: fetched:" in result.stdout
    assert "ks4_final: download it by hand from https://example.org/Downloads" in result.stdout
    assert (tmp_path / "links.csv").read_bytes() == CSV


def test_the_command_fails_when_a_file_does_not_come(command: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["gias_links", "--to", str(tmp_path)])
    assert result.exit_code == 1
    assert "not a public address" in " ".join(result.stderr.split())


def test_the_command_names_a_source_that_does_not_exist(command: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["nowhere", "--to", str(tmp_path)])
    assert result.exit_code == 1
    assert "There is no source “nowhere”." in result.stderr
