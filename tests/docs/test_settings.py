"""Every setting that the code reads is documented, and every setting that is documented is read."""

import re

import pytest

from tests.architecture.floors import CHECKOUT, SOURCE

_READ = re.compile(r"(?:environ(?:\.get|\.setdefault)?[\[(]|switch\(|number\()\s*\"([A-Z_]+)\"")
_ROW = re.compile(r"^\| `(?!PLAIT_OIDC_)([A-Z_]+)` \|", re.MULTILINE)
_NAMED = re.compile(r"\bPLAIT_(?!OIDC_)[A-Z_]+\b")  # those of each OpenID provider bear the provider's name
# Settings of Django and of the linear algebra below NumPy, which Plait sets for itself.
OWN = {"DJANGO_SETTINGS_MODULE", "OPENBLAS_NUM_THREADS"}
OF_REQUESTS = {"REMOTE_ADDR"}  # stands in the environ of a WSGI request, not of the process
OF_THE_TESTS = {"PLAIT_REAL_DATA", "PLAIT_TEST_WORKERS", "CI"}
PAGE = (CHECKOUT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")


def list_read() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return set(_READ.findall(text)) - OWN - OF_REQUESTS


def test_the_page_of_settings_has_every_setting_that_is_read_and_no_other():
    assert len(list_read()) > 5
    assert set(_ROW.findall(PAGE)) == list_read()


@pytest.mark.parametrize("name", ["docs/how-to/run-on-a-server.md"])
def test_a_shorter_list_of_settings_names_none_that_is_not_read(name: str):
    rows = set(_ROW.findall((CHECKOUT / name).read_text(encoding="utf-8")))
    assert rows
    assert rows <= list_read()


def test_no_document_names_a_setting_that_does_not_exist():
    known = list_read() | OF_THE_TESTS | {"PLAIT_HOME"}
    named = {
        (path.relative_to(CHECKOUT).as_posix(), name)
        for folder in (CHECKOUT.glob("*.md"), (CHECKOUT / "docs").rglob("*.md"))
        for path in folder
        for name in _NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert {pair for pair in named if pair[1] not in known} == set()


def test_the_settings_of_the_tests_are_the_ones_that_the_page_names():
    read = "\n".join(
        (CHECKOUT / name).read_text(encoding="utf-8") for name in ("tools/run_tests", "tests/conftest.py", "Makefile")
    )
    assert [name for name in sorted(OF_THE_TESTS) if name not in read or f"`{name}`" not in PAGE] == []
