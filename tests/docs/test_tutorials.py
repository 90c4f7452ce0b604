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
from plait.demo import people
from plait.demo.cast import PASSWORD
from plait.demo.stage import SHORT
from plait.indicators.queries import examples
from plait.indicators.store.builds import find_current
from plait.indicators.store.reader import open_current
from plait.organisations.domain import Scope
from plait.organisations.models import Membership
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
def test_what_the_first_look_names_stands_on_the_pages(fictional_home: Home, monkeypatch: pytest.MonkeyPatch, settings):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fifteen people, quickly
    settings.PLAIT_DEMO_PASSWORD = PASSWORD
    store, scope = open_current(fictional_home), Scope(open_data=True)
    school, trust = examples.find_school_to_show(scope, store=store), examples.find_trust_to_show(scope, store=store)
    assert school is not None
    assert trust is not None
    schools = store.table("schools").filter(pl.col("status") == "open", pl.col("phase") == school.phase)
    other = next(urn for urn in schools["urn"] if urn != school.urn)
    people.seed(store, site_url="http://127.0.0.1:8000", size=SHORT)
    director = Membership.objects.get(role="director", person__name="Ama Osei")
    mine = f"/trusts/{director.organisation.uid}"
    addresses = [
        "/",
        f"/schools/{school.urn}",
        f"/schools/{school.urn}/neighbours",
        f"/schools/compare?urn={school.urn}&urn={other}",
        f"/trusts/{trust.uid}",
        "/account/login/",
        "/methods",
        "/methods/open-secondary",
    ]
    nobody, ama = Client(), Client()
    ama.force_login(director.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    own = ["/home", f"{mine}/signals", f"{mine}/pairs", f"{mine}/summit"]
    asked = [(nobody, address) for address in addresses] + [(ama, address) for address in own]
    answers = [(address, client.get(address)) for client, address in asked]
    assert [(address, answer.status_code) for address, answer in answers if answer.status_code != 200] == []
    seen = " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()) for _, answer in answers)
    seen = re.sub(r"\s+", " ", seen)
    text = (CHECKOUT / LOOK).read_text(encoding="utf-8")
    named = re.findall(r"\*\*([^*]+)\*\*", text)
    assert len(named) > 10
    assert [label for label in named if label not in seen and label != "fictional sector"] == []
    assert "Who visits whom is shown to people of the trust" in nobody.get(f"{mine}/pairs").content.decode()
