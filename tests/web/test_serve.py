import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plait.cli import serve
from plait.core.home import Home
from plait.indicators.store.reader import open_current
from plait.simulation.histories import FIRST_URN
from plait.web import context
from tests.serving import PATIENCE, find_port
from tests.store_factory import make_home


def start(home: Path, port: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PLAIT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "plait.cli.main", "serve", "--port", str(port)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return Answer(answer.status, dict(answer.headers), answer.read())
    finally:
        connection.close()


def is_healthy(port: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(json.loads(ask(port, "/health").body)["status"] == "ok")
    return False


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Home, subprocess.Popen[str]]]:
    home, port = make_home(tmp_path_factory.mktemp("served")), find_port()
    server = start(home.root, port)
    latest = time.monotonic() + PATIENCE
    while not is_healthy(port):
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        assert time.monotonic() < latest, "It did not answer in time."
        time.sleep(0.1)
    yield port, home, server
    server.terminate()  # as systemd and containers do: what is being answered is finished, then it ends by itself
    told, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0, told
    assert told.rstrip().endswith("Plait has stopped.")


@pytest.mark.django_db
@pytest.mark.database
def test_the_pages_that_are_read_ahead_are_one_of_each_kind_and_all_there(with_sector, client):
    paths = serve.paths_to_warm(open_current(with_sector))
    assert sum(path.endswith("/neighbours") and path.startswith("/schools/") for path in paths) == 3
    assert sum(path.startswith("/schools/compare?") for path in paths) == 1
    assert sum(path.startswith("/trusts/") for path in paths) == 4
    assert {"/bright-spots", "/how-sure", "/methods/signals"} <= set(paths)
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    near = [answer.content for path, answer in zip(paths, answers, strict=True) if path.endswith("/neighbours")]
    assert sum(b"pl-near" in page for page in near) == 3  # each school can be matched


def fail_to_start(home: Path, **environment: str) -> str:
    """What `plait serve` says on a way that cannot work."""
    command = [sys.executable, "-m", "plait.cli.main", "serve", "--port", str(find_port())]
    told = {**os.environ, "PLAIT_HOME": str(home), **environment}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_database_that_does_not_answer_is_told_in_sentences(tmp_path: Path):
    told = fail_to_start(tmp_path, DATABASE_URL=f"postgres://nobody@127.0.0.1:{find_port()}/x")
    assert "The database cannot be used: connection failed" in told


def test_a_home_that_cannot_be_written_is_told_in_sentences(tmp_path: Path):
    (tmp_path / "file").write_text("")
    told = fail_to_start(tmp_path / "file", DATABASE_URL="")
    assert f"{tmp_path / 'file'}" in told
    assert "PLAIT_HOME" in told


def test_a_bare_home_is_migrated_and_served(served: tuple[int, Home, subprocess.Popen[str]]):
    port, home, _ = served
    assert json.loads(ask(port, "/health").body)["status"] == "ok"
    assert home.database.is_file()


def test_assets_are_kept_for_ever_and_sent_compressed(served: tuple[int, Home, subprocess.Popen[str]]):
    port, _, _ = served
    manifest = json.loads(ask(port, "/static/plait/manifest.json").body)
    answer = ask(port, f"/static/plait/{manifest['plait.css']}", **{"Accept-Encoding": "br"})
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.body) < 20_000


def test_everything_that_is_written_lies_under_one_folder(served: tuple[int, Home, subprocess.Popen[str]]):
    port, home, _ = served
    ask(port, "/health")
    names = {path.name for path in home.root.iterdir()}
    assert names >= {"plait.sqlite3", "logs", "secret_key", "store"}
    lines = [json.loads(line) for line in (home.logs / "plait.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any(line.get("path") == "/health" for line in lines)


def test_a_port_that_is_taken_is_said_with_what_to_do(served: tuple[int, Home, subprocess.Popen[str]], tmp_path: Path):
    port, _, _ = served
    second = start(tmp_path, port)
    told, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert f"port {port}" in told
    assert "--port" in told
    assert "Traceback" not in told


def test_what_to_try_first_names_a_school_and_a_trust_of_this_build(with_build: Home):
    steps = serve.what_to_try(open_current(with_build), address="http://127.0.0.1:8000")
    assert steps[0] == "Try first:"
    told = "\n".join(steps)
    assert "http://127.0.0.1:8000/schools/" in told
    assert "http://127.0.0.1:8000/trusts/" in told


def test_a_build_of_real_schools_is_not_called_fictional(with_build: Home, rf):
    note = context.page(rf.get("/"))["data_note"]
    assert note.fictional is False
    assert str(note.period) == "2024/25"


def test_fictional_schools_are_known_by_the_numbers_the_simulator_gives():
    assert context.FIRST_FICTIONAL_URN == FIRST_URN
