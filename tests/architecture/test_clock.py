"""There is one clock, and nothing that serves people can set it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.floors import SOURCE

TELLS = ("core", "organisations", "framework", "indicators", "insight", "goals")  # where history is told
SETS = "as_of"
HELD = "_told_moment"  # where the clock keeps what is told


def list_modules(*packages: str, of: str) -> Iterator[tuple[str, ast.Module]]:
    """Modules in whose text something stands, read: to read them all would take long."""
    for package in packages:
        for path in sorted((SOURCE / package).rglob("*.py")):
            parts = path.relative_to(SOURCE).parts
            # The store and the locks know no Django, and tell nothing of what people did.
            text = path.read_text(encoding="utf-8")
            if of in text and not {"migrations", "store"} & set(parts) and parts[-2:] != ("core", "clock.py"):
                yield "/".join(parts), ast.parse(text)


def names_of(tree: ast.Module) -> set[str]:
    """Every name that a module takes from elsewhere or looks up in something."""
    imported = {each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names}
    return imported | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_only_the_demonstration_sets_the_clock():
    packages = [folder.name for folder in Path(SOURCE).iterdir() if folder.is_dir() and folder.name != "demo"]
    setting = [name for name, tree in list_modules(*packages, of=SETS) if SETS in names_of(tree)]
    assert setting == []
    assert [name for name, tree in list_modules(*packages, of=HELD) if HELD in names_of(tree)] == []
    assert any(SETS in names_of(tree) for _, tree in list_modules("demo", of=SETS))


def test_services_and_queries_ask_the_one_clock():
    asking = [
        name
        for name, tree in list_modules(*TELLS, of="timezone")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "timezone"
        and (node.func.attr == "now" or (node.func.attr == "localdate" and not node.args))
    ]
    assert asking == []


def test_moments_of_records_are_noted_by_the_one_clock():
    plain = [
        name
        for name, tree in list_modules(*TELLS, of="DateTimeField")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "DateTimeField"
        and {each.arg for each in node.keywords} & {"auto_now", "auto_now_add"}
    ]
    assert plain == []
