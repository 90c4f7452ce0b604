"""Builds on disk: whole or not at all."""

import datetime as dt
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from plait.core.home import Home
from plait.indicators.store.builds import (
    MANIFEST,
    ImportRunning,
    Manifest,
    NoBuild,
    clean_leftovers,
    find_build,
    find_current,
    finish_build,
    get_current_folder,
    hold_store,
    list_builds,
    name_build,
    prune_builds,
    serve_build,
    start_build,
)
from plait.indicators.store.imports import import_data
from plait.indicators.store.reader import open_current
from tests.indicators.store.small_folder import ABSENCE, write_folder

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def make_build(home: Home, *, minute: int) -> str:
    """A finished build without tables."""
    at = NOON + dt.timedelta(minutes=minute)
    content = f"{minute:064x}"
    name = name_build(period="2024-25", built_at=at, content_hash=content)
    manifest = Manifest(name, f"{at:%Y-%m-%dT%H:%M:%SZ}", content, "", "", "2024-25", "0", {})
    finish_build(home, start_build(home), manifest)
    return name


def test_a_build_is_named_by_period_time_and_content() -> None:
    assert (
        name_build(period="2024-25", built_at=NOON, content_hash="ab" * 32) == "2024-25_20261121T120000Z_abababababab"
    )


def test_without_a_build_the_reader_is_told_what_to_do(home: Home) -> None:
    with pytest.raises(NoBuild, match="plait data import"):
        get_current_folder(home)


def test_a_finished_build_is_listed_and_not_served_until_it_is_named(home: Home) -> None:
    name = make_build(home, minute=0)
    assert [build.folder.name for build in list_builds(home)] == [name]
    assert find_current(home) is None
    serve_build(home, name)
    assert get_current_folder(home).name == name
    assert list_builds(home)[0].is_current


def test_a_served_build_that_is_gone_is_said_to_be_gone(home: Home) -> None:
    home.store.mkdir(parents=True)
    serve_build(home, "2024-25_gone")
    with pytest.raises(NoBuild, match="2024-25_gone is gone"):
        get_current_folder(home)


def test_a_build_is_found_by_its_content(home: Home) -> None:
    name = make_build(home, minute=3)
    found = find_build(home, content_hash=f"{3:064x}")
    assert found is not None
    assert found.manifest.name == name
    assert find_build(home, content_hash="0" * 64) is None


def test_an_unfinished_build_is_not_listed_and_is_cleaned_away(home: Home) -> None:
    folder = start_build(home)
    (folder / "schools.parquet").write_bytes(b"half")
    assert list_builds(home) == ()
    assert clean_leftovers(home) == 1
    assert not folder.exists()


def test_pruning_keeps_the_newest_and_always_the_one_that_is_served(home: Home) -> None:
    names = [make_build(home, minute=minute) for minute in range(5)]
    serve_build(home, names[0])
    assert set(prune_builds(home, keep=3)) == {names[1], names[2]}
    assert {build.folder.name for build in list_builds(home)} == {names[0], names[3], names[4]}
    assert set(prune_builds(home, keep=1)) == {names[3], names[4]}
    assert find_current(home) == names[0]


def test_a_second_import_is_refused_while_one_is_running_and_says_which(home: Home) -> None:
    with hold_store(home), pytest.raises(ImportRunning, match=f"process {os.getpid()}"), hold_store(home):
        pytest.fail("The store was held twice.")


def test_the_lock_of_a_killed_import_holds_nobody_up(home: Home) -> None:
    program = """
        import os, signal, sys
        from pathlib import Path
        from plait.core.home import Home
        from plait.indicators.store.builds import hold_store
        with hold_store(Home(Path(sys.argv[1]))):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(home.root)], check=False)
    assert done.returncode == -9
    with hold_store(home):
        assert (home.store / "import.lock").read_text().startswith(f"process {os.getpid()}")


# Where an import is killed: at a step that it tells of, or around one of the calls by which a build comes to be served.
KILLS = [
    "step:Reading",
    "step:Putting schools and trusts together",
    "step:Putting figures together",
    "step:Writing",
    "call:finish_build:before",
    "inside:rename:before",
    "inside:rename:after",
    "call:serve_build:before",
    "inside:replace:before",
]
KILLER = """
    import os, signal, sys
    from pathlib import Path
    from plait.core.home import Home
    from plait.indicators.store import imports

    where, files, home = sys.argv[1:]

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    kind, name, *when = where.split(":")
    if kind == "call":
        real = getattr(imports, name)
        setattr(imports, name, lambda *args, **named: die())
    if kind == "inside":
        real = getattr(Path, name)
        def spoiled(self, target):
            if when == ["before"]:
                die()
            found = real(self, target)
            die()
            return found
        setattr(Path, name, spoiled)

    def say(step):
        if kind == "step" and step.name == name and (step.done or step.total < 3):
            die()

    imports.import_data([Path(files)], Home(Path(home)), progress=say)
"""


@pytest.mark.parametrize("where", KILLS)
def test_an_import_killed_at_any_moment_leaves_the_earlier_build_and_a_rerun_completes(
    tmp_path: Path, home: Home, where: str
) -> None:
    folder = write_folder(tmp_path / "files")
    before = import_data([folder], home).manifest
    table = open_current(home).table("values")
    text = (folder / ABSENCE).read_text(encoding="utf-8")
    (folder / ABSENCE).write_text(text.replace("5.2", "9.9"), encoding="utf-8")
    command = [sys.executable, "-c", textwrap.dedent(KILLER), where, str(folder), str(home.root)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    assert find_current(home) == before.name
    served = open_current(home)
    assert served.manifest.tables["values"] == table.height
    after = import_data([folder], home)
    assert find_current(home) == after.manifest.name != before.name
    assert 9.9 in open_current(home).values_of_indicator("absence_overall", 2022)["value"].to_list()
    assert not list(home.store.glob("builds/.*"))


def test_every_file_of_a_build_is_there_before_the_build_has_its_name(tmp_path: Path, home: Home) -> None:
    manifest = import_data([write_folder(tmp_path / "files")], home).manifest
    folder = get_current_folder(home)
    assert {file.stem for file in folder.glob("*.parquet")} == set(manifest.tables)
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert told["content_hash"] == manifest.content_hash
    assert folder.name == told["name"]
