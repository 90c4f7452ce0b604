"""A package imports, and points to, only what lies below it."""

import os
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.architecture.floors import CHECKOUT, SOURCE, read_floors


def test_imports_go_down_only():
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    linted = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "KEPT" in linted.stdout.upper()


def test_foreign_keys_point_down():
    floors = read_floors()
    upward = []
    for model in apps.get_models():
        owner = model.__module__.split(".")
        if owner[0] != "plait":
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField):
                continue
            target = field.related_model.__module__.split(".")
            if target[0] == "plait" and floors[target[1]] > floors[owner[1]]:
                upward.append(f"{model.__name__}.{field.name} → {field.related_model.__name__}")
    assert upward == []


def test_every_package_has_a_floor():
    packages = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}
    assert packages - set(read_floors()) == set()


def test_no_package_is_a_lumber_room():
    lumber = {"utils", "helpers", "common", "misc"}
    assert [path for path in SOURCE.rglob("*.py") if lumber & {part.removesuffix(".py") for part in path.parts}] == []
