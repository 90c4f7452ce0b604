"""Read the package's dependencies from requirements/run.in, where each has its reason beside it."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesFromRequirements(MetadataHookInterface):
    """One list of dependencies, not two."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill `dependencies` from the lines of requirements/run.in."""
        lines = (Path(self.root) / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
        stripped = (line.split("#", 1)[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in stripped if line]
