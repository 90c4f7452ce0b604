"""The documents at the front door say what is true."""

import re
import tomllib

import pytest

from tests.architecture.floors import CHECKOUT, SOURCE
from tests.architecture.test_words import list_committed

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md", "LICENSE"]
)
def test_the_document_is_there(name):
    assert len((CHECKOUT / name).read_text(encoding="utf-8")) > 400


def test_links_between_documents_lead_somewhere():
    broken = []
    for name in list_committed("*.md", "docs/**/*.md", "src/**/*.md"):
        page = CHECKOUT / name
        text = CODE.sub("", page.read_text(encoding="utf-8"))
        targets = [
            m["target"]
            for m in LINK.finditer(text)
            if "://" not in m["target"] and not m["target"].startswith("mailto:")
        ]
        broken += [f"{name} → {t}" for t in targets if not (page.parent / t).exists()]
    assert broken == []


def test_the_architecture_names_every_package():
    text = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    packages = [folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()]
    assert [name for name in packages if f"`{name}`" not in text] == []


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set()
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        named |= set(re.findall(r"(?:^|`)make ([a-z]+)\b", (CHECKOUT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test", "check"} <= named
    assert named - targets == set()


def test_the_change_log_has_the_version():
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    log = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in log
    assert "### Numbers that changed" in log


def test_every_page_of_the_documentation_is_in_its_menu():
    menu = (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [name.removeprefix("docs/") for name in list_committed("docs/**/*.md", "docs/*.md")]
    assert [page for page in pages if page not in menu] == []
