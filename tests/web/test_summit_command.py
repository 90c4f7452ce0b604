"""`plait summit`: the same files as the page gives, with what schools may need only where it is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from plait.cli.main import app
from plait.core.errors import PlaitError
from plait.indicators.queries.trusts import NoSuchTrust
from plait.insight.outcomes.shelf import UnknownOutcome
from plait.web.signals import summit_kept
from tests.insight import signals_england as england
from tests.insight import signals_trusts as planted
from tests.web import summit_files as read
from tests.web.signalled import trusts_home, with_trusts

__all__ = ["trusts_home", "with_trusts"]


def run(to: Path, *arguments: str, uid: int = planted.UID) -> list[str]:
    done = CliRunner().invoke(app, ["summit", "--trust", str(uid), "--to", str(to), *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def titles_of(path: Path) -> list[str]:
    return [each.shapes.title.text for each in read.open_deck(path.read_bytes()).slides]


@pytest.mark.django_db
def test_it_writes_what_the_page_gives_to_the_byte(with_trusts, client: Client, tmp_path):
    summit_kept.forget()
    said = run(tmp_path / "new" / "folder")
    names = [f"summit-{planted.UID}.pptx", f"summit-{planted.UID}.docx", f"summit-{planted.UID}-data.zip"]
    assert said == [str(tmp_path / "new" / "folder" / name) for name in names]
    for name, kind in zip(names, ("pptx", "docx", "zip"), strict=True):
        page = client.get(f"/trusts/{planted.UID}/summit.{kind}").content
        assert (tmp_path / "new" / "folder" / name).read_bytes() == page


def test_needs_are_written_only_where_they_are_asked_for(with_trusts, tmp_path):
    run(tmp_path / "open")
    run(tmp_path / "told", "--needs")
    name = f"summit-{planted.UID}.pptx"
    assert "Shared needs" not in titles_of(tmp_path / "open" / name)
    assert "Shared needs" in titles_of(tmp_path / "told" / name)
    first = read.open_deck((tmp_path / "told" / name).read_bytes()).slides[0]
    assert "only for people of the trust who are entitled to it" in read.texts_of(first)


def test_outcomes_may_be_chosen_by_the_name_of_their_indicator(with_trusts, tmp_path):
    run(tmp_path, "--outcome", england.READING, "--outcome", england.RWM)
    titles = titles_of(tmp_path / f"summit-{planted.UID}.pptx")
    assert {each.split(",")[0] for each in titles if "year by year" in each} == {
        "RWM expected (primary)",
        "Reading score (primary)",
    }


def test_what_cannot_be_is_refused_by_name(with_trusts, tmp_path):
    with pytest.raises(NoSuchTrust):
        run(tmp_path, uid=77)
    with pytest.raises(UnknownOutcome) as refused:
        run(tmp_path, "--outcome", "nonsense")
    assert isinstance(refused.value, PlaitError)
    assert list(tmp_path.iterdir()) == []


def test_it_runs_where_no_site_has_been_set_up(tmp_path: Path):
    code = "from plait.cli.main import run; run()"
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", code, "summit", "--trust", "1", "--to", str(tmp_path / "to")],
        env=environ | {"PLAIT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "There is no data yet" in done.stderr
    assert "Traceback" not in done.stderr
