"""`plait demo`: the steps in their order, and that nobody is told of needs but who is entitled to it."""

import os
import socket
from pathlib import Path

import pytest

import plait.cli.demo as steps
from plait.cli import signals as signals_command
from plait.cli.serve import CannotListen
from plait.core.home import Home
from plait.indicators.store.reader import open_current
from plait.insight.services import signals

NEEDS = "PLAIT_SHOW_NEEDS"
SEE_THAT_IT_IS_FREE = steps.see_that_it_is_free


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The demo with its steps written down instead of done; what it sets is taken back afterwards."""
    done: list[str] = []
    for name in (NEEDS, "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "set for the test")
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    monkeypatch.setattr(steps, "see_that_it_is_free", lambda port: None)
    monkeypatch.setattr(steps, "write_fictional_files", lambda home: home.fictional / "files")
    monkeypatch.setattr(steps, "import_files", lambda files: done.append(f"import {files.name}"))
    monkeypatch.setattr(steps, "build_sets", lambda: done.append("neighbours"))
    monkeypatch.setattr(steps, "judge", lambda *, in_full: done.append(f"signals{' in full' if in_full else ''}"))
    monkeypatch.setattr(steps, "add_people", lambda *, port: done.append("people"))
    monkeypatch.setattr(
        steps, "serve", lambda *, port: done.append(f"serve {port}, needs {os.environ.get(NEEDS, 'not set')}")
    )
    return done


def test_signals_are_worked_out_after_neighbours_and_before_the_site_is_served(run: list[str]):
    steps.demo(port=8123)
    assert run == ["import files", "neighbours", "signals", "people", "serve 8123, needs not set"]
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


def test_a_port_that_is_taken_is_told_before_anything_is_made(run: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(steps, "see_that_it_is_free", SEE_THAT_IT_IS_FREE)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotListen, match="choose another"):
        steps.demo(port=taken.getsockname()[1])
    assert run == []


def test_on_real_files_nobody_is_told_of_needs_unless_the_operator_says_so(run: list[str], tmp_path: Path):
    steps.demo(data=tmp_path)
    assert run[-2:] == ["signals", "serve 8000, needs not set"]  # and no fictional people


def test_what_the_operator_says_of_needs_stands(run: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(NEEDS, "on")
    steps.demo()
    assert run[-1] == "serve 8000, needs on"


def test_what_was_judged_is_summed_up_in_one_line(
    fictional_home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    done = signals.build(open_current(fictional_home), home=fictional_home)
    refused = sum(1 for one in done if one.why)
    assert 0 < refused < len(done)  # there are too few secondary schools
    signals_command.judge(in_full=False)
    told = capsys.readouterr().err
    assert f"{len(done) - refused} outcomes are judged; {refused} cannot be (plait signals build says why)." in told
