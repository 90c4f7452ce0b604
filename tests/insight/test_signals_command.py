"""`plait signals` without the site: build, one school, bright spots, safe CSV, and errors as sentences."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plait.cli.main import app
from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.insight.outcomes.shelf import UnknownOutcome
from tests.insight import signals_england as england


@pytest.fixture(scope="module")
def england_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return england.make_home(Home(tmp_path_factory.mktemp("signals-command")))


@pytest.fixture
def built(england_home: Home, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `plait signals build` says; the second time it has nothing to do."""
    monkeypatch.setenv("PLAIT_HOME", str(england_home.root))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return run("build")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["signals", *arguments], env={"COLUMNS": "220"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_build_tells_what_was_worked_out_and_what_was_refused(built: str):
    assert f"primary.{england.RWM}: " in built
    assert "bright spots" in built
    assert "“Attainment 8” cannot be judged with this build" in " ".join(built.split())


def test_a_school_is_a_table_that_marks_weak_expectations_and_says_what_cannot_be_judged(built: str):
    shown = run("school", str(england.STAR))
    assert f"Primary School {england.STAR}" in shown
    assert "RWM expected" in shown
    assert "clear" in shown
    assert "signal until somebody has looked" in shown
    assert "cannot be judged" in shown


def test_spots_state_how_many_are_expected_to_be_false_and_what_is_not_measured(built: str):
    shown = run("spots", "--outcome", england.RWM)
    assert "expected to be false" in shown
    assert "Not measured:" in shown
    assert str(england.STAR) in shown
    assert f" {england.LOW} " not in shown


def test_spots_near_a_school_are_csv_with_the_build_in_every_row(built: str):
    text = run("spots", "--outcome", england.RWM, "--near", str(england.LOW), "--csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert {row["Build"] for row in rows} == {england.BUILD}
    assert all(float(row["Probability"]) > 0.5 and row["Distance"] for row in rows)


def test_the_csv_of_a_school_has_a_row_for_each_outcome_and_a_reason_where_there_is_no_figure(built: str):
    rows = list(csv.DictReader(io.StringIO(run("school", str(england.STAR), "--csv"))))
    assert {row["URN"] for row in rows} == {str(england.STAR)}
    by_outcome = {row["Outcome"]: row for row in rows}
    assert float(by_outcome[f"primary.{england.RWM}"]["Estimate"]) > 10.0
    assert by_outcome[f"primary.{england.ONE_YEAR}"]["Estimate"] == ""
    assert "two years" in by_outcome[f"primary.{england.ONE_YEAR}"]["Why not"]


def test_the_csv_of_a_school_tells_nothing_of_needs(built: str):
    rows = list(csv.DictReader(io.StringIO(run("school", str(england.LOW), "--csv"))))
    found = next(row for row in rows if row["Outcome"] == f"primary.{england.RWM}")
    assert float(found["Estimate"]) < 0.0
    assert (found["Word"], found["Probability"]) == ("", "")


def test_errors_are_sentences(built: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(UnknownOutcome, match=r"Say primary\.absence_persistent or secondary\.absence_persistent"):
        run("spots", "--outcome", "absence_persistent")
    with pytest.raises(UnknownOutcome, match="is not judged"):
        run("spots", "--outcome", "roll")
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    with pytest.raises(PlaitError):
        run("school", "100001")
