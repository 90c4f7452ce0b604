"""What the people of the demonstration write: words in files, so that the story reads apart from its telling."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def read(name: str) -> dict[str, Any]:
    """The texts of a part of the story."""
    return tomllib.loads(resources.files("plait.demo.texts").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
