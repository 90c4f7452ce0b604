"""Every query over what people write takes `scope` first, every service that writes takes `by`; exceptions say why."""

import ast
import importlib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

from plait.organisations.models.records import TenantedRecord
from tests.architecture.floors import SOURCE

# The sign-in library's own tables, of which no query of ours reads: one's own sessions, address and second step.
_SIGN_IN = {
    "accounts/sessions.py",
    "accounts/middleware.py",
    "accounts/adapters.py",
    "accounts/sealing.py",
    "accounts/second_step.py",
}


@dataclass(frozen=True)
class Function:
    """A public function: where it is, and its parameters in order."""

    package: str
    name: str
    parameters: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.parameters[0] if self.parameters else ""


def reads_tables(tree: ast.Module) -> bool:
    """Whether a module can reach the rows of a table."""
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return any(re.search(r"\.models(\.|$)", module) or module == "django.apps" for module in named)


def list_functions(kind: str) -> list[Function]:
    """The public functions of `queries` or `services` whose modules reach tables."""
    found = []
    for path in sorted(SOURCE.glob(f"*/{kind}/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if reads_tables(tree):
            found += [
                Function(_package(path), f"{path.stem}.{node.name}", _parameters(node))
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            ]
    return found


def _package(path: Path) -> str:
    return ".".join(["plait", *path.relative_to(SOURCE).parts[:-1]])


def _parameters(node: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))


def exceptions(package: str, name: str) -> dict[str, str]:
    """The reasons beside the code."""
    told: dict[str, str] = getattr(importlib.import_module(package), name, {})
    return told


QUERIES, SERVICES = list_functions("queries"), list_functions("services")


@pytest.mark.parametrize("query", QUERIES, ids=lambda each: f"{each.package}.{each.name}")
def test_a_query_takes_the_reach_of_the_viewer_first(query: Function):
    excepted = query.name in exceptions(query.package, "WITHOUT_SCOPE")
    assert (query.first == "scope") != excepted, "Take `scope` first, or say why not in WITHOUT_SCOPE of the package."


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: f"{each.package}.{each.name}")
def test_a_service_says_who_acts(service: Function):
    acts = "by" in service.parameters
    excepted = service.name in exceptions(service.package, "WITHOUT_ACTOR")
    assert acts != excepted, "Take `by`, or say why not in WITHOUT_ACTOR of the package."


@pytest.mark.parametrize(("functions", "name"), [(QUERIES, "WITHOUT_SCOPE"), (SERVICES, "WITHOUT_ACTOR")])
def test_no_exception_outlives_what_it_excuses(functions: list[Function], name: str):
    there: dict[str, set[str]] = {}
    for each in functions:
        there.setdefault(each.package, set()).add(each.name)
    for package in {each.package for each in functions}:
        told = exceptions(package, name)
        assert set(told) - there[package] == set()
        assert all(len(reason) > 4 for reason in told.values())


def test_every_kind_of_record_is_read_by_a_query_that_was_looked_at():
    """A record whose rows no query reads with `limit` would be read somewhere else."""
    records = [model for model in apps.get_models() if issubclass(model, TenantedRecord)]
    assert records
    text = " ".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*/queries/*.py"))
    assert [model.__name__ for model in records if f"limit({model.__name__}.objects" not in text] == []


def test_no_page_reaches_a_table_by_itself():
    reaching = {
        path.relative_to(SOURCE / "web").as_posix()
        for path in (SOURCE / "web").rglob("*.py")
        if re.search(r"\.objects\b|_default_manager|_base_manager", path.read_text(encoding="utf-8"))
    }
    assert reaching - _SIGN_IN == set()


def test_the_test_sees_what_it_looks_for():
    tree = ast.parse("from plait.insight.models import Finding\ndef list_all(number: int) -> None: ...")
    assert reads_tables(tree)
    assert not reads_tables(ast.parse("import datetime"))
    assert len(QUERIES) > 30
    assert len(SERVICES) > 40
