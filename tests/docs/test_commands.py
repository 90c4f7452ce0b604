"""Every `plait …` in a document is one that the command line understands, and the harmless ones are run."""

import re
import tomllib
from typing import Any

import pytest
import typer
from tools.write_command_line import PAGE, list_commands, write_page
from typer.exceptions import TyperException
from typer.testing import CliRunner

from plait.cli.demo import SEED
from plait.cli.main import app
from plait.core.home import Home
from plait.indicators.queries import examples
from plait.indicators.store.reader import open_current
from plait.organisations.domain import Scope
from plait.simulation.sector import SCALES, generate_sector
from tests.architecture.floors import CHECKOUT
from tests.docs.pages import arguments_of, list_command_lines, list_documents, list_spans

LINES = list_command_lines()
HARMLESS = (("neighbours",), ("data", "builds"), ("data", "check"), ("version",))
# A recipe that the reader writes, and one for which only real files have the inputs.
OWN = {"my-recipe"}


def refusal_of(arguments: list[str], *, whole: bool) -> str:
    """What the command line has against some arguments, without running them; `whole` asks for all that is required."""
    command: Any = typer.main.get_command(app)
    name, rest = "plait", arguments
    try:
        while hasattr(command, "resolve_command"):
            if not rest:
                return ""
            context = command.make_context(name, list(rest), resilient_parsing=not whole)
            given = [*context._protected_args, *context.args] or list(rest)
            name, command, rest = command.resolve_command(context, given)
        command.make_context(name, list(rest), resilient_parsing=not whole)
    except TyperException as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_command_line_in_a_document_is_understood(name, line):
    assert refusal_of(arguments_of(line) or [], whole=True) == "", name


@pytest.mark.parametrize(("name", "text"), list_spans())
def test_a_command_in_the_running_text_exists(name, text):
    words = [word for word in (arguments_of(text) or []) if "…" not in word]
    # Words at the end may stand for themselves ("plait serve --host --port"): options without their values.
    names, options = [w for w in words if not w.startswith("--")], [w for w in words if w.startswith("--")]
    commands = dict(list_commands())
    known = [told for told in commands if list(told) == names[: len(told)] or tuple(names) == told[: len(names)]]
    if names[:1] == ["neighbours"] and not known:
        known = [("neighbours", "school")]
    assert known, f"{name}: {text}"
    there = {option for told in known for item in commands[told].params for option in item.opts} | {"--help"}
    assert set(options) <= there, f"{name}: {text}"


def test_what_the_command_line_does_not_know_is_noticed():
    assert "No such command" in refusal_of(["data", "improt", "x"], whole=True)
    assert "No such option" in refusal_of(["serve", "--prot", "1"], whole=True)
    assert "Missing" in refusal_of(["data", "import"], whole=True)
    assert refusal_of(["data", "fetch", "--to", "x"], whole=True) == ""


def test_the_reference_of_the_command_line_is_what_the_script_writes():
    assert PAGE.read_text(encoding="utf-8") == write_page(), "Run: python tools/write_command_line.py"


def test_the_harmless_commands_of_the_documents_run(fictional_home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    store, scope = open_current(fictional_home), Scope(open_data=True)
    school = examples.find_school_to_show(scope, store=store)
    trust = examples.find_trust_to_show(scope, store=store)
    assert school is not None
    assert trust is not None
    asked = set()
    for _, line in LINES:
        words = arguments_of(line) or []
        if words[:2] == ["neighbours", "evidence"] or OWN & set(words):
            continue
        if any(tuple(words[: len(start)]) == start for start in HARMLESS):
            # The schools of the large sector and of real files are not in this small one.
            words = [re.sub(r"^\d{6}$", str(school.urn), word) for word in words]
            words = [re.sub(r"^\d{5}$", str(trust.uid), word) for word in words]
            words = ["open-secondary" if re.fullmatch(r"(open|dfe)-\w+", word) else word for word in words]
            asked.add(tuple(words))
    assert len(asked) > 6
    for words in sorted(asked):
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == 0, f"plait {' '.join(words)}\n{done.output}\n{done.exception}"


def test_the_school_of_the_examples_is_in_the_sector_of_the_demo():
    schools, trusts = SCALES["demo"]
    sector = generate_sector(SEED, schools=schools, trusts=trusts)
    urns = {row.urn for row in sector.history.establishments}
    named = {
        int(urn)
        for name in list_documents()
        for urn in re.findall(r"plait neighbours (9\d{5})\b", (CHECKOUT / name).read_text(encoding="utf-8"))
    }
    assert named
    assert named <= urns


def test_the_size_of_the_sector_is_the_one_that_the_documents_say():
    schools, trusts = SCALES["demo"]
    for name in ("README.md", "docs/index.md"):
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        assert f"{schools:,} " in text, name
    assert f"{trusts} invented trusts" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_the_python_that_is_asked_for_is_the_one_that_is_needed():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["requires-python"].removeprefix(">=")
    for name in ("README.md", "CONTRIBUTING.md", "docs/tutorials/first-look.md"):
        assert f"Python {needed}" in (CHECKOUT / name).read_text(encoding="utf-8"), name
