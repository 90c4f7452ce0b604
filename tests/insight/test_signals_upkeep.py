"""Two processes at the signals of one home, runs that were killed, and signals whose build is gone."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plait.cli.main import app
from plait.core.home import Home
from plait.indicators.store.builds import serve_build
from plait.indicators.store.reader import Store, open_build
from plait.insight.outcomes import shelf
from plait.insight.queries import signals_kept as kept
from plait.insight.services import signals
from plait.insight.services import signals_upkeep as upkeep
from tests.insight import signals_england as england


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = england.make_home(Home(tmp_path_factory.mktemp("signals-upkeep")))
    for name in (england.FIRST_BUILD, england.BUILD):
        signals.build(open_build(home.store / "builds" / name), home=home)
    return home


@pytest.fixture
def home(judged_home: Home, tmp_path: Path) -> Home:
    """A copy of a home with two builds and their signals, to be changed at will."""
    shutil.copytree(judged_home.root, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Store:
    return open_build(home.store / "builds" / england.BUILD)


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.iterdir()}


def test_a_second_process_is_refused_says_who_is_at_it_and_changes_nothing(home: Home, store: Store):
    folder = kept.folder_of(store.name, home=home)
    (folder / "whole").unlink()
    before = contents(folder)
    with upkeep.hold(home), pytest.raises(upkeep.SignalsRunning, match=f"process {os.getpid()}"):
        signals.build(store, home=home)
    assert contents(folder) == before
    assert {one.done for one in signals.build(store, home=home)} == {"as before"}


def test_signals_that_are_whole_are_told_at_once_even_while_another_process_is_at_them(home: Home, store: Store):
    with upkeep.hold(home):
        done = signals.build(store, home=home)
    assert [one.outcome for one in done] == [each.key for each in shelf.list_outcomes()]
    assert {one.done for one in done} == {"as before"}
    assert any(one.schools_n for one in done)


def test_the_lock_of_a_killed_process_holds_nobody_up(home: Home):
    program = """
        import os, signal, sys
        from pathlib import Path
        from plait.core.home import Home
        from plait.insight.services import signals_upkeep
        with signals_upkeep.hold(Home(Path(sys.argv[1]))):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(home.root)], check=False)
    assert done.returncode == -9
    with upkeep.hold(home):
        assert (home.store / "signals.lock").read_text().startswith(f"process {os.getpid()}")


def test_what_a_killed_run_left_is_cleaned_and_its_outcome_worked_out_again(home: Home, store: Store):
    folder = kept.folder_of(store.name, home=home)
    outcome = shelf.get_outcome(f"primary.{england.RWM}")
    (folder / "whole").unlink()
    (folder / ".half.parquet").write_bytes(b"PAR1")
    kept.get(store, outcome, home=home).path("schools").unlink()
    (folder / f"{outcome.key}.0001.json").unlink()
    shutil.rmtree(kept.folder_of(england.FIRST_BUILD, home=home))
    done = {one.outcome: one.done for one in signals.build(store, home=home)}
    assert done.pop(outcome.key) == "worked out"
    assert set(done.values()) == {"as before"}
    assert not list(folder.glob(".*"))
    assert kept.frame(store, kept.get(store, outcome, home=home), "schools").height > 300
    assert upkeep.is_whole(store.name, home=home)


def test_signals_of_other_code_are_not_whole(home: Home, store: Store):
    (kept.folder_of(store.name, home=home) / "whole").write_text("of other code\n")
    assert not upkeep.is_whole(store.name, home=home)
    assert {one.done for one in signals.build(store, home=home)} == {"as before"}
    assert upkeep.is_whole(store.name, home=home)


def test_a_part_of_the_outcomes_is_not_the_whole(home: Home, store: Store):
    (kept.folder_of(store.name, home=home) / "whole").unlink()
    signals.build(store, home=home, outcomes=[shelf.get_outcome(f"primary.{england.RWM}")])
    assert not upkeep.is_whole(store.name, home=home)


def test_pruning_removes_the_signals_of_builds_that_are_gone_and_no_others(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(home.root))
    serve_build(home, england.BUILD)
    assert set(kept.list_folders(home)) == {
        kept.folder_of(name, home=home) for name in (england.FIRST_BUILD, england.BUILD)
    }
    done = CliRunner().invoke(app, ["data", "prune", "--keep", "1"])
    assert done.output.splitlines() == [
        f"Removed {england.FIRST_BUILD}.",
        f"Removed the signals of {england.FIRST_BUILD}.",
    ]
    assert kept.list_folders(home) == [kept.folder_of(england.BUILD, home=home)]
    one = kept.get(
        open_build(home.store / "builds" / england.BUILD), shelf.get_outcome(f"primary.{england.RWM}"), home=home
    )
    assert one.path("schools").is_file()


def test_nothing_is_pruned_while_signals_are_worked_out(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(home.root))
    serve_build(home, england.BUILD)
    with upkeep.hold(home):
        done = CliRunner().invoke(app, ["data", "prune", "--keep", "1"])
    assert isinstance(done.exception, upkeep.SignalsRunning)
    assert len(kept.list_folders(home)) == 2
    assert (home.store / "builds" / england.FIRST_BUILD).is_dir()
