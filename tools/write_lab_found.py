"""Write what the site quotes of the lab: src/plait/insight/lab/found.toml, from the figures of the documentation."""

from pathlib import Path

from plait.insight.lab import found, records

CHECKOUT = Path(__file__).resolve().parents[1]
FIGURES = CHECKOUT / "docs" / "methods" / "lab-results.toml"


def write() -> str:
    """The text of the file."""
    head = "# Picked from docs/methods/lab-results.toml by tools/write_lab_found.py; do not edit.\n"
    return head + records.to_toml(found.pick(records.read(FIGURES)))


if __name__ == "__main__":
    found.PATH.write_text(write(), encoding="utf-8")
