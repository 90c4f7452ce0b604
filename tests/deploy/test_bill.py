"""The bill of materials says what runs, so that a scanner can look for known weaknesses."""

import json
import re
import subprocess
import sys

from tests.architecture.floors import CHECKOUT


def test_the_bill_has_every_package_that_runs_with_its_version_and_hashes(tmp_path):
    target = tmp_path / "bill.json"
    done = subprocess.run(
        [sys.executable, "tools/write_bill.py", str(target)], cwd=CHECKOUT, check=True, capture_output=True, text=True
    )
    bill = json.loads(target.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "plait"
    assert f"{len(bill['components'])} packages" in done.stdout
    held = {each["purl"] for each in bill["components"]}
    pinned = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==([^\s;\\]+)", (CHECKOUT / "requirements/run.txt").read_text(), re.MULTILINE
    )
    assert len(pinned) > 40
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= held
    assert len(held) == len(bill["components"])
    assert [each["purl"] for each in bill["components"] if not each["hashes"]] == []
    assert {re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{128}", one["content"]) is None for one in _hashes(bill)} == {False}


def test_what_pages_load_is_in_it_and_what_only_builds_or_tests_is_not(tmp_path):
    subprocess.run([sys.executable, "tools/write_bill.py", str(tmp_path / "b")], cwd=CHECKOUT, check=True)
    names = {each["name"] for each in json.loads((tmp_path / "b").read_text(encoding="utf-8"))["components"]}
    assert {"htmx.org", "govuk-frontend", "django"} <= names
    assert names.isdisjoint({"sass", "axe-core", "pytest", "playwright"})


def _hashes(bill):
    return [one for each in bill["components"] for one in each["hashes"]]
