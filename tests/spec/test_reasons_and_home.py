"""Why a figure is missing, where things are written, and how an error reads."""

from pathlib import Path

import pytest

from plait.core.errors import PlaitError
from plait.core.home import find_home
from plait.core.missing import Reason
from plait.organisations.domain import Phase, Scope


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence_and_a_short_form(reason):
    assert reason.sentence.endswith(".")
    assert 1 <= len(reason.short.split()) <= 3


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_label(phase):
    assert len(phase.label) > 5


def test_the_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path / "here"))
    home = find_home()
    assert home.root == (tmp_path / "here").resolve()
    written = [home.database, home.store, home.downloads, home.fictional, home.logs, home.secret_key]
    assert all(home.root in path.parents for path in written)


def test_a_checkout_writes_into_its_own_folder(monkeypatch):
    monkeypatch.delenv("PLAIT_HOME")
    assert find_home().root == Path(__file__).resolve().parents[2] / "var"


def test_an_error_says_what_why_and_what_to_do():
    error = PlaitError("The file was not read.", why="Row 3 is cut short.", mend="Download it again.")
    assert str(error) == "The file was not read. Row 3 is cut short. Download it again."


def test_an_anonymous_viewer_reads_open_data_only_where_the_operator_allows_it():
    assert Scope(open_data=True).may_read_open_data
    assert not Scope(open_data=False).may_read_open_data
