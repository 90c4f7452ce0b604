"""How long the real published files take to import, and again unchanged: `python -m benchmarks imports`.

The peer is polars reading every column of the same files as text, one after the other, and doing nothing with them.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

SECONDS, AGAIN_SECONDS, MEGABYTES = 20, 1, 2000  # the whole folder on two cores, unchanged, and at its peak


def main() -> None:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"
    folder = Path(os.environ.get("PLAIT_REAL_DATA") or beside)
    if not (folder / "manifest.csv").is_file():
        print("imports: left out. Set PLAIT_REAL_DATA to the folder of real published files.")
        return
    files = [path for path in folder.rglob("*.csv*") if path.is_file()]
    start = time.perf_counter()
    for path in files:
        pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    floor = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as home:
        first, again = (take(folder, Path(home)) for _ in range(2))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Import of {len(files)} files")
    print(f"  polars, text only  {floor:6.2f} s")
    print(f"  plait data import  {first:6.2f} s  {first / floor:5.1f} × polars  (bar: {SECONDS} s)")
    print(f"  the same again     {again:6.2f} s  {again / floor:5.1f} × polars  (bar: {AGAIN_SECONDS} s)")
    print(f"  peak memory        {peak:6.0f} MB  (bar: {MEGABYTES} MB)")


def take(folder: Path, home: Path) -> float:
    command = [sys.executable, "-m", "plait.cli.main", "data", "import", str(folder)]
    start = time.perf_counter()
    subprocess.run(command, env=os.environ | {"PLAIT_HOME": str(home)}, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
