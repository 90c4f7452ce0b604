"""`plait neighbours` without the site: a table, safe CSV, and errors as sentences."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plait.cli.main import app
from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.core.spreadsheets import write_csv
from plait.indicators.store.reader import Store
from plait.insight.queries import neighbours, tables
from plait.organisations.domain import Scope
from tests.insight import tiny


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["neighbours", *arguments], env={"COLUMNS": "200"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_a_school_is_the_default_and_its_neighbours_are_a_table(plait_home: Path):
    shown = run(str(tiny.SECONDARY), "--recipe", "dfe-secondary", "--k", "3")
    assert "DfE similar schools, secondary" in shown
    assert "2024/25 basis" in shown
    assert "Inferred from published inputs" in shown
    assert shown.count(" School 1001") == 4  # the title and three rows


def test_options_may_come_before_the_number(plait_home: Path):
    assert run("--k", "3", str(tiny.ASKED)) == run(str(tiny.ASKED), "--k", "3")


def test_csv_has_the_school_and_a_row_for_each_neighbour_with_every_input(plait_home: Path):
    rows = list(csv.DictReader(io.StringIO(run(str(tiny.ASKED), "--k", "4", "--csv"))))
    assert [row["Order"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert rows[0]["URN"] == str(tiny.ASKED)
    assert rows[1]["Ever eligible for free school meals"] == rows[0]["Ever eligible for free school meals"]
    shares = [float(row["Pupils: % of the difference"]) for row in rows[3:]]
    assert all(0 <= share <= 100 for share in shares)


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(plait_home: Path):
    rows = list(csv.DictReader(io.StringIO(run(str(tiny.ASKED), "--k", "1", "--csv"))))
    assert rows[1]["URN"] == str(tiny.TWIN)
    assert rows[1]["Name"] == "'=cmd|' /C calc'!A0"


def test_csv_is_the_table_of_the_query(plait_home: Path, scope: Scope, store: Store):
    found = neighbours.get_set(scope, store=store, urn=tiny.ASKED, k=4)
    frame = tables.neighbours_frame(found)
    expected = write_csv(frame.columns, frame.iter_rows())
    assert run(str(tiny.ASKED), "--k", "4", "--csv").splitlines() == expected.splitlines()


def test_a_pool_and_a_year_are_taken(plait_home: Path):
    assert "Trust 2001" in run(str(tiny.ASKED), "--pool", "trust")
    assert "2018/19 basis" in run(str(tiny.ASKED), "--year", "2018/19")
    assert "The pool holds only" in run(str(tiny.ASKED), "--pool", "trust")


def test_a_trust_has_neighbours_too(plait_home: Path):
    shown = run("trust", str(tiny.HARBOUR))
    assert "UID" in shown
    assert "URN" not in shown
    row = next(line for line in shown.splitlines() if "2002" in line)
    assert row.count("Trust 2002") == 1


def test_the_file_of_a_trust_speaks_of_trusts(plait_home: Path):
    rows = list(csv.DictReader(io.StringIO(run("trust", str(tiny.HARBOUR), "--csv"))))
    assert rows[0]["UID"] == str(tiny.HARBOUR)
    assert not {"URN", "Phase", "Trust UID", "Trust", "Own trust"} & rows[0].keys()
    assert {"Distance", "Miles", "Schools"} <= rows[0].keys()


def test_changes_are_told_school_by_school(plait_home: Path, kept_home: Home):
    told = run("changes", str(tiny.SECONDARY), "--recipe", "dfe-secondary")
    assert "from 2022/23" in told
    assert f"left: Secondary School {tiny.SECONDARY + 7}" in told
    assert "It can no longer be matched" in told


def test_recipes_are_listed(plait_home: Path):
    listed = run("recipes")
    assert "open-primary" in listed
    assert "fbit" in listed


MISTAKES = [
    ((str(tiny.WITHHELD),), "cannot be matched"),
    ((str(tiny.WITHHELD),), "withheld by the publisher"),
    (("999999",), "No school has the URN 999999"),
    ((str(tiny.ASKED), "--recipe", "best"), "There is no recipe"),
    ((str(tiny.ASKED), "--pool", "wales"), "is not a pool"),
    ((str(tiny.ASKED), "--k", "0"), "0 neighbours cannot be shown"),
    ((str(tiny.ASKED), "--year", "2019/20"), "has no 2019/20 basis"),
]


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES)
def test_a_mistake_is_answered_in_sentences(plait_home: Path, arguments: tuple[str, ...], sentence: str):
    with pytest.raises(PlaitError, match=sentence) as refused:
        run(*arguments)
    assert refused.value.mend


def test_it_runs_without_django():
    code = (
        "import sys; import plait.cli.neighbours, plait.insight.queries.neighbours, plait.insight.queries.tables, "
        "plait.insight.queries.trust_neighbours, plait.insight.services.neighbour_sets; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
