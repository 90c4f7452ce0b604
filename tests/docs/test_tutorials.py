"""The tutorials do what they say, in the order in which they say it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from plait.core.home import Home
from plait.indicators.queries import examples
from plait.indicators.store.builds import find_current
from plait.indicators.store.reader import open_current
from plait.organisations.domain import Scope
from tests.architecture.floors import CHECKOUT
from tests.docs.pages import list_blocks

IMPORT, LOOK = "docs/tutorials/first-import.md", "docs/tutorials/first-look.md"


def run_block(text: str, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a block of shell as a reader would who types it in."""
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "PLAIT_HOME": "practice-home"}
    return subprocess.run(
        ["/bin/sh", "-e", "-c", text], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_first_import_goes_as_it_is_told(tmp_path: Path):
    blocks = [block.text for block in list_blocks(IMPORT, "sh")]
    shown = [block.text for block in list_blocks(IMPORT, "text")]
    said = []
    for block in blocks:
        done = run_block(block, folder=tmp_path)
        said.append(done.stdout + done.stderr)
        refused = "was not imported" in done.stderr
        assert (done.returncode != 0) == refused, f"{block}\n{said[-1]}"
    whole = re.sub(r"[ \t]+", " ", "\n".join(said))
    assert [line for text in shown for line in text.splitlines() if line.strip() not in whole] == []
    imported = [text for block, text in zip(blocks, said, strict=True) if "data import" in block]
    first, again, mended = imported[0], imported[1], imported[-1]
    name = re.search(r"The build (\S+) is served", first)
    assert name is not None
    assert f"Nothing has changed. The build {name[1]} is served." in again
    assert f"Nothing has changed. The build {name[1]} is served." in mended
    assert f"* {name[1]}" in mended
    assert "Not taken: 1" in whole
    assert "URN: “typed by hand” is not a URN." in whole
    assert find_current(Home(tmp_path / "practice-home")) == name[1]


@pytest.mark.database
@pytest.mark.django_db
def test_what_the_first_look_names_stands_on_the_pages(fictional_home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    store, scope = open_current(fictional_home), Scope(open_data=True)
    school, trust = examples.find_school_to_show(scope, store=store), examples.find_trust_to_show(scope, store=store)
    assert school is not None
    assert trust is not None
    schools = store.table("schools").filter(pl.col("status") == "open", pl.col("phase") == school.phase)
    other = next(urn for urn in schools["urn"] if urn != school.urn)
    addresses = [
        "/",
        f"/schools/{school.urn}",
        f"/schools/{school.urn}/neighbours",
        f"/schools/compare?urn={school.urn}&urn={other}",
        f"/trusts/{trust.uid}",
        "/methods",
        "/methods/open-secondary",
    ]
    answers = [Client().get(address) for address in addresses]
    assert [(address, answer.status_code) for address, answer in zip(addresses, answers, strict=True)] == [
        (address, 200) for address in addresses
    ]
    seen = " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()) for answer in answers)
    seen = re.sub(r"\s+", " ", seen)
    named = re.findall(r"\*\*([^*]+)\*\*", (CHECKOUT / LOOK).read_text(encoding="utf-8"))
    assert len(named) > 10
    assert [label for label in named if label not in seen and label != "fictional sector"] == []
