"""The code in the documents runs: Python as it stands, entries of TOML in a copy of Plait that holds them."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from plait.core.home import Home
from plait.insight.outcomes import shelf
from tests.architecture.floors import CHECKOUT, SOURCE
from tests.docs.pages import Block, list_blocks, list_documents

READER = Sybil(parsers=[PythonCodeBlockParser()], path=str(CHECKOUT), patterns=["*.md"])
WITH_PYTHON = [name for name in list_documents() if list_blocks(name, "python")]
TOMLS = [block for name in list_documents() for block in list_blocks(name, "toml")]
SOURCE_PAGE, INDICATOR_PAGE = "docs/how-to/add-a-source.md", "docs/how-to/add-an-indicator.md"
OUTCOME_PAGE = "docs/how-to/add-an-outcome.md"
RUN = "import sys; from plait.cli.main import run; sys.argv[0] = 'plait'; run()"


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_the_python_of_a_document_runs(name: str, fictional_home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    examples = list(READER.parse(CHECKOUT / name))
    assert len(examples) >= len(list_blocks(name, "python"))
    for example in examples:
        example.evaluate()


@pytest.mark.parametrize("block", TOMLS, ids=lambda block: f"{block.name}:{block.line}")
def test_an_entry_in_a_document_is_toml(block: Block):
    assert tomllib.loads(block.text)


def test_an_outcome_is_added_as_its_guide_says(tmp_path: Path):
    (entry,) = (block.text for block in list_blocks(OUTCOME_PAGE, "toml"))
    file = tmp_path / "primary.toml"
    file.write_text(f"{(shelf.FOLDER / 'primary.toml').read_text(encoding='utf-8')}\n{entry}", encoding="utf-8")
    before, after = shelf.list_outcomes(group="primary"), shelf.read_file(file)
    assert after[:-1] == before
    assert after[-1].key not in {each.key for each in before}


def test_a_source_and_its_indicators_are_added_as_the_how_to_guides_say(fictional_home: Home, tmp_path: Path):
    """Add the entries of the two guides to a copy of Plait, import the file they show, and find its figures."""
    package = tmp_path / "src" / "plait"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("static", "assets", "__pycache__", "templates"))
    source, calendar, defaults, derived = (
        list_blocks(SOURCE_PAGE, "toml")[0].text,
        *(block.text for block in list_blocks(INDICATOR_PAGE, "toml")),
    )
    definitions = package / "indicators" / "definitions"
    (package / "indicators" / "sources" / "reading_survey.toml").write_text(source, encoding="utf-8")
    with (definitions / "calendars.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{calendar}")
    (definitions / "reading.toml").write_text(f"{defaults}\n{derived}", encoding="utf-8")
    survey = tmp_path / "reading_survey_2024-25.csv"
    survey.write_text(list_blocks(SOURCE_PAGE, "csv")[0].text, encoding="utf-8")
    files = fictional_home.root / "fictional" / "files"

    environment = {**os.environ, "PLAIT_HOME": str(tmp_path / "home"), "PYTHONPATH": str(tmp_path / "src")}
    told = ""
    for arguments in (["import", str(survey), str(files / "2024-2025"), str(files / "gias")], ["check", "--csv"]):
        done = subprocess.run(
            [sys.executable, "-c", RUN, "data", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = done.stdout
    lines = told.splitlines()
    assert "file,reading_survey_2024-25.csv,2024,,,reading_survey,3," in lines  # the national row is left out
    assert "figures,reads_daily,2024,,,,2," in lines
    assert "gap,reads_daily,2024,,,,1,suppressed" in lines
    assert [line for line in lines if line.startswith("figures,reads_daily_distance,2024")]
