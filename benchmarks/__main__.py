"""Run every benchmark, or those named: `python -m benchmarks neighbours`."""

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> None:
    there = sorted(each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]) if each.name != "__main__")
    there = [name for name in there if not any(name.startswith(f"{other}_") for other in there)]  # parts of another
    for name in sys.argv[1:] or there:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
