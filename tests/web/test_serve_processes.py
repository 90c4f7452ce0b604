"""`plait serve --processes 2`, started for real."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plait.cli import processes
from tests.made_once import find_shared
from tests.migrated import copy_migrated
from tests.serving import PATIENCE, find_port
from tests.store_factory import make_home
from tests.web.test_serve import ask, is_healthy

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads the children of a process in /proc")


def start(home: Path, port: int) -> subprocess.Popen[str]:
    told = {**os.environ, "PLAIT_HOME": str(home), "PYTHONUNBUFFERED": "1", "DATABASE_URL": ""}
    command = [sys.executable, "-m", "plait.cli.main", "serve", "--port", str(port), "--processes", "2"]
    return subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(what: Callable[[], bool]) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        with contextlib.suppress(OSError):
            if what():
                return
        time.sleep(0.05)
    pytest.fail("It did not come about in time.")


def list_children(pid: int) -> set[int]:
    """The processes of the site: what else the process started (nothing) would be here too."""
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def is_there(pid: int) -> bool:
    """Whether a process lives; one that has ended and was not yet taken note of does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.fixture
def group(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    home, port = make_home(tmp_path), find_port()
    copy_migrated(find_shared(tmp_path_factory), home)
    server = start(home.root, port)
    try:
        wait_for(lambda: server.poll() is not None or is_healthy(port))
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        yield port, server
    finally:
        if server.poll() is None:
            server.terminate()
        server.communicate(timeout=PATIENCE)


@needs_proc
def test_two_processes_answer_one_that_dies_is_replaced_and_none_is_left_after_the_end(
    group: tuple[int, subprocess.Popen[str]],
):
    port, server = group
    wait_for(lambda: len(list_children(server.pid)) == 2)
    first = list_children(server.pid)
    os.kill(killed := min(first), signal.SIGKILL)
    assert all(is_healthy(port) for _ in range(5))  # the other answers, or the new one
    wait_for(lambda: len(list_children(server.pid) - {killed}) == 2)
    second = list_children(server.pid)
    assert killed not in second
    assert is_healthy(port)
    server.send_signal(signal.SIGTERM)
    told, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert "ended (signal 9); another starts" in told
    assert told.rstrip().endswith("Plait has stopped.")
    assert not any(line.startswith("Traceback") for line in told.splitlines())
    assert not any(is_there(each) for each in first | second)
    with pytest.raises(OSError, match="refused"):
        ask(port, "/health")


@needs_proc
def test_the_processes_end_even_where_the_first_one_is_killed(group: tuple[int, subprocess.Popen[str]]):
    port, server = group
    wait_for(lambda: len(list_children(server.pid)) == 2)
    children = list_children(server.pid)
    server.kill()
    wait_for(lambda: not any(is_there(each) for each in children))
    with pytest.raises(OSError, match="refused"):
        ask(port, "/health")


def test_windows_serves_with_one_process_and_says_why(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes.os, "name", "nt")
    processes.refuse_on_windows(1)
    with pytest.raises(processes.NotOnWindows, match="Leave --processes out"):
        processes.refuse_on_windows(2)


def test_a_port_that_is_taken_leaves_no_socket_open():
    (first,) = processes.open_sockets("127.0.0.1", port := find_port())
    with first, pytest.raises(OSError, match="in use"):
        processes.open_sockets("127.0.0.1", port)
    (again,) = processes.open_sockets("127.0.0.1", port)
    again.close()
