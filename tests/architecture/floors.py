"""The floors of the house as numbers, read from the import contract so that there is one list."""

import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "plait"


def read_floors() -> dict[str, int]:
    """Package name to floor number; a higher number is a higher floor."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == "floors")
    floors: dict[str, int] = {}
    for number, layer in enumerate(reversed(contract["layers"])):
        for name in layer.replace("|", ":").split(":"):
            floors[name.strip().strip("()")] = number
    return floors
